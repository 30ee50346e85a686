using System.Numerics;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Gpu.Tests.Device;
using Xunit;

namespace Render.Gpu.Tests.Shading;

/// <summary>See-through surfaces against the formula of compositing: each layer times alpha over what is behind times 1 - alpha, in linear light.</summary>
public sealed class BlendTests(DeviceFixture fixture)
{
    // Half a step of 8 bits in linear light, where it is largest.
    private const float Tolerance = 0.005f;

    private static readonly Vector3 Red = new(0.8f, 0.1f, 0.05f), Green = new(0.05f, 0.6f, 0.1f), Blue = new(0.1f, 0.2f, 0.7f), White = new(0.9f, 0.9f, 0.9f);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public void A_film_lets_through_what_its_alpha_leaves(int samples)
    {
        var studio = Studio(samples);
        studio.Add("shape:plane", Film(Red, 0.25f), new(0, 0, 0.2f), 4);
        studio.Add("shape:plane", Film(Blue, 1) with { AlphaMode = AlphaMode.Opaque }, scale: 4);
        Near(0.25f * Red + 0.75f * Blue, Centre(studio));
        fixture.Clean();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Layers_are_composited_from_the_nearest_to_the_farthest_in_whatever_order_they_stand_in_the_scene(int turn)
    {
        var layers = new (Vector3 Color, float Alpha)[] { (Red, 0.3f), (Green, 0.5f), (Blue, 0.7f), (White, 0.2f) };
        var studio = Studio();
        for (var i = 0; i < layers.Length; i++)
        {
            var k = (i * 3 + turn) % layers.Length;
            studio.Add("shape:plane", Film(layers[k].Color, layers[k].Alpha), new(0, 0, 1 - 0.1f * k), 4);
        }
        // Nothing behind: the background, which is the environment's colour here.
        studio.Frame = studio.Frame with { Environment = new() { Strength = 0, Background = new(0.4f, 0.3f, 0.2f) } };
        Near(Over(layers, new(0.4f, 0.3f, 0.2f)), Centre(studio));
    }

    [Fact]
    public void What_lies_behind_four_layers_is_not_seen_but_for_what_is_opaque()
    {
        var four = Enumerable.Repeat((Red, 0.2f), 4).ToArray();
        var studio = Studio();
        for (var i = 0; i < 6; i++)
            studio.Add("shape:plane", Film(i < 4 ? Red : White, 0.2f), new(0, 0, 1 - 0.1f * i), 4);
        studio.Add("shape:plane", Film(Green, 1) with { AlphaMode = AlphaMode.Opaque }, scale: 4);
        Near(Over(four, Green), Centre(studio));
    }

    [Fact]
    public void What_is_opaque_hides_the_layers_behind_it()
    {
        var studio = Studio();
        studio.Add("shape:plane", Film(Red, 0.5f), new(0, 0, 0.5f), 4);
        studio.Add("shape:plane", Film(Green, 1) with { AlphaMode = AlphaMode.Opaque }, new(0, 0, 0.4f), 4);
        studio.Add("shape:plane", Film(White, 0.9f), new(0, 0, 0.3f), 4);
        Near(0.5f * Red + 0.5f * Green, Centre(studio));
    }

    [Fact]
    public void Surfaces_at_the_same_place_are_layers_in_the_order_of_their_numbers()
    {
        var studio = Studio();
        studio.Add("shape:plane", Film(Red, 0.5f), scale: 4);
        studio.Add("shape:plane", Film(Blue, 0.5f), scale: 4);
        Near(0.5f * Red + 0.25f * Blue, Centre(studio));
    }

    [Fact]
    public void Alpha_comes_from_factor_and_texture()
    {
        var studio = Studio();
        // Opaque on the left, clear on the right, and the factor halves both.
        var texture = Textures.Of("half", ColorSpace.Srgb, 64, 64, (x, _) => [255, 255, 255, (byte)(x < 32 ? 255 : 0)]);
        studio.Frame = studio.Frame with { Cameras = [Shading.Studio.Camera(new(0, 0, 10), Vector3.UnitY, 600, 64, 64)] };
        studio.Add("shape:plane", Film(Red, 0.5f) with { BaseColorTexture = new(0) }, new(0, 0, 0.1f), 1, texture);
        studio.Add("shape:plane", Film(Blue, 1) with { AlphaMode = AlphaMode.Opaque }, scale: 4);
        var pixels = studio.Render();
        Near(0.5f * Red + 0.5f * Blue, pixels[32 * 64 + 12]);
        Near(Blue, pixels[32 * 64 + 52]);
    }

    [Fact]
    public void A_clear_sheet_colours_what_comes_through_it()
    {
        // Without reflection (index 1): all that enters leaves behind, times the base colour.
        var studio = Studio();
        var sheet = new Material { BaseColor = new(0.5f, 0.8f, 0.2f, 1), Ior = 1, Roughness = 0, Transmission = 1 };
        studio.Add("shape:plane", sheet, new(0, 0, 0.2f), 4);
        studio.Add("shape:plane", Film(White, 1) with { AlphaMode = AlphaMode.Opaque }, scale: 4);
        Near(White * new Vector3(0.5f, 0.8f, 0.2f), Centre(studio));
    }

    [Theory]
    [InlineData(AlphaMode.Opaque, 0)]
    [InlineData(AlphaMode.Mask, 0.6f)]
    public void Alpha_is_coverage_only_where_the_material_blends(AlphaMode mode, float alpha)
    {
        var studio = Studio();
        var sheet = new Material { BaseColor = new(0.5f, 0.8f, 0.2f, alpha), Ior = 1, Roughness = 0, Transmission = 1, AlphaMode = mode };
        studio.Add("shape:plane", sheet, new(0, 0, 0.2f), 4);
        studio.Add("shape:plane", Film(White, 1) with { AlphaMode = AlphaMode.Opaque }, scale: 4);
        Near(White * new Vector3(0.5f, 0.8f, 0.2f), Centre(studio));
        Assert.All(studio.RenderImage(Aov.InstanceId).InstanceIds, id => Assert.Equal(1, id));
    }

    [Theory]
    [InlineData(0.9f, 0, true)]
    [InlineData(0.4f, 0, false)]
    [InlineData(1, 1, false)]
    public void Films_cast_shadows_from_alpha_one_half_up_and_clear_sheets_none(float alpha, float transmission, bool casts)
    {
        var studio = Studio();
        // The sheet stands beside what is seen and the sun shines through it.
        studio.Frame = studio.Frame with { Lights = [Shading.Studio.Sun(new(1, 0, 1), MathF.PI, shadow: true)], BlendCutoff = 0.95f };
        var sheet = new Material { BaseColor = new(1, 1, 1, alpha), Ior = 1, Transmission = transmission, AlphaMode = transmission > 0 ? AlphaMode.Opaque : AlphaMode.Blend };
        studio.Add("shape:plane", sheet, new(2, 0, 2), 1);
        studio.Add("shape:plane", new Material { BaseColor = new(0.5f, 0.5f, 0.5f, 1), Ior = 1, Roughness = 1 }, scale: 8);
        Assert.Equal(casts ? 0 : 0.5f * MathF.Sqrt(0.5f), Centre(studio).X, 0.01f);
    }

    [Fact]
    public void A_sheet_that_does_not_absorb_vanishes_in_a_white_furnace()
    {
        // What it reflects and what it lets through add up to what there is.
        var studio = Studio();
        studio.Frame = studio.Frame with { Environment = new() { Color = new Vector3(0.7f), Background = null } };
        studio.Add("shape:plane", new Material { Roughness = 0.4f, Transmission = 1 }, scale: 4);
        Near(new Vector3(0.7f), Centre(studio), 0.01f);
    }

    [Theory]
    [InlineData(0.49f, 0.5f, false)]
    [InlineData(0.5f, 0.5f, true)]
    [InlineData(0.3f, 0.25f, true)]
    [InlineData(0.9f, 0.95f, false)]
    public void Labels_see_a_film_from_the_cut_off_up(float alpha, float cutoff, bool seen)
    {
        var studio = Studio();
        studio.Frame = studio.Frame with { BlendCutoff = cutoff };
        studio.Add("shape:plane", Film(Red, alpha), new(0, 0, 0.2f), 4);
        studio.Add("shape:plane", Film(Blue, 1) with { AlphaMode = AlphaMode.Opaque }, scale: 4);
        foreach (var aovs in new[] { Aov.InstanceId | Aov.Depth, Aov.InstanceId | Aov.Depth | Aov.Color })
        {
            var image = studio.RenderImage(aovs);
            Assert.All(image.InstanceIds, id => Assert.Equal(seen ? 1 : 2, id));
            Assert.All(image.Depth, depth => Assert.Equal(seen ? 9.8f : 10, depth, 1e-4f));
        }
    }

    [Fact]
    public void Edges_of_a_film_are_smooth()
    {
        var studio = Studio(samples: 16);
        studio.Frame = studio.Frame with { Cameras = [Shading.Studio.Camera(new(0, 0, 10), new(0.2f, 1, 0), 600, 64, 64)] };
        studio.Add("shape:plane", Film(Red, 0.5f), new(0, 0, 0.1f), 0.5f);
        studio.Add("shape:plane", Film(Blue, 1) with { AlphaMode = AlphaMode.Opaque }, scale: 4);
        var pixels = studio.Render();
        var between = pixels.Count(p => p.X > Blue.X + 0.03f && p.X < 0.5f * (Red.X + Blue.X) - 0.03f);
        Assert.InRange(between, 60, 250); // about one a row or column of the four edges of 30 pixels
    }

    [Fact]
    public void Neither_bands_nor_the_order_of_the_work_show()
    {
        var studio = Crowd();
        var whole = studio.RenderImage(Aov.Color | Aov.InstanceId);
        for (var repeat = 0; repeat < 5; repeat++)
            Assert.Equal(whole.Color, studio.RenderImage(Aov.Color | Aov.InstanceId).Color);
        var banded = studio.RenderImage(Aov.Color | Aov.InstanceId, 64 * 4 * 8 * 10);
        Assert.Equal(whole.InstanceIds, banded.InstanceIds);
        Assert.Equal(whole.Color, banded.Color);
        fixture.Clean();
    }

    private Studio Crowd()
    {
        var random = new Random(7);
        var studio = Studio(samples: 4);
        for (var i = 0; i < 12; i++)
        {
            var color = new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle());
            var place = new Vector3(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle());
            studio.Add(i % 2 == 0 ? "shape:sphere" : "shape:box", Film(color, i % 3 == 0 ? 1 : 0.4f) with { AlphaMode = i % 3 == 0 ? AlphaMode.Opaque : AlphaMode.Blend }, place, 0.4f);
        }
        return studio;
    }

    private Studio Studio(int samples = 1)
    {
        var studio = new Studio(fixture.Device);
        studio.Frame = studio.Frame with { Image = studio.Frame.Image with { Samples = samples } };
        return studio;
    }

    private static Material Film(Vector3 color, float alpha) => new() { BaseColor = new(color, alpha), AlphaMode = AlphaMode.Blend, Unlit = true };

    private static Vector3 Over(IEnumerable<(Vector3 Color, float Alpha)> layers, Vector3 behind) =>
        layers.Reverse().Aggregate(behind, (light, layer) => layer.Alpha * layer.Color + (1 - layer.Alpha) * light);

    private static Vector3 Centre(Studio studio) => studio.Render()[32 * 64 + 32];

    private static void Near(Vector3 expected, Vector3 actual, float tolerance = Tolerance) =>
        Assert.True(Vector3.Abs(expected - actual) is var d && MathF.Max(d.X, MathF.Max(d.Y, d.Z)) < tolerance, $"{actual}, expected {expected}");
}
