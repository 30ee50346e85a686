using System.Text.Json;
using Render.Dataset.Coco;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>More than ten thousand random masks of every awkward kind come back from every exact form without one different pixel.</summary>
public sealed class MaskRoundTripTests
{
    private const int Rounds = 12_000;

    [Fact]
    public void Run_lengths_boxes_areas_and_polygons()
    {
        var random = new Random(11);
        var (visible, polygons, masks) = (new VisibleInstances(), new MaskPolygons(), 0);
        while (masks < Rounds)
        {
            var mask = masks % 3 == 0 ? Thin(random) : Mask.Random(random);
            if (mask.Area == 0)
                continue;
            masks++;
            visible.Scan(mask.Ids(1), mask.Width, mask.Height, 1);
            Assert.Equal((mask.Area, mask.Box), (visible.Area(1), visible.Box(1)));
            var text = RunLength.Encode(visible.Counts(1));
            Assert.Equal(((long)mask.Area, mask.Box), RunLength.Measure(RunLength.Decode(text, mask.Pixels.Length), mask.Height));
            var segmentation = JsonSerializer.SerializeToElement(new { size = new[] { mask.Height, mask.Width }, counts = text });
            Assert.Equal(mask.Pixels, StrictCocoReader.Decode(segmentation, new(1, "x", mask.Width, mask.Height)));
            var parts = polygons.Trace(visible.Counts(1), mask.Height, mask.Box);
            foreach (var form in new[] { parts, [JoinedPolygon.Of(parts)] })
            {
                var (evenOdd, nonZero) = PolygonFill.AtCentres(form, mask.Width, mask.Height);
                Assert.Equal(mask.Pixels, evenOdd);
                Assert.Equal(mask.Pixels, nonZero);
                Assert.Equal(mask.Pixels, PolygonFill.AsReference(form, mask.Width, mask.Height));
            }
        }
    }

    /// <summary>Wires one pixel thick, straight and slanted, and images one pixel high or wide.</summary>
    private static Mask Thin(Random random)
    {
        var (width, height) = random.Next(3) switch { 0 => (1, random.Next(1, 60)), 1 => (random.Next(1, 60), 1), _ => (random.Next(2, 40), random.Next(2, 40)) };
        var mask = new Mask(width, height, new bool[width * height]);
        for (var wire = random.Next(1, 5); wire > 0; wire--)
        {
            var (ax, ay, bx, by) = (random.Next(width), random.Next(height), random.Next(width), random.Next(height));
            var steps = Math.Max(1, Math.Max(Math.Abs(bx - ax), Math.Abs(by - ay)));
            for (var i = 0; i <= steps; i++)
                mask.Pixels[(ay + (by - ay) * i / steps) * width + ax + (bx - ax) * i / steps] = true;
        }
        return mask;
    }
}
