using Render.Core.Placement;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Sampling;

/// <summary>
/// What each distribution promises, written down independently of it: distribution functions in closed form or by numeric integration, and probabilities
/// of outcomes. Each law is checked over 100,000 draws, one for each frame.
/// </summary>
internal sealed class DistributionLaws(SceneFolder folder, string beside)
{
    public const int Draws = 100_000;

    /// <summary>Of every kind at least one; the key is the kind's name, with a word behind a space where there are several.</summary>
    public static readonly IReadOnlyDictionary<string, Action<DistributionLaws>> All = new SortedDictionary<string, Action<DistributionLaws>>(StringComparer.Ordinal)
    {
        ["uniform"] = d => d.Cdf("{ uniform: [2, 6] }", x => (x - 2) / 4),
        ["uniform of points"] = d => d.Cdf(Point, "{ uniform: { min: [0, 1, 2], max: [1, 3, 6] } }", (p => p.X, x => x), (p => p.Y, y => (y - 1) / 2), (p => p.Z, z => (z - 2) / 4)),
        ["log_uniform"] = d => d.Cdf("{ log_uniform: [0.5, 8] }", x => Math.Log(x / 0.5) / Math.Log(16)),
        ["normal"] = d => d.Cdf("{ normal: { mean: 1, std: 2 } }", Integral(x => Math.Exp(-(x - 1) * (x - 1) / 8), -20, 22)),
        ["normal cut"] = d => d.Cdf("{ normal: { mean: 1, std: 2, min: 0, max: 2 } }", Integral(x => Math.Exp(-(x - 1) * (x - 1) / 8), 0, 2)),
        ["beta bell"] = d => d.Cdf("{ beta: { alpha: 2, beta: 5 } }", Integral(x => x * Math.Pow(1 - x, 4), 0, 1)),
        ["beta ends"] = d => d.Cdf("{ beta: { alpha: 0.5, beta: 0.5, min: -1, max: 3 } }", x => 2 / Math.PI * Math.Asin(Math.Sqrt((x + 1) / 4))),
        ["beta narrow"] = d => d.Cdf("{ beta: { alpha: 400, beta: 90 } }", Integral(x => Math.Exp(399 * Math.Log(x / 0.8) + 89 * Math.Log((1 - x) / 0.2)), 0.6, 0.98)),
        ["beta power"] = d => d.Cdf("{ beta: { alpha: 0.1, beta: 1 } }", x => Math.Pow(x, 0.1)),
        ["histogram"] = d => d.Cdf("{ histogram: { edges: [0, 1, 3, 4], weights: [1, 0, 3] } }", x => x < 1 ? x / 4 : 0.25 + (x - 3) * 0.75),
        ["histogram csv"] = d => d.Cdf("{ histogram: { csv: heights.csv } }", x => x < 1 ? x / 4 : x < 5 ? 0.25 + (x - 3) / 4 : 0.75 + (x - 5) / 4),
        ["grid"] = d => d.Counts("{ grid: { min: 1, max: 3, n: 5 } }", [1, 1.5, 2, 2.5, 3], [0.2, 0.2, 0.2, 0.2, 0.2]),
        ["grid of points"] = d => d.Counts(Point, "{ grid: { min: [0, 0, 0], max: [1, 2, 7], n: [2, 3, 1] } }", p => p,
            [new(0, 0, 3.5), new(0, 1, 3.5), new(0, 2, 3.5), new(1, 0, 3.5), new(1, 1, 3.5), new(1, 2, 3.5)], [.. Enumerable.Repeat(1 / 6.0, 6)]),
        ["jitter"] = d => d.Cdf("{ jitter: { of: 45, by: [-5, 3] } }", x => (x - 40) / 8),
        ["jitter of colours"] = d => d.Cdf(new ColorType(), "{ jitter: { of: [0.5, 0.25, 1], by: { uniform: { min: [-0.5, 0, 0], max: [0.5, 0.25, 1] } } } }", (c => c.X, x => x), (c => c.Y, y => (y - 0.25) * 4), (c => c.Z, z => z - 1)),
        ["choice"] = d => d.Counts("{ choice: [1, 2, 5] }", [1, 2, 5], [1 / 3.0, 1 / 3.0, 1 / 3.0]),
        ["choice by weight"] = d => d.Counts("{ choice: { 1: 3, 2: 1, 5: 6 } }", [1, 2, 5], [0.3, 0.1, 0.6]),
        ["choice nested"] = d => d.Cdf("{ choice: [{ value: { uniform: [0, 1] }, weight: 3 }, { choice: [{ uniform: [2, 3] }, [3, 4]] }] }", x => x < 1 ? 0.75 * x : 0.75 + (x - 2) / 8),
        ["balanced"] = d => d.Counts("{ balanced: [1, 2, 3, 4, 5] }", [1, 2, 3, 4, 5], [0.2, 0.2, 0.2, 0.2, 0.2]),
        ["cycle"] = d => d.Counts("{ cycle: [1, 2, 5] }", [1, 2, 5], [1 / 3.0, 1 / 3.0, 1 / 3.0]),
        ["bernoulli"] = d => d.Counts(new BooleanType(), "{ bernoulli: 0.3 }", b => b, [false, true], [0.7, 0.3]),
        ["bernoulli of numbers"] = d => d.Counts("{ bernoulli: 0.9 }", [0, 1], [0.1, 0.9]),
        ["integers"] = d => d.Counts(new IntegerType(0, 100), "{ integers: [4, 12] }", i => i, [4, 5, 6, 7, 8, 9, 10, 11, 12], [.. Enumerable.Repeat(1 / 9.0, 9)]),
        ["files"] = d => d.Counts(new FileType("map"), "{ files: assets:environments/*.hdr }", f => f, ["assets:environments/a.hdr", "assets:environments/b.hdr"], [0.5, 0.5]),
        ["hsv"] = d => d.Cdf(new ColorType(), "{ hsv: { hue_deg: [0, 60], saturation: 1, value: 1 } }", (c => Encoded(c.Y), y => y)),
        ["temperature_k"] = d => d.Cdf(new ColorType(), "{ temperature_k: [3000, 7500] }", (c => Kelvin(c), t => (t - 3000) / 4500)),
        ["box"] = d => d.Cdf(Point, "{ box: { min: [0, 1, 2], max: [1, 3, 6] } }", (p => p.X, x => x), (p => p.Y, y => (y - 1) / 2), (p => p.Z, z => (z - 2) / 4)),
        ["sphere"] = d => d.Cdf(Point, "{ sphere: { center: [0, 0, 1], radius: 2 } }",
            (p => (p - new Double3(0, 0, 1)).Length, r => Math.Pow(r / 2, 3)), (p => (p.Z - 1) / (p - new Double3(0, 0, 1)).Length, s => (s + 1) / 2), (p => Math.Atan2(p.Y, p.X), Turn)),
        ["shell"] = d => d.Cdf(Point, "{ shell: { center: [1, 2, 3], radius: [0.7, 1.3], elevation_deg: [15, 70], azimuth_deg: [-30, 30] } }",
            (p => (p - new Double3(1, 2, 3)).Length, r => (r - 0.7) / 0.6),
            (p => (p.Z - 3) / (p - new Double3(1, 2, 3)).Length, s => (s - Math.Sin(Math.PI / 12)) / (Math.Sin(70 * Math.PI / 180) - Math.Sin(Math.PI / 12))),
            (p => Math.Atan2(p.Y - 2, p.X - 1) * 180 / Math.PI, a => (a + 30) / 60)),
        ["hemisphere"] = d => d.Cdf(Point, "{ hemisphere: { center: [1, 0, 0], axis: [0, 3, 0], radius: [1, 2] } }",
            (p => (p - new Double3(1, 0, 0)).Length, r => r - 1), (p => p.Y / (p - new Double3(1, 0, 0)).Length, c => c), (p => Math.Atan2(p.Z, p.X - 1), Turn)),
        ["cone"] = d => d.Cdf(Point, "{ cone: { axis: [0, 0, -2], angle_deg: 60, center: [0, 0, 5], radius: 3 } }",
            (p => (5 - p.Z) / 3, c => (c - 0.5) / 0.5), (p => Math.Atan2(p.Y, p.X), Turn)),
        ["cone of rotations"] = d => d.Cdf(new RotationType(), "{ cone: { angle_deg: 60 } }",
            (r => r.ToRows().Row2.Z, c => (c - 0.5) / 0.5), (r => Math.Atan2(r.ToRows().Row1.Z, r.ToRows().Row0.Z), Turn),
            (r => Math.Atan2(Twist(r).Z, Twist(r).W) * 2 / Math.PI * 180, a => (a + 360) % 360 / 360)),
        ["disk"] = d => d.Cdf(Point, "{ disk: { center: [0, 0, 2], radius: 2, inner_radius: 1 } }", (p => p.Length, r => (r * r - 4 - 1) / 3), (p => Math.Atan2(p.Y, p.X), Turn)),
        ["along"] = d => d.Cdf(Point, "{ along: [[0, 0, 1], [3, 0, 1], [3, 0, 1], [3, 1, 1], [3, 1, 5]] }", (p => p.X + p.Y + p.Z - 1, s => s / 8)),
        ["along closed"] = d => d.Cdf(Point, "{ along: [[-1, 0, 0], [0, 1, 0], [1, 0, 0], [0, -1, 0], [-1, 0, 0]] }", (p => p.X, x => (x + 1) / 2), (p => p.Y, y => (y + 1) / 2)),
        ["on_surface"] = d => d.OnSurface("{ on_surface: table }", (0, 180), (0, 0)),
        ["on_surface tilted"] = d => d.OnSurface("{ on_surface: { of: table, tilt_deg: [0, 85], height: [0.01, 0.02] } }", (0, 85), (0.01, 0.02)),
        ["uniform_rotation"] = d => d.Cdf(new RotationType(), "{ uniform_rotation: any }", (r => r.ToRows().Row2.Z, z => (z + 1) / 2), (r => r.ToRows().Row0.Y, y => (y + 1) / 2),
            // Haar measure: the angle of rotation has the distribution function (a - sin a) / pi.
            (r => 2 * Math.Acos(Math.Min(1, Math.Abs(r.W))), a => (a - Math.Sin(a)) / Math.PI)),
        ["uniform_rotation z"] = d => d.Cdf(new RotationType(), "{ uniform_rotation: z }", (r => Math.Atan2(r.ToRows().Row1.X, r.ToRows().Row0.X), Turn)),
        ["about"] = d => d.Cdf(new RotationType(), "{ about: { axis: [2, 0, 0], angle_deg: [-20, 40] } }", (r => Math.Atan2(r.ToRows().Row2.Y, r.ToRows().Row1.Y) * 180 / Math.PI, a => (a + 20) / 60)),
    };

    private static readonly ModelShape Box = new(SceneFolder.ModelOf("mug.glb"));

    private static readonly Pose BoxPose = Pose.Of(Rotation.FromEuler(20, 30, 50), new(1, 2, 5), new(1, -2, 3));

    private static PointType Point => new("point", "metres");

    public void Cdf(string yaml, Func<double, double> cdf) => Cdf(new NumberType(), yaml, (x => x, cdf));

    public void Cdf<T>(NodeType<T> type, string yaml, params (Func<T, double> Of, Func<double, double> Cdf)[] laws)
    {
        var draws = Drawn(type, yaml);
        foreach (var (of, cdf) in laws)
            Goodness.AssertDistribution([.. draws.Select(of)], cdf);
    }

    public void Counts(string yaml, double[] outcomes, double[] probabilities) => Counts(new NumberType(), yaml, x => x, outcomes, probabilities);

    public void Counts<T, TOutcome>(NodeType<T> type, string yaml, Func<T, TOutcome> of, TOutcome[] outcomes, double[] probabilities) where TOutcome : notnull
    {
        var counts = Drawn(type, yaml).CountBy(of).ToDictionary();
        Assert.Equal(Draws, outcomes.Sum(o => counts.GetValueOrDefault(o)));
        Goodness.AssertCounts([.. outcomes.Select(o => (long)counts.GetValueOrDefault(o))], probabilities);
    }

    private T[] Drawn<T>(NodeType<T> type, string yaml)
    {
        var text = beside.Length == 0 ? yaml : $"{yaml[..^1].TrimEnd()}, {beside} }}";
        var value = new SampledType<T>(type).Read(SceneFile.Parse(text).Root, new ReadContext { Roots = folder.Roots, Path = "value", Assets = ["mug", "bottle"], Surroundings = ["table"] });
        var surfaces = Surfaces();
        return [.. Enumerable.Range(0, Draws).Select(i => value.Draw(new DrawKey(1, i) { Surfaces = surfaces }))];
    }

    /// <summary>What points are drawn on: a box of unequal sides, turned.</summary>
    internal static FrameSurfaces Surfaces()
    {
        var surfaces = new FrameSurfaces();
        surfaces.Add("table", Box, BoxPose);
        return surfaces;
    }

    /// <summary>Each quarter of each triangle has its share of the area, and the height over it is uniform.</summary>
    public void OnSurface(string yaml, (double Low, double High) tilt, (double Low, double High) height)
    {
        Double3 Corner(int vertex) => Box.Tree.Mesh.Positions[vertex] is var p ? BoxPose.Apply(new(p.X, p.Y, p.Z)) : default;
        var triangles = Box.Tree.Corners.Select(t => (A: Corner(t.A), B: Corner(t.B), C: Corner(t.C)))
            .Select(t => (t.A, t.B, t.C, Cross: Double3.Cross(t.B - t.A, t.C - t.A)))
            .Where(t => Math.Acos(t.Cross.Z / t.Cross.Length) * 180 / Math.PI is var leaves && leaves >= tilt.Low && leaves <= tilt.High).ToArray();
        Assert.Equal(tilt.High == 180 ? 12 : 6, triangles.Length);
        var (counts, heights) = (new long[4 * triangles.Length], new List<double>());
        foreach (var point in Drawn(Point, yaml))
        {
            var found = -1;
            for (var i = 0; i < triangles.Length && found < 0; i++)
            {
                var (a, b, c, cross) = triangles[i];
                var above = Double3.Dot(point - a, cross) / cross.Length;
                if (above < height.Low - 1e-9 || above > height.High + 1e-9)
                    continue;
                double Weight(Double3 from, Double3 to) => Double3.Dot(Double3.Cross(to - from, point - from), cross) / Double3.Dot(cross, cross);
                double[] weights = [Weight(b, c), Weight(c, a), Weight(a, b)];
                if (weights.Min() < 0)
                    continue;
                found = 4 * i + 1 + Array.FindIndex(weights, w => w > 0.5);
                heights.Add(above);
            }
            Assert.True(found >= 0, $"{point} is not on the surface");
            counts[found]++;
        }
        var area = triangles.Sum(t => t.Cross.Length);
        Goodness.AssertCounts(counts, [.. triangles.SelectMany(t => Enumerable.Repeat(t.Cross.Length / area / 4, 4))]);
        if (height.High > height.Low)
            Goodness.AssertDistribution([.. heights], h => (h - height.Low) / (height.High - height.Low));
    }

    private static double Turn(double radians) => (radians + Math.PI) / (2 * Math.PI);

    private static double Encoded(double linear) => linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055;

    /// <summary>The turn about Z that is left of a rotation when the smallest tilt of Z has been taken away.</summary>
    private static Rotation Twist(Rotation r)
    {
        var length = Math.Sqrt(r.W * r.W + r.Z * r.Z);
        return new(r.W / length, 0, 0, r.Z / length);
    }

    /// <summary>The temperature whose black body has this ratio of red to blue, which falls as it rises.</summary>
    private static double Kelvin(Double3 color)
    {
        var (low, high) = (1700.0, 20000.0);
        while (high - low > 1e-6)
        {
            var middle = (low + high) / 2;
            var there = BlackBody.Color(middle);
            (low, high) = there.X / there.Z > color.X / color.Z ? (middle, high) : (low, middle);
        }
        return low;
    }

    /// <summary>A distribution function from a density that need not be normalised, by the midpoint rule.</summary>
    private static Func<double, double> Integral(Func<double, double> density, double min, double max)
    {
        const int steps = 100_000;
        var cdf = new double[steps + 1];
        var width = (max - min) / steps;
        for (var i = 0; i < steps; i++)
            cdf[i + 1] = cdf[i] + density(min + (i + 0.5) * width);
        return x =>
        {
            var at = Math.Clamp((x - min) / width, 0, steps);
            var i = Math.Min((int)at, steps - 1);
            return (cdf[i] + (at - i) * (cdf[i + 1] - cdf[i])) / cdf[steps];
        };
    }
}
