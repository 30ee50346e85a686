using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Render.Cli;
using Render.Core;
using Render.Core.Scenes;

namespace Render.Benchmarks;

/// <summary>
/// Things that fall: frames drawn (not rendered) whose objects settle on a table and in a bin, one after the other in one worker process that is warm.
/// Milliseconds a frame, messages included, and how many objects did not come to rest on what should hold them.
/// </summary>
internal static class PhysicsBenchmark
{
    private const int DefaultFrames = 100;

    private const string Table = """
        render: 1
        assets: { bolt: { file: assets:meshes/bolt.glb }, nut: { file: assets:meshes/nut.glb }, mug: { file: assets:meshes/mug.glb }, toy: { file: assets:meshes/toy_brick.glb } }
        surroundings: { table: { shape: plane, size: [2, 2] } }
        objects: { things: { count: 20, place: { drop: { over: table, within: [0.3, 0.3] } } } }
        """;

    private const string Bin = """
        render: 1
        assets: { bolt: { file: assets:meshes/bolt.glb }, nut: { file: assets:meshes/nut.glb }, gear: { file: assets:meshes/gear.glb } }
        surroundings:
          floor: { shape: box, size: [0.3, 0.2, 0.004], position: [0, 0, 0.002] }
          left:  { shape: box, size: [0.004, 0.2, 0.1], position: [-0.148, 0, 0.05] }
          right: { shape: box, size: [0.004, 0.2, 0.1], position: [0.148, 0, 0.05] }
          front: { shape: box, size: [0.3, 0.004, 0.1], position: [0, -0.098, 0.05] }
          back:  { shape: box, size: [0.3, 0.004, 0.1], position: [0, 0.098, 0.05] }
        objects: { parts: { count: COUNT, place: { drop: { over: floor, within: [0.28, 0.18], height: 0.12 } } } }
        """;

    public static int Run(string[] args)
    {
        var frames = DefaultFrames;
        if (BenchmarkOptions.Find(args, "--frames") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out frames) || frames < 1))
            throw new RenderException(Failure.Usage, $"--frames {text} is not a whole number from 1.");
        var result = new Dictionary<string, object> { ["benchmark"] = "physics", ["frames"] = frames };
        foreach (var (name, yaml, count) in new[] { ("table_20", Table, frames), ("bin_20", Bin.Replace("COUNT", "20", StringComparison.Ordinal), frames),
            ("bin_100", Bin.Replace("COUNT", "100", StringComparison.Ordinal), Math.Max(1, frames / 20)) })
            Measure(name, yaml, count, result);
        result["cores"] = Environment.ProcessorCount;
        Console.Out.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    }

    private static void Measure(string name, string yaml, int frames, Dictionary<string, object> result)
    {
        var scene = Scene.Parse(yaml, AssetSession.OpenRoots(null, Environment.CurrentDirectory), name);
        using var assets = new AssetSession(scene.Roots, Options.CacheFolder(null));
        var resolved = assets.Resolve(scene);
        resolved.Draw(1, 0);
        var (times, dropped) = (new List<double>(), 0);
        for (var seed = 0; seed < frames; seed++)
        {
            var clock = Stopwatch.StartNew();
            dropped += resolved.Draw((ulong)seed, 0).Dropped.Length;
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        Console.Error.WriteLine($"{name}: median {BenchmarkOptions.Median(times):0.0} ms, most {times.Max():0.0} ms, left out {dropped}");
        result[name + "_ms"] = Math.Round(BenchmarkOptions.Median(times), 1);
        result[name + "_max_ms"] = Math.Round(times.Max(), 1);
        result[name + "_left_out"] = dropped;
    }
}
