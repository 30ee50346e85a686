using Render.Assets;

namespace Render.Tests.Assets;

/// <summary>A folder of files that a test writes, with a cache of its own; both vanish with it.</summary>
public sealed class TestFolder : IDisposable
{
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

    public Render.Core.Geometry.Model Import(string name, ImportSettings? settings = null)
    {
        using var importer = new AssetImporter(Options);
        return importer.ImportModel(Path.Combine(Root, name), name, Root, settings ?? new());
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
