using Render.Assets;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Tests.Assets;

/// <summary>A folder of files that a test writes, with a cache of its own; both vanish with it.</summary>
public sealed class TestFolder : IDisposable
{
    /// <summary>One importer for all tests that do not look at the importer itself: starting a worker takes longer than most of them.</summary>
    private static readonly Lazy<AssetImporter> Shared = new(() =>
    {
        var cache = Directory.CreateTempSubdirectory("render-cache-");
        var importer = new AssetImporter(new() { CacheDirectory = cache.FullName, Workers = 2 });
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            importer.Dispose();
            cache.Delete(recursive: true);
        };
        return importer;
    });

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("render-assets-");

    public TestFolder()
    {
        Root = Path.Combine(_folder.FullName, "root");
        Directory.CreateDirectory(Root);
        Options = new() { CacheDirectory = Path.Combine(_folder.FullName, "cache"), Workers = 1 };
    }

    /// <summary>What may be read; its parent is out of bounds.</summary>
    public string Root { get; }

    public ImportOptions Options { get; init; }

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    public Model Import(string name, ImportSettings? settings = null) =>
        Shared.Value.ImportModel(Path.Combine(Root, name), name, Root, settings ?? new());

    public TextureImage ImportTexture(string name, ColorSpace colorSpace) =>
        Shared.Value.ImportTexture(Path.Combine(Root, name), name, Root, colorSpace);

    public void Dispose() => _folder.Delete(recursive: true);
}
