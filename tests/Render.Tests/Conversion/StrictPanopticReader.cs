using System.Text.Json;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>One segment, and where the PNG shows its id.</summary>
internal sealed record PanopticSegment(int Id, long CategoryId, bool[] Pixels);

/// <summary>
/// Reads COCO panoptic as cocodataset.org ("Data format", panoptic segmentation) and the checks of panopticapi have it: the PNG's ids are exactly those of
/// segments_info, areas and boxes are those of the pixels. It knows nothing of what wrote it.
/// </summary>
internal static class StrictPanopticReader
{
    /// <summary>By the id of the image.</summary>
    public static Dictionary<long, PanopticSegment[]> Read(string folder, string split, out string[] things)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, "annotations", $"panoptic_{split}.json"));
        Assert.All(bytes, b => Assert.True(b is >= 0x20 and < 0x7F or (byte)'\n'));
        using var document = JsonDocument.Parse(bytes, new() { AllowDuplicateProperties = false });
        var root = document.RootElement;
        Assert.Equal(["annotations", "categories", "images", "info", "licenses"], root.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        var categories = root.GetProperty("categories").EnumerateArray().ToDictionary(c => c.GetProperty("id").GetInt64());
        foreach (var (id, category) in categories)
        {
            Assert.Contains(category.GetProperty("isthing").GetInt32(), new[] { 0, 1 });
            Assert.Equal(3, category.GetProperty("color").EnumerateArray().Select(v => v.GetByte()).Count());
            Assert.NotEmpty(category.GetProperty("supercategory").GetString()!);
        }
        things = [.. categories.OrderBy(c => c.Key).Select(c => c.Value.GetProperty("name").GetString()!)];
        var images = root.GetProperty("images").EnumerateArray().ToDictionary(i => i.GetProperty("id").GetInt64());
        var read = new Dictionary<long, PanopticSegment[]>();
        foreach (var annotation in root.GetProperty("annotations").EnumerateArray())
        {
            var image = images[annotation.GetProperty("image_id").GetInt64()];
            var (width, height) = (image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32());
            Assert.True(File.Exists(Path.Combine(folder, "images", split, image.GetProperty("file_name").GetString()!)));
            var png = PngReader.Read(File.ReadAllBytes(Path.Combine(folder, "annotations", $"panoptic_{split}", annotation.GetProperty("file_name").GetString()!)));
            Assert.Equal((width, height, 8, 2), (png.Width, png.Height, png.BitDepth, png.ColorType));
            read.Add(annotation.GetProperty("image_id").GetInt64(), Segments(annotation, png, categories.Keys));
        }
        Assert.Equal(images.Keys.Order(), read.Keys.Order());
        return read;
    }

    private static PanopticSegment[] Segments(JsonElement annotation, PngReader png, ICollection<long> categories)
    {
        var ids = Enumerable.Range(0, png.Width * png.Height).Select(i => png.Samples[3 * i] + 256 * png.Samples[3 * i + 1] + 65536 * png.Samples[3 * i + 2]).ToArray();
        var segments = annotation.GetProperty("segments_info").EnumerateArray().ToArray();
        Assert.Equal(ids.Distinct().Where(id => id != 0).Order(), segments.Select(s => s.GetProperty("id").GetInt32()).Order());
        return [.. segments.Select(segment =>
        {
            var id = segment.GetProperty("id").GetInt32();
            var inside = Enumerable.Range(0, ids.Length).Where(i => ids[i] == id).ToArray();
            Assert.Equal(inside.Length, segment.GetProperty("area").GetInt32());
            var (left, top) = (inside.Min(i => i % png.Width), inside.Min(i => i / png.Width));
            Assert.Equal(
                [left, top, inside.Max(i => i % png.Width) - left + 1, inside.Max(i => i / png.Width) - top + 1],
                segment.GetProperty("bbox").EnumerateArray().Select(v => v.GetInt32()));
            Assert.Equal(0, segment.GetProperty("iscrowd").GetInt32());
            var category = segment.GetProperty("category_id").GetInt64();
            Assert.Contains(category, categories);
            return new PanopticSegment(id, category, [.. ids.Select(other => other == id)]);
        })];
    }
}
