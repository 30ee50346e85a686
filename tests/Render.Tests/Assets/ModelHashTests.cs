using System.Text;
using System.Text.Json.Nodes;
using Render.Assets;
using Render.Core;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>The hash of a model that has not been opened is the one that it has when it is.</summary>
public sealed class ModelHashTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Hash(AssetImporter importer, string name) => importer.HashModel(Path.Combine(_folder.Root, name), name, _folder.Root, new());

    private string Imported(AssetImporter importer, string name) =>
        importer.ImportModel(Path.Combine(_folder.Root, name), name, _folder.Root, new()).ContentHash;

    [Fact]
    public void Hashes_are_those_of_the_opened_models_and_only_what_may_name_other_files_is_opened_for_them()
    {
        _folder.Write("box.glb", BoxFiles.Glb());
        _folder.Write("part.stl", BinaryStl());
        _folder.Write("box.mtl", "newmtl wood\nKd 0.5 0.5 0.5\n");
        _folder.Write("box.obj", BoxFiles.Obj("mtllib box.mtl\nusemtl wood\n"));
        using var importer = new AssetImporter(_folder.Options);
        var hashes = new[] { "box.glb", "part.stl" }.ToDictionary(n => n, n => Hash(importer, n));
        Assert.Equal(0, importer.Parsed);
        hashes["box.obj"] = Hash(importer, "box.obj");
        Assert.Equal(1, importer.Parsed);
        foreach (var (name, hash) in hashes)
        {
            Assert.Equal(Imported(importer, name), hash);
            Assert.Equal(hash, Hash(importer, name));
        }
        Assert.Equal(3, importer.Parsed);
        Assert.Equal(3, hashes.Values.Distinct().Count());

        // A file that belongs to it counts, without being opened again before it is used.
        _folder.Write("box.mtl", "newmtl wood\nKd 0.9 0.5 0.5\n");
        var changed = Hash(importer, "box.obj");
        Assert.NotEqual(hashes["box.obj"], changed);
        Assert.Equal(3, importer.Parsed);
        Assert.Equal(changed, Imported(importer, "box.obj"));
        File.Delete(Path.Combine(_folder.Root, "box.mtl"));
        Assert.Equal(Hash(importer, "box.obj"), Imported(importer, "box.obj"));
    }

    [Fact]
    public void A_binary_gltf_that_names_another_file_is_opened()
    {
        var builder = new GlbBuilder();
        var mesh = builder.Mesh(builder.Attributes([new(0, 0, 0), new(1, 0, 0), new(0, 1, 0)]), [0, 1, 2]);
        builder.Add("images", new JsonObject { ["uri"] = "wood.png" });
        _folder.Write("named.glb", builder.ToBytes(builder.Add("nodes", new JsonObject { ["mesh"] = mesh })));
        using var importer = new AssetImporter(_folder.Options);
        var hash = Hash(importer, "named.glb");
        Assert.Equal(1, importer.Parsed);
        Assert.Equal(Imported(importer, "named.glb"), hash);
    }

    [Fact]
    public void What_cannot_be_opened_has_a_hash_and_what_is_not_there_an_error()
    {
        _folder.Write("bad.obj", "v nothing\nf 1 2 3\n");
        using var importer = new AssetImporter(_folder.Options);
        Assert.Matches("^[0-9a-f]{64}$", Hash(importer, "bad.obj"));
        Assert.Equal(Failure.InvalidInput, Assert.Throws<RenderException>(() => Hash(importer, "none.glb")).Failure);
    }

    /// <summary>The length of the chunk is the file's own word: a sparse file of no size on the disk claims a JSON of 2 GiB, and has it.</summary>
    [Fact]
    public void A_chunk_of_JSON_too_long_to_search_costs_no_memory_here()
    {
        const uint Json = (1u << 31) + 4096;
        var path = _folder.Write("long.glb", [.. "glTF"u8, .. BitConverter.GetBytes(2), .. BitConverter.GetBytes(Json + 20), .. BitConverter.GetBytes(Json), .. "JSON"u8]);
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
            RandomAccess.SetLength(file, Json + 20L);
        using var importer = new AssetImporter(_folder.Options);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Matches("^[0-9a-f]{64}$", Hash(importer, "long.glb"));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 << 20);
        var error = Assert.Throws<RenderException>(() => Imported(importer, "long.glb"));
        Assert.Equal((Failure.InvalidInput, "long.glb"), (error.Failure, error.Where));
        Assert.Contains("larger than 2 GiB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hashes_are_kept_by_length_and_time_of_writing()
    {
        var path = _folder.Write("box.glb", BoxFiles.Glb());
        var old = DateTime.UtcNow.AddHours(-1);
        File.SetLastWriteTimeUtc(path, old);
        string Once()
        {
            using var importer = new AssetImporter(_folder.Options);
            return Hash(importer, "box.glb");
        }
        var hash = Once();
        Assert.Contains(path, File.ReadAllText(Path.Combine(_folder.Options.CacheDirectory, "file-hashes")), StringComparison.Ordinal);
        // The same length and time: not read again, which is how it shows that the index is used.
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        _folder.Write("box.glb", bytes);
        File.SetLastWriteTimeUtc(path, old);
        Assert.Equal(hash, Once());
        File.SetLastWriteTimeUtc(path, old.AddSeconds(1));
        Assert.NotEqual(hash, Once());
        // A damaged index is none.
        File.WriteAllText(Path.Combine(_folder.Options.CacheDirectory, "file-hashes"), "nonsense\n" + new string('0', 64) + " 1 x " + path);
        Assert.NotEqual(hash, Once());
    }

    private static byte[] BinaryStl()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write(Encoding.ASCII.GetBytes("made by a test".PadRight(80)));
        writer.Write(BoxFiles.Indices.Length / 3);
        for (var i = 0; i < BoxFiles.Indices.Length; i += 3)
        {
            writer.Write(new byte[12]);
            for (var k = 0; k < 3; k++)
                if (BoxFiles.Corners[BoxFiles.Indices[i + k]] is var p)
                    foreach (var value in new[] { p.X, p.Y, p.Z })
                        writer.Write(value);
            writer.Write((ushort)0);
        }
        return memory.ToArray();
    }
}
