using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

public sealed class YoloObbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>docs.ultralytics.com/datasets/obb: class and four corners, from 0 to 1.</summary>
    [Fact]
    public void Every_object_has_a_rectangle_that_encloses_its_pixels_within_the_image()
    {
        ConvertedDataset.WriteTen(_folder["out"]);
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "yolo-obb");
        var yolo = new StrictYoloReader(_folder["to/yolo-obb"]);
        Assert.Equal(["images/train", "images/val"], new[] { "train", "val" }.Select(split => yolo.Keys[split]));
        for (var frame = 0; frame < 10; frame++)
        {
            var truths = Truth.Of(TestImages.Render(frame), 16);
            var objects = yolo.Objects[(frame % 5 == 4 ? "val" : "train", $"{frame:D12}")];
            Assert.Equal(truths.Select(truth => truth.CategoryId - 1), objects.Select(o => o.Class));
            foreach (var (truth, found) in truths.Zip(objects))
                CheckRectangle(truth, found.Values);
        }
    }

    /// <summary>Three pixels wide, half of it beyond the lower border: nothing of it is lost, and no corner lies outside.</summary>
    [Fact]
    public void What_the_border_cuts_off_has_a_rectangle_within_the_image_and_it_is_said()
    {
        var mask = new bool[40 * 30];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = Math.Abs(i % 40 - i / 40 - 5) <= 1 && i / 40 >= 15;
        ConvertedDataset.Write(_folder["out"], [ConvertedDataset.Image(0, 40, 30, [mask])]);
        var summary = ConvertedDataset.Convert(_folder["out"], _folder["to"], "yolo-obb");
        Assert.Contains(summary.Formats[0].Notes, note => note.StartsWith("Of 1 objects at the border", StringComparison.Ordinal));
        CheckRectangle(new(1, 1, mask, 40, 30), new StrictYoloReader(_folder["to/yolo-obb"]).Objects[("train", "000000000000")][0].Values);
    }

    private static void CheckRectangle(Truth truth, double[] values)
    {
        Assert.Equal(8, values.Length);
        Assert.All(values, value => Assert.InRange(value, 0, 1));
        double[] c = [.. values.Select((value, i) => value * (i % 2 == 0 ? truth.Width : truth.Height))];
        (double X, double Y) Side(int i) => (c[(2 * i + 2) % 8] - c[2 * i], c[(2 * i + 3) % 8] - c[2 * i + 1]);
        for (var i = 0; i < 4; i++)
        {
            var (side, next) = (Side(i), Side((i + 1) % 4));
            Assert.Equal(0, side.X * next.X + side.Y * next.Y, 1e-4);
            // Clockwise as seen.
            Assert.True(side.X * next.Y - side.Y * next.X > 0.99);
            foreach (var pixel in Enumerable.Range(0, truth.Mask.Length).Where(p => truth.Mask[p]))
                for (var corner = 0; corner < 4; corner++)
                {
                    var (x, y) = (pixel % truth.Width + corner % 2 - c[2 * i], pixel / truth.Width + corner / 2 - c[2 * i + 1]);
                    Assert.True(side.X * y - side.Y * x > -1e-4, $"pixel {pixel} of {truth.Number}");
                }
        }
        var (left, top, right, bottom) = truth.Box;
        Assert.True(Side(0) is var (a, b) && double.Hypot(a, b) * double.Hypot(Side(1).X, Side(1).Y) <= (right - left + 1) * (bottom - top + 1) + 1e-4);
    }
}
