using Render.Dataset.Check;
using Render.Dataset.Coco;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>The proof of polygons passes every mask's own, and agrees with a fill of the tests' own on damaged ones.</summary>
public sealed class PolygonProofTests
{
    private const int Width = 13, Height = 11;

    [Fact]
    public void Traced_polygons_pass_and_damaged_ones_do_not()
    {
        var (proof, trace, random, refused) = (new PolygonProof(), new MaskPolygons(), new Random(3), 0);
        for (var round = 0; round < 3000; round++)
        {
            var density = random.NextDouble();
            var mask = new bool[Width * Height];
            for (var i = 0; i < mask.Length; i++)
                mask[i] = random.NextDouble() < density;
            mask[random.Next(mask.Length)] = true;
            var counts = Counts(mask);
            var (_, box) = RunLength.Measure(counts, Height);
            var polygons = trace.Trace(counts, Height, box);
            Assert.Null(proof.Difference(polygons, counts, Height, box));

            // A whole edge is moved, so the polygon stays one of level and upright edges.
            var polygon = polygons[random.Next(polygons.Count)];
            var (axis, at) = (random.Next(2), random.Next(polygon.Length / 2));
            var value = polygon[2 * at + axis];
            var moved = value + (random.Next(2) == 0 ? 1 : -1);
            for (var i = at; polygon[(2 * i + axis) % polygon.Length] == value && i < at + polygon.Length; i++)
                polygon[(2 * i + axis) % polygon.Length] = moved;
            for (var i = at + polygon.Length / 2 - 1; polygon[(2 * i + axis) % polygon.Length] == value; i--)
                polygon[(2 * i + axis) % polygon.Length] = moved;
            var (evenOdd, nonZero) = PolygonFill.AtCentres(polygons, Width, Height);
            var same = evenOdd.SequenceEqual(mask) && nonZero.SequenceEqual(mask);
            var difference = proof.Difference(polygons, counts, Height, box);
            if (!same)
                Assert.NotNull(difference);
            refused += difference is null ? 0 : 1;
        }
        Assert.InRange(refused, 2000, 3000);
    }

    [Fact]
    public void What_a_union_of_polygons_would_hide_is_refused()
    {
        uint[] counts = [0, 4];
        var box = new PixelBox(0, 0, 2, 2);
        int[] square = [0, 0, 2, 0, 2, 2, 0, 2];
        var proof = new PolygonProof();
        Assert.Null(proof.Difference([square], counts, 2, box));
        Assert.NotNull(proof.Difference([], counts, 2, box));
        Assert.NotNull(proof.Difference([square, square], counts, 2, box));
        Assert.NotNull(proof.Difference([[0, 0, 0, 2, 2, 2, 2, 0]], counts, 2, box));
        Assert.NotNull(proof.Difference([[0, 0, 2, 0, 2, 2]], counts, 2, box));
        Assert.NotNull(proof.Difference([[0, 0, 3, 0, 3, 2, 0, 2]], counts, 2, box));
        Assert.NotNull(proof.Difference([[0, 0, 2, 0, 1, 2, 0, 2]], counts, 2, box));
    }

    [Fact]
    public void Area_and_box_of_runs_are_those_of_a_count()
    {
        var random = new Random(4);
        for (var round = 0; round < 2000; round++)
        {
            var density = random.NextDouble() * random.NextDouble();
            var mask = Enumerable.Range(0, Width * Height).Select(_ => random.NextDouble() < density).ToArray();
            var (area, box) = RunLength.Measure(Counts(mask), Height);
            var inside = Enumerable.Range(0, mask.Length).Where(i => mask[i]).Select(i => (X: i % Width, Y: i / Width)).ToArray();
            Assert.Equal(inside.Length, area);
            if (area > 0)
                Assert.Equal(
                    (inside.Min(p => p.X), inside.Min(p => p.Y), inside.Max(p => p.X), inside.Max(p => p.Y)),
                    (box.X, box.Y, box.X + box.Width - 1, box.Y + box.Height - 1));
        }
    }

    private static uint[] Counts(bool[] mask)
    {
        var counts = new List<uint> { 0 };
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i % Height * Width + i / Height] == (counts.Count % 2 == 1))
                counts.Add(0);
            counts[^1]++;
        }
        return [.. counts];
    }
}
