using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Render.Core;
using Render.Core.Assets;
using Render.Tests.Cli;
using Render.Tests.OwnAssets;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>One crafted file for each problem that an import mends or leaves out: it loads, and the problem is counted and named.</summary>
public sealed class ProblemTests : IDisposable
{
    private static readonly Vector3[] Quad = [new(0, 0, 0), new(1, 0, 0), new(1, 1, 0), new(0, 1, 0)];
    private static readonly uint[] QuadIndices = [0, 1, 2, 0, 2, 3];

    /// <summary>Code, count, file name, and the file; every file holds one sound triangle or more beside its problem.</summary>
    private static readonly Dictionary<string, (int Count, string File, Func<TestFolder, byte[]> Make)> Problems = new(StringComparer.Ordinal)
    {
        ["index-out-of-range"] = (2, "index.glb", _ => Glb((glb, a) => glb.Mesh(a, [.. QuadIndices, 0, 1, 9, 7, 8, 9]))),
        ["vertex-not-finite"] = (1, "nan.obj", _ => Text(BoxFiles.Obj() + "v nan 0 0\nf 1 2 9\n")),
        ["degenerate-triangle"] = (3, "flat.glb", _ => Glb((glb, a) => glb.Mesh(a, [.. QuadIndices, 0, 0, 1, 1, 1, 1, 2, 3, 2]))),
        ["incomplete-triangle"] = (1, "rest.glb", _ => Glb((glb, a) => glb.Mesh(a, [.. QuadIndices, 0, 1]))),
        ["empty-part"] = (1, "empty.glb", _ => Glb((glb, a) => TwoParts(glb, a, glb.Attributes(Quad), [0, 1], 4))),
        ["points-and-lines"] = (1, "lines.glb", _ => Glb((glb, a) => TwoParts(glb, a, glb.Attributes(Quad), [0, 1], 1))),
        ["missing-positions"] = (1, "bare.glb", _ => Glb((glb, a) => TwoParts(
            glb, a, new() { ["NORMAL"] = glb.Accessor<Vector3>([.. Enumerable.Repeat(Vector3.UnitZ, 4)], "VEC3") }, null, 4))),
        ["attribute-length"] = (1, "short.glb", _ => Glb((glb, a) =>
        {
            a["TEXCOORD_0"] = glb.Accessor<Vector2>([Vector2.Zero], "VEC2");
            return glb.Mesh(a, QuadIndices);
        })),
        ["bad-normal"] = (2, "zero.glb", _ => Glb((glb, a) =>
        {
            a["NORMAL"] = glb.Accessor<Vector3>([Vector3.UnitZ, Vector3.Zero, new(float.NaN), Vector3.UnitZ], "VEC3");
            return glb.Mesh(a, QuadIndices);
        })),
        ["missing-normals"] = (1, "bald.glb", _ => Glb((glb, a) => glb.Mesh(a, QuadIndices))),
        ["bad-tangents"] = (1, "tangents.glb", _ => Glb((glb, a) =>
        {
            a["NORMAL"] = glb.Accessor<Vector3>([.. Enumerable.Repeat(Vector3.UnitZ, 4)], "VEC3");
            a["TANGENT"] = glb.Accessor<Vector4>([.. Enumerable.Repeat(Vector4.Zero, 4)], "VEC4");
            return glb.Mesh(a, QuadIndices);
        })),
        ["bad-texture-coordinate"] = (1, "uv.glb", _ => Glb((glb, a) =>
        {
            a["TEXCOORD_0"] = glb.Accessor<Vector2>([Vector2.Zero, new(float.NaN, 0), Vector2.One, Vector2.UnitY], "VEC2");
            return glb.Mesh(a, QuadIndices);
        })),
        ["bad-vertex-color"] = (1, "color.glb", _ => Glb((glb, a) =>
        {
            a["COLOR_0"] = glb.Accessor<Vector4>([Vector4.One, Vector4.One, new(float.PositiveInfinity), Vector4.One], "VEC4");
            return glb.Mesh(a, QuadIndices);
        })),
        ["missing-texture-coordinates"] = (1, "nouv.glb", _ => Glb((glb, a) => glb.Mesh(a, QuadIndices, material: Textured(glb, "\"texCoord\": 0")))),
        ["third-texture-coordinate-set"] = (1, "sets.glb", _ => Glb((glb, a) =>
        {
            Textured(glb, "\"texCoord\": 0");
            var material = glb.Add("materials", JsonNode.Parse("""
                { "name": "m", "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 }, "metallicRoughnessTexture": { "index": 0, "texCoord": 1 } },
                  "normalTexture": { "index": 0, "texCoord": 2 } }
                """)!);
            return glb.Mesh(a, QuadIndices, material: material);
        })),
        ["bad-skin-weights"] = (4, "skin.glb", _ => Glb((glb, a) =>
        {
            a["JOINTS_0"] = glb.Accessor<uint>([0, 0, 0, 0], "VEC4", 5121);
            a["WEIGHTS_0"] = glb.Accessor<Vector4>([.. Enumerable.Repeat(Vector4.Zero, 4)], "VEC4");
            var joint = glb.Add("nodes", new JsonObject());
            glb.Add("skins", new JsonObject { ["joints"] = new JsonArray(joint) });
            return glb.Mesh(a, QuadIndices);
        }, skinned: true)),
        ["unused-buffer"] = (1, "spare.glb", _ => Glb((glb, a) => glb.Mesh(a, QuadIndices), spareBuffer: true)),
        ["other-scenes"] = (1, "scenes.glb", _ => Glb((glb, a) =>
        {
            glb.Add("scenes", new JsonObject { ["nodes"] = new JsonArray(0) });
            glb.Add("scenes", new JsonObject { ["name"] = "other" });
            return glb.Mesh(a, QuadIndices);
        })),
        ["invalid-file"] = (1, "invalid.glb", _ => Glb((glb, a) => glb.Mesh(a, [.. QuadIndices, 0, 1, 99]))),
        ["collision-geometry"] = (1, "collision.urdf", _ => Text(
            "<robot name='r'><link name='l'><visual><geometry><box size='1 1 1'/></geometry></visual><collision><geometry><box size='1 1 1'/></geometry></collision></link></robot>")),
        ["element-ignored"] = (2, "sensors.urdf", _ => Text(
            "<robot name='r'><link name='l'><visual><geometry><box size='1 1 1'/></geometry></visual></link><sensor name='a'/><sensor name='b'/></robot>")),
        ["missing-file"] = (1, "library.obj", _ => Text(BoxFiles.Obj("mtllib gone.mtl\n"))),
        ["missing-texture"] = (1, "texture.obj", f => Obj(f, "map_Kd gone.png")),
        ["bad-texture"] = (1, "picture.obj", f =>
        {
            f.Write("bad.png", Pictures.Png(4, 4, 1, 2, 3)[..40]);
            return Obj(f, "map_Kd bad.png");
        }
        ),
        ["missing-material"] = (1, "usemtl.obj", _ => Text(BoxFiles.Obj("usemtl nowhere\n"))),
        ["property-ignored"] = (1, "aniso.obj", f => Obj(f, "aniso 0.5")),
        ["texture-averaged"] = (1, "coat.glb", _ => Glb((glb, a) =>
        {
            Textured(glb, "\"texCoord\": 0");
            glb.Json["extensionsUsed"] = new JsonArray("KHR_materials_clearcoat");
            var material = glb.Add("materials", JsonNode.Parse("""{ "extensions": { "KHR_materials_clearcoat": { "clearcoatFactor": 1, "clearcoatTexture": { "index": 0 } } } }""")!);
            return glb.Mesh(a, QuadIndices, material: material);
        })),
        ["texture-left-out"] = (1, "apart.obj", f =>
        {
            f.Write("o.png", Pictures.Png(2, 2, 0, 0, 0));
            return Obj(f, "map_Kd -s 2 2 o.png\nmap_d -s 3 3 -imfchan r o.png");
        }
        ),
        ["height-map"] = (1, "bump.obj", f =>
        {
            f.Write("b.png", Pictures.Png(2, 2, 2, (x, _) => [(byte)(x * 255), (byte)(x * 255), (byte)(x * 255)]));
            return Obj(f, "map_Bump -bm 0.5 b.png");
        }
        ),
        ["bump-is-normal-map"] = (1, "bumpnormal.obj", f =>
        {
            f.Write("n.png", Pictures.Png(2, 2, 128, 128, 255));
            return Obj(f, "bump n.png");
        }
        ),
        ["factor-out-of-range"] = (2, "loud.obj", f => Obj(f, "Pm 4\nPr -3")),
        ["specular-glossiness"] = (1, "gloss.glb", _ => Extension("KHR_materials_pbrSpecularGlossiness", "{ \"glossinessFactor\": 0.5 }")),
        ["extension-approximated"] = (1, "glass.glb", _ => Extension("KHR_materials_transmission", "{ \"transmissionFactor\": 1 }")),
        ["extension-ignored"] = (1, "sheen.glb", _ => Extension("KHR_materials_sheen", "{ \"sheenRoughnessFactor\": 0.5 }")),
    };

    private readonly TestFolder _folder = new();

    public static TheoryData<string> Codes { get; } = [.. ImportNoteKind.All.Select(kind => kind.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_problem_is_mended_counted_and_named(string code)
    {
        var (count, file, make) = Problems[code];
        _folder.Write(file, make(_folder));
        var model = _folder.Import(file);
        Assert.NotEmpty(model.Mesh.Triangles);
        Assert.All(model.Mesh.Positions, p => Assert.True(float.IsFinite(p.LengthSquared())));
        var note = Assert.Single(model.Notes, n => n.Code == code);
        Assert.Equal(count, note.Count);
        // The reference explains every code.
        Assert.Contains($"`{code}`", File.ReadAllText(Path.Combine(Path.GetDirectoryName(Repository.Assets)!, "docs", "assets.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_names_the_problems_of_every_model_in_text_and_json()
    {
        foreach (var (_, file, make) in new[] { Problems["degenerate-triangle"], Problems["factor-out-of-range"] })
            _folder.Write(file, make(_folder));
        var scene = _folder.Write("scene.yaml", """
            render: 1
            name: mended
            frames: 1
            assets: { a: { file: flat.glb, category: c }, b: { file: loud.obj, category: c } }
            objects: { things: { pick: [a, b] } }
            """);
        var text = RenderProcess.Run("validate", scene);
        Assert.True(text.ExitCode == 0, text.Error);
        Assert.Contains("flat.glb: 3 triangles dropped: no area.", text.Output, StringComparison.Ordinal);
        Assert.Contains("loud.obj: 2 values of the material 'm' were brought into their ranges.", text.Output, StringComparison.Ordinal);

        var json = RenderProcess.Run("validate", scene, "--json");
        Assert.True(json.ExitCode == 0, json.Error);
        var models = JsonNode.Parse(json.Output)!["models"]!.AsArray();
        Assert.Equal(["flat.glb", "loud.obj"], models.Select(m => m!["model"]!.GetValue<string>()));
        Assert.Equal(3, models[0]!["notes"]!.AsArray().Single(n => n!["code"]!.GetValue<string>() == "degenerate-triangle")!["count"]!.GetValue<int>());
        Assert.Equal(2, models[1]!["notes"]!.AsArray().Single(n => n!["code"]!.GetValue<string>() == "factor-out-of-range")!["count"]!.GetValue<int>());
        var material = models[1]!["materials"]![0]!;
        Assert.Equal(("m", 1f, 0f), (material["name"]!.GetValue<string>(), material["metallic"]!.GetValue<float>(), material["roughness"]!.GetValue<float>()));
        Assert.Equal([1, 1, 0], models[0]!["size_m"]!.AsArray().Select(v => v!.GetValue<float>()).OrderDescending());
    }

    /// <summary>What leaves no triangle is refused, and the error says why.</summary>
    [Fact]
    public void A_file_of_which_nothing_is_left_is_refused_with_the_reasons()
    {
        _folder.Write("nothing.obj", "v 0 0 0\nv 1 0 0\nv 2 0 0\nv nan 0 0\nf 1 2 3\nf 1 2 4\n");
        var error = Assert.Throws<RenderException>(() => _folder.Import("nothing.obj"));
        Assert.Equal((Failure.InvalidInput, "nothing.obj"), (error.Failure, error.Where));
        Assert.Contains("1 triangle dropped: no area", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 triangle dropped: a vertex is not finite", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Obj(TestFolder folder, string statements)
    {
        folder.Write("m.mtl", "newmtl m\n" + statements + "\n");
        return Text(BoxFiles.Obj("mtllib m.mtl\nusemtl m\n"));
    }

    private static byte[] Glb(Func<GlbBuilder, JsonObject, int> mesh, bool skinned = false, bool spareBuffer = false)
    {
        var glb = new GlbBuilder();
        var node = new JsonObject { ["mesh"] = mesh(glb, glb.Attributes(Quad)) };
        if (skinned)
            node["skin"] = 0;
        glb.Add("nodes", node);
        var bytes = glb.ToBytes();
        if (!spareBuffer)
            return bytes;
        glb.Add("buffers", new JsonObject { ["byteLength"] = 4, ["uri"] = "data:application/octet-stream;base64,AAAAAA==" });
        return GlbBuilder.Container(JsonSerializer.SerializeToUtf8Bytes(glb.Json), bytes[(20 + BitConverter.ToInt32(bytes, 12) + 8)..]);
    }

    private static int TwoParts(GlbBuilder glb, JsonObject sound, JsonObject other, uint[]? indices, int mode)
    {
        var (first, second) = (glb.Mesh(sound, QuadIndices), glb.Mesh(other, indices, mode));
        var parts = glb.Json["meshes"]!.AsArray();
        var moved = parts[second]!["primitives"]![0]!.DeepClone();
        parts.RemoveAt(second);
        parts[first]!["primitives"]!.AsArray().Add(moved);
        return first;
    }

    private static int Textured(GlbBuilder glb, string slot)
    {
        var image = glb.Add("images", new JsonObject { ["bufferView"] = glb.View<byte>(Pictures.Png(2, 2, 9, 9, 9)), ["mimeType"] = "image/png" });
        glb.Add("textures", new JsonObject { ["source"] = image });
        return glb.Add("materials", JsonNode.Parse($$"""{ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0, {{slot}} } } }""")!);
    }

    private static byte[] Extension(string name, string content) => Glb((glb, a) =>
    {
        glb.Json["extensionsUsed"] = new JsonArray(name);
        return glb.Mesh(a, QuadIndices, material: glb.Add("materials", JsonNode.Parse($$"""{ "extensions": { "{{name}}": {{content}} } }""")!));
    });
}
