using System.Numerics;
using Render.Core.Frames;
using Render.Gpu.Tests.Device;
using Xunit;

namespace Render.Gpu.Tests.Sensor;

/// <summary>Vignetting, blur and chromatic aberration against their formulas, read from a converter of 16 bits without noise but the shot noise of a huge well.</summary>
public sealed class SensorOpticsTests(DeviceFixture fixture)
{
    private static FrameSensor Clean => new() { FullWellE = 1e7f, Bits = 16 };

    [Theory]
    [InlineData(1)]
    [InlineData(0.4)]
    public void Natural_vignetting_is_cos4_of_the_field_angle(float part)
    {
        const int size = 160;
        var light = Light(new SensorRig(fixture.Device, size, size) { Focal = 100 }.Expose(Clean with { VignettingCos4 = part }, 0.8f));
        for (var i = 0; i < size * size; i += 37)
        {
            var (x, y) = ((i % size + 0.5 - 80) / 100, (i / size + 0.5 - 80) / 100);
            var cos = Math.Cos(Math.Atan(Math.Sqrt(x * x + y * y)));
            Near(0.8 * (1 - part * (1 - Math.Pow(cos, 4))), light[i].Y);
        }
        fixture.Clean();
    }

    [Fact]
    public void Radial_vignetting_is_the_polynomial_in_parts_of_half_the_diagonal()
    {
        const int width = 120, height = 90;
        var light = Light(new SensorRig(fixture.Device, width, height).Expose(Clean with { VignettingRadial = new(-0.5f, 0.3f, -0.1f) }, 0.8f));
        for (var i = 0; i < width * height; i += 13)
        {
            var r2 = (Math.Pow(i % width + 0.5 - 60, 2) + Math.Pow(i / width + 0.5 - 45, 2)) / (75 * 75);
            Near(0.8 * (1 + r2 * (-0.5 + r2 * (0.3 - 0.1 * r2))), light[i].X);
        }
    }

    /// <summary>A point of light: its energy stays, and its spread is a Gaussian's, separable and round.</summary>
    [Theory]
    [InlineData(0.35)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(6)]
    public void A_point_becomes_a_Gaussian_of_the_same_energy(double sigma)
    {
        const int size = 81;
        // As bright as its middle may be to fill the well.
        var point = (float)Math.Min(20, 0.8 * Math.Max(1.3, 2 * Math.PI * sigma * sigma));
        var light = Light(new SensorRig(fixture.Device, size, size).Expose(Clean with { BlurPx = (float)sigma }, (x, y) => x == 40 && y == 40 ? new(point) : default));
        double sum = 0, xx = 0, yy = 0;
        for (var i = 0; i < size * size; i++)
        {
            var (x, y, v) = (i % size - 40, i / size - 40, light[i].Y / point);
            (sum, xx, yy) = (sum + v, xx + v * x * x, yy + v * y * y);
            if (sigma >= 1)
                Assert.InRange(v - Math.Exp(-(x * x + y * y) / (2 * sigma * sigma)) / (2 * Math.PI * sigma * sigma), -1e-3 / (sigma * sigma), 1e-3 / (sigma * sigma));
        }
        Assert.InRange(sum, 0.99, 1.005);
        Assert.InRange(xx / sum, 0.97 * sigma * sigma, 1.01 * sigma * sigma);
        Assert.InRange(yy / sum, 0.97 * sigma * sigma, 1.01 * sigma * sigma);
    }

    [Fact]
    public void A_flat_picture_stays_flat_to_its_edges()
    {
        foreach (var pixel in Light(new SensorRig(fixture.Device, 70, 5).Expose(Clean with { BlurPx = 9, Sharpening = 2 }, 0.5f)))
            Near(0.5, pixel.Y);
    }

    [Fact]
    public void Red_and_blue_are_magnified_about_the_principal_point()
    {
        const int size = 200;
        // A smooth pattern, so that interpolation is nearly exact.
        static float Pattern(double x, double y) => (float)(0.5 + 0.3 * Math.Sin(x / 7) * Math.Cos(y / 9));
        var light = Light(new SensorRig(fixture.Device, size, size).Expose(Clean with { LateralChroma = new(0.02f, -0.01f) },
            (x, y) => new(Pattern(x + 0.5 - 100, y + 0.5 - 100))));
        for (var y = 5; y < size - 5; y += 7)
            for (var x = 5; x < size - 5; x += 7)
            {
                var (dx, dy, v) = (x + 0.5 - 100, y + 0.5 - 100, light[y * size + x]);
                Assert.InRange(v.X - Pattern(dx / 1.02, dy / 1.02), -0.004, 0.004);
                Assert.InRange(v.Y - Pattern(dx, dy), -0.003, 0.003);
                Assert.InRange(v.Z - Pattern(dx / 0.99, dy / 0.99), -0.004, 0.004);
            }
    }

    // Of 16-bit units that end at light 1.
    private static Vector3[] Light(SensorRig rig) =>
        [.. rig.Units.Chunk(3).Select(u => new Vector3(u[0], u[1], u[2]) / 65535)];

    // Within five standard deviations of the shot noise, and two roundings to 12 bits.
    private static void Near(double expected, double actual) => Assert.InRange(actual - expected, -(5 * Math.Sqrt(expected / 1e7) + 5e-4 * expected + 2e-5), 5 * Math.Sqrt(expected / 1e7) + 5e-4 * expected + 2e-5);
}
