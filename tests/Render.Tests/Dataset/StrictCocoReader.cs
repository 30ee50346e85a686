using System.Text;
using System.Text.Json;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>
/// Reads COCO object detection files as the published description of the format has them (cocodataset.org, "Data format"), and accepts
/// nothing that one of its
/// readers might stumble over. It knows nothing of what wrote the file.
/// </summary>
internal sealed class StrictCocoReader
{
    public sealed record CocoImage(long Id, string FileName, int Width, int Height);

    public sealed record Annotation(long Id, CocoImage Image, long CategoryId, int[] Box, int Area, bool[] Mask);

    private readonly bool _polygons;

    private StrictCocoReader(string file, bool polygons)
    {
        _polygons = polygons;
        var bytes = File.ReadAllBytes(file);
        Assert.All(bytes, b => Assert.True(b is >= 0x20 and < 0x7F or (byte)'\n')); // no BOM, ASCII alone
        using var document = JsonDocument.Parse(bytes, new() { AllowDuplicateProperties = false });
        Text = Encoding.ASCII.GetString(bytes);
        var root = Object(document.RootElement, "info", "licenses", "images", "annotations", "categories");
        Assert.Equal(JsonValueKind.Object, root["info"].ValueKind);
        Assert.Equal(JsonValueKind.Array, root["licenses"].ValueKind);
        foreach (var element in root["categories"].EnumerateArray())
        {
            var category = Object(element, "id", "name", "supercategory");
            Categories.Add(Integer(category["id"], 1), (String(category["name"]), String(category["supercategory"])));
        }
        Assert.Equal(Enumerable.Range(1, Categories.Count).Select(i => (long)i), Categories.Keys);
        Assert.Equal(Categories.Count, Categories.Values.Select(c => c.Name).Distinct().Count());
        foreach (var element in root["images"].EnumerateArray())
            Read(Object(element, "id", "file_name", "width", "height"));
        foreach (var element in root["annotations"].EnumerateArray())
            Annotations.Add(ReadAnnotation(element));
        Assert.Equal(Annotations.Count, Annotations.Select(a => a.Id).Distinct().Count());
        Assert.Equal(Images.Count, Images.Values.Select(i => i.FileName).Distinct().Count());
    }

    public string Text { get; }

    public SortedDictionary<long, (string Name, string Supercategory)> Categories { get; } = [];

    public SortedDictionary<long, CocoImage> Images { get; } = [];

    public List<Annotation> Annotations { get; } = [];

    public static StrictCocoReader RunLengths(string file) => new(file, polygons: false);

    public static StrictCocoReader Polygons(string file) => new(file, polygons: true);

    private void Read(Dictionary<string, JsonElement> image)
    {
        var name = String(image["file_name"]);
        Assert.DoesNotContain('/', name);
        Assert.Equal(name, Path.GetFileName(name));
        var id = Integer(image["id"], 1);
        Images.Add(id, new(id, name, (int)Integer(image["width"], 1), (int)Integer(image["height"], 1)));
    }

    private Annotation ReadAnnotation(JsonElement element)
    {
        var annotation = Object(element, "id", "image_id", "category_id", "bbox", "area", "segmentation", "iscrowd");
        var image = Images[Integer(annotation["image_id"], 1)];
        Assert.Contains(Integer(annotation["category_id"], 1), Categories.Keys);
        Assert.Equal("0", annotation["iscrowd"].GetRawText());
        var box = annotation["bbox"].EnumerateArray().Select(v => (int)Integer(v, 0)).ToArray();
        Assert.Equal(4, box.Length);
        var mask = _polygons ? Fill(annotation["segmentation"], image) : Decode(annotation["segmentation"], image);
        var inside = Enumerable.Range(0, mask.Length).Where(i => mask[i]).ToArray();
        Assert.NotEmpty(inside);
        Assert.Equal(Integer(annotation["area"], 1), inside.Length);
        var (left, top) = (inside.Min(i => i % image.Width), inside.Min(i => i / image.Width));
        Assert.Equal([left, top, inside.Max(i => i % image.Width) - left + 1, inside.Max(i => i / image.Width) - top + 1], box);
        return new(Integer(annotation["id"], 1), image, Integer(annotation["category_id"], 1), box, inside.Length, mask);
    }

    private static bool[] Fill(JsonElement segmentation, CocoImage image)
    {
        var polygons = segmentation.EnumerateArray().Select(p => p.EnumerateArray().Select(v => (int)Integer(v, 0)).ToArray()).ToArray();
        Assert.NotEmpty(polygons);
        foreach (var polygon in polygons)
        {
            Assert.True(polygon.Length >= 6 && polygon.Length % 2 == 0);
            for (var i = 0; i < polygon.Length; i += 2)
                Assert.True(polygon[i] <= image.Width && polygon[i + 1] <= image.Height);
        }
        return PolygonFill.AsReference(polygons, image.Width, image.Height);
    }

    /// <summary>
    /// LEB128-like: six bits a character from '0' on, the lowest five are payload, the next says that more follow, and the last payload bit
    /// is the sign.
    /// </summary>
    public static bool[] Decode(JsonElement segmentation, CocoImage image)
    {
        var rle = Object(segmentation, "size", "counts");
        Assert.Equal([image.Height, image.Width], rle["size"].EnumerateArray().Select(v => (int)Integer(v, 1)));
        var (text, counts) = (String(rle["counts"]), new List<long>());
        for (var p = 0; p < text.Length;)
        {
            var (value, bits) = (0L, 0);
            int c;
            do
            {
                c = text[p++] - '0';
                Assert.InRange(c, 0, 63);
                value += (long)(c % 32) << bits;
                bits += 5;
            }
            while (c >= 32);
            if (c >= 16)
                value -= 1L << bits;
            counts.Add(counts.Count > 2 ? value + counts[^2] : value);
            Assert.True(counts[^1] > 0 || counts.Count == 1);
        }
        Assert.Equal((long)image.Width * image.Height, counts.Sum());
        var (mask, position) = (new bool[image.Width * image.Height], 0);
        for (var run = 0; run < counts.Count; run++)
            for (var i = 0; i < counts[run]; i++, position++)
                mask[position % image.Height * image.Width + position / image.Height] = run % 2 == 1;
        return mask;
    }

    /// <summary>An object with exactly these properties, none of them null.</summary>
    private static Dictionary<string, JsonElement> Object(JsonElement element, params string[] names)
    {
        var properties = element.EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        Assert.Equal(names.Order(), properties.Keys.Order());
        Assert.DoesNotContain(properties.Values, value => value.ValueKind == JsonValueKind.Null);
        return properties;
    }

    private static long Integer(JsonElement element, long least)
    {
        Assert.Equal(JsonValueKind.Number, element.ValueKind);
        Assert.True(element.GetRawText().All(char.IsAsciiDigit), element.GetRawText());
        Assert.True(element.GetInt64() >= least);
        return element.GetInt64();
    }

    private static string String(JsonElement element)
    {
        Assert.Equal(JsonValueKind.String, element.ValueKind);
        Assert.NotEmpty(element.GetString()!);
        return element.GetString()!;
    }
}
