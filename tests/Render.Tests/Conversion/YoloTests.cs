using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

public sealed class YoloTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Boxes_are_those_of_the_masks_and_an_empty_image_has_an_empty_file()
    {
        var empty = ConvertedDataset.Image(10, TestImages.Width, TestImages.Height, []);
        ConvertedDataset.Write(_folder["out"], Enumerable.Range(0, 10).Select(frame => TestImages.Render(frame)).Append(empty));
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "yolo-detect");
        var yolo = new StrictYoloReader(_folder["to/yolo-detect"]);
        Assert.Equal(TestImages.Categories.Select(category => category.Name), yolo.Names);
        Assert.Equal(11, yolo.Objects.Count);
        Assert.Empty(yolo.Objects[("train", "000000000010")]);
        for (var frame = 0; frame < 10; frame++)
        {
            var truths = Truth.Of(TestImages.Render(frame), 16);
            var objects = yolo.Objects[(frame % 5 == 4 ? "val" : "train", $"{frame:D12}")];
            Assert.Equal(truths.Select(truth => truth.CategoryId - 1), objects.Select(o => o.Class));
            foreach (var (truth, found) in truths.Zip(objects))
            {
                var (x, y, w, h) = (found.Values[0] * 64, found.Values[1] * 48, found.Values[2] * 64, found.Values[3] * 48);
                var (left, top, right, bottom) = truth.Box;
                foreach (var (wanted, got) in new[] { (left, x - w / 2), (top, y - h / 2), (right + 1, x + w / 2), (bottom + 1, y + h / 2) })
                    Assert.Equal(wanted, got, 1e-5);
            }
        }
    }

    [Theory]
    [InlineData("names")]
    [InlineData("nc")]
    [InlineData("Path")]
    [InlineData("no")]
    public void A_split_that_would_be_another_key_of_the_description_is_refused(string split)
    {
        var image = TestImages.Render(0);
        var named = new Render.Core.Frames.RenderedFrame();
        named.Reset(image.Frame with { Split = split }, image.Key, Render.Core.Frames.Aov.Color | Render.Core.Frames.Aov.InstanceId | Render.Core.Frames.Aov.Depth);
        ConvertedDataset.Write(_folder["out"], [named]);
        var error = Assert.Throws<Render.Core.RenderException>(() => ConvertedDataset.Convert(_folder["out"], _folder["to"], "yolo-detect"));
        Assert.Contains($"a split is called '{split}'", error.Message, StringComparison.Ordinal);
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco");
    }

    [Fact]
    public void Polygons_fill_to_ten_thousand_random_masks_without_one_other_pixel()
    {
        // Each mask is an instance in a cell of its own; the outer cells touch the borders of the image.
        const int Cell = 24, Cells = 26, Side = Cell * Cells;
        var random = new Random(5);
        var images = Enumerable.Range(0, 16).Select(index => ConvertedDataset.Image(index, Side, Side, RandomMasks(random, Cell, Cells), Cells * Cells)).ToArray();
        ConvertedDataset.Write(_folder["out"], images, options => options with { Labels = new() { MinPixels = 1 } });
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "yolo-segment");
        var yolo = new StrictYoloReader(_folder["to/yolo-segment"]);
        var masks = 0;
        foreach (var image in images)
        {
            var (objects, next) = (yolo.Objects[("train", $"{image.Key.Frame:D12}")], 0);
            var wanted = Enumerable.Range(0, Cells * Cells).Select(_ => new List<int>()).ToArray();
            for (var i = 0; i < image.InstanceIds.Length; i++)
                if (image.InstanceIds[i] > 0)
                    wanted[image.InstanceIds[i] - 1].Add(i);
            foreach (var (number, pixels) in wanted.Index().Where(entry => entry.Item.Count > 0))
            {
                var found = objects[next++];
                Assert.Equal(number % 3, found.Class);
                var (evenOdd, nonZero) = StrictYoloReader.Fill(found.Values, Side, Side);
                Assert.Equal(pixels, evenOdd);
                Assert.Equal(pixels, nonZero);
                masks++;
            }
            Assert.Equal(objects.Length, next);
        }
        Assert.True(masks >= 10_000, $"{masks} masks");
    }

    [Fact]
    public void Without_a_split_that_Ultralytics_asks_for_it_is_said()
    {
        ConvertedDataset.Write(_folder["out"], [TestImages.Render(0)]);
        var summary = ConvertedDataset.Convert(_folder["out"], _folder["to"], "yolo-detect");
        Assert.Contains("no val", Assert.Single(summary.Formats[0].Notes), StringComparison.Ordinal);
    }

    /// <summary>Ids of an image of cells, each with one mask.</summary>
    private static ushort[] RandomMasks(Random random, int cell, int cells)
    {
        var side = cell * cells;
        var ids = new ushort[side * side];
        for (var index = 0; index < cells * cells; index++)
        {
            var mask = Mask.Random(random);
            // Masks are up to a cell large: some lie at its upper left, some at its lower right.
            var (left, top) = (index % cells * cell, index / cells * cell);
            if (index % 2 == 1)
                (left, top) = (left + cell - mask.Width, top + cell - mask.Height);
            for (var y = 0; y < mask.Height; y++)
                for (var x = 0; x < mask.Width; x++)
                    if (mask[x, y])
                        ids[(top + y) * side + left + x] = (ushort)(index + 1);
        }
        return ids;
    }
}
