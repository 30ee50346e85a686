using System.Runtime.InteropServices;
using Render.Assets;
using Render.Core.Geometry;
using Render.Core.Materials;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>A hit gives what a fresh import gives, and nothing stale or damaged is ever used.</summary>
public sealed class CacheTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public CacheTests()
    {
        _folder.Write("tex/wood.png", Pictures.Png(33, 20, 2, (x, y) => [(byte)(7 * x), (byte)(12 * y), 99]));
        _folder.Write("box.mtl", "newmtl wood\nKd 0.5 0.5 0.5\nmap_Kd tex/wood.png\n");
        _folder.Write("box.obj", BoxFiles.Obj("mtllib box.mtl\nusemtl wood\n"));
    }

    [Fact]
    public void A_hit_equals_a_fresh_import_and_parses_nothing()
    {
        var (first, parsed) = Import();
        Assert.Equal(1, parsed);
        var (second, again) = Import();
        Assert.Equal(0, again);
        Same(first, second);
        using var elsewhere = new TestFolder();
        using var importer = new AssetImporter(elsewhere.Options);
        Same(first, importer.ImportModel(Path.Combine(_folder.Root, "box.obj"), "box.obj", _folder.Root, new()));
        Assert.Equal(1, importer.Parsed);
    }

    [Theory]
    [InlineData("box.obj")]
    [InlineData("box.mtl")]
    [InlineData("tex/wood.png")]
    public void A_change_of_any_file_is_seen(string changed)
    {
        var (before, _) = Import();
        var content = changed == "tex/wood.png" ? Pictures.Png(2, 2, 1, 1, 1) : [.. File.ReadAllBytes(Path.Combine(_folder.Root, changed)), (byte)'\n'];
        _folder.Write(changed, content);
        var (after, parsed) = Import();
        Assert.Equal(1, parsed);
        Assert.NotEqual(before.ContentHash, after.ContentHash);
    }

    [Fact]
    public void Settings_are_part_of_the_key()
    {
        var (plain, _) = Import();
        using var importer = new AssetImporter(_folder.Options);
        var scaled = importer.ImportModel(Path.Combine(_folder.Root, "box.obj"), "box.obj", _folder.Root, new(Unit: 10));
        Assert.Equal(1, importer.Parsed);
        Assert.Equal(plain.Mesh.Bounds.Size * 10, scaled.Mesh.Bounds.Size);
        Assert.Equal(0, Import().Parsed);
    }

    [Fact]
    public void A_damaged_entry_is_made_again()
    {
        var (fresh, _) = Import();
        var random = new Random(5);
        for (var i = 0; i < 12; i++)
        {
            var entry = Assert.Single(Directory.GetFiles(_folder.Options.CacheDirectory, "*.model", SearchOption.AllDirectories));
            var bytes = File.ReadAllBytes(entry);
            if (i % 3 == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            else
                bytes[i == 1 ? 0 : random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(entry, bytes);
            var (model, parsed) = Import();
            Assert.Equal(1, parsed);
            Same(fresh, model);
        }
    }

    [Fact]
    public void Textures_and_environments_come_the_same_way()
    {
        var path = Path.Combine(_folder.Root, "tex/wood.png");
        using var importer = new AssetImporter(_folder.Options);
        var srgb = importer.ImportTexture(path, "wood", _folder.Root, ColorSpace.Srgb);
        var linear = importer.ImportTexture(path, "wood", _folder.Root, ColorSpace.Linear);
        Assert.Equal((ColorSpace.Srgb, ColorSpace.Linear), (srgb.ColorSpace, linear.ColorSpace));
        Assert.Equal(srgb.Levels[0], linear.Levels[0]);
        Assert.NotEqual(srgb.Levels[1], linear.Levels[1]);
        Assert.NotEqual(srgb.ContentHash, linear.ContentHash);
        var sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
        Assert.Equal((sum, sum), (srgb.SourceHash, linear.SourceHash));
        importer.ImportTexture(path, "other", _folder.Root, ColorSpace.Srgb);
        Assert.Equal(2, importer.Parsed);
        var environment = importer.ImportEnvironment(path, "sky", _folder.Root);
        Assert.Equal(("sky", 33, 20, 33 * 20 * 3), (environment.Id, environment.Width, environment.Height, environment.Pixels.Length));
    }

    [Fact]
    public void What_killed_runs_left_is_swept_and_what_is_being_written_is_not()
    {
        Import();
        var entry = Assert.Single(Directory.GetFiles(_folder.Options.CacheDirectory, "*.model", SearchOption.AllDirectories));
        var (left, young) = (Path.Combine(Path.GetDirectoryName(entry)!, "tmp-1-a"), Path.Combine(Path.GetDirectoryName(entry)!, "tmp-1-b"));
        File.WriteAllText(left, "half");
        File.WriteAllText(young, "half");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-61));
        File.SetLastWriteTimeUtc(entry, DateTime.UtcNow.AddDays(-10));
        Assert.Equal(0, Import().Parsed);
        Assert.Equal((false, true), (File.Exists(left), File.Exists(young)));
    }

    public void Dispose() => _folder.Dispose();

    private (Model Model, long Parsed) Import()
    {
        using var importer = new AssetImporter(_folder.Options);
        var model = importer.ImportModel(Path.Combine(_folder.Root, "box.obj"), "box.obj", _folder.Root, new());
        return (model, importer.Parsed);
    }

    private static void Same(Model a, Model b)
    {
        Assert.Equal((a.Id, a.ContentHash), (b.Id, b.ContentHash));
        Assert.Equal(a.Textures.Select(t => t.SourceHash), b.Textures.Select(t => t.SourceHash));
        Assert.Equal(a.Mesh.Clusters, b.Mesh.Clusters);
        Assert.Equal(a.Mesh.Triangles, b.Mesh.Triangles);
        Bits(a.Mesh.Positions, b.Mesh.Positions);
        Bits(a.Mesh.Normals, b.Mesh.Normals);
        Bits(a.Mesh.Tangents, b.Mesh.Tangents);
        Bits(a.Mesh.TexCoords, b.Mesh.TexCoords);
        Assert.Equal(a.Materials, b.Materials);
        Assert.Equal(a.Warnings, b.Warnings);
        Assert.Equal(a.Textures.Select(t => (t.Name, t.ContentHash, t.Width, t.Height, t.ColorSpace)), b.Textures.Select(t => (t.Name, t.ContentHash, t.Width, t.Height, t.ColorSpace)));
        Assert.Equal(a.Textures.SelectMany(t => t.Levels), b.Textures.SelectMany(t => t.Levels));

        static void Bits<T>(T[] x, T[] y)
            where T : unmanaged => Assert.True(MemoryMarshal.AsBytes<T>(x).SequenceEqual(MemoryMarshal.AsBytes<T>(y)));
    }
}
