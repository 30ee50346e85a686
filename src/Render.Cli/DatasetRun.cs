using System.Diagnostics;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Check;
using Render.Dataset.Commit;
using Render.Dataset.Layout;
using Render.Vulkan;
using Render.Vulkan.Devices;

namespace Render.Cli;

/// <param name="Summary">What the writer added, and the annotation files.</param>
/// <param name="Present">Frames that were there already.</param>
/// <param name="Time">From the first draw to the last flush, annotation files included; the start of the device apart.</param>
/// <param name="Quarantined">Frames that did not prove themselves, or hold what cannot be had or does not fit, with the reason.</param>
internal sealed record DatasetRunResult(DatasetSummary Summary, long Present, TimeSpan Time, SortedDictionary<long, string> Quarantined);

/// <summary>Frames in, dataset out: the device, the renderer and the pipeline that generate, preview, replay and the benchmarks share.</summary>
internal sealed class DatasetRun : IDisposable
{
    /// <summary>Frames that must fit the device, or the run does not begin.</summary>
    private const int CheckedFrames = 4;

    private readonly VulkanDevice _device;
    private readonly FrameRenderer _renderer;
    private readonly RayCaster _caster;
    private readonly RayProof _rays;
    private readonly AssetLibrary _assets;

    public DatasetRun(AssetLibrary assets, string? device, string cacheFolder)
    {
        _device = new(new DeviceOptions { Device = device, CacheDirectory = cacheFolder });
        _renderer = new(_device, assets);
        _caster = new(assets);
        _rays = new(_caster);
        _assets = assets;
    }

    public PhysicalDeviceInfo Device => _device.Info;

    /// <summary>From now on each pass is submitted by itself and its wall-clock milliseconds are reported.</summary>
    public void MeasurePasses(Action<string, double> report) => _renderer.PassMeasured = report;

    /// <summary>The options of a dataset that a scene describes; device and proof are filled in by <see cref="Execute"/>.</summary>
    public static DatasetOptions Describe(Scene scene, ResolvedScene resolved, ulong seed, string folder) => new()
    {
        Folder = folder,
        SceneHash = resolved.Hash,
        CanonicalScene = scene.CanonicalJson,
        Seed = seed,
        Build = Build.Version,
        Categories = scene.Categories,
        Labels = scene.Labels,
        Grid = scene.Grid,
        Assets = [.. resolved.Contents.Select(asset => new AssetInfo(asset.Key, asset.Value, scene.Licences.GetValueOrDefault(asset.Key)))],
        About = scene.About,
        Strata = scene.Strata,
        Run = new("", ""),
    };

    /// <summary>Renders what is missing of the wanted frames. What was rendered before a cancellation is kept.</summary>
    /// <param name="options">Where to, and what; the run's device and the witness of the labels are filled in here.</param>
    /// <param name="wanted">Frame numbers, ascending.</param>
    /// <param name="count">How many those are.</param>
    /// <param name="draw">Called on one thread at a time.</param>
    /// <param name="cancellation">Ends the run in order.</param>
    /// <exception cref="RenderException">One of the first frames does not fit the device: nothing is rendered then. A later one is quarantined.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public DatasetRunResult Execute(DatasetOptions options, IEnumerable<long> wanted, long count, Func<long, Frame> draw, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var aovs = DatasetWriter.Needs(options.Labels);
        // What is overwritten is done only where it turns out to be the same dataset, which is settled when the writer opens.
        using var store = FrameStore.Of(options.Folder, options.Layout);
        var missing = options.Overwrite ? wanted : wanted.Where(frame => !store.Contains(frame));
        var first = Check(missing, options.Grid, aovs, draw, cancellation);
        using var writer = DatasetWriter.Open(options with { Run = new(_device.Info.Name, _device.Info.Driver), Rays = _rays, Models = _assets, Caster = _caster }, cancellation);
        var present = 0L;
        IEnumerable<long> Missing()
        {
            foreach (var frame in wanted)
            {
                cancellation.ThrowIfCancellationRequested();
                if (writer.IsDone(frame))
                {
                    present++;
                    continue;
                }
                writer.Expect(frame);
                yield return frame;
            }
        }
        Frame Draw(long frame) => first.Remove(frame, out var drawn) ? drawn : draw(frame);
        var pipeline = new RenderPipeline(Draw, (frame, key, into) => _renderer.Render(frame, key, aovs, into), writer.Add, Build.EncodingWorkers) { OnQuarantined = writer.GiveUp };
        using var progress = new Progress(count);
        try
        {
            pipeline.Run(Missing(), options.Grid, images => progress.Report(Interlocked.Read(ref present) + images / options.Grid.ImagesPerFrame), cancellation);
        }
        finally
        {
            writer.Commit(CancellationToken.None); // after a signal too: what was rendered is kept
        }
        // The validation layer speaks only where it was asked for; what it says is a bug of the renderer.
        if (_device.ValidationMessages.Count > 0)
            throw new InvalidOperationException(string.Join("\n", _device.ValidationMessages));
        var summary = writer.Finish(cancellation);
        cancellation.ThrowIfCancellationRequested();
        return new(summary, present, clock.Elapsed, new(pipeline.Quarantined));
    }

    /// <summary>Draws the first frames and sees whether they fit the device. What is refused for another reason is left to the pipeline.</summary>
    private Dictionary<long, Frame> Check(IEnumerable<long> frames, ImageGrid grid, Aov aovs, Func<long, Frame> draw, CancellationToken cancellation)
    {
        using var heartbeat = new Heartbeat(() => "opening what the first frames hold");
        var drawn = new Dictionary<long, Frame>();
        foreach (var index in frames.Take(CheckedFrames))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                drawn.Add(index, draw(index));
            }
            catch (RenderException e) when (e.Failure == Failure.Refused)
            {
                continue;
            }
            try
            {
                _renderer.Check(drawn[index], grid.Keys(index).First(), aovs);
            }
            catch (RenderException e) when (e.Failure == Failure.Refused)
            {
                throw new RenderException(Failure.OutOfMemory, e.Message, $"frame {index}", inner: e);
            }
        }
        return drawn;
    }

    public void Dispose()
    {
        _renderer.Dispose();
        _device.Dispose();
    }
}
