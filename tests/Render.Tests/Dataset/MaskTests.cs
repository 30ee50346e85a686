using Render.Dataset.Coco;
using Xunit;

namespace Render.Tests.Dataset;

public sealed class MaskTests
{
    [Fact]
    public void The_golden_masks_are_coded_as_the_reference_codes_them()
    {
        var visible = new VisibleInstances();
        foreach (var (mask, counts, area, box) in GoldenMasks.RunLengths)
        {
            visible.Scan(mask.Ids(2), mask.Width, mask.Height, 2);
            Assert.Equal(area, visible.Area(2));
            Assert.Equal(0, visible.Area(1));
            if (area > 0)
                Assert.Equal(new PixelBox(box[0], box[1], box[2], box[3]), visible.Box(2));
            Assert.Equal(counts, RunLength.Encode(area > 0 ? visible.Counts(2) : mask.Counts));
            Assert.Equal(mask.Counts, RunLength.Decode(counts, mask.Pixels.Length));
        }
    }

    [Fact]
    public void Every_instance_of_random_images_has_its_pixels_box_and_runs()
    {
        var random = new Random(1);
        var visible = new VisibleInstances();
        for (var round = 0; round < 600; round++)
        {
            var (width, height, count) = (random.Next(1, 80), random.Next(1, 80), random.Next(1, 9));
            // Highest number never drawn in some rounds: an instance that is not seen.
            var ids = Enumerable.Range(0, width * height).Select(_ => (ushort)random.Next(count + round % 2)).ToArray();
            if (round % 3 == 0)
                for (var i = 1; i < ids.Length; i++)
                    ids[i] = random.Next(5) == 0 ? ids[i] : ids[i - 1];
            if (round % 5 == 0)
                for (var i = 0; i < ids.Length; i++)
                    ids[i] = (ushort)((i % width / 23 + i / width / 37) % count); // whole tiles of one number beside others
            visible.Scan(ids, width, height, count);
            for (var number = 1; number <= count; number++)
            {
                var mask = new Mask(width, height, [.. ids.Select(id => id == number)]);
                Assert.Equal(mask.Area, visible.Area(number));
                if (mask.Area == 0)
                    continue;
                Assert.Equal(mask.Box, visible.Box(number));
                Assert.Equal(mask.Counts, visible.Counts(number).ToArray());
                Assert.Equal(mask.Counts, RunLength.Decode(RunLength.Encode(visible.Counts(number)), ids.Length));
            }
        }
    }

    [Fact]
    public void An_id_beyond_the_instances_is_refused() =>
        Assert.Throws<InvalidDataException>(() => new VisibleInstances().Scan([0, 3, 0, 0], 2, 2, 2));

    [Theory]
    [InlineData("", 4)] // covers nothing
    [InlineData("3", 4)] // too few pixels
    [InlineData("5", 4)] // too many
    [InlineData("O", 4)] // a negative run
    [InlineData("T", 4)] // ends within a number
    [InlineData("p1", 4)] // a character that is none
    [InlineData("oooooooooo", 4)] // a number without end
    public void Damaged_run_lengths_are_refused(string text, int pixels) =>
        Assert.Throws<InvalidDataException>(() => RunLength.Decode(text, pixels));

    [Fact]
    public void The_oracle_fills_polygons_as_the_reference_does()
    {
        foreach (var (mask, polygons) in GoldenMasks.Polygons)
            Assert.Equal(mask.Pixels, PolygonFill.AsReference(polygons, mask.Width, mask.Height));
    }

    [Fact]
    public void Polygons_give_random_masks_back_bit_for_bit()
    {
        var random = new Random(2);
        var polygons = new MaskPolygons();
        for (var round = 0; round < 4000; round++)
        {
            var mask = Mask.Random(random);
            if (mask.Area == 0)
                continue;
            var traced = polygons.Trace(mask.Counts, mask.Height, mask.Box);
            Assert.All(traced, polygon => Assert.True(polygon.Length >= 8 && polygon.Length % 2 == 0));
            Assert.Equal(Components(mask), traced.Count);
            var (evenOdd, nonZero) = PolygonFill.AtCentres(traced, mask.Width, mask.Height);
            Assert.Equal(mask.Pixels, evenOdd);
            Assert.Equal(mask.Pixels, nonZero);
            Assert.Equal(mask.Pixels, PolygonFill.AsReference(traced, mask.Width, mask.Height));
        }
    }

    [Fact]
    public void Polygons_give_the_golden_masks_back()
    {
        var polygons = new MaskPolygons();
        foreach (var (mask, _, area, _) in GoldenMasks.RunLengths.Where(golden => golden.Area > 0))
            Assert.Equal(mask.Pixels, PolygonFill.AsReference(polygons.Trace(mask.Counts, mask.Height, mask.Box), mask.Width, mask.Height));
    }

    [Fact]
    public void Bridges_stay_inside_the_mask_and_run_level()
    {
        var random = new Random(3);
        var polygons = new MaskPolygons();
        for (var round = 0; round < 1000; round++)
        {
            var mask = Mask.Random(random);
            if (mask.Area == 0)
                continue;
            foreach (var polygon in polygons.Trace(mask.Counts, mask.Height, mask.Box))
                for (var i = 0; i < polygon.Length; i += 2)
                    CheckEdge(mask, (polygon[i], polygon[i + 1]), (polygon[(i + 2) % polygon.Length], polygon[(i + 3) % polygon.Length]));
        }
    }

    /// <summary>An edge separates inside from outside all along, or lies inside all along.</summary>
    private static void CheckEdge(Mask mask, (int X, int Y) a, (int X, int Y) b)
    {
        Assert.True(a.X == b.X ^ a.Y == b.Y);
        for (var x = Math.Min(a.X, b.X); x < Math.Max(a.X, b.X); x++)
            Assert.True(mask[x, a.Y - 1] || mask[x, a.Y]);
        for (var y = Math.Min(a.Y, b.Y); y < Math.Max(a.Y, b.Y); y++)
            Assert.NotEqual(mask[a.X - 1, y], mask[a.X, y]);
    }

    private static int Components(Mask mask)
    {
        var (seen, count) = (new bool[mask.Pixels.Length], 0);
        for (var i = 0; i < mask.Pixels.Length; i++)
        {
            if (!mask.Pixels[i] || seen[i])
                continue;
            count++;
            var stack = new Stack<(int X, int Y)>([(i % mask.Width, i / mask.Width)]);
            while (stack.TryPop(out var p))
            {
                if (!mask[p.X, p.Y] || seen[p.Y * mask.Width + p.X])
                    continue;
                seen[p.Y * mask.Width + p.X] = true;
                foreach (var (dx, dy) in new[] { (1, 0), (-1, 0), (0, 1), (0, -1) })
                    stack.Push((p.X + dx, p.Y + dy));
            }
        }
        return count;
    }
}
