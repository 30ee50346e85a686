using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Render.Core;
using Render.Core.Frames;

namespace Render.Dataset.Records;

/// <summary>Reads and writes frame records, ours and those of anybody's program.</summary>
public static class RecordFile
{
    // Run lengths are full of characters that only HTML would want escaped.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>UTF-8 without BOM, one line.</summary>
    public static byte[] Write(FrameRecord record)
    {
        using var file = new MemoryStream();
        using (var writer = new Utf8JsonWriter(file, Compact))
            JsonSerializer.Serialize(writer, record, DatasetJson.Default.FrameRecord);
        file.WriteByte((byte)'\n');
        return file.ToArray();
    }

    /// <param name="json">UTF-8, with or without BOM.</param>
    /// <param name="where">For messages: the file, or standard input and its line.</param>
    /// <exception cref="RenderException">The text is no record: what is wrong, and the path of the property.</exception>
    public static FrameRecord Read(ReadOnlySpan<byte> json, string where)
    {
        var record = Parse(json, where, Sparse.Type);
        CheckVersion(record.Schema, where);
        RecordCheck.Check(record, where);
        return record;
    }

    /// <summary>Reads the output part of a record in a dataset.</summary>
    /// <param name="file">The record.</param>
    /// <param name="frame">The number that its name says.</param>
    /// <param name="grid">The dataset's.</param>
    /// <exception cref="RenderException">
    /// The file cannot be read, or is no record, of a frame that has not been rendered, or of another frame or split than it stands for.
    /// </exception>
    internal static FrameOutput ReadOutput(string file, long frame, ImageGrid grid) => ReadOutput(DatasetFiles.Read(file), file, frame, grid);

    /// <inheritdoc cref="ReadOutput(string, long, ImageGrid)"/>
    internal static FrameOutput ReadOutput(ReadOnlySpan<byte> json, string file, long frame, ImageGrid grid)
    {
        var record = Parse(json, file, OutputJson.Default.OutputOnly);
        CheckVersion(record.Schema, file);
        var output = record.Output
            ?? throw new RenderException(Failure.InvalidInput, "the record has no output: its frame has not been rendered.", file);
        RecordCheck.Check(output, file);
        RecordCheck.CheckPlace(output, record.Input.Index, record.Input.Split, frame, grid, file);
        return output;
    }

    private static T Parse<T>(ReadOnlySpan<byte> json, string where, JsonTypeInfo<T> type)
    {
        if (json.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            json = json[3..];
        try
        {
            return JsonSerializer.Deserialize(json, type)
                ?? throw new RenderException(Failure.InvalidInput, "null is no frame record.", where);
        }
        catch (JsonException e)
        {
            var path = e.Path is null or "$" ? "" : $" (at {e.Path})";
            var reason = e.Message.Split(" Path: ", 2)[0].TrimEnd('.');
            throw new RenderException(Failure.InvalidInput, $"no valid frame record: {reason}{path}.", where, inner: e);
        }
    }

    private static void CheckVersion(string schema, string where)
    {
        if (!string.Equals(schema, FrameRecord.Version, StringComparison.Ordinal))
            throw new RenderException(
                Failure.InvalidInput, $"the record's schema is '{schema}' (at $.schema), this program reads '{FrameRecord.Version}'.", where);
    }

    /// <summary>
    /// Code made at build time gives a property with an init accessor the type's default where the text leaves it out, not the record's own; so what others may
    /// write sparsely is read by reflection. Made where it is first used: it takes a tenth of a second.
    /// </summary>
    private static class Sparse
    {
        public static readonly JsonTypeInfo<FrameRecord> Type = (JsonTypeInfo<FrameRecord>)new JsonSerializerOptions(DatasetJson.Default.Options)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        }.GetTypeInfo(typeof(FrameRecord));
    }
}
