using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Render.Cli;
using Render.Core;
using Render.Core.Scenes;

namespace Render.Benchmarks;

/// <summary>
/// Quotas: frames drawn (not rendered), one after the other on one thread, whose object serves one of 5 categories x 3 sizes x 3 visible parts; through a pinhole and through a
/// fisheye. Milliseconds a frame, and how many objects did not find a place.
/// </summary>
internal static class StrataBenchmark
{
    private const int DefaultFrames = 2000;

    private const string Yaml = """
        render: 1
        image: { width: 320, height: 240 }
        camera: { position: [0, -2, 1], look_at: [0, 0, 0.3], CAMERA }
        assets:
          ball: { file: 'shape:sphere', category: ball, scale: 0.1 }
          crate: { file: 'shape:box', category: crate, scale: 0.1 }
          drum: { file: 'shape:cylinder', category: drum, scale: 0.1 }
          tile: { file: 'shape:plane', category: tile, scale: 0.1 }
          toy: { file: assets:meshes/toy_brick.glb, category: toy }
        objects:
          things:
            pick: [ball, crate, drum, tile, toy]
            strata: { category: equal, size_px: [[16, 32], [32, 96], [96, 200]], visible: [[0.2, 0.5], [0.5, 0.8], [0.8, 1]] }
        """;

    public static int Run(string[] args)
    {
        var frames = DefaultFrames;
        if (BenchmarkOptions.Find(args, "--frames") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out frames) || frames < 1))
            throw new RenderException(Failure.Usage, $"--frames {text} is not a whole number from 1.");
        var result = new Dictionary<string, object> { ["benchmark"] = "strata", ["frames"] = frames };
        Measure("pinhole", Yaml.Replace("CAMERA", "fov_deg: [40, 60]", StringComparison.Ordinal), frames, result);
        Measure("fisheye", Yaml.Replace("CAMERA", "lens: { fisheye: { fov_deg: 170 } }", StringComparison.Ordinal), Math.Max(1, frames / 10), result);
        result["cores"] = Environment.ProcessorCount;
        Console.Out.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    }

    private static void Measure(string name, string yaml, int frames, Dictionary<string, object> result)
    {
        var scene = Scene.Parse(yaml, AssetSession.OpenRoots(null, Environment.CurrentDirectory), name);
        using var assets = new AssetSession(scene.Roots, Options.CacheFolder(null));
        var resolved = assets.Resolve(scene);
        // Warm, without the frames that are measured.
        for (var i = 0; i < 100; i++)
            resolved.Draw(1, frames + i);
        var (times, dropped) = (new List<double>(), 0);
        for (var i = 0; i < frames; i++)
        {
            var clock = Stopwatch.StartNew();
            dropped += resolved.Draw(1, i).Dropped.Length;
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        Console.Error.WriteLine($"{name}: mean {times.Average():0.00} ms, median {BenchmarkOptions.Median(times):0.00} ms, most {times.Max():0.0} ms, left out {dropped}");
        result[name + "_ms"] = Math.Round(times.Average(), 2);
        result[name + "_median_ms"] = Math.Round(BenchmarkOptions.Median(times), 2);
        result[name + "_max_ms"] = Math.Round(times.Max(), 1);
        result[name + "_left_out"] = dropped;
    }
}
