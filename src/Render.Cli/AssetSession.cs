using Render.Assets;
using Render.Core.Assets;
using Render.Core.Placement.Physics;
using Render.Core.Scenes;

namespace Render.Cli;

/// <summary>The assets of one run: where references lead, the importer with its cache and child process, and the library over both.</summary>
internal sealed class AssetSession : IDisposable
{
    /// <summary>Opened assets that are kept in memory: a quarter of what there is, for frames in hand, encoders and other programs need the rest.</summary>
    private static readonly long KeptBytes = Math.Max(512L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);

    private readonly AssetImporter _importer;
    private readonly PhysicsWorkers _physics;
    private readonly CancellationToken _cancellation;

    /// <param name="roots">Where references lead.</param>
    /// <param name="cacheFolder">Imported assets are kept below it.</param>
    /// <param name="settings">Axis and unit of models that do not declare them; null: those of their formats.</param>
    /// <param name="environments">Where references of environments lead, if elsewhere.</param>
    /// <param name="cancellation">Ends imports under way.</param>
    public AssetSession(
        AssetRoots roots, string cacheFolder, ImportSettings? settings = null, AssetRoots? environments = null, CancellationToken cancellation = default)
    {
        (Roots, _cancellation) = (roots, cancellation);
        _importer = new(new ImportOptions { CacheDirectory = cacheFolder, Cancellation = cancellation });
        _physics = new(PhysicsWorkers.Defaults with { Cancellation = cancellation });
        Library = new(
            reference => Import(roots, reference, (path, root) => _importer.ImportModel(path, reference, root, Posed(settings, reference))),
            (reference, colorSpace) => Import(roots, reference, (path, root) => _importer.ImportTexture(path, reference, root, colorSpace)),
            reference => Import(environments ?? roots, reference, (path, root) => _importer.ImportEnvironment(path, reference, root)),
            reference => Import(roots, reference, (path, root) => _importer.HashModel(path, reference, root, Posed(settings, reference))),
            KeptBytes);
    }

    public AssetRoots Roots { get; }

    public AssetLibrary Library { get; }

    /// <summary>The roots that every command knows: <c>assets:</c>, the program's own, and those of <c>--root</c>.</summary>
    /// <param name="options">NAME=DIR pairs.</param>
    /// <param name="folder">What references without a root are relative to.</param>
    public static AssetRoots OpenRoots(string[]? options, string? folder)
    {
        var named = Options.ParseRoots(options);
        if (Options.AssetsFolder() is { } assets)
            named.TryAdd("assets", assets);
        return new(named, folder);
    }

    private static ImportSettings Posed(ImportSettings? settings, string reference) => (settings ?? new()) with { Joints = JointPositions.Split(reference).Joints };

    private static T Import<T>(AssetRoots roots, string reference, Func<string, string, T> import)
    {
        var (path, root) = roots.Locate(JointPositions.Split(reference).File);
        return import(path, root);
    }

    /// <summary>Opens the scene's assets; says so where that takes long.</summary>
    public ResolvedScene Resolve(Scene scene)
    {
        using var heartbeat = new Heartbeat(() => "reading the scene's assets");
        return scene.Resolve(Library, _physics, _cancellation);
    }

    public void Dispose()
    {
        _importer.Dispose();
        _physics.Dispose();
    }
}
