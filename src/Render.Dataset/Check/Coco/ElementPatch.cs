using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Render.Dataset.Coco;

namespace Render.Dataset.Check.Coco;

/// <summary>
/// New values for some members of an element; the others stay as they are, byte for byte, but those with a number that is none: they are left out. Of a
/// repeated member the last stays.
/// </summary>
internal sealed class ElementPatch
{
    // As this program's own files: ASCII alone, but run lengths as they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly List<(string Name, byte[] Value)> _values = [];
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Dictionary<string, (int Start, int Length)> _members = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>Writes it anew even where no value is.</summary>
    public bool Rewrite { get; set; }

    /// <summary>What <see cref="Apply"/> made.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Clear()
    {
        _values.Clear();
        Rewrite = false;
    }

    public void Set(string name, long value) => Set(name, json => json.WriteNumberValue(value));

    public void Set(string name, double value) => Set(name, json => json.WriteNumberValue(value));

    public void Set(string name, string value) => Set(name, json => json.WriteStringValue(JsonEncodedText.Encode(value, JavaScriptEncoder.Default)));

    public void Set(string name, double[] values) => Set(name, json =>
    {
        json.WriteStartArray();
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    });

    public void SetRuns(string name, long rows, long columns, List<uint> counts) => Set(name, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("size"u8);
        json.WriteNumberValue(rows);
        json.WriteNumberValue(columns);
        json.WriteEndArray();
        json.WriteString("counts"u8, RunLength.Encode(CollectionsMarshal.AsSpan(counts)));
        json.WriteEndObject();
    });

    /// <param name="name">Of the member.</param>
    /// <param name="annotation">Whose polygons.</param>
    /// <param name="shape">Knows which enclose something.</param>
    /// <param name="drop">Leaves out those that do not.</param>
    public void SetPolygons(string name, CocoAnnotation annotation, PolygonShape shape, bool drop) => Set(name, json =>
    {
        var points = CollectionsMarshal.AsSpan(annotation.Coordinates);
        json.WriteStartArray();
        for (var polygon = 0; polygon < annotation.Ends.Count; polygon++)
        {
            var ring = points[annotation.Ring(polygon)];
            if (drop && ring.Length % 2 == 0 && !MaskRules.IsGood(ring) && !shape.Crosses(ring))
                continue;
            json.WriteStartArray();
            foreach (var coordinate in ring)
                json.WriteNumberValue(coordinate);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    });

    /// <summary>Makes the element with the new values.</summary>
    public void Apply(CocoStream stream)
    {
        _buffer.ResetWrittenCount();
        if (_values.Count == 0 && !Rewrite && !stream.HasNonFinite)
        {
            _buffer.Write(stream.Element);
            return;
        }
        FindMembers(stream);
        using var json = new Utf8JsonWriter(_buffer, Options);
        json.WriteStartObject();
        foreach (var name in _order)
        {
            var at = _values.FindIndex(v => v.Name == name);
            var (start, length) = at < 0 ? _members[name] : default;
            if (at < 0 && stream.HasNonFiniteIn(start, start + length))
                continue;
            json.WritePropertyName(JsonEncodedText.Encode(name, JavaScriptEncoder.Default));
            json.WriteRawValue(at < 0 ? stream.Element.Slice(start, length) : _values[at].Value, skipInputValidation: true);
        }
        json.WriteEndObject();
    }

    private void FindMembers(CocoStream stream)
    {
        _members.Clear();
        _order.Clear();
        var reader = new Utf8JsonReader(stream.Element, new JsonReaderOptions { MaxDepth = CocoStream.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Text(ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!_members.ContainsKey(name))
                _order.Add(name);
            _members[name] = (start, (int)reader.BytesConsumed - start);
        }
        foreach (var (name, _) in _values)
            if (!_members.ContainsKey(name))
                _order.Add(name);
    }

    private void Set(string name, Action<Utf8JsonWriter> write)
    {
        var value = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(value, Options))
            write(json);
        _values.Add((name, value.WrittenSpan.ToArray()));
    }
}
