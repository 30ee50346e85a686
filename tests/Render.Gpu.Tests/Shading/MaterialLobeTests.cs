using System.Numerics;
using Render.Core.Materials;
using Render.Gpu.Tests.Device;
using Xunit;

namespace Render.Gpu.Tests.Shading;

/// <summary>
/// Unlit surfaces, refractive indices, coloured and weighted reflections, and clear coats, against closed forms: KHR_materials_unlit, _ior, _specular
/// and _clearcoat.
/// </summary>
public sealed class MaterialLobeTests(DeviceFixture fixture)
{
    private const float Radiance = 0.9f;

    /// <summary>Reflects nothing but by its dielectric surface, as a mirror.</summary>
    private static readonly Material Black = new() { BaseColor = new(0, 0, 0, 1), Roughness = 0 };

    /// <summary>Planes seen straight from above in an even environment: what a mirror reflects at normal incidence is F0 of that.</summary>
    [Fact]
    public void A_mirror_reflects_its_F0()
    {
        (float Ior, float Specular, Vector3 Color)[] cases =
        [
            (1.5f, 1, Vector3.One), (2.5f, 1, Vector3.One), (0, 1, Vector3.One), (1.5f, 0.5f, Vector3.One), (2.5f, 1, new(1, 0.5f, 0.25f)),
            (2.5f, 0.5f, new(4, 0.5f, 20)), (1.5f, 0, Vector3.One),
        ];
        var pixels = InRow(Furnace(), [.. cases.Select(c => Black with { Ior = c.Ior, Specular = c.Specular, SpecularColor = c.Color })]);
        foreach (var ((ior, specular, color), pixel) in cases.Zip(pixels))
        {
            var root = (ior - 1) / (ior + 1);
            var expected = Vector3.Min(root * root * color, Vector3.One) * specular * Radiance;
            Assert.True(Vector3.Distance(expected, pixel) < 0.012f, $"{pixel}, expected {expected}");
        }
        fixture.Clean();
    }

    /// <summary>
    /// The weight holds at every angle: seen at a grazing angle, where F goes to 1, half of it is half of it. Schlick at 80 degrees from the normal
    /// is 0.04 + 0.96 (1 - cos 80)^5 = 0.410.
    /// </summary>
    [Fact]
    public void The_weight_of_a_reflection_holds_at_grazing_angles()
    {
        float[] weights = [1, 0.5f, 0.25f];
        var pixels = InRow(Furnace(80), [.. weights.Select(w => Black with { Specular = w })]);
        foreach (var (weight, pixel) in weights.Zip(pixels))
            Assert.Equal(weight * Schlick(80) * Radiance, pixel.Y, 0.02);
    }

    /// <summary>The coat takes its share of what is below, emission included: (1 - c F) base + c F, F at the viewer's angle for an index of 1.5.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(75)]
    public void A_coat_reflects_its_share_and_darkens_the_base_by_it(float angleDeg)
    {
        float[] strengths = [1, 0.5f, 0];
        var glow = Black with { Specular = 0, Emissive = new(0.8f, 0.4f, 0) };
        var pixels = InRow(Furnace(angleDeg), [.. strengths.Select(c => glow with { Clearcoat = c })]);
        foreach (var (strength, pixel) in strengths.Zip(pixels))
        {
            var share = strength * Schlick(angleDeg);
            Assert.True(Vector3.Distance(glow.Emissive * (1 - share) + new Vector3(Radiance * share), pixel) < 0.02f, $"{strength}: {pixel}");
        }
    }

    /// <summary>A white surface in a white furnace stays invisible under any coat.</summary>
    [Fact]
    public void A_coated_mirror_vanishes_in_a_white_furnace()
    {
        var studio = Furnace();
        // Too far apart to occlude each other.
        foreach (var (roughness, i) in new[] { 0, 0.4f, 1 }.Select((r, i) => (r, i)))
            studio.Add("shape:sphere", new Material { Metallic = 1, Roughness = 0.5f, Clearcoat = 1, ClearcoatRoughness = roughness }, new(0.35f * (i - 1), 0, 0), 0.14f);
        var ratios = studio.Render().Select(p => p.Y / Radiance).ToArray();
        Assert.InRange(ratios.Min(), 0.97f, 1.03f);
        Assert.InRange(ratios.Max(), 0.97f, 1.03f);
    }

    /// <summary>
    /// Light of a sun in a coat, seen in the mirror direction: its share times the GGX of its roughness at its peak, 1 / (pi alpha^2), times the
    /// masking of that model, times the cosine, over what the lobe keeps of the light; the base below is black.
    /// </summary>
    [Fact]
    public void The_highlight_of_a_coat_is_GGX()
    {
        // Roughness, and the directional albedo of a single scattering at 30 degrees (400,000 samples of the distribution of normals).
        (float Roughness, float Albedo)[] cases = [(0.6f, 0.8116f), (0.8f, 0.5642f)];
        var (sin, cos) = MathF.SinCos(MathF.PI / 6);
        var studio = Studio(30);
        studio.Frame = studio.Frame with { Lights = [Shading.Studio.Sun(new(0, sin, cos), 2)] };
        var pixels = InRow(studio, [.. cases.Select(c => Black with { Specular = 0, Roughness = 1, Clearcoat = 1, ClearcoatRoughness = c.Roughness })]);
        foreach (var ((roughness, albedo), pixel) in cases.Zip(pixels))
        {
            var alpha2 = MathF.Pow(roughness, 4);
            var visibility = 0.5f / (2 * cos * MathF.Sqrt(cos * cos * (1 - alpha2) + alpha2));
            var expected = 2 * cos * Schlick(30) * visibility / (MathF.PI * alpha2) / albedo;
            Assert.Equal(expected, pixel.Y, 0.02 * expected + 0.001);
        }
    }

    /// <summary>The coat's normal is the surface's own: a normal map bends the base alone.</summary>
    [Fact]
    public void A_normal_map_does_not_bend_the_coat()
    {
        var texel = new byte[] { 218, 128, 218, 255 }; // 45 degrees towards +u
        var levels = Enumerable.Range(0, 3).Select(l => Enumerable.Repeat(texel, (4 >> l) * (4 >> l)).SelectMany(t => t).ToArray()).ToArray();
        var map = new TextureImage { Name = "tilt", ContentHash = "tilt45", Width = 4, Height = 4, ColorSpace = ColorSpace.Linear, Levels = levels };
        var studio = Studio(0);
        // Bright in the zenith, where the coat's mirror looks, and black elsewhere.
        studio.Surround(d => d.Z > 0.9f ? new Vector3(10) : Vector3.Zero);
        studio.Add("shape:plane", Black with { Specular = 1, Clearcoat = 1, NormalTexture = new(0) }, scale: 4, textures: map);
        Assert.Equal(10 * 0.04f, Centre(studio).Y, 0.05);
    }

    [Fact]
    public void A_material_is_shaded_alike_whether_or_not_another_of_the_frame_has_a_coat()
    {
        byte[] Still(Material other)
        {
            var studio = Studio(60);
            studio.Surround(d => new Vector3(0.25f, 0.3f, 0.4f) * (1 + d.Z));
            studio.Frame = studio.Frame with { Lights = [Shading.Studio.Sun(new(-1, -1, 2), 2)] };
            studio.Add("shape:sphere", new Material { Roughness = 0.3f, BaseColor = new(0.8f, 0.3f, 0.1f, 1), Emissive = new(0.02f) });
            studio.Add("shape:box", other, new(0, 30, 0));
            return studio.RenderBytes();
        }

        var (plain, coated) = (Still(new()), Still(new() { Clearcoat = 1, SpecularColor = new(1, 0, 0) }));
        Assert.All(plain.Zip(coated), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Fact]
    public void An_unlit_surface_shows_its_colour_whatever_the_light()
    {
        var studio = Studio(0);
        studio.Frame = studio.Frame with { Lights = [Shading.Studio.Sun(Vector3.UnitZ, 3)], Environment = new() { Color = Vector3.One, Background = null } };
        studio.Add("shape:plane", new Material { Unlit = true, BaseColor = new(0.2f, 0.5f, 0.7f, 1), Clearcoat = 1 }, scale: 4);
        Assert.True(Vector3.Distance(new(0.2f, 0.5f, 0.7f), Centre(studio)) < 0.006f);
    }

    private static Vector3 Centre(Studio studio) => studio.Render()[32 * 64 + 32];

    /// <summary>Reflectance at an angle from the normal for a refractive index of 1.5.</summary>
    private static float Schlick(float angleDeg) => 0.04f + 0.96f * MathF.Pow(1 - MathF.Cos(angleDeg * MathF.PI / 180), 5);

    /// <summary>An eye 10 m from the origin, at an angle from +z towards -y.</summary>
    private Studio Studio(float angleDeg)
    {
        var (sin, cos) = MathF.SinCos(angleDeg * MathF.PI / 180);
        var studio = new Studio(fixture.Device);
        studio.Frame = studio.Frame with { Cameras = [Shading.Studio.Camera(new Vector3(0, -sin, cos) * 10, angleDeg == 0 ? Vector3.UnitY : Vector3.UnitZ, 600, 64, 64)] };
        return studio;
    }

    /// <summary>In an even environment of 0.9.</summary>
    private Studio Furnace(float angleDeg = 0)
    {
        var studio = Studio(angleDeg);
        studio.Frame = studio.Frame with { Environment = new() { Color = new Vector3(Radiance), Background = null } };
        return studio;
    }

    /// <summary>The middle of a plane of each material, all in one picture from left to right.</summary>
    private static Vector3[] InRow(Studio studio, Material[] materials)
    {
        var pitch = 1f / materials.Length;
        float Place(int i) => (i - (materials.Length - 1) / 2f) * pitch;
        for (var i = 0; i < materials.Length; i++)
            studio.Add("shape:plane", materials[i], new(Place(i), 0, 0), 0.9f * pitch);
        var pixels = studio.Render();
        return [.. materials.Select((_, i) => pixels[32 * 64 + (int)(32 + 60 * Place(i))])];
    }
}
