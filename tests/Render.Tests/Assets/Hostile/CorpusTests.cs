using System.Text;
using System.Text.Json.Nodes;
using Render.Assets;
using Render.Core;
using Render.Core.Materials;
using Xunit;

namespace Render.Tests.Assets.Hostile;

/// <summary>Crafted files, a family a test: each is refused in a moment by the check that is meant for it, and costs this process next to nothing.</summary>
public sealed class CorpusTests : IDisposable
{
    /// <summary>Headers are checked before anything of their size is allocated, here or in the worker.</summary>
    private const long WorkerBytes = 512 << 20;
    private const long AllowanceBytes = 8 << 20;

    private readonly TestFolder _folder = new();

    [Fact]
    public void Images_that_claim_too_much()
    {
        using var importer = new AssetImporter(_folder.Options with { MemoryLimitBytes = WorkerBytes });
        foreach (var (name, file, expected) in Bombs.Images())
            Refused(name, file, expected, path => importer.ImportTexture(path, name, _folder.Root, ColorSpace.Srgb));
        foreach (var (name, file, expected) in Bombs.Images().Where(i => i.Name != "huge.webp"))
            Refused("sky-" + name, file, expected, path => importer.ImportEnvironment(path, "sky-" + name, _folder.Root));
        foreach (var (name, file, expected) in Bombs.Environments())
            Refused(name, file, expected, path => importer.ImportEnvironment(path, name, _folder.Root));
    }

    [Fact]
    public void Ktx2_and_OpenEXR_that_lie()
    {
        using var importer = new AssetImporter(_folder.Options with { MemoryLimitBytes = WorkerBytes });
        foreach (var (name, file, expected) in Bombs.Ktx2())
            Refused(name, file, expected, path => importer.ImportTexture(path, name, _folder.Root, ColorSpace.Srgb));
        Assert.SkipUnless(System.Runtime.InteropServices.NativeLibrary.TryLoad("libOpenEXRCore-3_1.so.30", out _), "OpenEXR is not installed: tools/setup run.");
        foreach (var (name, file, expected) in Bombs.Exr())
        {
            Refused(name, file, expected, path => importer.ImportTexture(path, name, _folder.Root, ColorSpace.Srgb));
            Refused("sky-" + name, file, expected, path => importer.ImportEnvironment(path, "sky-" + name, _folder.Root));
        }
    }

    /// <summary>As textures of a model they are passed over with a warning, from files, views and data URIs alike.</summary>
    [Fact]
    public void Images_that_claim_too_much_in_a_model()
    {
        _folder.Write("own.bin", PathEscapes.TriangleBytes);
        foreach (var (name, file, expected) in Bombs.Images().Where(i => i.Name is "huge.png" or "empty.jpg"))
        {
            _folder.Write(name, file);
            foreach (var uri in new[] { name, $"data:image/{(name == "huge.png" ? "png" : "jpeg")};base64," + Convert.ToBase64String(file) })
            {
                var json = Triangle();
                json["images"] = new JsonArray(new JsonObject { ["uri"] = uri });
                json["textures"] = new JsonArray(new JsonObject { ["source"] = 0 });
                json["materials"] = JsonNode.Parse("""[ { "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 } } } ]""");
                json["meshes"]![0]!["primitives"]![0]!["material"] = 0;
                _folder.Write("textured.gltf", json.ToJsonString());
                var model = _folder.Import("textured.gltf");
                Assert.Empty(model.Textures);
                if (uri == name)
                    Assert.Contains(model.Warnings, w => w.Contains(expected, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Counts_in_the_headers_of_meshes()
    {
        foreach (var (name, file, expected) in Bombs.Meshes())
            RefusedModel(name, file, expected);
    }

    [Fact]
    public void Entities_and_depth_of_xml()
    {
        foreach (var (name, file, expected) in Bombs.Xml())
            RefusedModel(name, file, expected);
    }

    [Fact]
    public void Packed_files_that_grow()
    {
        using var importer = new AssetImporter(_folder.Options with { MemoryLimitBytes = 256 << 20, TimeLimit = TimeSpan.FromSeconds(30) });
        foreach (var (name, file) in Bombs.Packed(350 << 20))
            Refused(name, file, "memory", path => importer.ImportModel(path, name, _folder.Root, new()));
        // The next one, in the same or a fresh worker, is not harmed.
        var box = _folder.Write("box.glb", BoxFiles.Glb());
        Assert.Equal(12, importer.ImportModel(box, "box.glb", _folder.Root, new()).Mesh.Triangles.Length);
    }

    /// <summary>Each change alone makes the file lie about sizes; 9223372036854775807 and 2147483647 overflow sums of 64 and 32 bits.</summary>
    [Theory]
    [InlineData("buffers/0/byteLength", "2000000000", "buffer 'own.bin' holds")]
    [InlineData("buffers/0/byteLength", "-1", "buffer 0")]
    [InlineData("buffers/0/byteLength", "9223372036854775808", "not a valid glTF")]
    [InlineData("buffers/0/byteLength", "35", "bufferView 0")]
    [InlineData("bufferViews/0/byteOffset", "-4", "bufferView 0")]
    [InlineData("bufferViews/0/byteOffset", "4", "bufferView 0")]
    [InlineData("bufferViews/0/byteOffset", "2147483647", "bufferView 0")]
    [InlineData("bufferViews/0/byteOffset", "9223372036854775807", "bufferView 0")]
    [InlineData("bufferViews/0/byteLength", "9223372036854775807", "bufferView 0")]
    [InlineData("bufferViews/0/byteLength", "-36", "bufferView 0")]
    [InlineData("bufferViews/0/buffer", "7", "bufferView 0")]
    [InlineData("bufferViews/0/buffer", "-1", "bufferView 0")]
    [InlineData("bufferViews/0/byteStride", "-12", "bufferView 0")]
    [InlineData("bufferViews/0/byteStride", "2147483647", "bufferView 0")]
    [InlineData("bufferViews/0/byteStride", "16", "accessor 0 claims 3")]
    [InlineData("accessors/0/count", "4", "accessor 0 claims 4")]
    [InlineData("accessors/0/count", "-1", "accessor 0 claims -1")]
    [InlineData("accessors/0/count", "170000000", "accessor 0 claims 170000000")]
    [InlineData("accessors/0/count", "2147483647", "accessor 0 claims 2147483647")]
    [InlineData("accessors/0/count", "9223372036854775807", "accessor 0 claims 9223372036854775807")]
    [InlineData("accessors/0/count", "1e300", "not a valid glTF")]
    [InlineData("accessors/0/byteOffset", "-12", "accessor 0")]
    [InlineData("accessors/0/byteOffset", "12", "accessor 0")]
    [InlineData("accessors/0/byteOffset", "9223372036854775807", "accessor 0")]
    [InlineData("accessors/0/bufferView", "9", "accessor 0")]
    [InlineData("accessors/0/bufferView", "-1", "accessor 0")]
    [InlineData("accessors/0/type", "\"VEC4\"", "accessor 0")]
    [InlineData("accessors/0/type", "\"VEC9\"", "accessor 0")]
    [InlineData("accessors/0/sparse", """{ "count": 4, "indices": { "bufferView": 0, "componentType": 5121 }, "values": { "bufferView": 0 } }""", "accessor 0 claims 4")]
    [InlineData("accessors/0/sparse", """{ "count": 3, "indices": { "bufferView": 9, "componentType": 5121 }, "values": { "bufferView": 0 } }""", "accessor 0")]
    [InlineData("accessors/0/sparse", """{ "count": 3, "indices": { "bufferView": 0, "componentType": 5121 }, "values": { "bufferView": 0, "byteOffset": 30 } }""", "accessor 0")]
    [InlineData("bufferViews/0/extensions", """{ "EXT_meshopt_compression": { "buffer": 0, "byteLength": 36, "byteStride": 4, "count": 4611686018427387905, "mode": "ATTRIBUTES" } }""", "claims 4611686018427387905 elements of 4 bytes")]
    [InlineData("bufferViews/0/extensions", """{ "EXT_meshopt_compression": { "buffer": 0, "byteLength": 36, "byteStride": 4, "count": 4611686018427387906, "mode": "TRIANGLES" } }""", "claims 4611686018427387906 elements of 4 bytes")]
    [InlineData("nodes/0/children", "[0]", "cycle")]
    [InlineData("nodes/0/children", "[1]", "node 1")]
    [InlineData("nodes/0/children", "[-1]", "node -1")]
    [InlineData("nodes/0/mesh", "2147483647", "")]
    [InlineData("scenes/0/nodes", "[5]", "")]
    public void Sizes_in_glTF(string path, string value, string expected)
    {
        var json = Triangle();
        RefusedModel("valid.gltf", null, null, json);
        var parts = path.Split('/');
        JsonNode parent = json[parts[0]]![int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)]!;
        parent[parts[2]] = JsonNode.Parse(value);
        RefusedModel("lie.gltf", null, expected, json);
    }

    [Fact]
    public void Depth_and_number_of_glTF()
    {
        RefusedModel("depth.gltf", Encoding.UTF8.GetBytes("{\"asset\":{\"version\":\"2.0\"},\"extras\":" + new string('[', 100_000) + new string(']', 100_000) + "}"), "not a valid glTF");
        var ring = Triangle();
        ring["nodes"] = new JsonArray([.. Enumerable.Range(0, 100).Select(i => (JsonNode)new JsonObject { ["children"] = new JsonArray((i + 1) % 100) })]);
        RefusedModel("ring.gltf", null, "cycle", ring);
        var shared = Triangle();
        shared["nodes"] = JsonNode.Parse("""[ { "children": [1, 2] }, { "children": [3] }, { "children": [3] }, { "mesh": 0 } ]""");
        RefusedModel("shared.gltf", null, "several parents", shared);
        // The chunk says more than there is; the header says less.
        var glb = BoxFiles.Glb();
        BitConverter.TryWriteBytes(glb.AsSpan(12), uint.MaxValue);
        RefusedModel("chunk.glb", glb, "truncated");
        RefusedModel("short.glb", BoxFiles.Glb()[..^8], "");
    }

    /// <summary>Whether it is refused by its worker, loaded by one, or found in the cache: this process only hashes it.</summary>
    [Fact]
    public void Long_files_are_hashed_without_being_held()
    {
        const int length = 48 << 20;
        Lengthen(_folder.Write("sparse.glb", []));
        Lengthen(_folder.Write("long.bin", PathEscapes.TriangleBytes));
        var json = Triangle();
        json["buffers"] = new JsonArray(new JsonObject { ["uri"] = "long.bin", ["byteLength"] = length });
        _folder.Write("long.gltf", json.ToJsonString());
        foreach (var name in new[] { "sparse.glb", "long.gltf", "long.gltf" })
        {
            var outcome = Measured(name);
            Assert.Equal((name == "sparse.glb", name == "sparse.glb" ? 0 : 1), (outcome.Refusal is not null, outcome.Triangles));
            Assert.True(outcome.AllocatedBytes < AllowanceBytes, $"{name}: {outcome.AllocatedBytes} bytes");
        }

        ImportOutcome Measured(string name)
        {
            using var importer = new AssetImporter(_folder.Options);
            return ImportOutcome.Of(importer, _folder.Root, name);
        }

        static void Lengthen(string path)
        {
            using var file = File.OpenWrite(path);
            file.SetLength(length);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static JsonNode Triangle() => JsonNode.Parse("""
        { "asset": { "version": "2.0" }, "scenes": [ { "nodes": [0] } ], "nodes": [ { "mesh": 0 } ],
          "meshes": [ { "primitives": [ { "attributes": { "POSITION": 0 } } ] } ],
          "accessors": [ { "bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0] } ],
          "bufferViews": [ { "buffer": 0, "byteLength": 36 } ], "buffers": [ { "uri": "own.bin", "byteLength": 36 } ] }
        """)!;

    /// <summary>With <paramref name="expected"/> null the file must load.</summary>
    private void RefusedModel(string name, byte[]? file, string? expected, JsonNode? json = null)
    {
        _folder.Write("own.bin", PathEscapes.TriangleBytes);
        Refused(name, file ?? Encoding.UTF8.GetBytes(json!.ToJsonString()), expected, _ => _folder.Import(name));
    }

    private void Refused(string name, byte[] file, string? expected, Action<string> import)
    {
        var path = _folder.Write(name, file);
        if (expected is null)
        {
            import(path);
            return;
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        var thrown = Record.Exception(() => import(path));
        Assert.True(thrown is RenderException, $"{name}: {thrown?.Message ?? "was read"}");
        var error = (RenderException)thrown!;
        Assert.Equal((Failure.InvalidInput, name), (error.Failure, error.Where));
        Assert.True(error.Message.StartsWith(name + ": ", StringComparison.Ordinal) && error.Message.Contains(expected, StringComparison.Ordinal), error.Message);
        // What to do about it.
        Assert.Matches("Load and save it again|Remove|Export|Replace|with a modelling program|with an image editor", error.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < AllowanceBytes, name);
    }
}
