using Render.Assets.Cache;
using Render.Core.Processes;

namespace Render.Assets;

/// <summary>Limits and places of an <see cref="AssetImporter"/>.</summary>
public sealed record ImportOptions
{
    /// <summary>Folder of the cache; default $XDG_CACHE_HOME/render, else ~/.cache/render.</summary>
    public string CacheDirectory { get; init; } = AssetCache.DefaultFolder;

    /// <summary>For one asset, start of the worker included: the processor time that it takes, and the time that it waits.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What may pass by the clock until an asset is there, however busy the machine is.</summary>
    public TimeSpan WaitLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Writable memory of a worker process, bytes. At least 256 MiB.</summary>
    public long MemoryLimitBytes { get; init; } = 4L << 30;

    /// <summary>Worker processes at most; they run while assets are asked for from several threads.</summary>
    public int Workers { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>Ends imports under way at once, with their workers; asking for another asset then throws <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// Program and first arguments that start <see cref="Worker.ImportWorker.Run"/>. Default: <c>render import-worker</c> as it lies beside this
    /// program, by the same dotnet where that runs this program.
    /// </summary>
    public IReadOnlyList<string> WorkerCommand { get; init; } = WorkerOptions.Default(Worker.ImportWorker.Verb);
}
