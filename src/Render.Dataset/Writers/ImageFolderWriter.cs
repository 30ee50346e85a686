using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Render.Core.Frames;
using Render.Dataset.Conversion;

namespace Render.Dataset.Writers;

/// <summary>
/// Hugging Face's imagefolder (huggingface.co/docs/datasets/image_dataset): <c>SPLIT/</c> with images and <c>metadata.jsonl</c>, a line an image, in which <c>objects</c> has the boxes of
/// COCO and categories from 0; and a dataset card. Every line has the same keys, and a number of a kind is written alike everywhere, for readers make columns of them.
/// </summary>
internal sealed class ImageFolderWriter(ConversionTarget target) : FormatWriter(target)
{
    // Texts are escaped by the default encoder; names of files and numbers need nothing.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, (Stream File, DatasetCard.Split Counts)> _splits = new(StringComparer.Ordinal);
    // Whether each is a number, a word or a truth value in all images; false: it differs, as in a union of scenes.
    private readonly SortedDictionary<string, (Tag First, bool IsOne)> _tags = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _varied = new(StringComparer.Ordinal);
    private long _annotationId = 1;

    public override bool Surveys => true;

    public override void Survey(SourceImage image)
    {
        foreach (var (name, tag) in image.Output.Tags ?? [])
        {
            var (first, isOne) = _tags.GetValueOrDefault(name, (tag, true));
            _tags[name] = (first, isOne && (first.Number is null, first.Word is null) == (tag.Number is null, tag.Word is null));
        }
        if (image.Output.Varied is { } varied)
            _varied.UnionWith(varied.Keys);
    }

    public override int Add(SourceImage image)
    {
        if (!_splits.TryGetValue(image.Split, out var split))
        {
            if (image.Split.Contains('-', StringComparison.Ordinal))
                throw Target.Refuse($"a split is called '{image.Split}', and the format's have letters, digits and _ alone.", "Call it otherwise in the scene's splits.", image.Record);
            _splits.Add(image.Split, split = (File.Create(Target.Path($"{image.Split}/metadata.jsonl")), new()));
        }
        Target.Place($"{image.Split}/{image.FileName}", image, image.Output.Image);
        using (var json = new Utf8JsonWriter(split.File, Compact))
            Describe(json, image);
        split.File.WriteByte((byte)'\n');
        split.Counts.Add(image.Annotated.Count);
        return image.Annotated.Count;
    }

    public override void Finish()
    {
        foreach (var (file, _) in _splits.Values)
            file.Dispose();
        var columns = _tags.Keys.Select(name => "tag_" + name).Concat(_varied.Select(path => "varied_" + path));
        Target.Write("README.md", DatasetCard.Of(Target.Info, [.. _splits.Select(split => (split.Key, split.Value.Counts))], [.. columns]));
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var (file, _) in _splits.Values)
            file.Dispose();
        base.Dispose(disposing);
    }

    private void Describe(Utf8JsonWriter json, SourceImage image)
    {
        json.WriteStartObject();
        json.WriteString("file_name"u8, image.FileName);
        json.WriteNumber("image_id"u8, image.Output.Id);
        json.WriteNumber("width"u8, image.Width);
        json.WriteNumber("height"u8, image.Height);
        foreach (var (name, (_, isOne)) in _tags)
        {
            Tag? tag = image.Output.Tags is { } tags && tags.TryGetValue(name, out var found) ? found : null;
            Write(json, name, isOne || tag is null ? tag : new Tag(tag.Value.ToString()));
        }
        foreach (var path in _varied)
            json.WriteString(CocoDocument.Ascii("varied_" + path), image.Output.Varied?.GetValueOrDefault(path));
        json.WriteStartObject("objects"u8);
        Write(json, "id"u8, image.Annotated.Select(_ => _annotationId++));
        Write(json, "area"u8, image.Annotated.Select(instance => (long)instance.Area));
        json.WriteStartArray("bbox"u8);
        foreach (var instance in image.Annotated)
        {
            json.WriteStartArray();
            foreach (var value in instance.Bbox!)
                json.WriteNumberValue(value);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        Write(json, "categories"u8, image.Annotated.Select(instance => Target.Category(instance).Id - 1L));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>Numbers always with a fraction or an exponent: a reader that sees whole ones in one split alone would make another column of them.</summary>
    private static void Write(Utf8JsonWriter json, string name, Tag? tag)
    {
        json.WritePropertyName(CocoDocument.Ascii("tag_" + name));
        if (tag is not { } value)
            json.WriteNullValue();
        else if (value.Number is { } number)
            json.WriteRawValue(number.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
        else
            TagsJson.Write(json, value);
    }
}
