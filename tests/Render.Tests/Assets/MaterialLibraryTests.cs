using System.Numerics;
using Render.Core.Geometry;
using Render.Core.Materials;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>OBJ's material libraries, the extensions for physically based materials included.</summary>
public sealed class MaterialLibraryTests : IDisposable
{
    private readonly TestFolder _folder = new();

    /// <summary>What Blender 3.4 writes: 'aniso' alone makes libassimp refuse the whole file.</summary>
    [Fact]
    public void Physically_based_factors_arrive()
    {
        var m = Material(Import("Kd 0.8 0.1 0.05\nKs 0.5 0.5 0.5\nKe 1 2 3\nNi 1.6\nd 1\nillum 3\nPr 0.7\nPm 0.3\nPs 0\nPc 0.5\nPcr 0.03\naniso 0\nanisor 0"));
        Assert.Equal(new Vector4(0.8f, 0.1f, 0.05f, 1), m.BaseColor);
        Assert.Equal((0.3f, 0.7f, 1.6f, 0.5f, 0.03f, 1f), (m.Metallic, m.Roughness, m.Ior, m.Clearcoat, m.ClearcoatRoughness, m.Specular));
        Assert.Equal((new Vector3(1, 2, 3), AlphaMode.Opaque), (m.Emissive, m.AlphaMode));
    }

    [Theory]
    [InlineData("d 0.25", 0.25f, AlphaMode.Blend)]
    [InlineData("Tr 0.75", 0.25f, AlphaMode.Blend)]
    [InlineData("d 0", 1, AlphaMode.Opaque)]
    [InlineData("d -halo 0.5", 0.5f, AlphaMode.Blend)]
    public void Opacity(string statement, float alpha, AlphaMode mode)
    {
        var m = Material(Import(statement));
        Assert.Equal((alpha, mode), (m.BaseColor.W, m.AlphaMode));
    }

    /// <summary>Without Pr the exponent speaks, and no highlight means no reflection.</summary>
    [Theory]
    [InlineData("Ns 30\nKs 1 1 1", 0.5f, 1)] // (2 / 32)^(1/4)
    [InlineData("Ns 30\nKs 0 0 0", 0.5f, 0)]
    [InlineData("Ns 30\nillum 1", 0.5f, 0)]
    [InlineData("Ns 30\nKs 0 0 0\nPr 0.2", 0.2f, 1)]
    public void Highlights(string statements, float roughness, float specular)
    {
        var m = Material(Import(statements));
        Assert.Equal((roughness, specular), (m.Roughness, m.Specular));
    }

    [Fact]
    public void Metallic_and_roughness_of_two_files_become_one_texture()
    {
        _folder.Write("my metal.png", Pictures.Png(1, 1, 51, 0, 0));
        _folder.Write("r.png", Pictures.Png(2, 2, 4, (x, _) => [(byte)(x == 0 ? 102 : 204), 255]));
        var model = Import("map_Pm my metal.png\nmap_Pr r.png\nPr 0.5");
        var m = Material(model);
        Assert.Equal((1, 0.5f), (m.Metallic, m.Roughness));
        var texture = model.Textures[m.MetallicRoughnessTexture!.Texture];
        Assert.Equal((2, 2, ColorSpace.Linear), (texture.Width, texture.Height, texture.ColorSpace));
        Assert.Equal([102, 51, 204, 51], new[] { 1, 2, 5, 6 }.Select(i => (int)texture.Levels[0][i]));
    }

    [Theory]
    [InlineData("map_Pm orm.png\nmap_Pr orm.png", 20, 30)] // as in glTF
    [InlineData("map_Pm -imfchan r orm.png\nmap_Pr -imfchan b orm.png", 30, 10)]
    public void Channels_of_one_file(string statements, int roughness, int metallic)
    {
        _folder.Write("orm.png", Pictures.Png(1, 1, 10, 20, 30));
        var model = Import(statements);
        Assert.Equal([roughness, metallic], model.Textures[Material(model).MetallicRoughnessTexture!.Texture].Levels[0][1..3].Select(b => (int)b));
    }

    /// <summary>Holes where the image is black or white, blending where it is mostly in between.</summary>
    [Theory]
    [InlineData(0, 255, AlphaMode.Mask)]
    [InlineData(100, 150, AlphaMode.Blend)]
    public void Opacity_of_a_file_of_its_own(int left, int right, AlphaMode mode)
    {
        _folder.Write("kd.png", Pictures.Png(1, 1, 9, 8, 7));
        _folder.Write("d.png", Pictures.Png(2, 1, 2, (x, _) => [(byte)(x == 0 ? left : right), 0, 0]));
        var model = Import("map_Kd kd.png\nmap_d d.png");
        var m = Material(model);
        Assert.Equal(mode, m.AlphaMode);
        Assert.Equal([9, 8, 7, left, 9, 8, 7, right], model.Textures[m.BaseColorTexture!.Texture].Levels[0].Select(b => (int)b));
    }

    [Fact]
    public void Options_of_a_map_place_it()
    {
        _folder.Write("kd.png", Pictures.Png(2, 2, 1, 2, 3));
        var slot = Material(Import("map_Kd -blendu on -s 2 4 1 -o 0.5 0.25 -mm 0 1 -clamp on kd.png")).BaseColorTexture!;
        // v' = 4 v + 0.25 where v grows upwards; downwards 1 - v' = 4 (1 - v) + 1 - 4 - 0.25.
        Assert.Equal(new TextureReference(slot.Texture, 0, new(0.5f, -3.25f), new(2, 4), 0, TextureWrap.Clamp, TextureWrap.Clamp), slot);
    }

    /// <summary>A ramp that climbs by half of white in two texels slopes by 1 at the documented scale: the normal leans 45 degrees against it.</summary>
    [Fact]
    public void Heights_become_normals()
    {
        // 0, 64, 128, 191 along u, the same in every row: at x = 1 the difference of the neighbours is 128 / 255.
        _folder.Write("b.png", Pictures.Png(4, 2, 2, (x, _) => [(byte)(x * 63.75 + 0.5), 0, 0]));
        var model = Import("bump b.png");
        var texture = model.Textures[Material(model).NormalTexture!.Texture];
        var n = new Vector3(texture.Levels[0][4], texture.Levels[0][5], texture.Levels[0][6]) * (2 / 255f) - Vector3.One;
        Assert.True(Vector3.Distance(Vector3.Normalize(new(-1, 0, 1)), n) < 0.01f, n.ToString());
        Assert.Equal(ColorSpace.Linear, texture.ColorSpace);
    }

    [Fact]
    public void Names_may_hold_blanks_and_the_first_of_two_counts()
    {
        _folder.Write("box.mtl", "newmtl my paint\nKd 0 1 0\nnewmtl my paint\nKd 1 0 0\n");
        _folder.Write("box.obj", BoxFiles.Obj("mtllib box.mtl\nusemtl my paint\n"));
        Assert.Equal(("my paint", new Vector4(0, 1, 0, 1)), (Material(_folder.Import("box.obj")).Name, Material(_folder.Import("box.obj")).BaseColor));
    }

    public void Dispose() => _folder.Dispose();

    private static Material Material(Model model) => Assert.Single(model.Materials);

    private Model Import(string statements)
    {
        _folder.Write("box.mtl", "newmtl m\n" + statements + "\n");
        _folder.Write("box.obj", BoxFiles.Obj("mtllib box.mtl\nusemtl m\n"));
        return _folder.Import("box.obj");
    }
}
