using System.Numerics;
using System.Text.Json.Nodes;
using Render.Core.Geometry;
using Render.Core.Materials;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>The material extensions of glTF 2.0 as they arrive in <see cref="Material"/>.</summary>
public sealed class GltfMaterialTests : IDisposable
{
    private static readonly Vector3[] Quad = [new(0, 0, 0), new(1, 0, 0), new(1, 1, 0), new(0, 1, 0)];
    private readonly TestFolder _folder = new();
    private readonly GlbBuilder _glb = new();

    [Fact]
    public void Specular_clear_coat_and_transmission_arrive()
    {
        var model = Import("""
            { "extensions": {
                "KHR_materials_specular": { "specularFactor": 0.25, "specularColorFactor": [1, 0.5, 2] },
                "KHR_materials_clearcoat": { "clearcoatFactor": 0.75, "clearcoatRoughnessFactor": 0.125 },
                "KHR_materials_transmission": { "transmissionFactor": 0.875 },
                "KHR_materials_ior": { "ior": 2 } } }
            """, "KHR_materials_specular", "KHR_materials_clearcoat", "KHR_materials_transmission", "KHR_materials_ior");
        var m = Assert.Single(model.Materials);
        Assert.Equal((0.25f, new Vector3(1, 0.5f, 2)), (m.Specular, m.SpecularColor));
        Assert.Equal((0.75f, 0.125f, 0.875f), (m.Clearcoat, m.ClearcoatRoughness, m.Transmission));
        // ((2 - 1) / (2 + 1))^2 = 1 / 9.
        Assert.True(Vector3.Distance(new Vector3(1, 0.5f, 2) / 9, m.DielectricF0) < 1e-7f);
        var note = Assert.Single(model.Notes, n => n.Code != "missing-normals");
        Assert.Equal(("extension-approximated", "Approximated: the extension KHR_materials_transmission, as through a thin sheet."), (note.Code, note.Text));
    }

    /// <summary>KHR_materials_ior: 0 stands for an F0 of 1; KHR_materials_specular: F0 ends at 1.</summary>
    [Fact]
    public void Reflection_at_normal_incidence_ends_at_one()
    {
        Assert.Equal(Vector3.One, new Material { Ior = 0 }.DielectricF0);
        Assert.Equal(new Vector3(1, 0, 0.08f), new Material { SpecularColor = new(50, 0, 2) }.DielectricF0, (a, b) => Vector3.Distance(a, b) < 1e-6f);
    }

    [Fact]
    public void Textures_of_specular_and_clear_coat_count_by_their_mean()
    {
        // 188 in sRGB is 0.5029 in linear light; alpha 64 / 255.
        Texture([188, 0, 255, 64, 188, 0, 255, 64]);
        var model = Import("""
            { "extensions": {
                "KHR_materials_specular": { "specularTexture": { "index": 0 }, "specularColorTexture": { "index": 0 } },
                "KHR_materials_clearcoat": { "clearcoatFactor": 0.5, "clearcoatTexture": { "index": 0 }, "clearcoatNormalTexture": { "index": 0 } } } }
            """, "KHR_materials_specular", "KHR_materials_clearcoat");
        var m = Assert.Single(model.Materials);
        Assert.Equal(64 / 255f, m.Specular, 1e-6f);
        Assert.True(Vector3.Distance(new(0.5029f, 0, 1), m.SpecularColor) < 1e-4f, m.SpecularColor.ToString());
        Assert.Equal(0.5f * 188 / 255, m.Clearcoat, 1e-6f);
        Assert.Contains(model.Notes, n => n is { Code: "texture-averaged" });
        Assert.Contains(model.Notes, n => n is { Code: "texture-left-out", Count: 1 });
    }

    /// <summary>
    /// A metallic-roughness surface written as specular-glossiness by its definition, diffuse = b (1 - m), specular = 0.04 (1 - m) + b m, comes back
    /// as it was where it is a dielectric or a metal (in between the formula's brightness is an average and no inverse).
    /// </summary>
    [Theory]
    [InlineData(0.5, 0.5, 0.5, 0)]
    [InlineData(0.8, 0.2, 0.1, 0)]
    [InlineData(0.9, 0.6, 0.3, 1)]
    [InlineData(0.95, 0.95, 0.95, 1)]
    public void Specular_glossiness_is_converted(float r, float g, float b, float metallic)
    {
        var color = new Vector3(r, g, b);
        var (diffuse, specular) = (color * (1 - metallic), Vector3.Lerp(new(0.04f), color, metallic));
        var model = Import(FormattableString.Invariant($$"""
            { "name": "old", "extensions": { "KHR_materials_pbrSpecularGlossiness": { "glossinessFactor": 0.75,
                "diffuseFactor": [{{diffuse.X}}, {{diffuse.Y}}, {{diffuse.Z}}, 0.5], "specularFactor": [{{specular.X}}, {{specular.Y}}, {{specular.Z}}] } } }
            """), "KHR_materials_pbrSpecularGlossiness");
        var m = Assert.Single(model.Materials);
        Assert.True(Vector4.Distance(new(color, 0.5f), m.BaseColor) < 2e-3f, m.BaseColor.ToString());
        Assert.Equal(metallic, m.Metallic, 2e-3f);
        Assert.Equal(0.25f, m.Roughness, 1e-6f);
        Assert.Contains(model.Notes, n => n is { Code: "specular-glossiness", Count: 1 } && n.Text.Contains("'old'", StringComparison.Ordinal));
    }

    [Fact]
    public void Specular_glossiness_textures_are_converted_texel_by_texel()
    {
        // Left a red plastic, right gold; glossiness 204 / 255 = 0.8 and 51 / 255 = 0.2.
        Texture([200, 10, 10, 128, 0, 0, 0, 255]);
        Texture([56, 56, 56, 204, 255, 220, 157, 51]);
        var model = Import("""
            { "extensions": { "KHR_materials_pbrSpecularGlossiness": { "diffuseTexture": { "index": 0 }, "specularGlossinessTexture": { "index": 1 } } } }
            """, "KHR_materials_pbrSpecularGlossiness");
        var m = Assert.Single(model.Materials);
        Assert.Equal((1, 1), (m.Metallic, m.Roughness));
        var color = model.Textures[m.BaseColorTexture!.Texture];
        var surface = model.Textures[m.MetallicRoughnessTexture!.Texture];
        Assert.Equal((2, 1, ColorSpace.Srgb), (color.Width, color.Height, color.ColorSpace));
        // 56 in sRGB is 0.0395: plastic.
        byte[] expected = [200, 10, 10, 128, 255, 220, 157, 255];
        Assert.All(expected.Zip(color.Levels[0]), pair => Assert.InRange(pair.Second - pair.First, -1, 1));
        Assert.Equal([51, 0], surface.Levels[0][1..3]);
        Assert.Equal([204, 255], surface.Levels[0][5..7]);
    }

    [Fact]
    public void Lights_are_left_out_with_a_note_even_where_required()
    {
        _glb.Json["extensions"] = JsonNode.Parse("""{ "KHR_lights_punctual": { "lights": [ { "type": "point" } ] } }""");
        _glb.Json["extensionsRequired"] = new JsonArray("KHR_lights_punctual");
        _glb.Add("nodes", JsonNode.Parse("""{ "extensions": { "KHR_lights_punctual": { "light": 0 } } }""")!);
        var model = Import("{}", "KHR_lights_punctual");
        Assert.Contains(model.Notes, n => n.Code == "extension-ignored" && n.Text.Contains("KHR_lights_punctual", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_optional_extension_is_named()
    {
        var model = Import("""{ "extensions": { "VENDOR_glow": { "amount": 1 } } }""", "VENDOR_glow");
        Assert.Contains(model.Notes, n => n is { Code: "extension-ignored" } && n.Text.Contains("VENDOR_glow", StringComparison.Ordinal));
    }

    /// <summary>The image of an extension that is not read gives way to the one beside it that is.</summary>
    [Fact]
    public void An_unreadable_image_falls_back_on_the_core_one()
    {
        Texture([10, 20, 30, 255]);
        byte[] ktx = [0xab, (byte)'K', (byte)'T', (byte)'X', (byte)' ', (byte)'2', (byte)'0', 0xbb, 0x0d, 0x0a, 0x1a, 0x0a, .. new byte[68]];
        var image = _glb.Add("images", new JsonObject { ["bufferView"] = _glb.View<byte>(ktx), ["mimeType"] = "image/ktx2" });
        _glb.Json["textures"]![0]!["extensions"] = new JsonObject { ["KHR_texture_basisu"] = new JsonObject { ["source"] = image } };
        _glb.Add("textures", new JsonObject { ["source"] = image });
        var model = Import("""{ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 } }, "emissiveTexture": { "index": 1 } }""", "KHR_texture_basisu");
        var m = Assert.Single(model.Materials);
        Assert.Equal([10, 20, 30, 255], model.Textures[m.BaseColorTexture!.Texture].Levels[0]);
        Assert.Null(m.EmissiveTexture);
        Assert.Contains(model.Notes, n => n.Code == "bad-texture" && n.Text.Contains("KTX", StringComparison.Ordinal));
    }

    [Fact]
    public void Values_out_of_range_are_brought_in_and_counted()
    {
        var model = Import("""
            { "name": "loud", "pbrMetallicRoughness": { "metallicFactor": 7, "roughnessFactor": -1 }, "extensions": { "KHR_materials_clearcoat": { "clearcoatFactor": 3 } } }
            """, "KHR_materials_clearcoat");
        var m = Assert.Single(model.Materials);
        Assert.Equal((1, 0, 1), (m.Metallic, m.Roughness, m.Clearcoat));
        Assert.Contains(model.Notes, n => n is { Code: "factor-out-of-range" } or { Code: "invalid-file" });
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A texture of one row, RGBA.</summary>
    private void Texture(byte[] row)
    {
        var image = _glb.Add("images", new JsonObject { ["bufferView"] = _glb.View<byte>(Pictures.Png(row.Length / 4, 1, 6, (x, _) => row[(4 * x)..(4 * x + 4)])), ["mimeType"] = "image/png" });
        _glb.Add("textures", new JsonObject { ["source"] = image });
    }

    private Model Import(string material, params string[] extensions)
    {
        _glb.Json["extensionsUsed"] = new JsonArray([.. extensions.Select(e => (JsonNode)e)]);
        var attributes = _glb.Attributes(Quad);
        attributes["TEXCOORD_0"] = _glb.Accessor<Vector2>([.. Quad.Select(p => new Vector2(p.X, p.Y))], "VEC2");
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, [0, 1, 2, 0, 2, 3], material: _glb.Add("materials", JsonNode.Parse(material)!)) });
        _folder.Write("test.glb", _glb.ToBytes());
        return _folder.Import("test.glb");
    }
}
