using System.Globalization;
using System.Text.Json;
using Render.Core;

namespace Render.Benchmarks;

/// <summary>
/// How long the command takes to be of use: <c>--help</c>, and the first image of a scene whose assets and shaders are in the cache, from launch until the image
/// was written, and until the whole run of one frame was over. The first run fills the cache and does not count.
/// </summary>
internal static class StartBenchmark
{
    private const int DefaultRepeats = 9;

    public static int Run(string[] args)
    {
        var repeats = DefaultRepeats;
        if (BenchmarkOptions.Find(args, "--repeats") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out repeats) || repeats < 1))
            throw new RenderException(Failure.Usage, $"--repeats {text} is not a whole number from 1.");
        var program = BenchmarkOptions.Find(args, "--program") ?? throw new RenderException(Failure.Usage, "--program RENDER is missing.");
        var scene = BenchmarkOptions.Find(args, "--scene") ?? "scenes/examples/tabletop.yaml";
        var folder = Directory.CreateTempSubdirectory("render-bench-").FullName;
        try
        {
            var (help, first, whole) = (new List<double>(), new List<double>(), new List<double>());
            var (peak, output) = (0.0, Path.Combine(folder, "out"));
            for (var repeat = -1; repeat < repeats; repeat++)
            {
                var launched = CommandRun.Of(program, "--help");
                var run = CommandRun.Of(program, "generate", scene, "-o", output, "--frames", "0", "--overwrite", "--cache", Path.Combine(folder, "cache"));
                if (repeat < 0)
                    continue;
                var image = Directory.EnumerateFiles(Path.Combine(output, "images"), "*", SearchOption.AllDirectories).Min(File.GetLastWriteTimeUtc);
                help.Add(launched.Seconds);
                first.Add((image - run.Launched).TotalSeconds);
                whole.Add(run.Seconds);
                peak = Math.Max(peak, run.PeakRssMib);
            }
            double[] Spread(List<double> seconds) => [Math.Round(BenchmarkOptions.Median(seconds), 3), Math.Round(seconds[0], 3), Math.Round(seconds[^1], 3)];
            Console.Out.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["benchmark"] = "start",
                ["scene"] = Path.GetFileName(scene),
                ["help_s_median_min_max"] = Spread(help),
                ["first_image_s_median_min_max"] = Spread(first),
                ["one_frame_s_median_min_max"] = Spread(whole),
                ["peak_rss_mib"] = peak,
                ["repeats"] = repeats,
                ["cores"] = Environment.ProcessorCount,
            }));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
