using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Writers;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

public sealed class CocoConversionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Instances_are_the_datasets_own_in_both_exact_forms()
    {
        ConvertedDataset.WriteTen(_folder["out"]);
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco", "coco-polygons");
        foreach (var split in new[] { "train", "val" })
        {
            Assert.Equal(File.ReadAllText(_folder[$"out/annotations/instances_{split}.json"]), File.ReadAllText(_folder[$"to/coco/annotations/instances_{split}.json"]));
            Assert.Equal(File.ReadAllText(_folder[$"out/annotations/instances_{split}.polygon.json"]), File.ReadAllText(_folder[$"to/coco-polygons/annotations/instances_{split}.json"]));
            foreach (var image in StrictCocoReader.RunLengths(_folder[$"to/coco/annotations/instances_{split}.json"]).Images.Values)
                Assert.Equal(File.ReadAllBytes(_folder[$"out/images/{split}/{image.FileName}"]), File.ReadAllBytes(_folder[$"to/coco/images/{split}/{image.FileName}"]));
        }
    }

    /// <summary>Each form stands in a file of its own, says what a conversion says, and the run reports how near the simplified ones come.</summary>
    [Fact]
    public void Simplified_polygons_that_a_scene_asks_for_are_the_conversions()
    {
        using (var writer = DatasetWriter.Open(TestImages.Options(_folder["out"]) with { Labels = new() { Coco = CocoForms.Rle | CocoForms.PolygonSimplified } }))
        {
            for (var frame = 0; frame < 5; frame++)
                writer.Add(TestImages.Render(frame));
            var summary = writer.Finish();
            var converted = ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco", "coco-polygons-simplified");
            Assert.Equal(converted.Formats.Single(format => format.Format == "coco-polygons-simplified").Polygons, summary.Polygons);
            Assert.Equal(4, summary.Annotations.Count);
        }
        foreach (var split in new[] { "train", "val" })
        {
            Assert.Equal(File.ReadAllText(_folder[$"to/coco/annotations/instances_{split}.json"]), File.ReadAllText(_folder[$"out/annotations/instances_{split}.json"]));
            Assert.Equal(File.ReadAllText(_folder[$"to/coco-polygons-simplified/annotations/instances_{split}.json"]), File.ReadAllText(_folder[$"out/annotations/instances_{split}.polygon_simplified.json"]));
        }
        // The first of those that are asked for has the name that loaders look for.
        Assert.Equal(
            ["annotations/instances_train.json", "annotations/instances_train.polygon_simplified.json", "annotations/instances_val.json", "annotations/instances_val.polygon_simplified.json"],
            AnnotationBuilder.Build(_folder["out"], CocoForms.Polygon | CocoForms.PolygonSimplified));
        StrictCocoReader.Polygons(_folder["out/annotations/instances_train.json"]);
        Assert.Equal(["annotations/instances_train.json", "annotations/instances_val.json"], AnnotationBuilder.Build(_folder["out"], CocoForms.PolygonSimplified));
    }

    [Fact]
    public void Simplified_polygons_have_fewer_corners_and_the_iou_that_is_reported()
    {
        // Disks: staircases all around.
        bool[] Disk(int radius, int x, int y) => [.. Enumerable.Range(0, 200 * 100).Select(i => Math.Pow(i % 200 + 0.5 - x, 2) + Math.Pow(i / 200 + 0.5 - y, 2) < radius * radius)];
        var masks = new[] { Disk(45, 50, 50), Disk(20, 130, 40), Disk(1, 180, 80) };
        ConvertedDataset.Write(_folder["out"], [ConvertedDataset.Image(0, 200, 100, masks)], options => options with { Labels = new() { MinPixels = 1 } });
        var summary = ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco-polygons-simplified", "coco-polygons");
        var file = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(_folder["to/coco-polygons-simplified/annotations/instances_train.json"])).RootElement;
        var ious = new List<(double Least, double Most)>();
        var corners = 0;
        foreach (var (mask, annotation) in masks.Zip(file.GetProperty("annotations").EnumerateArray()))
        {
            var polygons = annotation.GetProperty("segmentation").EnumerateArray().Select(p => p.EnumerateArray().Select(v => v.GetInt32()).ToArray()).ToArray();
            corners += polygons.Sum(p => p.Length / 2);
            ious.Add(Iou(polygons, mask, 200, 100));
            Assert.Equal(mask.Count(inside => inside), annotation.GetProperty("area").GetInt32());
        }
        var fit = summary.Formats.Single(format => format.Format == "coco-polygons-simplified").Polygons!;
        Assert.InRange(fit.Mean, ious.Average(iou => iou.Least), ious.Average(iou => iou.Most));
        Assert.InRange(fit.Least, ious.Min(iou => iou.Least), ious.Min(iou => iou.Most));
        Assert.True(fit.Least >= 0.9);
        var exact = StrictPolygonCorners(_folder["to/coco-polygons/annotations/instances_train.json"]);
        Assert.True(corners * 2 < exact, $"{corners} of {exact} corners");
    }

    [Fact]
    public void Panoptic_images_of_a_dataset_are_those_that_are_converted_without_them()
    {
        ConvertedDataset.Write(_folder["out"], [.. Enumerable.Range(0, 5).Select(i => TestImages.Render(i))], options => options with { Labels = options.Labels with { Panoptic = true } });
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco-panoptic");
        var files = Directory.GetFiles(_folder["to/coco-panoptic/annotations"], "*.png", SearchOption.AllDirectories);
        Assert.Equal(5, files.Length);
        foreach (var file in files)
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["out/masks/panoptic"], Path.GetFileName(Path.GetDirectoryName(file)!)["panoptic_".Length..], Path.GetFileName(file))), File.ReadAllBytes(file));
    }

    [Fact]
    public void Panoptic_shows_exactly_the_annotated_instances()
    {
        ConvertedDataset.WriteTen(_folder["out"]);
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco-panoptic");
        foreach (var split in new[] { "train", "val" })
        {
            var read = StrictPanopticReader.Read(_folder["to/coco-panoptic"], split, out var names);
            Assert.Equal(TestImages.Categories.Select(category => category.Name), names);
            var frames = Enumerable.Range(0, 10).Where(frame => frame % 5 == 4 == (split == "val")).ToArray();
            Assert.Equal(frames.Select(frame => frame + 1L), read.Keys.Order());
            foreach (var frame in frames)
            {
                var truths = Truth.Of(TestImages.Render(frame), 16);
                Assert.Equal(truths.Select(t => (t.Number, (long)t.CategoryId)), read[frame + 1].Select(s => (s.Id, s.CategoryId)));
                Assert.All(truths.Zip(read[frame + 1]), pair => Assert.Equal(pair.First.Mask, pair.Second.Pixels));
            }
        }
    }

    /// <summary>Intersection over union, whichever way pixels are counted whose centres lie on an edge.</summary>
    private static (double Least, double Most) Iou(int[][] polygons, bool[] mask, int width, int height)
    {
        var (filled, _) = PolygonFill.AtCentres(polygons, width, height);
        bool IsOnEdge(int pixel) => polygons.Any(polygon => Enumerable.Range(0, polygon.Length / 2).Any(i =>
        {
            var (x, y) = (pixel % width + 0.5, pixel / width + 0.5);
            var (ax, ay, bx, by) = (polygon[2 * i], polygon[2 * i + 1], polygon[(2 * i + 2) % polygon.Length], polygon[(2 * i + 3) % polygon.Length]);
            return (bx - ax) * (y - ay) == (by - ay) * (x - ax) && x >= Math.Min(ax, bx) && x <= Math.Max(ax, bx) && y >= Math.Min(ay, by) && y <= Math.Max(ay, by);
        }));
        var (both, either, openInside, openOutside) = (0, 0, 0, 0);
        for (var i = 0; i < mask.Length; i++)
        {
            if (IsOnEdge(i))
            {
                (openInside, openOutside) = mask[i] ? (openInside + 1, openOutside) : (openInside, openOutside + 1);
                continue;
            }
            both += filled[i] && mask[i] ? 1 : 0;
            either += filled[i] || mask[i] ? 1 : 0;
        }
        return ((double)both / (either + openInside + openOutside), (double)(both + openInside) / (either + openInside));
    }

    private static int StrictPolygonCorners(string file) => System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file)).RootElement
        .GetProperty("annotations").EnumerateArray().Sum(a => a.GetProperty("segmentation").EnumerateArray().Sum(p => p.GetArrayLength() / 2));
}
