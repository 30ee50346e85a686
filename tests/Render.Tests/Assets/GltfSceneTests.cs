using System.Numerics;
using System.Text.Json.Nodes;
using Render.Core;
using Render.Core.Geometry;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>Scenes, primitive modes, morph targets, skins and sets of texture coordinates of glTF 2.0, against closed-form answers.</summary>
public sealed class GltfSceneTests : IDisposable
{
    private static readonly Vector3[] Quad = [new(0, 0, 0), new(1, 0, 0), new(1, 1, 0), new(0, 1, 0)];
    private static readonly uint[] QuadIndices = [0, 1, 2, 0, 2, 3];
    private readonly TestFolder _folder = new();
    private readonly GlbBuilder _glb = new();

    [Fact]
    public void The_default_scene_is_taken_and_the_others_are_counted()
    {
        var mesh = _glb.Mesh(_glb.Attributes(Quad), QuadIndices);
        for (var i = 0; i < 3; i++)
            _glb.Add("nodes", new JsonObject { ["mesh"] = mesh, ["translation"] = new JsonArray(10 * i, 0, 0) });
        for (var i = 0; i < 3; i++)
            _glb.Add("scenes", new JsonObject { ["nodes"] = new JsonArray(i) });
        _glb.Json["scene"] = 2;
        var model = Import();
        Assert.Equal(20, model.Mesh.Bounds.Min.X);
        Assert.Equal(2, Count(model, "other-scenes"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Points_and_lines_are_left_out_and_counted(int mode)
    {
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(_glb.Attributes(Quad), QuadIndices) });
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(_glb.Attributes(Quad), [0, 1], mode) });
        var model = Import();
        Assert.Equal(2, model.Mesh.Triangles.Length);
        Assert.Equal(1, Count(model, "points-and-lines"));
    }

    /// <summary>Specification, 3.7.2.1: every other triangle of a strip is turned, so that all face one side; without indices too.</summary>
    [Fact]
    public void A_long_strip_faces_one_side()
    {
        Vector3[] zigzag = [.. Enumerable.Range(0, 9).Select(i => new Vector3(i, i % 2, 0))];
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(_glb.Attributes(zigzag), null, 5) });
        var mesh = Import().Mesh;
        Assert.Equal(7, mesh.Triangles.Length);
        var sides = MeshTriangles.Of(mesh).Select(t => Vector3.Cross(mesh.Positions[t.B] - mesh.Positions[t.A], mesh.Positions[t.C] - mesh.Positions[t.A]).Y).ToArray();
        // (0,0), (1,1), (2,0) runs clockwise seen from +z, which is -y here: the face looks to +y.
        Assert.All(sides, s => Assert.Equal(2, s));
    }

    [Fact]
    public void A_nodes_weights_replace_its_meshs_and_normals_follow()
    {
        var attributes = _glb.Attributes(Quad);
        attributes["NORMAL"] = _glb.Accessor<Vector3>([.. Enumerable.Repeat(Vector3.UnitZ, 4)], "VEC3");
        var mesh = _glb.Mesh(attributes, QuadIndices);
        JsonObject Target(Vector3 shift, Vector3 tilt) => new()
        {
            ["POSITION"] = _glb.Accessor<Vector3>([.. Enumerable.Repeat(shift, 4)], "VEC3"),
            ["NORMAL"] = _glb.Accessor<Vector3>([.. Enumerable.Repeat(tilt, 4)], "VEC3"),
        };
        _glb.Json["meshes"]![mesh]!["primitives"]![0]!["targets"] = new JsonArray(Target(new(0, 0, 8), Vector3.Zero), Target(new(4, 0, 0), new(2, 0, 0)));
        _glb.Json["meshes"]![mesh]!["weights"] = new JsonArray(1, 0);
        _glb.Add("nodes", new JsonObject { ["mesh"] = mesh, ["weights"] = new JsonArray(0.25, 0.5) });
        var model = Import();
        // z + 0.25 * 8 = 2, x + 0.5 * 4 = 2, normal (0.5 * 2, 0, 1); turned to Z up.
        Assert.Equal(new Bounds(new(2, -2, 0), new(3, -2, 1)), model.Mesh.Bounds);
        Assert.All(model.Mesh.Normals, n => Assert.True(Vector3.Distance(Vector3.Normalize(new(1, -1, 0)), n) < 1e-6f));
    }

    /// <summary>Two sets of joints (3.7.3.3): eight influences of 1/8 each, no inverse bind matrices.</summary>
    [Fact]
    public void Eight_influences_are_blended()
    {
        var attributes = _glb.Attributes(Quad);
        foreach (var set in new[] { 0, 1 })
        {
            attributes[$"JOINTS_{set}"] = _glb.Accessor<uint>([.. Enumerable.Repeat(set == 0 ? 0x03_02_01_00u : 0x07_06_05_04u, 4)], "VEC4", 5121);
            attributes[$"WEIGHTS_{set}"] = _glb.Accessor<Vector4>([.. Enumerable.Repeat(new Vector4(0.125f), 4)], "VEC4");
        }
        Skin(attributes, [.. Enumerable.Range(0, 8).Select(i => new JsonObject { ["translation"] = new JsonArray(i, 0, 0) })]);
        // The mean of 0..7.
        Assert.Equal(3.5f, Import().Mesh.Bounds.Min.X);
    }

    [Fact]
    public void A_joint_that_mirrors_turns_its_own_triangles_only()
    {
        var attributes = _glb.Attributes([.. Quad, .. Quad.Select(p => p + new Vector3(0, 5, 0))]);
        attributes["JOINTS_0"] = _glb.Accessor<uint>([0, 0, 0, 0, 1, 1, 1, 1], "VEC4", 5121);
        attributes["WEIGHTS_0"] = _glb.Accessor<Vector4>([.. Enumerable.Repeat(Vector4.UnitX, 8)], "VEC4");
        Skin(attributes, [new JsonObject(), new JsonObject { ["scale"] = new JsonArray(-1, 1, 1) }], [.. QuadIndices, .. QuadIndices.Select(i => i + 4)]);
        var mesh = Import().Mesh;
        Assert.Equal(-1, mesh.Bounds.Min.X);
        // Flat normals are those of the faces: all four look to the file's +z, which is -y here.
        Assert.All(mesh.Normals, n => Assert.Equal(-Vector3.UnitY, n));
    }

    [Fact]
    public void Vertices_without_weights_follow_the_first_joint_and_are_counted()
    {
        var attributes = _glb.Attributes(Quad);
        attributes["JOINTS_0"] = _glb.Accessor<uint>([1, 1, 1, 1], "VEC4", 5121);
        attributes["WEIGHTS_0"] = _glb.Accessor<Vector4>([Vector4.UnitX, Vector4.UnitX, Vector4.Zero, Vector4.Zero], "VEC4");
        Skin(attributes, [new JsonObject { ["translation"] = new JsonArray(0, 5, 0) }, new JsonObject()]);
        var model = Import();
        Assert.Equal(6, model.Mesh.Bounds.Max.Z);
        Assert.Equal(2, Count(model, "bad-skin-weights"));
    }

    [Fact]
    public void A_joint_that_the_skin_lacks_is_refused()
    {
        var attributes = _glb.Attributes(Quad);
        attributes["JOINTS_0"] = _glb.Accessor<uint>([9, 9, 9, 9], "VEC4", 5121);
        attributes["WEIGHTS_0"] = _glb.Accessor<Vector4>([.. Enumerable.Repeat(Vector4.UnitX, 4)], "VEC4");
        Skin(attributes, [new JsonObject()]);
        _folder.Write("test.glb", _glb.ToBytes());
        var error = Assert.Throws<RenderException>(() => _folder.Import("test.glb"));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.Contains("joint 9", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Any two of a file's sets may be used; KHR_texture_transform may name another set than the texture does.</summary>
    [Theory]
    [InlineData(2, null, 0, 0.2f)]
    [InlineData(0, 3, 0, 0.3f)]
    [InlineData(1, null, 1, 0.1f)]
    public void Textures_find_their_set(int texCoord, int? overridden, int expectedSet, float expectedScale)
    {
        var transform = overridden is null ? "" : $$""", "extensions": { "KHR_texture_transform": { "texCoord": {{overridden}} } }""";
        var model = Textured($$"""{ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0, "texCoord": {{texCoord}}{{transform}} } } }""");
        var slot = model.Materials[0].BaseColorTexture!;
        Assert.Equal(expectedSet, slot.TexCoordSet);
        var read = slot.TexCoordSet == 0 ? model.Mesh.TexCoords : model.Mesh.TexCoords1!;
        Assert.Equal(expectedScale, read.Max(t => t.X), 1e-6f);
    }

    [Fact]
    public void Two_high_sets_are_moved_down_and_a_third_is_left_out()
    {
        var model = Textured("""
            { "pbrMetallicRoughness": { "baseColorTexture": { "index": 0, "texCoord": 3 }, "metallicRoughnessTexture": { "index": 0, "texCoord": 2 } },
              "normalTexture": { "index": 0, "texCoord": 2 }, "emissiveTexture": { "index": 0, "texCoord": 0 } }
            """);
        var m = model.Materials[0];
        Assert.Equal((1, 0, 0), (m.BaseColorTexture!.TexCoordSet, m.MetallicRoughnessTexture!.TexCoordSet, m.NormalTexture!.TexCoordSet));
        Assert.Null(m.EmissiveTexture);
        Assert.Equal(0.2f, model.Mesh.TexCoords.Max(t => t.X), 1e-6f);
        Assert.Equal(0.3f, model.Mesh.TexCoords1!.Max(t => t.X), 1e-6f);
        Assert.Equal(1, Count(model, "third-texture-coordinate-set"));
    }

    [Fact]
    public void Texture_coordinates_that_are_not_there_are_zero_and_counted()
    {
        var model = Textured("""{ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0, "texCoord": 1 } } }""", sets: 1);
        Assert.All(model.Mesh.TexCoords1!, t => Assert.Equal(Vector2.Zero, t));
        Assert.Equal(1, Count(model, "missing-texture-coordinates"));
    }

    public void Dispose() => _folder.Dispose();

    private static int Count(Model model, string code) => model.Notes.Where(n => n.Code == code).Sum(n => n.Count);

    /// <summary>A quad with sets 0..3, whose u runs to 0.0 (but 0.05 in set 0), 0.1, 0.2 and 0.3.</summary>
    private Model Textured(string material, int sets = 4)
    {
        var image = _glb.Add("images", new JsonObject { ["bufferView"] = _glb.View<byte>(Pictures.Png(2, 2, 9, 9, 9)), ["mimeType"] = "image/png" });
        _glb.Add("textures", new JsonObject { ["source"] = image });
        _glb.Json["extensionsUsed"] = new JsonArray("KHR_texture_transform");
        var attributes = _glb.Attributes(Quad);
        for (var set = 0; set < sets; set++)
            attributes[$"TEXCOORD_{set}"] = _glb.Accessor<Vector2>([.. Quad.Select(p => new Vector2(p.X, p.Y) * Math.Max(0.05f, 0.1f * set))], "VEC2");
        var index = _glb.Add("materials", JsonNode.Parse(material)!);
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, QuadIndices, material: index) });
        return Import();
    }

    private void Skin(JsonObject attributes, JsonObject[] joints, uint[]? indices = null)
    {
        var mesh = _glb.Mesh(attributes, indices ?? QuadIndices);
        var numbers = joints.Select(j => (JsonNode)_glb.Add("nodes", j)).ToArray();
        _glb.Add("skins", new JsonObject { ["joints"] = new JsonArray(numbers) });
        _glb.Add("nodes", new JsonObject { ["mesh"] = mesh, ["skin"] = 0 });
    }

    private Model Import()
    {
        _folder.Write("test.glb", _glb.ToBytes());
        return _folder.Import("test.glb");
    }
}
