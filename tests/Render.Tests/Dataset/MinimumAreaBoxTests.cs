using System.Numerics;
using Render.Dataset.Coco;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>
/// The rectangle of least area against one that is found in the plainest way: a hull by gift wrapping around the corners of all pixels, and every one of its edges tried with every one of
/// its corners, in fractions without limit.
/// </summary>
public sealed class MinimumAreaBoxTests
{
    [Fact]
    public void Random_masks_have_the_least_rectangle_of_all_edges_of_their_hulls()
    {
        var (random, boxes, turned) = (new Random(11), new MinimumAreaBox(), 0);
        for (var round = 0; round < 10_000; round++)
        {
            var mask = round % 2 == 0 ? Slanted(random) : Mask.Random(random);
            if (mask.Area == 0)
                continue;
            var found = boxes.Of(mask.Counts, mask.Height, mask.Box);
            var (area, x, y) = Least(mask, _ => true)!.Value;
            Assert.Equal((x, y), (found.DirectionX, found.DirectionY));
            Assert.Equal(area.ToDouble(), found.Width * found.Height, 1e-9 * area.ToDouble());
            CheckCorners(mask, found);
            turned += y == 0 ? 0 : 1;
        }
        Assert.InRange(turned, 1500, 9000);
    }

    [Fact]
    public void Within_the_image_it_is_the_least_of_those_that_do_not_leave_it()
    {
        var (random, boxes, confined) = (new Random(12), new MinimumAreaBox(), 0);
        for (var round = 0; round < 4000; round++)
        {
            var mask = round % 2 == 0 ? Slanted(random) : Mask.Random(random);
            if (mask.Area == 0)
                continue;
            var free = boxes.Of(mask.Counts, mask.Height, mask.Box);
            var found = boxes.Of(mask.Counts, mask.Height, mask.Box, mask.Width);
            var wanted = Least(mask, corners => corners.All(p => p.X.Sign() >= 0 && p.Y.Sign() >= 0 && (p.X - new Fraction(mask.Width)).Sign() <= 0 && (p.Y - new Fraction(mask.Height)).Sign() <= 0))!.Value;
            Assert.Equal((wanted.X, wanted.Y), (found.DirectionX, found.DirectionY));
            CheckCorners(mask, found);
            Assert.True(found.IsInside(mask.Width, mask.Height));
            Assert.All(found.Corners.Index(), corner => Assert.InRange(corner.Item, 0, corner.Index % 2 == 0 ? mask.Width : mask.Height));
            Assert.Equal(free.IsInside(mask.Width, mask.Height), free == found);
            confined += free == found ? 0 : 1;
        }
        Assert.True(confined > 500, $"{confined}");
    }

    [Fact]
    public void A_diamond_of_pixels_lies_at_45_degrees_and_its_corners_go_round_from_the_top()
    {
        // Rows of 1, 3, 5, 3, 1 pixels.
        var mask = new Mask(5, 5, [.. Enumerable.Range(0, 25).Select(i => Math.Abs(i % 5 - 2) + Math.Abs(i / 5 - 2) <= 2)]);
        var box = new MinimumAreaBox().Of(mask.Counts, 5, mask.Box);
        // 18 square pixels, where the upright box has 25. The upper corners of the rows lie on lines at 45 degrees, 3 sqrt(2) apart.
        Assert.Equal((1, 1), (box.DirectionX, box.DirectionY));
        Assert.Equal(3 * Math.Sqrt(2), box.Width, 1e-12);
        Assert.Equal(3 * Math.Sqrt(2), box.Height, 1e-12);
        Assert.Equal([2.5, -0.5, 5.5, 2.5, 2.5, 5.5, -0.5, 2.5], box.Corners);
    }

    [Fact]
    public void One_pixel_is_a_unit_square_and_a_mask_of_the_largest_image_does_not_overflow()
    {
        Assert.Equal([3, 2, 4, 2, 4, 3, 3, 3], new MinimumAreaBox().Of([17, 1, 2], 5, new(3, 2, 1, 1)).Corners);
        // First and last pixel of 32,768 x 32,768.
        const uint Side = 32768;
        var box = new MinimumAreaBox().Of([0, 1, Side * Side - 2, 1], (int)Side, new(0, 0, (int)Side, (int)Side));
        Assert.Equal((1, 1), (box.DirectionX, box.DirectionY));
        Assert.Equal(Math.Sqrt(2), box.Height, 1e-12);
        Assert.Equal(Side * Math.Sqrt(2), box.Width, 1e-9);
        Assert.Equal((1, 0), new MinimumAreaBox().Of([0, 1, Side * Side - 2, 1], (int)Side, new(0, 0, (int)Side, (int)Side), (int)Side) is var inside ? (inside.DirectionX, inside.DirectionY) : default);
    }

    /// <summary>They go round clockwise as seen, enclose every pixel whole, and each side touches one.</summary>
    private static void CheckCorners(Mask mask, OrientedBox box)
    {
        Assert.True(box.DirectionX > 0 && box.DirectionY >= 0);
        var c = box.Corners;
        var near = new double[] { double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue };
        foreach (var (x, y) in Corners(mask))
            for (var side = 0; side < 4; side++)
            {
                var (fromX, fromY, toX, toY) = (c[2 * side], c[2 * side + 1], c[(2 * side + 2) % 8], c[(2 * side + 3) % 8]);
                var distance = ((toX - fromX) * (y - fromY) - (toY - fromY) * (x - fromX)) / double.Hypot(toX - fromX, toY - fromY);
                near[side] = Math.Min(near[side], distance);
            }
        Assert.All(near, distance => Assert.Equal(0, distance, 1e-9));
        // The first side has the direction.
        Assert.Equal(Math.Atan2(box.DirectionY, box.DirectionX), Math.Atan2(c[3] - c[1], c[2] - c[0]), 1e-9);
        Assert.Equal((box.Width, box.Height), (double.Hypot(c[2] - c[0], c[3] - c[1]), double.Hypot(c[4] - c[2], c[5] - c[3])), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && Math.Abs(a.Item2 - b.Item2) < 1e-9);
    }

    private static (Fraction Area, int X, int Y)? Least(Mask mask, Func<(Fraction X, Fraction Y)[], bool> allowed)
    {
        var hull = Hull([.. Corners(mask).Distinct()]);
        (Fraction Area, int X, int Y)? best = null;
        for (var i = 0; i < hull.Count; i++)
        {
            var (dx, dy) = (hull[(i + 1) % hull.Count].X - hull[i].X, hull[(i + 1) % hull.Count].Y - hull[i].Y);
            while (!(dx > 0 && dy >= 0))
                (dx, dy) = (-dy, dx);
            var divisor = (int)BigInteger.GreatestCommonDivisor(dx, dy);
            (dx, dy) = (dx / divisor, dy / divisor);
            var (along, across) = (hull.Select(p => dx * p.X + dy * p.Y).ToArray(), hull.Select(p => dx * p.Y - dy * p.X).ToArray());
            var norm = dx * dx + dy * dy;
            (Fraction, Fraction) Corner(int a, int b) => (new(a * dx - b * dy, norm), new(a * dy + b * dx, norm));
            if (!allowed([Corner(along.Min(), across.Min()), Corner(along.Max(), across.Min()), Corner(along.Max(), across.Max()), Corner(along.Min(), across.Max())]))
                continue;
            var area = new Fraction((along.Max() - along.Min()) * (BigInteger)(across.Max() - across.Min()), norm);
            var order = best is null ? -1 : (area - best.Value.Area).Sign();
            // Of several the least turned: the slope decides.
            if (order < 0 || (order == 0 && dy * best!.Value.X < best.Value.Y * dx))
                best = (area, dx, dy);
        }
        return best;
    }

    private static IEnumerable<(int X, int Y)> Corners(Mask mask)
    {
        for (var i = 0; i < mask.Pixels.Length; i++)
            if (mask.Pixels[i])
                for (var corner = 0; corner < 4; corner++)
                    yield return (i % mask.Width + corner % 2, i / mask.Width + corner / 2);
    }

    /// <summary>Gift wrapping (Jarvis 1973).</summary>
    private static List<(int X, int Y)> Hull((int X, int Y)[] points)
    {
        var hull = new List<(int X, int Y)>();
        var at = points.Min();
        do
        {
            hull.Add(at);
            var next = points.First(p => p != at);
            foreach (var p in points)
            {
                var turn = (next.X - at.X) * (p.Y - at.Y) - (next.Y - at.Y) * (p.X - at.X);
                if (turn < 0 || (turn == 0 && Math.Abs(p.X - at.X) + Math.Abs(p.Y - at.Y) > Math.Abs(next.X - at.X) + Math.Abs(next.Y - at.Y)))
                    next = p;
            }
            at = next;
        }
        while (at != hull[0]);
        return hull;
    }

    /// <summary>The pixels whose centres lie in a turned rectangle, at times cut off by the image.</summary>
    private static Mask Slanted(Random random)
    {
        var (width, height, angle) = (random.Next(4, 24), random.Next(4, 24), random.NextDouble() * Math.PI);
        var (x, y, a, b) = (random.NextDouble() * width, random.NextDouble() * height, random.NextDouble() * 12, random.NextDouble() * 6);
        return new(width, height, [.. Enumerable.Range(0, width * height).Select(i =>
        {
            var (dx, dy) = (i % width + 0.5 - x, i / width + 0.5 - y);
            return Math.Abs(dx * Math.Cos(angle) + dy * Math.Sin(angle)) <= a && Math.Abs(dy * Math.Cos(angle) - dx * Math.Sin(angle)) <= b;
        })]);
    }

    private readonly record struct Fraction(BigInteger Above, BigInteger Below)
    {
        public Fraction(BigInteger whole)
            : this(whole, BigInteger.One)
        {
        }

        public int Sign() => Above.Sign;

        public double ToDouble() => (double)Above / (double)Below;

        public static Fraction operator -(Fraction a, Fraction b) => new(a.Above * b.Below - b.Above * a.Below, a.Below * b.Below);
    }
}
