using Render.Core.Lighting;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Xunit;

namespace Render.Tests.Lighting;

/// <summary>The sky against the published formulas, written down anew here with the platform's functions, and against what daylight is known to be.</summary>
public sealed class PreethamSkyTests
{
    private static double Luminance(Double3 color) => 0.2126 * color.X + 0.7152 * color.Y + 0.0722 * color.Z;

    [Theory]
    [InlineData(2)]
    [InlineData(3.5)]
    [InlineData(9)]
    public void The_luminance_follows_Perez(double turbidity)
    {
        foreach (var elevation in new[] { 3.0, 20, 45, 80 })
        {
            var sky = new PreethamSky(elevation, turbidity, 0.2);
            var sunZenith = (90 - elevation) * Math.PI / 180;
            var chi = (4.0 / 9 - turbidity / 120) * (Math.PI - 2 * sunZenith);
            var zenith = (4.0453 * turbidity - 4.9710) * Math.Tan(chi) - 0.2155 * turbidity + 2.4192;
            Assert.Equal(zenith, sky.ZenithLuminance, 1e-9);
            double a = 0.1787 * turbidity - 1.4630, b = -0.3554 * turbidity + 0.4275, c = -0.0227 * turbidity + 5.3251, d = 0.1206 * turbidity - 2.5771, e = -0.0670 * turbidity + 0.3703;
            double F(double theta, double gamma) => (1 + a * Math.Exp(b / Math.Cos(theta))) * (1 + c * Math.Exp(d * gamma) + e * Math.Pow(Math.Cos(gamma), 2));
            for (var k = 0; k < 200; k++)
            {
                var (theta, azimuth) = (k * 0.0075, k * 2.4);
                var direction = new Double3(Math.Sin(theta) * Math.Cos(azimuth), Math.Sin(theta) * Math.Sin(azimuth), Math.Cos(theta));
                var gamma = Math.Acos(Math.Clamp(Math.Sin(theta) * Math.Cos(azimuth) * Math.Sin(sunZenith) + Math.Cos(theta) * Math.Cos(sunZenith), -1, 1));
                var color = sky.Radiance(direction);
                if (Math.Min(color.X, Math.Min(color.Y, color.Z)) <= 0)
                    continue; // cut off at the gamut's edge
                var expected = zenith * F(theta, gamma) / F(0, sunZenith) * PreethamSky.WattsPerKilolux;
                Assert.Equal(1, Luminance(color) / expected, 2e-3);
            }
        }
    }

    [Fact]
    public void A_clear_noon_has_the_light_that_it_has()
    {
        var sky = new PreethamSky(60, 2.5, 0.2);
        var (sun, diffuse) = (Luminance(sky.SunIrradiance) / PreethamSky.WattsPerKilolux, Luminance(sky.SkyIrradiance) / PreethamSky.WattsPerKilolux);
        // Direct normal illuminance of a clear day 80 to 110 klx, of its sky on the ground 8 to 30 klx.
        Assert.InRange(sun, 80, 110);
        Assert.InRange(diffuse, 8, 30);
        Assert.True(sky.SkyIrradiance.Z > 1.3 * sky.SkyIrradiance.X, "the sky is blue");
    }

    [Fact]
    public void The_sun_goes_down_redder_and_darker_and_then_off()
    {
        double last = double.MaxValue, lastRatio = 0;
        foreach (var elevation in new[] { 80.0, 40, 20, 10, 5, 2, 1 })
        {
            var sun = new PreethamSky(elevation, 3, 0.2).SunIrradiance;
            Assert.True(Luminance(sun) < last && sun.X / sun.Z > lastRatio, $"at {elevation} degrees");
            (last, lastRatio) = (Luminance(sun), sun.X / sun.Z);
        }
        Assert.Equal(Double3.Zero, new PreethamSky(-1, 3, 0.2).SunIrradiance);
        // No step where the sun sets, and twilight gets darker.
        Assert.Equal(1, new PreethamSky(-0.001, 3, 0.2).ZenithLuminance / new PreethamSky(0.001, 3, 0.2).ZenithLuminance, 0.01);
        Assert.InRange(new PreethamSky(-6, 3, 0.2).ZenithLuminance / new PreethamSky(0, 3, 0.2).ZenithLuminance, 0.003, 0.01);
    }

    /// <summary>The irradiance against a fine sum over the half sphere, and the ground that it lights.</summary>
    [Theory]
    [InlineData(10, 2)]
    [InlineData(50, 4)]
    [InlineData(85, 8)]
    public void The_ground_gets_what_the_sky_sends(double elevation, double turbidity)
    {
        var sky = new PreethamSky(elevation, turbidity, 0.3);
        var sum = Double3.Zero;
        const int steps = 300;
        for (var i = 0; i < steps; i++)
            for (var j = 0; j < steps; j++)
            {
                var (z, azimuth) = ((i + 0.5) / steps, 2 * Math.PI * (j + 0.5) / steps);
                var ring = Math.Sqrt(1 - z * z);
                sum += sky.Radiance(new(ring * Math.Cos(azimuth), ring * Math.Sin(azimuth), z)) * (2 * Math.PI / steps / steps * z);
            }
        Assert.Equal(1, sky.SkyIrradiance.Y / sum.Y, 0.03);
        Assert.Equal((sky.SkyIrradiance.Y + sky.SunIrradiance.Y * Math.Sin(elevation * Math.PI / 180)) * 0.3 / Math.PI, sky.Radiance(new(0.6, 0, -0.8)).Y, 1e-9);
    }

    [Fact]
    public void The_map_holds_the_radiance_of_its_directions()
    {
        var sky = new PreethamSky(25, 3, 0.2);
        var map = sky.ToMap(64);
        for (var row = 0; row < 32; row++)
            for (var column = 0; column < 64; column++)
            {
                var (elevation, azimuth) = ((0.5 - (row + 0.5) / 32) * Math.PI, (0.5 - (column + 0.5) / 64) * 2 * Math.PI);
                var expected = sky.Radiance(new(Math.Cos(elevation) * Math.Cos(azimuth), Math.Cos(elevation) * Math.Sin(azimuth), Math.Sin(elevation)));
                Assert.Equal(expected.Y, map.Pixels[3 * (row * 64 + column) + 1], 1e-5);
            }
    }

    [Theory]
    [InlineData(12, 0, 81, 90, null)]      // equinox, equator
    [InlineData(12, 50, 81, 40, -90.0)]    // the sun stands in the south at noon
    [InlineData(6, 50, 81, 0, 0.0)]        // and rises in the east
    [InlineData(18, 50, 81, 0, 180.0)]
    [InlineData(12, 50, 172, 63.45, -90.0)]
    [InlineData(0, 70, 172, 3.45, 90.0)]   // midnight sun, in the north
    [InlineData(12, -35, 172, 31.55, 90.0)]
    public void The_sun_stands_where_the_hour_says(double hour, double latitude, double day, double elevation, double? azimuth)
    {
        var (e, a) = SkyDescription.SunAt(hour, latitude, day);
        Assert.Equal(elevation, e, 0.05);
        if (azimuth is { } expected)
            Assert.Equal(Math.Cos(expected * Math.PI / 180), Math.Cos(a * Math.PI / 180), 0.01);
    }

    [Fact]
    public void The_portable_arc_cosine_is_the_platforms()
    {
        for (var i = -1000; i <= 1000; i++)
            Assert.Equal(Math.Acos(i / 1000.0), PortableMath.Acos(i / 1000.0), 1e-14);
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Acos(1.0000001));
    }
}
