using Render.Gpu.Tests.Device;
using Render.Vulkan.Devices;
using Xunit;

namespace Render.Gpu.Tests.Sensor;

/// <summary>
/// Noise against the linear model of EMVA 1288: mean K (mu + dark) + black, variance K^2 (mu + dark + read^2) + 1/12, in units of the converter; and against
/// the Poisson distribution itself. Bounds are five standard errors; what is drawn is seeded.
/// </summary>
public sealed class SensorNoiseTests(DeviceFixture fixture)
{
    private const int Size = 256;

    [Theory]
    [InlineData(0, 3)]
    [InlineData(0.5, 0)]
    [InlineData(3, 2)]
    [InlineData(20, 2.5)]
    [InlineData(31.5, 0)]
    [InlineData(33, 0)]
    [InlineData(100, 5)]
    [InlineData(1000, 2.5)]
    [InlineData(8000, 30)]
    public void Mean_and_variance_are_those_of_the_formula(double electrons, double read)
    {
        // A range of the converter that ends four times farther than the light is, and steps of about an electron or less, so that rounding is uniform.
        var well = Math.Max(200, 4 * electrons);
        var sensor = SensorRig.Bare with { FullWellE = (float)well, Bits = 14, BlackLevel = 0.25f, ReadNoiseE = (float)read };
        var units = Rig().Expose(sensor, (float)(electrons / well)).Units;
        var (n, mean, variance, fourth) = Moments(units);
        var gain = (16383 - 4096) / well;
        var expected = gain * gain * (electrons + read * read) + 1.0 / 12;
        Assert.InRange(mean - (gain * electrons + 4096), -5 * Math.Sqrt(expected / n) - 2e-4 * gain * electrons, 5 * Math.Sqrt(expected / n) + 2e-4 * gain * electrons);
        // Without read noise a mean below an electron falls on few units, of which rounding shifts each by a constant.
        var discrete = read == 0 && gain > 1 ? 1.0 / 12 : 0;
        var error = 5 * Math.Sqrt((fourth - variance * variance) / n) + discrete + 5e-4 * expected;
        Assert.InRange(variance, expected - error, expected + error);
        fixture.Clean();
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(4.5)]
    [InlineData(17)]
    [InlineData(31.9)]
    [InlineData(40)]
    public void Electrons_are_Poisson_numbers(double mean)
    {
        // A unit an electron.
        var sensor = SensorRig.Bare with { FullWellE = 4095 };
        var counts = new long[4096];
        foreach (var unit in Rig().Expose(sensor, (float)(mean / 4095)).Units)
            counts[unit]++;
        // The light is rounded to 12 bits on its way.
        var exact = Unpacked(mean / 4095) * 4095;
        AssertPoisson(counts, exact);
    }

    [Fact]
    public void What_reading_adds_is_normal()
    {
        var sensor = SensorRig.Bare with { FullWellE = 16383, Bits = 14, BlackLevel = 0.5f, ReadNoiseE = 40 };
        var gain = 8191.0 / 16383;
        var draws = Rig().Expose(sensor, 0).Units.Select(u => (u - 8192) / gain / 40).ToArray();
        Array.Sort(draws);
        var worst = 0.0;
        for (var i = 0; i < draws.Length; i++)
            // A unit stands for all that is rounded to it.
            if (i + 1 == draws.Length || draws[i + 1] != draws[i])
                worst = Math.Max(worst, Math.Abs(NormalCdf(draws[i] + 0.5 / gain / 40) - (i + 1.0) / draws.Length));
        Assert.True(worst < 1.95 / Math.Sqrt(draws.Length), $"off by {worst}");
        Assert.InRange(draws[^1], 3.5, 6.4);
    }

    [Fact]
    public void Neighbours_channels_frames_cameras_variants_and_seeds_are_independent()
    {
        var sensor = SensorRig.Bare with { FullWellE = 1000, ReadNoiseE = 3, BlackLevel = 0.1f };
        int[] Of(Action<SensorRig> change)
        {
            var rig = Rig();
            change(rig);
            return rig.Expose(sensor, 0.3f).Units;
        }
        var basis = Of(_ => { });
        Assert.Equal(basis, Of(_ => { }));
        Uncorrelated(basis[..^3], basis[3..]);
        Uncorrelated(basis[..^(3 * Size)], basis[(3 * Size)..]);
        Uncorrelated(Channel(basis, 0), Channel(basis, 1));
        Uncorrelated(Channel(basis, 1), Channel(basis, 2));
        Uncorrelated(basis, Of(rig => rig.Frame = 1));
        Uncorrelated(basis, Of(rig => rig.Seed = 4));
        Uncorrelated(basis, Of(rig => rig.Key = new(0, Camera: 1)));
        Uncorrelated(basis, Of(rig => rig.Key = new(0, Variant: 1)));
        Uncorrelated(basis, Of(rig => rig.Key = new(0, Step: 1)));
    }

    [Fact]
    public void Fixed_patterns_stay_from_frame_to_frame_and_have_their_sizes()
    {
        var sensor = SensorRig.Bare with { FullWellE = 100_000, Bits = 16, BlackLevel = 0.1f, Prnu = 0.05f, DsnuE = 500 };
        var gain = (65535 - 6554) / 100_000.0;
        int[] Of(float light, long frame) => (new SensorRig(fixture.Device, Size, Size) { Frame = frame }).Expose(sensor, light).Units;
        var (bright, other, dark) = (Of(0.5f, 0), Of(0.5f, 1), Of(0, 0));
        Assert.NotEqual(bright, other);
        Assert.True(Correlation(bright, other) > 0.97);
        // Mean 50,000 e: PRNU 2,500 e, DSNU 500 e, shot noise 224 e.
        Close(Math.Sqrt(2500.0 * 2500 + 500 * 500 + 50_000), Math.Sqrt(Moments(bright).Variance) / gain, 0.02);
        Close(500, Math.Sqrt(Moments(dark).Variance) / gain, 0.02);
        var hot = Rig().Expose(SensorRig.Bare with { HotPixels = 0.02f }, 0).Units;
        var glowing = hot.Where(u => u > 0).ToArray();
        Assert.InRange(glowing.Length / (double)hot.Length, 0.02 - 5 * Math.Sqrt(0.02 / hot.Length), 0.02 + 5 * Math.Sqrt(0.02 / hot.Length));
        Close(4095 / 2.0, glowing.Average(), 0.05);
    }

    [Fact]
    public void Dark_current_adds_its_shot_noise_and_is_subtracted()
    {
        var sensor = SensorRig.Bare with { FullWellE = 4000, Bits = 14, BlackLevel = 0.1f, DarkE = 60 };
        var rig = Rig().Expose(sensor, 0.02f);
        var gain = (16383 - 1638) / 4000.0;
        var (_, mean, variance, _) = Moments(rig.Units);
        Close(gain * (0.02 * 4000 + 60) + 1638, mean, 0.001);
        Close(gain * gain * (0.02 * 4000 + 60), variance, 0.02);
        // Linear light 0.02, which sRGB shows as 39.0.
        Assert.InRange(rig.Bytes.Average(b => (double)b), 38, 39.5);
    }

    [Theory]
    [InlineData("sensor_optics", 0)]
    [InlineData("sensor_blur", 1)]
    [InlineData("sensor_expose", 0)]
    [InlineData("sensor_develop", 1)]
    public void Shaders_use_only_what_is_rounded_alike_everywhere(string shader, int allowed)
    {
        var code = SpirvModule.Load(shader).Code;
        var exact = new HashSet<uint>();
        var sums = new List<uint>();
        for (var i = 5; i < code.Length; i += (int)(code[i] >> 16))
        {
            var op = code[i] & 0xffff;
            if (op == 71 && code[i + 2] == 42) // OpDecorate NoContraction
                exact.Add(code[i + 1]);
            if (op is 129 or 131) // OpFAdd, OpFSub
                sums.Add(code[i + 2]);
            Assert.False(op is 136 or 148, "a division or a dot product, which no device need round alike");
            // OpExtInst of GLSL.std.450: signs, whole parts, least and greatest, and what works on bits.
            if (op == 12)
                Assert.Contains(code[i + 4], new uint[] { 4, 5, 8, 37, 38, 39, 40, 41, 42, 43, 44, 45, 73, 74, 75 });
        }
        Assert.True(sums.Count > 5);
        // The half that rounding to bytes adds to what is a sum already.
        Assert.Equal(allowed, sums.Count(s => !exact.Contains(s)));
    }

    private SensorRig Rig() => new(fixture.Device, Size, Size);

    private static double Unpacked(double light)
    {
        var shifted = light + Math.ScaleB(1, -15);
        var step = Math.ScaleB(1, Math.ILogB(shifted) - 11);
        return Math.Round(shifted / step) * step - Math.ScaleB(1, -15);
    }

    private static int[] Channel(int[] units, int channel) => [.. units.Where((_, i) => i % 3 == channel)];

    private static void Close(double expected, double actual, double part) => Assert.InRange(actual, expected * (1 - part), expected * (1 + part));

    private static (int N, double Mean, double Variance, double Fourth) Moments(int[] units)
    {
        var mean = units.Average();
        double second = 0, fourth = 0;
        foreach (var u in units)
        {
            var d = (u - mean) * (u - mean);
            (second, fourth) = (second + d, fourth + d * d);
        }
        return (units.Length, mean, second / units.Length, fourth / units.Length);
    }

    private static double Correlation(int[] a, int[] b)
    {
        var (ma, mb) = (a.Average(), b.Average());
        return a.Zip(b, (x, y) => (x - ma) * (y - mb)).Average() / Math.Sqrt(Moments(a).Variance * Moments(b).Variance);
    }

    private static void Uncorrelated(int[] a, int[] b) => Assert.InRange(Correlation(a, b), -5 / Math.Sqrt(a.Length), 5 / Math.Sqrt(a.Length));

    /// <summary>Pearson's chi-square at the one-in-a-thousand level (Wilson and Hilferty), over classes of at least 20 expected counts.</summary>
    private static void AssertPoisson(long[] counts, double mean)
    {
        double n = counts.Sum(), p = Math.Exp(-mean), chi = 0, expected = 0, seen = 0, left = n;
        var classes = 0;
        for (var k = 0; k < counts.Length; k++)
        {
            if (k > 0)
                p *= mean / k;
            (expected, seen) = (expected + n * p, seen + counts[k]);
            // The last class takes all that is left.
            if (expected < 20 || left - expected < 20)
                continue;
            chi += (seen - expected) * (seen - expected) / expected;
            (left, expected, seen, classes) = (left - expected, 0, 0, classes + 1);
        }
        var rest = n - (n - left);
        chi += (seen - rest) * (seen - rest) / rest;
        double freedom = classes;
        var critical = freedom * Math.Pow(1 - 2 / (9 * freedom) + 3.09 * Math.Sqrt(2 / (9 * freedom)), 3);
        Assert.True(chi < critical, $"chi-square is {chi} with {freedom} degrees of freedom, at most {critical} would be chance");
    }

    private static double NormalCdf(double x) => Core.Sampling.PortableMath.NormalCdf(x);
}
