using System.Text;
using System.Text.Json;
using Xunit;
using YamlDotNet.Serialization;

namespace Render.Tests.Conversion;

/// <summary>
/// Reads a folder as huggingface.co/docs/datasets/image_dataset and huggingface.co/docs/hub/datasets-cards describe it, and accepts nothing over which one of its readers might stumble: a
/// metadata.jsonl beside the images of each split that names each of them once, lines that are all of one form (columns are made of them), and a card whose head is YAML. It knows
/// nothing of what wrote it.
/// </summary>
internal sealed class StrictImageFolderReader
{
    public sealed record Row(string Split, string File, JsonElement Line, long[] Ids, long[] Areas, long[][] Boxes, long[] Categories);

    private readonly Dictionary<string, string> _columns = new(StringComparer.Ordinal);

    public StrictImageFolderReader(string folder)
    {
        Card = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(Path.Combine(folder, "README.md")));
        Assert.StartsWith("---\n", Card, StringComparison.Ordinal);
        Head = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(Card[4..Card.IndexOf("\n---\n", StringComparison.Ordinal)]);
        Assert.Equal(["README.md"], Directory.GetFiles(folder).Select(Path.GetFileName));
        Splits = [];
        foreach (var entry in Configured())
        {
            var (split, path) = ((string)entry["split"], (string)entry["path"]);
            Assert.Matches(@"^\w+(\.\w+)*$", split);
            Assert.EndsWith("/**", path, StringComparison.Ordinal);
            Splits.Add(split);
            Read(split, Path.Combine(folder, path[..^3]));
        }
        Assert.Equal(Directory.GetDirectories(folder).Length, Splits.Count);
        Assert.Equal(Rows.Sum(row => row.Ids.Length), Rows.SelectMany(row => row.Ids).Distinct().Count());
    }

    public string Card { get; }

    public Dictionary<string, object> Head { get; }

    public List<string> Splits { get; }

    public List<Row> Rows { get; } = [];

    private IEnumerable<Dictionary<object, object>> Configured()
    {
        if (!Head.TryGetValue("configs", out var configs))
            return [];
        var config = (Dictionary<object, object>)Assert.Single((List<object>)configs);
        Assert.Equal("default", config["config_name"]);
        return ((List<object>)config["data_files"]).Cast<Dictionary<object, object>>();
    }

    private void Read(string split, string folder)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(Path.Combine(folder, "metadata.jsonl")));
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        var images = new SortedSet<string>(Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!).Where(name => name != "metadata.jsonl"), StringComparer.Ordinal);
        foreach (var line in text.Split('\n')[..^1])
        {
            using var document = JsonDocument.Parse(line, new() { AllowDuplicateProperties = false });
            var row = document.RootElement.Clone();
            CheckColumns(row, "");
            var file = row.GetProperty("file_name").GetString()!;
            Assert.Matches(@"^[^/\\]+\.(png|jpg)$", file);
            Assert.True(images.Remove(file), file);
            var objects = row.GetProperty("objects");
            long[] Whole(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetInt64())];
            Rows.Add(new(split, file, row, Whole(objects.GetProperty("id")), Whole(objects.GetProperty("area")), [.. objects.GetProperty("bbox").EnumerateArray().Select(Whole)], Whole(objects.GetProperty("categories"))));
            Assert.Equal([Rows[^1].Ids.Length], new[] { Rows[^1].Areas.Length, Rows[^1].Boxes.Length, Rows[^1].Categories.Length }.Distinct());
            Assert.All(Rows[^1].Boxes, box => Assert.Equal(4, box.Length));
        }
        Assert.Empty(images);
    }

    /// <summary>Each key in every line, in the same order, and with the same type: whole numbers and others are two.</summary>
    private void CheckColumns(JsonElement row, string path)
    {
        var names = string.Join(' ', row.EnumerateObject().Select(property => property.Name));
        Assert.Equal(_columns.TryAdd(path, names) ? names : _columns[path], names);
        foreach (var property in row.EnumerateObject())
        {
            var (name, value) = (path + "/" + property.Name, property.Value);
            var type = value.ValueKind switch
            {
                JsonValueKind.Number => value.GetRawText().All(c => char.IsAsciiDigit(c) || c == '-') ? "int64" : "float64",
                JsonValueKind.True or JsonValueKind.False => "bool",
                var kind => kind.ToString(),
            };
            if (value.ValueKind == JsonValueKind.Object)
                CheckColumns(value, name);
            else if (value.ValueKind != JsonValueKind.Null)
                Assert.Equal(_columns.TryAdd(name, type) ? type : _columns[name], type);
        }
    }
}
