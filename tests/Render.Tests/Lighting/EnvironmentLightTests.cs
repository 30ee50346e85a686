using System.Numerics;
using System.Runtime.InteropServices;
using Render.Core.Materials;
using Render.Tests.OwnAssets;
using Render.Vulkan.Lighting;
using Xunit;

namespace Render.Tests.Lighting;

public sealed class EnvironmentLightTests
{
    private static EnvironmentMap Map(int width, int height, Func<Vector3, Vector3> radiance)
    {
        var pixels = new float[width * height * 3];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (azimuth, elevation) = ((0.5 - (column + 0.5) / width) * 2 * Math.PI, (0.5 - (row + 0.5) / height) * Math.PI);
                var d = new Vector3(
                    (float)(Math.Cos(elevation) * Math.Cos(azimuth)), (float)(Math.Cos(elevation) * Math.Sin(azimuth)), (float)Math.Sin(elevation));
                radiance(d).CopyTo(pixels, (row * width + column) * 3);
            }
        }
        return new() { Id = "test", ContentHash = "test", Width = width, Height = height, Pixels = pixels };
    }

    private static IEnumerable<Vector3> Directions(int count)
    {
        var random = new Random(5);
        for (var i = 0; i < count; i++)
        {
            var (z, angle) = (random.NextDouble() * 2 - 1, random.NextDouble() * 2 * Math.PI);
            var r = Math.Sqrt(1 - z * z);
            yield return new((float)(r * Math.Cos(angle)), (float)(r * Math.Sin(angle)), (float)z);
        }
    }

    [Fact]
    public void A_hemisphere_of_sky_lights_as_the_closed_form_says()
    {
        // Radiance 1 above the horizon: irradiance pi (1 + cos) / 2 for a normal at that angle from the zenith. Its even bands above 0 vanish.
        var harmonics = SphericalHarmonics.Of(Map(128, 64, d => d.Z > 0 ? new Vector3(1, 2, 3) : Vector3.Zero));
        foreach (var n in Directions(200))
        {
            var expected = MathF.PI * (1 + n.Z) / 2;
            var actual = harmonics.Irradiance(n);
            Assert.Equal(expected, actual.X, 0.01);
            Assert.Equal(3 * expected, actual.Z, 0.03);
        }
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(0, 0, -1)]
    public void Light_from_one_side_is_strongest_on_that_side(float x, float y, float z)
    {
        var towards = new Vector3(x, y, z);
        var map = Map(512, 256, d => Vector3.Dot(d, towards) > 0.9f ? Vector3.One : Vector3.Zero);
        var harmonics = SphericalHarmonics.Of(map);
        Assert.True(harmonics.Irradiance(towards).X > 10 * harmonics.Irradiance(-towards).X);
        // A cap of radiance 1 with half angle acos 0.9: irradiance pi sin^2 on what faces it, which nine harmonics keep to 10 %.
        Assert.Equal(MathF.PI * 0.19f, harmonics.Irradiance(towards).X, 0.1 * MathF.PI * 0.19);
    }

    [Fact]
    public void A_small_sun_lights_like_a_cosine_to_a_tenth_of_its_peak_and_never_below_zero()
    {
        var sun = Vector3.Normalize(new Vector3(1, 2, 3));
        var harmonics = SphericalHarmonics.Of(Map(512, 256, d => new Vector3(Vector3.Dot(d, sun) > 0.998f ? 1 : 0)));
        var flux = 2 * MathF.PI * 0.002f;
        foreach (var n in Directions(2000))
        {
            var irradiance = harmonics.Irradiance(n).X;
            Assert.True(irradiance >= 0);
            Assert.Equal(Math.Max(0, Vector3.Dot(n, sun)) * flux, irradiance, 0.12 * flux);
        }
    }

    [Fact]
    public void Octahedral_points_and_directions_invert_each_other_and_the_frame_continues_the_sphere()
    {
        foreach (var d in Directions(1000))
        {
            var p = Octahedral.Encode(d);
            Assert.InRange(p.X, 0.0999f, 0.9001f);
            Assert.InRange(p.Y, 0.0999f, 0.9001f);
            Assert.True(Vector3.Distance(Octahedral.Decode(p), d) < 1e-5f);
        }
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            // Neighbours on the square are neighbours on the sphere, across the edge of the frame too.
            var p = new Vector2(random.NextSingle(), random.NextSingle()) * 0.98f + new Vector2(0.01f);
            Assert.True(Vector3.Distance(Octahedral.Decode(p), Octahedral.Decode(p + new Vector2(1e-3f, 0))) < 0.01f);
            Assert.True(Vector3.Distance(Octahedral.Decode(p), Octahedral.Decode(p + new Vector2(0, 1e-3f))) < 0.01f);
        }
    }

    [Fact]
    public void Filtering_a_uniform_map_leaves_it_uniform_at_every_roughness()
    {
        var map = SpecularMap.Of(Map(64, 32, _ => new Vector3(0.5f, 1, 2)), levels: 4);
        Assert.Equal(80, map.Size);
        foreach (var level in map.Levels)
        {
            for (var i = 0; i < level.Length; i += 4)
            {
                Assert.Equal(0.5, (double)level[i], 1e-3);
                Assert.Equal(2.0, (double)level[i + 2], 4e-3);
            }
        }
    }

    [Fact]
    public void Rougher_levels_spread_a_bright_spot_around_its_own_direction()
    {
        var spot = Vector3.Normalize(new Vector3(-1, 2, 0.5f));
        var map = SpecularMap.Of(Map(256, 128, d => new Vector3(Vector3.Dot(d, spot) > 0.99f ? 100 : 0)), levels: 5);
        var last = double.MaxValue;
        for (var k = 0; k < map.Levels.Count; k++)
        {
            var (size, level) = (map.Size >> k, map.Levels[k]);
            var brightest = Enumerable.Range(0, size * size).MaxBy(i => (double)level[i * 4]);
            var found = Octahedral.Decode(new Vector2(brightest % size + 0.5f, brightest / size + 0.5f) / size);
            Assert.True(Vector3.Dot(found, spot) > (k < 3 ? 0.97f : 0.8f), $"level {k}: {found}");
            Assert.True((double)level[brightest * 4] <= last + 1e-3);
            last = (double)level[brightest * 4];
        }
    }

    [Fact]
    public void Reflectances_agree_with_a_sum_over_the_hemisphere()
    {
        foreach (var (cosine, roughness) in new[] { (0.9, 0.5), (0.5, 0.5), (0.3, 0.8), (0.7, 1.0), (0.15, 0.6) })
        {
            var (scale, bias) = ReflectanceTable.Integrate(cosine, roughness);
            var (s, b) = Quadrature(cosine, roughness);
            Assert.Equal(s, scale, 0.01);
            Assert.Equal(b, bias, 0.01);
        }
    }

    [Fact]
    public void No_entry_of_the_table_reflects_more_than_arrives()
    {
        var table = ReflectanceTable.Compute();
        for (var i = 0; i < table.Length; i += 2)
        {
            Assert.InRange(table[i], 0, 1.001f);
            Assert.InRange(table[i] + table[i + 1], 0.3f, 1.005f);
        }
    }

    /// <summary>RENDER_UPDATE_TABLES=1 makes the resource anew.</summary>
    [Fact]
    public void The_embedded_reflectances_are_the_computed_ones()
    {
        var computed = ReflectanceTable.Pack(ReflectanceTable.Compute());
        if (Environment.GetEnvironmentVariable("RENDER_UPDATE_TABLES") == "1")
        {
            File.WriteAllBytes(Path.Combine(Repository.Assets, "../src/Render.Vulkan/Lighting/reflectances.bin"), MemoryMarshal.AsBytes(computed.AsSpan()).ToArray());
            return;
        }
        // Another platform's sines may round the other way.
        var embedded = ReflectanceTable.Load();
        Assert.All(computed.Zip(embedded), pair =>
        {
            Assert.Equal((double)(ushort)pair.First, (ushort)pair.Second, 1.0);
            Assert.Equal((double)(pair.First >> 16), pair.Second >> 16, 1.0);
        });
    }

    /// <summary>The defining integral of the lobe over directions to light, on a plain grid.</summary>
    private static (double Scale, double Bias) Quadrature(double cosine, double roughness)
    {
        const int N = 400;
        var (a2, sine) = (Math.Pow(roughness, 4), Math.Sqrt(1 - cosine * cosine));
        double Lambda(double c) => (Math.Sqrt(1 + a2 * (1 - c * c) / (c * c)) - 1) / 2;
        var (scale, bias) = (0.0, 0.0);
        for (var i = 0; i < N; i++)
        {
            var nl = (i + 0.5) / N;
            var r = Math.Sqrt(1 - nl * nl);
            for (var j = 0; j < N; j++)
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * (j + 0.5) / N);
                var (lx, ly) = (r * cos, r * sin);
                var (hx, hz) = (lx + sine, nl + cosine);
                var length = Math.Sqrt(hx * hx + ly * ly + hz * hz);
                var (nh, vh) = (hz / length, (sine * hx + cosine * hz) / length);
                var d = a2 / (Math.PI * Math.Pow(nh * nh * (a2 - 1) + 1, 2));
                var value = d / (1 + Lambda(nl) + Lambda(cosine)) / (4 * cosine) * (2 * Math.PI / (N * N));
                var fresnel = Math.Pow(1 - vh, 5);
                scale += value * (1 - fresnel);
                bias += value * fresnel;
            }
        }
        return (scale, bias);
    }
}
