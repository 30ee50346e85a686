using System.Globalization;
using Render.Core;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Sampling;

/// <summary>Draws that are spread over the frames: one in each of 64 equally likely intervals in each 64 frames, and jointly in a group.</summary>
public sealed class SpreadTests : IDisposable
{
    private readonly SceneFolder _folder = new("mug.glb");

    public void Dispose() => _folder.Dispose();

    /// <summary>Distribution functions in closed form.</summary>
    private static readonly Dictionary<string, Func<double, double>> Values = new(StringComparer.Ordinal)
    {
        ["uniform: [40, 60]"] = x => (x - 40) / 20,
        ["log_uniform: [1, 100]"] = x => Math.Log(x) / Math.Log(100),
        ["histogram: { edges: [1, 2, 4, 5], weights: [1, 2, 5] }"] = x => x < 2 ? (x - 1) / 8 : x < 4 ? (1 + (x - 2)) / 8 : (3 + (x - 4) * 5) / 8,
        ["jitter: { of: 50, by: [-5, 5] }"] = x => (x - 45) / 10,
        ["beta: { alpha: 1, beta: 2, min: 1, max: 2 }"] = x => 1 - (2 - x) * (2 - x),
        ["normal: { mean: 20, std: 4, min: 5, max: 35 }"] = Normal,
        ["grid: { min: 1, max: 64, n: 64 }"] = x => (x - 1) / 64,
        ["integers: [1, 64]"] = x => (x - 1) / 64,
    };

    public static TheoryData<string, string> Modes => new(Values.Keys.SelectMany(value => (IEnumerable<(string, string)>)[(value, "stratified"), (value, "g")]));

    [Theory]
    [MemberData(nameof(Modes))]
    public void Each_64_frames_hit_each_of_64_equally_likely_intervals_once(string value, string mode)
    {
        var read = Read(new NumberType(), $"{{ {value}, sample: {mode} }}");
        for (var block = 0; block < 20; block++)
            AssertOncePerInterval(Enumerable.Range(64 * block, 64).Select(frame => Values[value](read.Draw(new(5, frame)))));
    }

    /// <summary>The same through a scene, for all of its frame-scope numbers at once, and for each object of a group by its number.</summary>
    [Fact]
    public void So_does_every_value_of_a_scene()
    {
        var scene = _folder.Parse("""
            render: 1
            sampling: stratified
            let: { hour: { uniform: [0, 24] }, wear: { uniform: [0, 1], scope: instance }, once: { uniform: [0, 1], scope: dataset } }
            assets: { m: { file: mug.glb } }
            camera: { fov_deg: [40, 60], distance: { uniform: [1, 3] }, roll_deg: [-5, 5] }
            lights: { sun: { type: sun, elevation_deg: [20, 80], irradiance_w_m2: { log_uniform: [1, 8] } }, lamp: { type: sun, elevation_deg: $hour, azimuth_deg: 360 * $once } }
            objects: { o: { pick: m, count: 3, scale: [0.5, 1.5], material: { roughness: $wear, metallic: { uniform: [0, 1], scope: frame } } } }
            """);
        var values = scene.Values.Values.Where(v => !v.IsConstant && v.Text.Contains('[', StringComparison.Ordinal)).ToList();
        Assert.Equal(11, values.Count);
        foreach (var value in values.Where(v => v.Path != "let.once"))
        {
            for (var instance = 0; instance < 3; instance++)
            {
                var draws = Enumerable.Range(640, 64).Select(frame => (double)value.Draw(new(9, frame), instance)!).ToArray();
                var ends = value.Text.Split('[', ']')[1].Split(',').Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray();
                var isLog = value.Text.Contains("log", StringComparison.Ordinal);
                AssertOncePerInterval(draws.Select(x => isLog ? Math.Log(x / ends[0]) / Math.Log(ends[1] / ends[0]) : (x - ends[0]) / (ends[1] - ends[0])));
            }
        }
        var once = values.Single(v => v.Path == "let.once");
        Assert.Single(Enumerable.Range(0, 100).Select(frame => once.Draw(new(9, frame), 0)).Distinct());
    }

    [Fact]
    public void Choices_come_in_their_exact_shares()
    {
        var choice = Read(new NumberType(), "{ choice: { 1: 4, 2: 3, 5: 1 }, sample: stratified }");
        var coin = Read(new BooleanType(), "{ bernoulli: 0.25, sample: g }");
        for (var block = 0; block < 10; block++)
        {
            var frames = Enumerable.Range(64 * block, 64).ToList();
            Assert.Equal((32, 24, 8), (frames.Count(f => choice.Draw(new(1, f)) == 1), frames.Count(f => choice.Draw(new(1, f)) == 2), frames.Count(f => choice.Draw(new(1, f)) == 5)));
            Assert.Equal(16, frames.Count(f => coin.Draw(new(1, f))));
        }
    }

    [Fact]
    public void Every_dimension_of_a_point_is_spread()
    {
        foreach (var mode in (string[])["stratified", "g"])
        {
            var box = Read(new PointType("p", "m"), $"{{ box: {{ min: [0, 0, 0], max: [1, 1, 1] }}, sample: {mode} }}");
            var ball = Read(new PointType("p", "m"), $"{{ sphere: {{ radius: 1 }}, sample: {mode} }}");
            var (points, inBall) = (Enumerable.Range(128, 64).Select(f => box.Draw(new(1, f))).ToList(), Enumerable.Range(128, 64).Select(f => ball.Draw(new(1, f))).ToList());
            foreach (var of in (Func<Double3, double>[])[p => p.X, p => p.Y, p => p.Z])
                AssertOncePerInterval(points.Select(of));
            AssertOncePerInterval(inBall.Select(p => Math.Pow(p.Length, 3)));
            AssertOncePerInterval(inBall.Select(p => (p.Z / p.Length + 1) / 2));
        }
    }

    /// <summary>The first two dimensions make a (0, m, 2)-net: each box of 2^-i by 2^-(6 - i) holds one of each 64 points in a row, and scrambling keeps that.</summary>
    [Fact]
    public void Members_of_a_group_fill_their_space_together()
    {
        var registry = new ValueRegistry();
        var (a, b) = (Read(new NumberType(), "{ uniform: [0, 1], sample: g }", "a", registry), Read(new NumberType(), "{ uniform: [0, 1], sample: g }", "b", registry));
        for (var block = 0; block < 8; block++)
            for (var i = 0; i <= 6; i++)
                Assert.Equal(64, Enumerable.Range(64 * block, 64).Select(f => ((int)(a.Draw(new(3, f)) * (1 << i)), (int)(b.Draw(new(3, f)) * (1 << (6 - i))))).Distinct().Count());
        // Alone, values are spread each by itself and know nothing of each other.
        var (c, d) = (Read(new NumberType(), "{ uniform: [0, 1], sample: stratified }", "a"), Read(new NumberType(), "{ uniform: [0, 1], sample: stratified }", "b"));
        Assert.InRange(Enumerable.Range(0, 64).Select(f => ((int)(c.Draw(new(3, f)) * 8), (int)(d.Draw(new(3, f)) * 8))).Distinct().Count(), 30, 55);
    }

    /// <summary>Another implementation, in Python, of the recurrence over the published table: point 0xB5297A4D in the order of Gray's code, in all dimensions.</summary>
    [Fact]
    public void The_sequence_is_that_of_the_published_table()
    {
        Assert.Equal(32, SobolSequence.MaxDimensions);
        Assert.Equal(GoldenPoint, Enumerable.Range(0, 32).Select(d => SobolSequence.Digits(GoldenIndex, d)));
    }

    [Fact]
    public void The_order_in_which_members_are_read_moves_nothing_and_a_scramble_belongs_to_its_seed_group_and_object()
    {
        var (first, second) = (new ValueRegistry(), new ValueRegistry());
        const string yaml = "{ uniform: [0, 1], sample: g }";
        var (a, b) = (Read(new NumberType(), yaml, "a", first), Read(new NumberType(), yaml, "b", first));
        var (b2, a2) = (Read(new NumberType(), yaml, "b", second), Read(new NumberType(), yaml, "a", second));
        var other = Read(new NumberType(), "{ uniform: [0, 1], sample: h }", "a");
        double[] Of(Value<double> value, ulong seed, long from) => [.. Enumerable.Range(0, 16).Select(f => value.Draw(new(seed, from + f)))];
        Assert.Equal(Of(a, 1, 0), Of(a2, 1, 0));
        Assert.Equal(Of(b, 1, 0), Of(b2, 1, 0));
        Assert.Equal(4, new[] { Of(a, 1, 0), Of(a, 2, 0), Of(other, 1, 0), Of(a, 1, 1L << 32) }.Select(d => string.Join(' ', d)).Distinct().Count());
    }

    [Theory]
    [InlineData("{ uniform: [0, 1], sample: [1] }", "scene:1:29", "name of a group")]
    [InlineData("{ uniform: [0, 1], sample: stratfied }", "scene:1:28", "did you mean 'stratified'")]
    [InlineData("{ uniform: [0, 1], sample: stratified, scope: dataset }", "scene:1:28", "one draw for all frames")]
    [InlineData("{ cycle: [0, 1], sample: stratified }", "scene:1:26", "could be spread")]
    [InlineData("{ choice: [{ uniform: [0, 1], sample: g }] }", "scene:1:31", "outermost")]
    [InlineData("{ choice: [{ uniform: [0, 1], scope: frame }] }", "scene:1:31", "outermost")]
    [InlineData("{ uniform: [0, 1], scope: instance }", "scene:1:27", "belongs to no group")]
    [InlineData("{ uniform: [0, 1], scope: image }", "scene:1:27", "no scope 'image'")]
    public void Senseless_wishes_are_errors(string yaml, string where, string message)
    {
        var error = Assert.Throws<RenderException>(() => Read(new NumberType(), yaml));
        Assert.Equal((Failure.InvalidInput, true), (error.Failure, error.Where!.StartsWith(where[..^1], StringComparison.Ordinal)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_has_no_more_dimensions_than_the_table()
    {
        var registry = new ValueRegistry();
        for (var i = 0; i < 10; i++)
            Read(new PointType("p", "m"), "{ box: { min: [0, 0, 0], max: [1, 1, 1] }, sample: g }", $"p{i}", registry);
        var error = Assert.Throws<RenderException>(() => Read(new PointType("p", "m"), "{ box: { min: [0, 0, 0], max: [1, 1, 1] }, sample: g }", "q", registry));
        Assert.Contains("33 dimensions", error.Message, StringComparison.Ordinal);
    }

    private static void AssertOncePerInterval(IEnumerable<double> shares) =>
        // An end of an interval is reached up to rounding.
        Assert.Equal(Enumerable.Range(0, 64), shares.Select(u => (int)Math.Floor(u * 64 + 1e-9)).Order());

    private Value<T> Read<T>(NodeType<T> type, string yaml, string path = "value", ValueRegistry? registry = null) =>
        new SampledType<T>(type).Read(SceneFile.Parse(yaml).Root, new ReadContext { Roots = _folder.Roots, Path = path, Registry = registry ?? new() });

    /// <summary>By Simpson's rule, cut at 5 and 35 and so almost the whole.</summary>
    private static double Normal(double x)
    {
        static double Area(double to)
        {
            const int steps = 2000;
            static double Density(double t) => Math.Exp(-(t - 20) * (t - 20) / 32);
            var (sum, width) = (0.0, (to - 5) / steps);
            for (var i = 0; i < steps; i++)
                sum += width / 6 * (Density(5 + i * width) + 4 * Density(5 + (i + 0.5) * width) + Density(5 + (i + 1) * width));
            return sum;
        }
        return Area(x) / Area(35);
    }

    private const uint GoldenIndex = 4022191979;

    private static readonly uint[] GoldenPoint =
    [
        3605249527, 2168251017, 1296750999, 1534075253, 960323179, 2321881561, 2933830181, 2806238999,
        3830793287, 3101201055, 3764990395, 1838586907, 857451305, 2440265109, 2493704771, 2348604295,
        131641093, 636633023, 1693231713, 2898340057, 1464262271, 2493778143, 3706764863, 618008467,
        4125043035, 488836341, 2927284597, 762139127, 229263495, 4163285643, 3921105035, 2610440065,
    ];
}
