using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Render.Cli;
using Render.Core;

namespace Render.Benchmarks;

/// <summary>
/// The reference job, ours and Debian's Blender in turn on the same machine, and how often our images a second are its. Ours are whole: colour, ids, COCO,
/// records, flushes. Blender's are colour, and instance numbers where the engine has them: no COCO, no flush, its start and the loading of models left out.
/// </summary>
internal static class PeersBenchmark
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    private static readonly (string Name, string Engine, int Samples)[] Peers =
    [
        ("Blender Cycles, 4 samples", "cycles", 4), ("Blender Cycles, 16 samples", "cycles", 16), ("Blender EEVEE, 4 samples, no ids", "eevee", 4),
    ];

    public static int Run(string[] args)
    {
        var output = BenchmarkOptions.Find(args, "-o") ?? throw new RenderException(Failure.Usage, "-o OUT is missing.");
        var (rounds, images) = (BenchmarkOptions.Number(args, "--repeats", 3), BenchmarkOptions.Number(args, "--images", 3));
        var folder = BenchmarkOptions.Find(args, "--job") ?? ReferenceJob.Find() ?? throw new RenderException(Failure.Usage, ReferenceJob.Absent + ".", remedy: "Give it with --job DIR.");
        var version = Capture("blender", ["--version"])?.Split('\n')[0].Trim()
            ?? throw new RenderException(Failure.Usage, "there is no blender.", remedy: "Install it: apt-get install blender.");
        using var job = new ReferenceJob(folder);
        using var run = new DatasetRun(job.Assets, BenchmarkOptions.Find(args, "--device"), Options.CacheFolder(null));
        var scratch = Directory.CreateDirectory(Path.GetFullPath(output)).FullName;
        var ours = new List<double>();
        var theirs = Peers.ToDictionary(peer => peer.Name, _ => new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var frames = Enumerable.Range(0, job.SceneCount).Select(scene => job.Frame(scene, round)).ToDictionary(frame => frame.Index);
            var result = run.Execute(ReferenceJobBenchmark.Describe(job, Path.Combine(scratch, "render")), frames.Keys.Order(), frames.Count, frame => frames[frame], CancellationToken.None);
            if (round == 0)
                continue; // Warms the program up.
            ours.Add(result.Time.TotalSeconds / job.SceneCount);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Render: {ours[^1]:0.000} s an image"));
            foreach (var (name, engine, samples) in Peers)
            {
                var seconds = Blender(folder, Directory.CreateDirectory(Path.Combine(scratch, "blender")).FullName, engine, samples, images);
                theirs[name].AddRange(seconds);
                Console.Error.WriteLine($"{name}: {string.Join(' ', seconds.Select(s => s.ToString("0.00", CultureInfo.InvariantCulture)))} s an image");
            }
        }
        var median = BenchmarkOptions.Median(ours);
        Console.Out.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["benchmark"] = "peers",
            ["render_s"] = Math.Round(median, 4),
            ["render_min_s"] = Math.Round(ours[0], 4),
            ["render_max_s"] = Math.Round(ours[^1], 4),
            ["blender"] = version,
            ["peers"] = theirs.Select(peer => Verdict(peer.Key, peer.Value, median)).ToArray(),
            ["repeats"] = rounds,
            ["device"] = run.Device.Name,
            ["cores"] = Environment.ProcessorCount,
        }));
        return 0;
    }

    private static Dictionary<string, object?> Verdict(string name, List<double> seconds, double ours)
    {
        if (seconds.Count == 0)
            return new() { ["peer"] = name, ["s"] = null };
        var median = BenchmarkOptions.Median(seconds);
        return new()
        {
            ["peer"] = name,
            ["s"] = Math.Round(median, 3),
            ["min_s"] = Math.Round(seconds[0], 3),
            ["max_s"] = Math.Round(seconds[^1], 3),
            ["times_ours"] = Math.Round(median / ours, 1),
        };
    }

    /// <summary>Seconds of each image; none where the engine does not start.</summary>
    private static double[] Blender(string job, string output, string engine, int samples, int images)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Peers", "blender_reference_job.py");
        var log = Capture("blender", ["-b", "--factory-startup", "-noaudio", "--python-exit-code", "1", "--python", script, "--",
            job, output, engine, $"{samples}", $"{images}"]);
        return [.. (log ?? "").Split('\n').Where(line => line.StartsWith("seconds ", StringComparison.Ordinal)).Select(line => double.Parse(line[8..], CultureInfo.InvariantCulture))];
    }

    /// <summary>What a program printed; null where there is none, or it failed.</summary>
    private static string? Capture(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var text = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }
            return process.ExitCode == 0 ? text.GetAwaiter().GetResult() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
