using System.Text.Json;
using Render.Core;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

public sealed class KeypointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Coco_has_those_of_the_record_half_a_pixel_less_and_none_outside()
    {
        PosedDataset.Write(_folder["out"]);
        var summary = ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco-keypoints");
        Assert.Equal(2, summary.Formats[0].Annotations);
        using var file = JsonDocument.Parse(File.ReadAllBytes(_folder["to/coco-keypoints/annotations/keypoints_train.json"]));
        var categories = file.RootElement.GetProperty("categories").EnumerateArray().ToArray();
        Assert.Equal([1, 2], categories.Select(category => category.GetProperty("id").GetInt32()));
        Assert.Equal(
            ("""["left","right","top"]""", "[[1,2],[2,3]]", "[0.05,0.05,0.1]"),
            (categories[0].GetProperty("keypoints").GetRawText(), categories[0].GetProperty("skeleton").GetRawText(), categories[0].GetProperty("sigmas").GetRawText()));
        var annotations = file.RootElement.GetProperty("annotations").EnumerateArray().ToArray();
        // Number 3 has none, and keeps its id to itself.
        Assert.Equal([1, 2], annotations.Select(annotation => annotation.GetProperty("id").GetInt32()));
        foreach (var annotation in annotations)
        {
            double[] k = [.. annotation.GetProperty("keypoints").EnumerateArray().Select(v => v.GetDouble())];
            Assert.Equal([29.75, 40.25, 1, 0, 0, 0], k[..6]);
            Assert.Equal((9, 2, 2), (k.Length, k[8], annotation.GetProperty("num_keypoints").GetInt32()));
            Assert.Equal(0, annotation.GetProperty("iscrowd").GetInt32());
        }
    }

    [Fact]
    public void Yolo_has_the_shape_the_flip_and_three_numbers_a_point()
    {
        PosedDataset.Write(_folder["out"]);
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "yolo-pose");
        var yolo = new StrictYoloReader(_folder["to/yolo-pose"]);
        Assert.Equal(("[3, 3]", "[1, 0, 2]"), (yolo.Keys["kpt_shape"], yolo.Keys["flip_idx"]));
        var objects = yolo.Objects[("train", "000000000000")];
        Assert.Equal([0, 1], objects.Select(o => o.Class));
        foreach (var values in objects.Select(o => o.Values))
        {
            Assert.Equal(4 + 3 * 3, values.Length);
            Assert.Equal((30.25, 40.75, 1), (Math.Round(values[4] * 160, 5), Math.Round(values[5] * 120, 5), values[6]));
            Assert.Equal([0, 0, 0], values[7..10]);
            Assert.Equal(2, values[12]);
        }
    }

    [Theory]
    [InlineData("none", "no category has keypoints")]
    [InlineData("missing", "has no keypoints")]
    [InlineData("renamed", "other keypoints than its category")]
    public void What_it_needs_and_does_not_find_is_named(string what, string why)
    {
        if (what == "none")
            ConvertedDataset.Write(_folder["out"], [TestImages.Render(0)]);
        else
            PosedDataset.Write(_folder["out"], PosedDataset.Instance(1, instance => instance with
            {
                Keypoints = what == "missing" ? null : [.. instance.Keypoints!.Select(k => k with { Name = "a" + k.Name })],
            }));
        foreach (var format in new[] { "coco-keypoints", "yolo-pose" })
            Assert.Contains(why, Assert.Throws<RenderException>(() => ConvertedDataset.Convert(_folder["out"], _folder["to"], format)).Message, StringComparison.Ordinal);
    }
}
