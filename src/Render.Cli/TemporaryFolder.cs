namespace Render.Cli;

/// <summary>A folder that is gone with its owner.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("render-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
