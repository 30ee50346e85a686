using Render.Core;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Sampling;

/// <summary>The draws of each distribution against its law, and contracts that run over the whole table.</summary>
public sealed class DistributionTests : IDisposable
{
    private const int Draws = 20_000;

    private readonly SceneFolder _folder = new("environments/a.hdr", "environments/b.hdr", "textures/wood.png");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Uniform() => Goodness.AssertDistribution(Numbers("{ uniform: [2, 6] }"), x => (x - 2) / 4);

    [Fact]
    public void Short_range_is_uniform() => Assert.Equal(Numbers("{ uniform: [2, 6] }"), Numbers("[2, 6]"));

    [Fact]
    public void Log_uniform() => Goodness.AssertDistribution(Numbers("{ log_uniform: [0.5, 8] }"), x => Math.Log(x / 0.5) / Math.Log(16));

    [Theory]
    [InlineData("{ normal: { mean: 1, std: 2 } }", 1, 2, -40, 40)]
    [InlineData("{ normal: { mean: 1, std: 2, min: 0, max: 2 } }", 1, 2, 0, 2)]
    [InlineData("{ normal: { mean: 0, std: 1, min: 6, max: 9 } }", 0, 1, 6, 9)]
    [InlineData("{ normal: { mean: 0, std: 1, min: -9, max: -6 } }", 0, 1, -9, -6)]
    public void Normal(string yaml, double mean, double std, double min, double max)
    {
        const int steps = 20_000;
        var cdf = new double[steps + 1];
        var width = (max - min) / steps;
        for (var i = 0; i < steps; i++)
            cdf[i + 1] = cdf[i] + Math.Exp(-Math.Pow((min + (i + 0.5) * width - mean) / std, 2) / 2);
        var draws = Numbers(yaml);
        Assert.All(draws, x => Assert.InRange(x, min, max));
        Goodness.AssertDistribution(draws, x =>
        {
            var at = (x - min) / width;
            var i = Math.Min((int)at, steps - 1);
            return (cdf[i] + (at - i) * (cdf[i + 1] - cdf[i])) / cdf[steps];
        });
    }

    [Fact]
    public void Choice_by_weights()
    {
        var draws = Numbers("{ choice: { 1: 3, 2: 1, 5: 6 } }");
        Goodness.AssertCounts([draws.Count(x => x == 1), draws.Count(x => x == 2), draws.Count(x => x == 5)], [0.3, 0.1, 0.6]);
    }

    [Fact]
    public void Choice_of_distributions_is_their_mixture() =>
        Goodness.AssertDistribution(Numbers("{ choice: [{ uniform: [0, 1] }, [2, 3]] }"), x => x < 1 ? x / 2 : 0.5 + (x - 2) / 2);

    [Fact]
    public void Integers_include_both_ends()
    {
        var value = Read(new IntegerType(0, 100), "{ integers: [4, 12] }");
        var counts = new long[9];
        for (var i = 0; i < Draws; i++)
            counts[value.Draw(new(1, i)) - 4]++;
        Goodness.AssertCounts(counts, [.. Enumerable.Repeat(1 / 9.0, 9)]);
    }

    [Fact]
    public void Balanced_deals_every_entry_once_in_each_block_of_frames_and_of_objects()
    {
        var value = Read(new NumberType(), "{ balanced: [1, 2, 3, 4, 5] }");
        var (first, ahead, beside) = (new List<string>(), new long[5, 5], new long[5, 5]);
        for (var block = 0; block < 400; block++)
        {
            // Two squares, side by side.
            double Draw(int frame, int instance) => value.Draw(new(9, 5 * block + frame), instance);
            for (var instance = 0; instance < 10; instance++)
                Assert.Equal([1, 2, 3, 4, 5], Enumerable.Range(0, 5).Select(frame => Draw(frame, instance)).Order());
            for (var frame = 0; frame < 5; frame++)
                for (var half = 0; half < 10; half += 5)
                    Assert.Equal([1, 2, 3, 4, 5], Enumerable.Range(half, 5).Select(instance => Draw(frame, instance)).Order());
            first.Add(string.Join(',', Enumerable.Range(0, 5).Select(frame => Draw(frame, 0))));
            ahead[(int)Draw(0, 0) - 1, (int)Draw(1, 0) - 1]++;
            beside[(int)Draw(3, 4) - 1, (int)Draw(3, 5) - 1]++;
        }
        Assert.True(first.Distinct().Count() > 110, "the blocks of frames are not shuffled");
        // Neighbours in a block differ and are else any pair; neighbours in two blocks are any pair.
        Goodness.AssertCounts([.. ahead.Cast<long>().Where((_, i) => i / 5 != i % 5)], [.. Enumerable.Repeat(0.05, 20)]);
        Goodness.AssertCounts([.. beside.Cast<long>()], [.. Enumerable.Repeat(0.04, 25)]);
    }

    /// <summary>All 12 Latin squares of three entries, each as often.</summary>
    [Fact]
    public void Balanced_deals_every_square()
    {
        var value = Read(new NumberType(), "{ balanced: [0, 1, 2] }");
        var counts = Enumerable.Range(0, 6000).CountBy(block => string.Concat(Enumerable.Range(0, 9).Select(i => value.Draw(new(4, 3 * block + i / 3), i % 3)))).ToList();
        Assert.Equal(12, counts.Count);
        Goodness.AssertCounts([.. counts.Select(square => (long)square.Value)], [.. Enumerable.Repeat(1 / 12.0, 12)]);
    }

    [Fact]
    public void Balanced_has_one_draw_of_all_objects_where_its_scope_says_so()
    {
        var value = Read(new NumberType(), "{ balanced: [1, 2, 3], scope: frame }");
        for (var block = 0; block < 20; block++)
            Assert.Equal([1, 2, 3], Enumerable.Range(3 * block, 3).Select(frame => value.Draw(new(9, frame), frame % 7)).Order());
        var once = Read(new NumberType(), "{ balanced: [1, 2, 3], scope: dataset }");
        Assert.Single(Enumerable.Range(0, 50).Select(frame => once.Draw(new(9, frame), frame % 7)).Distinct());
    }

    [Fact]
    public void Shell_is_uniform_in_distance_in_azimuth_and_over_the_sphere()
    {
        var points = Points("{ shell: { center: [1, 2, 3], radius: [0.7, 1.3], elevation_deg: [15, 70], azimuth_deg: [-30, 30] } }")
            .Select(p => p - new Double3(1, 2, 3)).ToArray();
        var (low, high) = (Math.Sin(15 * Math.PI / 180), Math.Sin(70 * Math.PI / 180));
        Goodness.AssertDistribution([.. points.Select(p => p.Length)], r => (r - 0.7) / 0.6);
        Goodness.AssertDistribution([.. points.Select(p => p.Z / p.Length)], s => (s - low) / (high - low));
        Goodness.AssertDistribution([.. points.Select(p => Math.Atan2(p.Y, p.X) * 180 / Math.PI)], a => (a + 30) / 60);
    }

    [Fact]
    public void Sphere_and_box_are_uniform_in_volume()
    {
        var ball = Points("{ sphere: { center: [0, 0, 1], radius: 2 } }").Select(p => p - new Double3(0, 0, 1)).ToArray();
        Goodness.AssertDistribution([.. ball.Select(p => p.Length)], r => Math.Pow(r / 2, 3));
        Goodness.AssertDistribution([.. ball.Select(p => p.Z / p.Length)], s => (s + 1) / 2);
        var box = Points("{ box: { min: [0, 1, 2], max: [1, 3, 6] } }");
        Goodness.AssertDistribution([.. box.Select(p => p.X)], x => x);
        Goodness.AssertDistribution([.. box.Select(p => p.Y)], y => (y - 1) / 2);
        Goodness.AssertDistribution([.. box.Select(p => p.Z)], z => (z - 2) / 4);
    }

    [Fact]
    public void Rotations_are_uniform()
    {
        var value = Read(new RotationType(), "{ uniform_rotation: any }");
        var rotations = Enumerable.Range(0, Draws).Select(i => value.Draw(new(1, i))).ToArray();
        Goodness.AssertDistribution([.. rotations.Select(r => r.ToRows().Row2.Z)], z => (z + 1) / 2);
        Goodness.AssertDistribution([.. rotations.Select(r => r.ToRows().Row0.Y)], y => (y + 1) / 2);
        // Haar measure: the angle of rotation has the distribution function (a - sin a) / pi.
        Goodness.AssertDistribution([.. rotations.Select(r => 2 * Math.Acos(Math.Min(1, Math.Abs(r.W))))], a => (a - Math.Sin(a)) / Math.PI);
        var yaw = Read(new RotationType(), "{ uniform_rotation: z }");
        var turns = Enumerable.Range(0, Draws).Select(i => yaw.Draw(new(1, i)).ToRows()).ToArray();
        Assert.All(turns, rows => Assert.Equal(1, rows.Row2.Z, 1e-12));
        Goodness.AssertDistribution([.. turns.Select(rows => Math.Atan2(rows.Row1.X, rows.Row0.X))], a => (a + Math.PI) / (2 * Math.PI));
    }

    [Fact]
    public void Hsv_gives_the_known_colours()
    {
        Assert.Equal(new Double3(1, 0, 0), Read(new ColorType(), "{ hsv: { hue_deg: 0, saturation: 1, value: 1 } }").Draw(default));
        Assert.Equal(new Double3(0, 1, 0), Read(new ColorType(), "{ hsv: { hue_deg: 120, saturation: 1, value: 1 } }").Draw(default));
        Assert.Equal(new Double3(1, 0, 1), Read(new ColorType(), "{ hsv: { hue_deg: -60, saturation: 1, value: 1 } }").Draw(default));
        var gray = Read(new ColorType(), "{ hsv: { hue_deg: 77, saturation: 0, value: 0.5 } }").Draw(default);
        Assert.Equal(0.21404114, gray.X, 1e-7);
        Assert.Equal(gray.X, gray.Z, 1e-15);
    }

    /// <summary>Bare numbers are linear; what is known from pictures is sRGB (IEC 61966-2-1).</summary>
    [Theory]
    [InlineData("[0.5, 0.25, 1]", 0.5, 0.25, 1)]
    [InlineData("'#ff8000'", 1, 0.21586050, 0)]
    [InlineData("orange", 1, 0.37626212, 0)]
    [InlineData("{ hsv: { hue_deg: 60, saturation: 0.5, value: 1 } }", 1, 1, 0.21404114)]
    public void Colours_are_linear_where_they_are_bare_numbers_and_srgb_elsewhere(string yaml, double red, double green, double blue)
    {
        var color = Read(new ColorType(), yaml).Draw(default);
        Assert.Equal(red, color.X, 1e-6);
        Assert.Equal(green, color.Y, 1e-6);
        Assert.Equal(blue, color.Z, 1e-6);
    }

    [Fact]
    public void Files_are_all_drawn()
    {
        var value = Read(new FileType("map"), "{ files: assets:environments/*.hdr }");
        var draws = Enumerable.Range(0, Draws).Select(i => value.Draw(new(1, i))).ToArray();
        Goodness.AssertCounts([draws.Count(f => f == "assets:environments/a.hdr"), draws.Count(f => f == "assets:environments/b.hdr")], [0.5, 0.5]);
    }

    [Fact]
    public void Frozen_values()
    {
        Assert.Equal(50, Read(new NumberType(), "{ uniform: [40, 60] }").Base, 1e-12);
        Assert.Equal(44, Read(new NumberType(), "{ uniform: [40, 60], base: 44 }").Base);
        Assert.Equal(2, Read(new NumberType(), "{ log_uniform: [1, 4] }").Base, 1e-12);
        Assert.Equal(3, Read(new NumberType(), "{ choice: [3, 9] }").Base);
    }

    /// <summary>The example of every entry reads, under some type that it supports; its draws are pure and differ from frame to frame.</summary>
    [Fact]
    public void Every_distribution_keeps_the_contract()
    {
        foreach (var kind in DistributionTable.All)
        {
            var checkedTypes = Check(kind, new NumberType()) + Check(kind, new IntegerType(0, 100)) + Check(kind, new PointType("point", "metres"))
                + Check(kind, new BaseColorType()) + Check(kind, new RotationType()) + Check(kind, new FileType("map")) + Check(kind, new AssetNameType());
            Assert.True(checkedTypes > 0, $"no type reads the example of {kind.Name}");
        }
    }

    [Fact]
    public void Malformed_arguments_give_one_error_with_a_place()
    {
        string[] arguments =
        [
            "", "x", "-1", "[]", "[1]", "[3, 2]", "[a, b]", "[1, 2, 3]", "{}", "{ min: 1 }", "{ min: 2, max: 1 }", "{ min: 1, max: 2, mox: 3 }", "{ a: -1 }",
            "{ mean: 1, std: 0 }", "{ mean: 1, std: 1, min: 3, max: 2 }", "[[1]]", "{ radius: -1 }", "{ a: { b: c } }", "assets:none/*", "../x", "{ 1: 0 }",
        ];
        foreach (var kind in DistributionTable.All)
            foreach (var argument in arguments)
                foreach (var read in (Action<string>[])[y => Read(new NumberType(), y), y => Read(new PointType("p", "m"), y), y => Read(new BaseColorType(), y), y => Read(new FileType("f"), y)])
                    if (Record.Exception(() => read($"{{ {kind.Name}: {argument} }}")) is { } error)
                        Assert.Matches(@"^scene:\d+:\d+$", Assert.IsType<RenderException>(error).Where);
    }

    private int Check<T>(DistributionKind kind, NodeType<T> type)
    {
        var node = ((MapNode)SceneFile.Parse(kind.Example).Root).Entries[0].Value;
        if (!kind.Supports(type))
        {
            Assert.Throws<RenderException>(() => Read(type, node));
            return 0;
        }
        if (Record.Exception(() => Read(type, node)) is not null)
            return 0;
        var value = Read(type, node);
        T At(int i) => value.Draw(new DrawKey(5, i / 8) { Surfaces = DistributionLaws.Surfaces() }, i % 8);
        var draws = Enumerable.Range(0, 64).Select(At).ToList();
        Assert.Equal(draws, Enumerable.Range(0, 64).Reverse().Select(At).Reverse());
        Assert.True(draws.Distinct().Count() > 1, $"{kind.Name} always draws the same");
        if (value.Extremes.ToList() is [double low, double high] && value.Extremes is IEnumerable<double>)
            Assert.All(draws.Cast<double>(), x => Assert.InRange(x, Math.Min(low, high), Math.Max(low, high)));
        return 1;
    }

    private double[] Numbers(string yaml)
    {
        var value = Read(new NumberType(), yaml);
        return [.. Enumerable.Range(0, Draws).Select(i => value.Draw(new(1, i)))];
    }

    private Double3[] Points(string yaml)
    {
        var value = Read(new PointType("point", "metres"), yaml);
        return [.. Enumerable.Range(0, Draws).Select(i => value.Draw(new(1, i)))];
    }

    private Value<T> Read<T>(NodeType<T> type, string yaml) => Read(type, SceneFile.Parse(yaml).Root);

    private Value<T> Read<T>(NodeType<T> type, Node node) =>
        new SampledType<T>(type).Read(node, new ReadContext { Roots = _folder.Roots, Path = "value", Assets = ["mug", "bottle"], Surroundings = ["table"], Group = "objects" });
}
