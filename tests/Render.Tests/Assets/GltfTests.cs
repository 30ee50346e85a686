using System.Numerics;
using System.Text.Json.Nodes;
using Render.Core;
using Render.Core.Geometry;
using Render.Core.Materials;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>What glTF 2.0 says of geometry and materials, against closed-form answers.</summary>
public sealed class GltfTests : IDisposable
{
    private static readonly Vector3[] Quad = [new(0, 0, 0), new(1, 0, 0), new(1, 1, 0), new(0, 1, 0)];
    private static readonly uint[] QuadIndices = [0, 1, 2, 0, 2, 3];
    private static readonly Vector2[] QuadUv = [new(0, 1), new(1, 1), new(1, 0), new(0, 0)];
    private readonly TestFolder _folder = new();
    private readonly GlbBuilder _glb = new();

    [Fact]
    public void Nested_nodes_are_merged_with_their_transforms()
    {
        var mesh = _glb.Mesh(_glb.Attributes([new(1, 0, 0), new(0, 1, 0), new(0, 0, 1)]), null);
        // Scale by (2, 3, 4), a quarter turn about y, then a shift; below a parent that shifts.
        var half = MathF.Sqrt(0.5f);
        var child = _glb.Add("nodes", new JsonObject
        {
            ["mesh"] = mesh,
            ["scale"] = new JsonArray(2, 3, 4),
            ["rotation"] = new JsonArray(0, half, 0, half),
            ["translation"] = new JsonArray(10, 20, 30),
        });
        var parent = _glb.Add("nodes", new JsonObject { ["translation"] = new JsonArray(100, 0, 0), ["children"] = new JsonArray(child) });
        var model = Import(parent);
        // (2,0,0) turns to (0,0,-2), (0,3,0) stays, (0,0,4) turns to (4,0,0); shifted; then (x, y, z) -> (x, -z, y).
        Vector3[] expected = [new(110, -28, 20), new(110, -30, 23), new(114, -30, 20)];
        var triangle = Assert.Single(MeshTriangles.Canonical(model.Mesh, 1e-4f));
        Assert.Equal(Assert.Single(MeshTriangles.Canonical([(expected[0], expected[1], expected[2])], 1e-4f)), triangle);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(-1, 1, 1)]
    [InlineData(-1, -2, 1)]
    [InlineData(-1, -3, -0.5f)]
    public void Mirrored_nodes_still_face_outwards(float x, float y, float z)
    {
        var attributes = _glb.Attributes(BoxFiles.Corners);
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, BoxFiles.Indices), ["scale"] = new JsonArray(x, y, z) });
        var mesh = Import().Mesh;
        Assert.All(MeshTriangles.Of(mesh), t =>
        {
            var (a, b, c) = (mesh.Positions[t.A], mesh.Positions[t.B], mesh.Positions[t.C]);
            var face = Vector3.Normalize(Vector3.Cross(b - a, c - a));
            Assert.True(Vector3.Dot(face, (a + b + c) / 3 - mesh.Bounds.Center) > 0);
            Assert.True(Vector3.Distance(face, mesh.Normals[t.A]) < 1e-6f);
        });
    }

    [Fact]
    public void A_mirror_keeps_the_bitangent_on_the_surface()
    {
        var attributes = _glb.Attributes(Quad);
        attributes["NORMAL"] = _glb.Accessor<Vector3>([.. Enumerable.Repeat(Vector3.UnitZ, 4)], "VEC3");
        attributes["TANGENT"] = _glb.Accessor<Vector4>([.. Enumerable.Repeat(new Vector4(1, 0, 0, 1), 4)], "VEC4");
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, QuadIndices), ["scale"] = new JsonArray(-1, 1, 1) });
        var mesh = Import().Mesh;
        // In the file: t = x, n = z, b = y. Mirrored in x: t = -x, n = z, b = y. Turned to Z up: t = -x, n = -y, b = z.
        var (n, t) = (mesh.Normals[0], mesh.Tangents[0]);
        Assert.Equal(-Vector3.UnitY, n);
        Assert.Equal(-Vector3.UnitX, t.AsVector3());
        Assert.Equal(Vector3.UnitZ, t.W * Vector3.Cross(n, t.AsVector3()));
    }

    [Theory]
    [InlineData(4, new uint[] { 0, 1, 2, 0, 2, 3 })]
    [InlineData(5, new uint[] { 0, 1, 3, 2 })]
    [InlineData(6, new uint[] { 0, 1, 2, 3 })]
    public void Lists_strips_and_fans_give_the_same_faces(int mode, uint[] indices)
    {
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(_glb.Attributes(Quad), indices, mode) });
        var mesh = Import().Mesh;
        Assert.Equal(2, mesh.Triangles.Length);
        double area = 0;
        foreach (var t in MeshTriangles.Of(mesh))
        {
            // The quad faces +z in the file, so -y here.
            var cross = Vector3.Cross(mesh.Positions[t.B] - mesh.Positions[t.A], mesh.Positions[t.C] - mesh.Positions[t.A]);
            Assert.True(cross.Y < 0);
            area += cross.Length() / 2;
        }
        Assert.Equal(1, area, 1e-6);
    }

    /// <summary>glTF 2.0, 3.12.</summary>
    [Theory]
    [InlineData("VENDOR_shape_of_things", false)]
    [InlineData("VENDOR_draco_mesh_compression", false)]
    [InlineData("KHR_texture_basisu", true)]
    [InlineData("KHR_materials_sheen", false)]
    [InlineData("KHR_materials_transmission", true)]
    [InlineData("KHR_lights_punctual", true)]
    [InlineData("KHR_texture_transform", true)]
    public void A_required_extension_is_followed_or_the_file_is_refused_by_its_name(string extension, bool known)
    {
        _glb.Json["extensionsUsed"] = new JsonArray(extension);
        _glb.Json["extensionsRequired"] = new JsonArray(extension);
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(_glb.Attributes(BoxFiles.Corners), BoxFiles.Indices) });
        _folder.Write("needs.glb", _glb.ToBytes());
        if (known)
        {
            Assert.Equal(12, _folder.Import("needs.glb").Mesh.Triangles.Length);
            return;
        }
        var error = Assert.Throws<RenderException>(() => _folder.Import("needs.glb"));
        Assert.Equal((Failure.InvalidInput, "needs.glb"), (error.Failure, error.Where));
        Assert.Contains(extension, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Material_factors_and_extensions_arrive()
    {
        var material = _glb.Add("materials", JsonNode.Parse("""
            {
              "name": "m", "doubleSided": true, "alphaMode": "MASK", "alphaCutoff": 0.25, "emissiveFactor": [0.5, 1, 0],
              "pbrMetallicRoughness": { "baseColorFactor": [0.1, 0.2, 0.3, 0.4], "metallicFactor": 0.6, "roughnessFactor": 0.7 },
              "extensions": { "KHR_materials_emissive_strength": { "emissiveStrength": 4 }, "KHR_materials_ior": { "ior": 1.4 }, "KHR_materials_unlit": {} }
            }
            """)!);
        _glb.Json["extensionsUsed"] = new JsonArray("KHR_materials_emissive_strength", "KHR_materials_ior", "KHR_materials_unlit");
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(_glb.Attributes(Quad), QuadIndices, material: material) });
        var model = Import();
        var expected = new Material
        {
            Name = "m",
            BaseColor = new(0.1f, 0.2f, 0.3f, 0.4f),
            Metallic = 0.6f,
            Roughness = 0.7f,
            Emissive = new(2, 4, 0),
            AlphaMode = AlphaMode.Mask,
            AlphaCutoff = 0.25f,
            DoubleSided = true,
            Unlit = true,
            Ior = 1.4f,
        };
        Assert.Equal(expected, Assert.Single(model.Materials));
        Assert.DoesNotContain(model.Warnings, w => !w.StartsWith("Normals were made", StringComparison.Ordinal));
    }

    [Fact]
    public void No_material_is_the_specifications_default()
    {
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(_glb.Attributes(Quad), QuadIndices) });
        Assert.Equal(new Material { Name = "default", Metallic = 1, Roughness = 1 }, Assert.Single(Import().Materials));
    }

    [Fact]
    public void Textures_arrive_with_set_transform_wrap_and_color_space()
    {
        var image = _glb.Add("images", new JsonObject { ["bufferView"] = _glb.View<byte>(Pictures.Png(2, 2, 188, 0, 64)), ["mimeType"] = "image/png" });
        var sampler = _glb.Add("samplers", new JsonObject { ["wrapS"] = 33071, ["wrapT"] = 33648 });
        _glb.Add("textures", new JsonObject { ["source"] = image, ["sampler"] = sampler });
        _glb.Json["extensionsUsed"] = new JsonArray("KHR_texture_transform");
        var material = _glb.Add("materials", JsonNode.Parse("""
            {
              "pbrMetallicRoughness": {
                "baseColorTexture": { "index": 0, "texCoord": 1, "extensions": { "KHR_texture_transform": { "offset": [0.5, 0.25], "rotation": 0.75, "scale": [2, 3] } } },
                "metallicRoughnessTexture": { "index": 0 } },
              "normalTexture": { "index": 0, "scale": 0.5 }, "occlusionTexture": { "index": 0, "strength": 0.3 }, "emissiveTexture": { "index": 0 }
            }
            """)!);
        var attributes = _glb.Attributes(Quad);
        attributes["TEXCOORD_0"] = _glb.Accessor<Vector2>([.. QuadUv.Select(v => v * 0.5f)], "VEC2");
        attributes["TEXCOORD_1"] = _glb.Accessor<Vector2>(QuadUv, "VEC2");
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, QuadIndices, material: material) });
        var model = Import();
        var m = Assert.Single(model.Materials);
        var slot = m.BaseColorTexture!;
        Assert.Equal(new TextureReference(slot.Texture, 1, new(0.5f, 0.25f), new(2, 3), 0.75f, TextureWrap.Clamp, TextureWrap.Mirror), slot);
        Assert.Equal((0.5f, 0.3f), (m.NormalScale, m.OcclusionStrength));
        Assert.Equal(ColorSpace.Srgb, model.Textures[slot.Texture].ColorSpace);
        Assert.Equal(ColorSpace.Linear, model.Textures[m.NormalTexture!.Texture].ColorSpace);
        Assert.Equal(m.NormalTexture.Texture, m.MetallicRoughnessTexture!.Texture);
        Assert.Equal(2, model.Textures.Length);
        Assert.Equal([188, 0, 64, 255], model.Textures[slot.Texture].Levels[^1]);
        var mesh = model.Mesh;
        for (var i = 0; i < mesh.Positions.Length; i++)
        {
            // u grows with x, and v falls with the file's y, which is our z.
            Assert.Equal(new Vector2(mesh.Positions[i].X, 1 - mesh.Positions[i].Z), mesh.TexCoords1![i]);
            Assert.Equal(mesh.TexCoords1[i] * 0.5f, mesh.TexCoords[i]);
            Assert.Equal(new Vector4(1, 0, 0, 1), mesh.Tangents[i]);
        }
    }

    [Fact]
    public void Vertex_colors_are_linear_and_may_be_bytes()
    {
        var attributes = _glb.Attributes(Quad);
        attributes["COLOR_0"] = _glb.Accessor<uint>([.. Enumerable.Repeat(0x80_00_ff_33u, 4)], "VEC4", 5121);
        _glb.Json["accessors"]![attributes["COLOR_0"]!.GetValue<int>()]!["normalized"] = true;
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, QuadIndices) });
        Assert.All(Import().Mesh.Colors!, c => Assert.True(Vector4.Distance(new(0.2f, 1, 0, 128 / 255f), c) < 1e-6f));
    }

    [Fact]
    public void Sparse_accessors_replace_values()
    {
        var attributes = _glb.Attributes(Quad);
        var (indices, values) = (_glb.View<ushort>([2]), _glb.View<Vector3>([new(5, 5, 0)]));
        var accessor = _glb.Json["accessors"]![0]!;
        accessor["sparse"] = new JsonObject
        {
            ["count"] = 1,
            ["indices"] = new JsonObject { ["bufferView"] = indices, ["componentType"] = 5123 },
            ["values"] = new JsonObject { ["bufferView"] = values },
        };
        accessor["max"] = new JsonArray(5, 5, 0);
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, QuadIndices) });
        Assert.Equal(new Vector3(5, 0, 5), Import().Mesh.Bounds.Max);
    }

    [Fact]
    public void Morph_targets_stand_at_their_weights()
    {
        var mesh = _glb.Mesh(_glb.Attributes(Quad), QuadIndices);
        var target = _glb.Accessor<Vector3>([.. Enumerable.Repeat(new Vector3(0, 0, 8), 4)], "VEC3");
        _glb.Json["meshes"]![mesh]!["primitives"]![0]!["targets"] = new JsonArray(new JsonObject { ["POSITION"] = target });
        _glb.Json["meshes"]![mesh]!["weights"] = new JsonArray(0.25);
        _glb.Add("nodes", new JsonObject { ["mesh"] = mesh });
        Assert.Equal(-2, Import().Mesh.Bounds.Center.Y);
    }

    [Fact]
    public void Skins_follow_their_joints_and_not_their_node()
    {
        var attributes = _glb.Attributes(Quad);
        attributes["JOINTS_0"] = _glb.Accessor<uint>([0, 0, 0, 0], "VEC4", 5121);
        attributes["WEIGHTS_0"] = _glb.Accessor<Vector4>([.. Enumerable.Repeat(Vector4.UnitX, 4)], "VEC4");
        var inverse = _glb.Accessor<Matrix4x4>([Matrix4x4.CreateTranslation(1, 0, 0)], "MAT4");
        var mesh = _glb.Mesh(attributes, QuadIndices);
        var joint = _glb.Add("nodes", new JsonObject { ["translation"] = new JsonArray(0, 0, 7) });
        _glb.Add("skins", new JsonObject { ["joints"] = new JsonArray(joint), ["inverseBindMatrices"] = inverse });
        _glb.Add("nodes", new JsonObject { ["mesh"] = mesh, ["skin"] = 0, ["translation"] = new JsonArray(50, 50, 50) });
        Assert.Equal(new Bounds(new(1, -7, 0), new(2, -7, 1)), Import().Mesh.Bounds);
    }

    [Fact]
    public void Bad_triangles_are_dropped_and_counted()
    {
        Vector3[] positions = [.. Quad, new(float.NaN, 0, 0), new(2, 0, 0)];
        var attributes = new JsonObject
        {
            ["POSITION"] = _glb.Add("accessors", new JsonObject
            {
                ["bufferView"] = _glb.View<Vector3>(positions),
                ["componentType"] = 5126,
                ["count"] = positions.Length,
                ["type"] = "VEC3",
                ["min"] = new JsonArray(0, 0, 0),
                ["max"] = new JsonArray(2, 1, 0),
            })
        };
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, [.. QuadIndices, 0, 1, 4, 0, 1, 5, 1, 1, 2]) });
        var model = Import();
        Assert.Equal(2, model.Mesh.Triangles.Length);
        Assert.Contains("1 triangle dropped: a vertex is not finite.", model.Warnings);
        Assert.Contains("2 triangles dropped: no area.", model.Warnings);
    }

    [Fact]
    public void A_missing_texture_leaves_the_factor_and_a_warning()
    {
        _glb.Add("images", new JsonObject { ["uri"] = "nowhere.png" });
        _glb.Add("textures", new JsonObject { ["source"] = 0 });
        var material = _glb.Add("materials", JsonNode.Parse("""{ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 }, "baseColorFactor": [0, 1, 0, 1] } }""")!);
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(_glb.Attributes(Quad), QuadIndices, material: material) });
        var model = Import();
        Assert.Null(model.Materials[0].BaseColorTexture);
        Assert.Equal(Vector4.UnitY + Vector4.UnitW, model.Materials[0].BaseColor);
        Assert.Contains(model.Warnings, w => w.Contains("'nowhere.png' is missing", StringComparison.Ordinal));
        // It came later: the cache knows that it was looked for.
        _folder.Write("nowhere.png", Pictures.Png(1, 1, 1, 2, 3));
        Assert.NotNull(_folder.Import("test.glb").Materials[0].BaseColorTexture);
    }

    [Fact]
    public void Text_files_read_their_buffers_beside_them()
    {
        _folder.Write("data/quad one.bin", [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes<Vector3>(Quad.AsSpan()[..3])]);
        _folder.Write("quad.gltf", """
            { "asset": { "version": "2.0" }, "scenes": [ { "nodes": [0] } ], "nodes": [ { "mesh": 0 } ],
              "meshes": [ { "primitives": [ { "attributes": { "POSITION": 0 } } ] } ],
              "accessors": [ { "bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0] } ],
              "bufferViews": [ { "buffer": 0, "byteLength": 36 } ], "buffers": [ { "uri": "data/quad%20one.bin", "byteLength": 36 } ] }
            """);
        Assert.Single(_folder.Import("quad.gltf").Mesh.Triangles);
    }

    public void Dispose() => _folder.Dispose();

    private Model Import(params int[] roots)
    {
        _folder.Write("test.glb", _glb.ToBytes(roots));
        return _folder.Import("test.glb");
    }
}
