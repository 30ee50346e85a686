using System.Text.Encodings.Web;
using System.Text.Json;
using Render.Dataset.Conversion;
using Render.Dataset.Layout;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// WebDataset (github.com/webdataset/webdataset): <c>SPLIT/000000.tar</c> and on. The members of an image stand together and have one stem, the rank of the
/// image in 12 digits: <c>.json</c> with its labels in COCO's terms (<see cref="CocoInstanceExtras"/>), <c>.png</c> or <c>.jpg</c>, and its other files by the name of their folder, such as
/// <c>.instance.png</c> and <c>.depth.png</c>. <c>manifest.json</c> has the counts, sizes and sha256 of all shards.
/// </summary>
internal sealed class WebDatasetWriter(ConversionTarget target) : FormatWriter(target)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, TarShards> _splits = new(StringComparer.Ordinal);
    private long _annotationId = 1;

    public override int Add(SourceImage image)
    {
        if (!_splits.TryGetValue(image.Split, out var shards))
            _splits.Add(image.Split, shards = new(number => Target.Path($"{image.Split}/{number:D6}.tar"), Target.Options.ShardBytes, Target.Options.ShardImages));
        Target.HasColor(image);
        var stem = image.Digits(12);
        var members = new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { [stem + ".json"] = Describe(image) };
        foreach (var path in image.Output.Files.Keys)
            members.Add($"{stem}.{Suffix(image, path)}", image.Read(path));
        shards.Add([.. members]);
        return image.Annotated.Count;
    }

    public override void Finish()
    {
        using var file = File.Create(Target.Path("manifest.json"));
        using (var json = new Utf8JsonWriter(file, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "render/webdataset/1");
            json.WriteStartObject("splits");
            foreach (var (split, shards) in _splits)
            {
                shards.Finish();
                Describe(json, split, shards.Shards);
            }
            json.WriteEndObject();
            json.WriteStartArray("categories");
            foreach (var category in Target.Info.Categories)
            {
                json.WriteStartObject();
                json.WriteNumber("id", category.Id);
                json.WriteString("name", category.Name);
                json.WriteString("supercategory", category.Supercategory);
                if (category.Keypoints is { } keypoints)
                    CocoKeypoints.WriteNames(json, keypoints);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        file.WriteByte((byte)'\n');
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var shards in _splits.Values)
            shards.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>images/train/x.png: png; masks/instance/train/x.png: instance.png.</summary>
    private string Suffix(SourceImage image, string path)
    {
        if (path == image.Output.Image)
            return Path.GetExtension(path)[1..];
        return (path.StartsWith("images/", StringComparison.Ordinal) ? null : ShardNames.Suffix(path, image.Output.FileStem))
            ?? throw Target.Refuse($"the file '{path}' is none that belongs to an image.", where: image.Record);
    }

    private byte[] Describe(SourceImage image)
    {
        using var file = new MemoryStream();
        using (var json = new Utf8JsonWriter(file, Compact))
        {
            json.WriteStartObject();
            json.WriteNumber("id", image.Output.Id);
            json.WriteString("file_name", image.FileName);
            json.WriteString("split", image.Split);
            json.WriteNumber("width", image.Width);
            json.WriteNumber("height", image.Height);
            TagsJson.Write(json, image.Output.Tags);
            if (image.Output.SeenBy is { } camera)
                CameraJson.Write(json, camera);
            json.WriteStartArray("annotations");
            foreach (var instance in image.Annotated)
                Describe(json, image, instance);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        file.WriteByte((byte)'\n');
        return file.ToArray();
    }

    private void Describe(Utf8JsonWriter json, SourceImage image, InstanceOutput instance)
    {
        var category = Target.Category(instance);
        json.WriteStartObject();
        json.WriteNumber("id", _annotationId++);
        json.WriteNumber("number", instance.Number);
        json.WriteNumber("category_id", category.Id);
        json.WriteString("category", JsonEncodedText.Encode(instance.Category!, JavaScriptEncoder.Default));
        json.WriteStartArray("bbox");
        foreach (var value in instance.Bbox!)
            json.WriteNumberValue(value);
        json.WriteEndArray();
        json.WriteNumber("area", instance.Area);
        json.WriteStartObject("segmentation");
        json.WriteStartArray("size");
        json.WriteNumberValue(image.Height);
        json.WriteNumberValue(image.Width);
        json.WriteEndArray();
        json.WriteString("counts", instance.Visible);
        json.WriteEndObject();
        json.WriteNumber("iscrowd", 0);
        CocoInstanceExtras.Write(json, category, image.Output, instance);
        json.WriteEndObject();
    }

    private static void Describe(Utf8JsonWriter json, string split, IReadOnlyList<TarShard> shards)
    {
        json.WriteStartObject(split);
        json.WriteNumber("images", shards.Sum(shard => shard.Images));
        json.WriteString("urls", shards.Count == 1 ? $"{split}/000000.tar" : $"{split}/{{000000..{shards.Count - 1:D6}}}.tar");
        json.WriteStartArray("shards");
        foreach (var (i, shard) in shards.Index())
        {
            json.WriteStartObject();
            json.WriteString("path", $"{split}/{i:D6}.tar");
            json.WriteNumber("images", shard.Images);
            json.WriteNumber("bytes", shard.Bytes);
            json.WriteString("sha256", shard.Sha256);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
