using System.Globalization;
using System.Text.Json;
using Render.Core;

namespace Render.Benchmarks;

/// <summary>
/// Whether the millionth frame costs what the first did: a small scene is rendered into two folders until one holds few frames and the other many; then both
/// get as many new frames by turns, and the time a frame is compared, as is the command's peak memory from run to run. The seconds are those of the command's own
/// report, from the first frame to the last.
/// </summary>
internal static class FolderBenchmark
{
    private const int DefaultMany = 100_000, Few = 1000, Batch = 500, Rounds = 7;

    // Small, so that what is done for each frame besides rendering weighs most.
    private const string Scene = """
        render: 1
        frames: 10000000
        image: { width: 64, height: 48, samples: 1 }
        assets: { block: { file: shape:box, category: block } }
        objects: { blocks: { pick: block, count: 3 } }
        """;

    public static int Run(string[] args)
    {
        var many = DefaultMany;
        if (BenchmarkOptions.Find(args, "--frames") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out many) || many <= Few))
            throw new RenderException(Failure.Usage, $"--frames {text} is not a whole number above {Few}.");
        var program = BenchmarkOptions.Find(args, "--program") ?? throw new RenderException(Failure.Usage, "--program RENDER is missing.");
        var output = Path.GetFullPath(BenchmarkOptions.Find(args, "-o") ?? throw new RenderException(Failure.Usage, "-o FOLDER is missing."));
        Directory.CreateDirectory(output);
        var scene = Path.Combine(output, "scene.yaml");
        File.WriteAllText(scene, Scene);
        var peaks = new Dictionary<string, double>();
        double Add(string folder, long first, long count)
        {
            var run = CommandRun.Of(program, "generate", scene, "-o", Path.Combine(output, folder), "--frames", string.Create(CultureInfo.InvariantCulture, $"{first}-{first + count - 1}"), "--json");
            peaks[string.Create(CultureInfo.InvariantCulture, $"{folder}, {count} frames")] = run.PeakRssMib;
            var seconds = JsonDocument.Parse(run.Output).RootElement.GetProperty("seconds").GetDouble();
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {count} frames from {first} on, {1000 * seconds / count:0.000} ms each ({run.Seconds - seconds:0.0} s besides), {run.PeakRssMib} MiB"));
            return 1000 * seconds / count;
        }
        Add("few", 0, Few);
        // In parts, whose memory is compared.
        for (var begun = 0; begun < many; begun += many / 2)
            Add("many", begun, Math.Min(many / 2, many - begun));
        var (ofFew, ofMany) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ofFew.Add(Add("few", Few + round * Batch, Batch));
            ofMany.Add(Add("many", many + round * Batch, Batch));
        }
        var ratios = ofFew.Zip(ofMany, (a, b) => b / a).ToList();
        Console.Out.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["benchmark"] = "folder",
            ["frames_few"] = Few,
            ["frames_many"] = many,
            ["few_ms_a_frame"] = Math.Round(BenchmarkOptions.Median(ofFew), 3),
            ["many_ms_a_frame"] = Math.Round(BenchmarkOptions.Median(ofMany), 3),
            ["ratio_median_min_max"] = new[] { Math.Round(BenchmarkOptions.Median(ratios), 3), Math.Round(ratios[0], 3), Math.Round(ratios[^1], 3) },
            ["peak_rss_mib"] = peaks,
            ["rounds"] = Rounds,
            ["cores"] = Environment.ProcessorCount,
        }));
        return 0;
    }
}
