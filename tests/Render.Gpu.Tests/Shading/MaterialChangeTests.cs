using System.Numerics;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Gpu.Tests.Device;
using Xunit;

namespace Render.Gpu.Tests.Shading;

/// <summary>A changed material looks like a material that has the changed values itself, or as a closed form says.</summary>
public sealed class MaterialChangeTests(DeviceFixture fixture)
{
    private static readonly Material Plain = new() { BaseColor = new(0.5f, 0.25f, 0.125f, 1), Roughness = 0.5f, Metallic = 0.25f };

    // Sums that are exact in binary, so that the bytes must be the same.
    public static TheoryData<string, MaterialChange, Material> Same => new()
    {
        { "roughness", new() { Roughness = 0.25f }, Plain with { Roughness = 0.25f } },
        { "roughness jitter", Adjusted(MaterialParameter.Roughness, 1, 0.25f), Plain with { Roughness = 0.75f } },
        { "roughness scale and jitter", Adjusted(MaterialParameter.Roughness, 0.5f, 0.125f), Plain with { Roughness = 0.375f } },
        { "roughness jitter over the end", Adjusted(MaterialParameter.Roughness, 1, 0.75f), Plain with { Roughness = 1 } },
        { "metallic", new() { Metallic = 1 }, Plain with { Metallic = 1 } },
        { "metallic jitter under the end", Adjusted(MaterialParameter.Metallic, 1, -0.5f), Plain with { Metallic = 0 } },
        { "specular", new() { Specular = 0.5f }, Plain with { Specular = 0.5f } },
        { "specular scale", Adjusted(MaterialParameter.Specular, 0.25f, 0), Plain with { Specular = 0.25f } },
        { "ior", new() { Ior = 2 }, Plain with { Ior = 2 } },
        { "ior jitter", Adjusted(MaterialParameter.Ior, 1, 0.25f), Plain with { Ior = 1.75f } },
        { "clearcoat", new() { Clearcoat = 0.5f, ClearcoatRoughness = 0.25f }, Plain with { Clearcoat = 0.5f, ClearcoatRoughness = 0.25f } },
        { "transmission", new() { Transmission = 0.5f }, Plain with { Transmission = 0.5f } },
        { "alpha", new() { Alpha = 0.75f }, Plain with { AlphaMode = AlphaMode.Blend, BaseColor = new(0.5f, 0.25f, 0.125f, 0.75f) } },
        { "emissive", new() { Emissive = new(0.5f, 0.25f, 0), EmissiveStrength = 0.5f }, Plain with { Emissive = new(0.25f, 0.125f, 0) } },
        { "tint", new() { Tint = new(0.5f, 1, 0.25f) }, Plain with { BaseColor = new(0.25f, 0.25f, 0.03125f, 1) } },
        { "replaced", new() { Replace = true, BaseColor = new(0.5f, 0.5f, 1) }, new() { BaseColor = new(0.5f, 0.5f, 1, 1) } },
    };

    [Theory, MemberData(nameof(Same))]
    public void A_change_is_the_material_that_has_its_values(string name, MaterialChange change, Material changed)
    {
        byte[] Picture(Material material, MaterialChange? with)
        {
            var studio = Lit();
            studio.Add("shape:sphere", material);
            if (with is not null)
                studio.Change(with);
            return studio.RenderBytes();
        }
        var (before, expected) = (Picture(Plain, null), Picture(changed, null));
        Assert.NotEqual(before, expected);
        Assert.True(expected.SequenceEqual(Picture(Plain, change)), name);
        fixture.Clean();
    }

    /// <summary>An image of roughness and metallic with something added is the image whose texels have that added.</summary>
    [Fact]
    public void Jitter_is_added_to_the_texels_of_an_image()
    {
        TextureImage Image(string name, int roughness, int metallic) => Textures.Of(name, ColorSpace.Linear, 16, 16, (x, y) =>
            [255, (byte)(x * 8 + 40 + roughness), (byte)(y * 8 + 100 + metallic), 255]);
        var material = Plain with { Roughness = 1, Metallic = 1, MetallicRoughnessTexture = new(0) };
        byte[] Picture(TextureImage image, MaterialChange? change)
        {
            var studio = Lit();
            studio.Add("shape:plane", material, scale: 0.9f, textures: image);
            if (change is not null)
                studio.Change(change);
            return studio.RenderBytes();
        }
        var change = new MaterialChange { Adjusted = [new(MaterialParameter.Roughness, 1, 60 / 255f), new(MaterialParameter.Metallic, 1, -90 / 255f)] };
        var (expected, actual) = (Picture(Image("shifted", 60, -90), null), Picture(Image("own", 0, 0), change));
        Assert.InRange(expected.Zip(actual).Average(p => Math.Abs(p.First - p.Second)), 0, 0.15);
        Assert.True(Picture(Image("own", 0, 0), null).Zip(expected).Average(p => Math.Abs(p.First - p.Second)) > 3);
        fixture.Clean();
    }

    /// <summary>A value that replaces roughness leaves what the image says of metal, and the other way round.</summary>
    [Fact]
    public void A_replaced_roughness_leaves_the_metal_of_the_image()
    {
        var own = Textures.Of("own", ColorSpace.Linear, 16, 16, (x, y) => [255, (byte)(x * 16), (byte)(y < 8 ? 0 : 255), 255]);
        var only = Textures.Of("only", ColorSpace.Linear, 16, 16, (_, y) => [255, 255, (byte)(y < 8 ? 0 : 255), 255]);
        byte[] Picture(TextureImage image, float roughness, MaterialChange? change)
        {
            var studio = Lit();
            studio.Add("shape:plane", Plain with { Roughness = roughness, Metallic = 1, MetallicRoughnessTexture = new(0) }, scale: 0.9f, textures: image);
            if (change is not null)
                studio.Change(change);
            return studio.RenderBytes();
        }
        Assert.Equal(Picture(only, 0.25f, null), Picture(own, 1, new() { Roughness = 0.25f }));
    }

    /// <summary>Unlit, so that a pixel is the base colour.</summary>
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, 2)]
    [InlineData(0.5f, 1, 1)]
    [InlineData(1.5f, 1, 1)]
    [InlineData(1, 0.5f, 1)]
    [InlineData(1, 2, 1)]
    [InlineData(0.8f, 0.5f, 1.5f)]
    public void Brightness_contrast_and_saturation_of_an_image(float brightness, float contrast, float saturation)
    {
        Vector3[] colors = [new(0.8f, 0.1f, 0.05f), new(0.1f, 0.3f, 0.6f)];
        byte[] Encoded(Vector3 c) => [Render.Vulkan.Materials.Srgb.ToByte(c.X), Render.Vulkan.Materials.Srgb.ToByte(c.Y), Render.Vulkan.Materials.Srgb.ToByte(c.Z), 255];
        var studio = new Studio(fixture.Device);
        studio.Add("shape:plane", new Material { Unlit = true, BaseColorTexture = new(0) }, scale: 0.8f,
            textures: Textures.Of("halves", ColorSpace.Srgb, 16, 16, (x, _) => Encoded(colors[x / 8])));
        studio.Change(new() { Brightness = brightness, Contrast = contrast, Saturation = saturation });
        var pixels = studio.Render();
        var mean = (colors[0] + colors[1]) / 2;
        for (var half = 0; half < 2; half++)
        {
            var c = Vector3.Clamp((mean + contrast * (colors[half] - mean)) * brightness, Vector3.Zero, Vector3.One);
            var gray = Vector3.Dot(c, new(0.2126f, 0.7152f, 0.0722f));
            var expected = Vector3.Clamp(new Vector3(gray) + saturation * (c - new Vector3(gray)), Vector3.Zero, Vector3.One);
            Assert.True(Vector3.Distance(expected, pixels[32 * 64 + 20 + 24 * half]) < 0.02f, $"{pixels[32 * 64 + 20 + 24 * half]}, expected {expected}");
        }
        fixture.Clean();
    }

    /// <summary>A quarter turn of the image on the surface is an image whose texels were turned; so with its normals.</summary>
    [Fact]
    public void A_turned_normal_map_is_turned_with_its_normals()
    {
        // Waves along u: normals that lean left and right.
        static byte[] Lean(double tilt, bool up) => up
            ? [128, (byte)(tilt * 90 + 128), (byte)(Math.Sqrt(1 - tilt * tilt * 0.5) * 127.5 + 128), 255]
            : [(byte)(tilt * 90 + 128), 128, (byte)(Math.Sqrt(1 - tilt * tilt * 0.5) * 127.5 + 128), 255];
        var across = Textures.Of("across", ColorSpace.Linear, 32, 32, (x, _) => Lean(Math.Sin((x + 0.5) * Math.PI / 8), up: false));
        // Clockwise: what ran to the right runs down, and what leant right leans down.
        var down = Textures.Of("down", ColorSpace.Linear, 32, 32, (_, y) => Lean(-Math.Sin((y + 0.5) * Math.PI / 8), up: true));
        byte[] Picture(string map, float? turn)
        {
            var studio = Lit();
            (studio.Images["across"], studio.Images["down"]) = (across, down);
            studio.Add("shape:plane", Plain, scale: 0.9f);
            studio.Change(new() { NormalMap = map, TextureRotationDeg = turn });
            return studio.RenderBytes();
        }
        var (expected, turned) = (Picture("down", null), Picture("across", 90));
        Assert.InRange(expected.Zip(turned).Average(p => Math.Abs(p.First - p.Second)), 0, 0.6);
        Assert.True(Picture("across", null).Zip(expected).Average(p => Math.Abs(p.First - p.Second)) > 5);
        fixture.Clean();
    }

    /// <summary>Coverage mixes colours; the label is the surface's from the cut-off up, and what is behind it below.</summary>
    [Theory]
    [InlineData(0.75f, 2)]
    [InlineData(0.5f, 2)]
    [InlineData(0.25f, 1)]
    public void Alpha_mixes_colours_and_decides_labels_by_the_cut_off(float alpha, int owner)
    {
        var studio = new Studio(fixture.Device);
        studio.Add("shape:plane", new Material { Unlit = true, BaseColor = new(0, 0, 1, 1) });
        studio.Add("shape:plane", new Material { Unlit = true, BaseColor = new(0.8f, 0.4f, 0, 1) }, new(0, 0, 0.5f), 0.5f);
        studio.Change(new() { Adjusted = [new(MaterialParameter.Alpha, alpha)] });
        Assert.Equal(owner, (int)studio.RenderImage(Aov.InstanceId).InstanceIds[32 * 64 + 32]);
        Assert.True(Vector3.Distance(new Vector3(0.8f, 0.4f, 0) * alpha + new Vector3(0, 0, 1 - alpha), studio.Render()[32 * 64 + 32]) < 0.01f);
        fixture.Clean();
    }

    /// <summary>The image of an opaque material has no holes by its alpha, seen through or not.</summary>
    [Fact]
    public void An_opaque_material_that_becomes_see_through_ignores_the_alpha_of_its_image()
    {
        var studio = new Studio(fixture.Device);
        studio.Add("shape:plane", new Material { Unlit = true, BaseColorTexture = new(0) }, scale: 0.8f,
            textures: Textures.Of("clear", ColorSpace.Srgb, 8, 8, (_, _) => [255, 255, 255, 10]));
        studio.Change(new() { Alpha = 0.5f });
        Assert.Equal(0.5f, studio.Render()[32 * 64 + 32].X, 0.01f);
        fixture.Clean();
    }

    /// <summary>A procedural texture looks like a model with its three images.</summary>
    [Fact]
    public void A_procedural_texture_is_its_images()
    {
        const string reference = "procedural:worley?seed=3&size=64&relief=0.05";
        var library = new Core.Assets.AssetLibrary(_ => throw new InvalidOperationException(), (_, _) => throw new InvalidOperationException(), _ => throw new InvalidOperationException());
        TextureImage Map(string map) => library.Texture($"{reference}&map={map}", ColorSpace.Linear);
        var studio = Lit();
        studio.Add("shape:sphere", new Material { Metallic = 1, Roughness = 1, BaseColorTexture = new(0), NormalTexture = new(1), MetallicRoughnessTexture = new(2) },
            textures: [Map("color"), Map("normal"), Map("roughness")]);
        var expected = studio.RenderBytes();
        var changed = Lit();
        changed.Add("shape:sphere", Plain);
        changed.Change(new() { Procedural = reference });
        Assert.Equal(expected, changed.RenderBytes());
        fixture.Clean();
    }

    private static MaterialChange Adjusted(MaterialParameter parameter, float scale, float offset) => new() { Adjusted = [new(parameter, scale, offset)] };

    private Studio Lit()
    {
        var studio = new Studio(fixture.Device);
        studio.Frame = studio.Frame with { Environment = new() { Strength = 0.5f, Background = new(0.2f, 0.3f, 0.1f) }, Lights = [Studio.Sun(new(1, 2, 4), 2)] };
        return studio;
    }
}
