using System.Numerics;
using Render.Core.Frames;
using Render.Gpu.Tests.Device;
using Xunit;

namespace Render.Gpu.Tests.Sensor;

/// <summary>Mosaic, demosaicing, white balance, quantization, sharpening and display.</summary>
public sealed class SensorDevelopmentTests(DeviceFixture fixture)
{
    private static FrameSensor Clean => new() { FullWellE = 1e7f, Bits = 16 };

    [Theory]
    [InlineData(BayerPattern.Rggb, "RGGB")]
    [InlineData(BayerPattern.Bggr, "BGGR")]
    [InlineData(BayerPattern.Grbg, "GRBG")]
    [InlineData(BayerPattern.Gbrg, "GBRG")]
    public void Photosites_see_the_colours_of_their_pattern(BayerPattern pattern, string colors)
    {
        foreach (var (color, light) in new[] { ('R', Vector3.UnitX), ('G', Vector3.UnitY), ('B', Vector3.UnitZ) })
        {
            var units = new SensorRig(fixture.Device, 70, 6).Expose(Clean with { Bayer = pattern }, (_, _) => light * 0.5f).Units;
            for (var i = 0; i < units.Length; i++)
            {
                var sees = colors[i / 70 % 2 * 2 + i % 70 % 2] == color;
                Assert.InRange(units[i], sees ? 32500 : 0, sees ? 33000 : 0);
            }
        }
        fixture.Clean();
    }

    [Theory]
    [InlineData(BayerPattern.Rggb, DemosaicMethod.Malvar)]
    [InlineData(BayerPattern.Gbrg, DemosaicMethod.Malvar)]
    [InlineData(BayerPattern.Bggr, DemosaicMethod.Bilinear)]
    [InlineData(BayerPattern.Grbg, DemosaicMethod.Bilinear)]
    public void One_colour_stays_that_colour_to_the_edges(BayerPattern pattern, DemosaicMethod method)
    {
        var color = new Vector3(0.6f, 0.25f, 0.08f);
        var bytes = new SensorRig(fixture.Device, 37, 23).Expose(Clean with { Bayer = pattern, Demosaic = method }, (_, _) => color).Bytes;
        for (var i = 0; i < bytes.Length; i++)
            Assert.InRange(bytes[i] - Shown(color[i % 3]), -1, 1);
    }

    /// <summary>A grey ramp of an exposure without noise to speak of: both methods are exact for what is linear.</summary>
    [Theory]
    [InlineData(DemosaicMethod.Malvar)]
    [InlineData(DemosaicMethod.Bilinear)]
    public void A_linear_ramp_stays_a_linear_ramp(DemosaicMethod method)
    {
        const int width = 64, height = 48;
        static float Ramp(int x, int y) => 0.1f + 0.008f * x + 0.006f * y;
        var bytes = new SensorRig(fixture.Device, width, height).Expose(Clean with { Bayer = BayerPattern.Rggb, Demosaic = method }, (x, y) => new(Ramp(x, y))).Bytes;
        for (var y = 2; y < height - 2; y++)
            for (var x = 2; x < width - 2; x++)
                for (var c = 0; c < 3; c++)
                    Assert.InRange(bytes[(y * width + x) * 3 + c] - Shown(Ramp(x, y)), -1, 1);
    }

    /// <summary>
    /// The filters of the paper, written out as 5 x 5 tables, over random mosaics.
    /// </summary>
    [Fact]
    public void Malvars_filters_are_those_of_the_paper()
    {
        const int size = 24;
        var random = new Random(9);
        var values = Enumerable.Range(0, size * size).Select(_ => 0.3f + 0.4f * random.NextSingle()).ToArray();
        var rig = new SensorRig(fixture.Device, size, size).Expose(Clean with { Bayer = BayerPattern.Rggb, Saturation = 1 }, (x, y) => new(values[y * size + x]));
        double[,] green = { { 0, 0, -1, 0, 0 }, { 0, 0, 2, 0, 0 }, { -1, 2, 4, 2, -1 }, { 0, 0, 2, 0, 0 }, { 0, 0, -1, 0, 0 } };
        double[,] row = { { 0, 0, 0.5, 0, 0 }, { 0, -1, 0, -1, 0 }, { -1, 4, 5, 4, -1 }, { 0, -1, 0, -1, 0 }, { 0, 0, 0.5, 0, 0 } };
        double[,] column = { { 0, 0, -1, 0, 0 }, { 0, -1, 4, -1, 0 }, { 0.5, 0, 5, 0, 0.5 }, { 0, -1, 4, -1, 0 }, { 0, 0, -1, 0, 0 } };
        double[,] other = { { 0, 0, -1.5, 0, 0 }, { 0, 2, 0, 2, 0 }, { -1.5, 0, 6, 0, -1.5 }, { 0, 2, 0, 2, 0 }, { 0, 0, -1.5, 0, 0 } };
        for (var y = 2; y < size - 2; y++)
            for (var x = 2; x < size - 2; x++)
            {
                double Filtered(double[,] filter)
                {
                    var sum = 0.0;
                    for (var dy = -2; dy <= 2; dy++)
                        for (var dx = -2; dx <= 2; dx++)
                            sum += filter[dy + 2, dx + 2] * rig.Units[(y + dy) * size + x + dx] / 65535.0;
                    return Math.Clamp(sum / 8, 0, 1);
                }
                var own = rig.Units[y * size + x] / 65535.0;
                var (redRow, redColumn) = (y % 2 == 0, x % 2 == 0);
                double[] expected = (redRow, redColumn) switch
                {
                    (true, true) => [own, Filtered(green), Filtered(other)],
                    (false, false) => [Filtered(other), Filtered(green), own],
                    (true, false) => [Filtered(row), own, Filtered(column)],
                    _ => [Filtered(column), own, Filtered(row)],
                };
                for (var c = 0; c < 3; c++)
                    Assert.InRange(rig.Bytes[(y * size + x) * 3 + c] - Shown(expected[c]), -0.6, 0.6);
            }
    }

    [Theory]
    [InlineData(BayerPattern.None)]
    [InlineData(BayerPattern.Rggb)]
    public void Grey_in_the_light_that_is_white_stays_grey_up_to_white(BayerPattern bayer)
    {
        var illuminant = new Vector3(1.6f, 1, 0.3f);
        var sensor = Clean with { Bayer = bayer, WhiteBalance = Vector3.One / illuminant, Response = new(0.5f, 1, 0.7f) };
        foreach (var grey in new[] { 0.05f, 0.2f, 0.5f, 3, 1000 })
        {
            var bytes = new SensorRig(fixture.Device, 40, 20).Expose(sensor, (_, _) => illuminant * grey).Bytes;
            foreach (var pixel in bytes.Chunk(3))
            {
                Assert.InRange(pixel.Max() - pixel.Min(), 0, 1);
                if (grey >= 3)
                    Assert.Equal(255, pixel[0]);
            }
        }
    }

    [Fact]
    public void A_weak_filter_is_a_noisy_one()
    {
        var bytes = new SensorRig(fixture.Device, 128, 128).Expose(Clean with { FullWellE = 2000, Response = new(0.25f, 1, 0.25f) }, 0.2f).Bytes;
        double Deviation(int channel)
        {
            var values = bytes.Where((_, i) => i % 3 == channel).Select(b => (double)b).ToArray();
            return Math.Sqrt(values.Select(v => v * v).Average() - values.Average() * values.Average());
        }
        Assert.InRange(Deviation(0) / Deviation(1), 1.85, 2.15);
        Assert.InRange(Deviation(2) / Deviation(1), 1.85, 2.15);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(10)]
    public void The_converter_has_as_many_levels_as_its_bits_say(int bits)
    {
        var units = new SensorRig(fixture.Device, 2048, 4).Expose(Clean with { Bits = bits }, (x, _) => new(x / 2000f)).Units;
        Assert.Equal(Enumerable.Range(0, 1 << bits), units.Distinct().Order());
        // The nearest level, but for shot noise and the light's own rounding.
        for (var x = 0; x < 2000; x++)
            Assert.InRange(units[3 * x] - x / 2000.0 * ((1 << bits) - 1), -0.5 - (1 << bits) * 2e-3, 0.5 + (1 << bits) * 2e-3);
    }

    /// <summary>Twice the sensitivity uses up the converter with half the electrons.</summary>
    [Fact]
    public void Sensitivity_trades_electrons_for_brightness()
    {
        double Noise(float iso)
        {
            var rig = new SensorRig(fixture.Device, 200, 100).Expose(Clean with { FullWellE = 10000, Iso = iso }, 0.3f);
            var mean = rig.Units.Average();
            Assert.InRange(mean / 65535, 0.298, 0.302);
            return rig.Units.Select(u => (u - mean) * (u - mean)).Average();
        }
        Assert.InRange(Noise(1600) / Noise(100), 15, 17);
    }

    [Fact]
    public void Sharpening_adds_what_the_blur_has_lost()
    {
        const int width = 64;
        static Vector3 Step(int x, int y) => new(x < 32 ? 0.3f : 0.5f);
        var plain = new SensorRig(fixture.Device, width, 8).Expose(Clean, Step).Bytes;
        var sharp = new SensorRig(fixture.Device, width, 8).Expose(Clean with { Sharpening = 1, SharpeningRadiusPx = 1.5f }, Step).Bytes;
        // An unsharp mask of amount 1 goes beyond a step of 0.2 by the part of the Gaussian that lies on its other side.
        var beyond = 0.2 * GaussianTail(1.5);
        Assert.InRange(sharp[3 * (4 * width + 31)] - Shown(0.3 - beyond), -1.5, 1.5);
        Assert.InRange(sharp[3 * (4 * width + 32)] - Shown(0.5 + beyond), -1.5, 1.5);
        Assert.InRange(sharp[3 * (4 * width + 5)] - plain[3 * (4 * width + 5)], -1, 1);
    }

    /// <summary>Without mosaic and noise the sensor shows what the tone curve shows of its light, the brightest as white.</summary>
    [Theory]
    [InlineData(ToneCurve.None, 1)]
    [InlineData(ToneCurve.Filmic, 16.5)]
    [InlineData(ToneCurve.Filmic, 4)]
    public void Saturation_is_shown_as_white(ToneCurve curve, float saturation)
    {
        var rig = new SensorRig(fixture.Device, 100, 1) { ToneCurve = curve }.Expose(Clean with { Saturation = saturation }, (x, _) => new(saturation * x / 90f));
        for (var x = 0; x < 100; x++)
        {
            var light = saturation * Math.Min(1, x / 90.0);
            var shown = Curve(curve, light) / Curve(curve, saturation);
            Assert.InRange(rig.Bytes[3 * x] - Shown(shown), -1.2, 1.2);
        }
    }

    /// <summary>Lottes 2016 with the numbers of the documentation; or nothing.</summary>
    private static double Curve(ToneCurve curve, double x) =>
        Math.Clamp(curve == ToneCurve.None ? x : Math.Pow(x, 1.186591) / (1.2561051 * Math.Pow(x, 1.099408) + 0.4183244), 0, 1);

    // IEC 61966-2-1.
    private static double Shown(double light)
    {
        var x = Math.Clamp(light, 0, 1);
        return 255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * Math.Pow(x, 1 / 2.4) - 0.055);
    }

    /// <summary>Of a sampled Gaussian: all samples beyond the middle.</summary>
    private static double GaussianTail(double sigma)
    {
        var weights = Enumerable.Range(-20, 41).Select(i => Math.Exp(-i * i / (2 * sigma * sigma))).ToArray();
        return weights.Skip(21).Sum() / weights.Sum();
    }
}
