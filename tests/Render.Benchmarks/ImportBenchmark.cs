using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Render.Assets;
using Render.Core;

namespace Render.Benchmarks;

/// <summary>
/// Import: a GLB of a million triangles and a thousand small ones with a texture each, the first time (an empty cache, no worker process yet) and
/// again from the cache by an importer that knows nothing of the first. Times are medians of the repeats. The worker is that of --program, by
/// default the one beside the benchmark, which is not precompiled.
/// </summary>
internal static class ImportBenchmark
{
    private const int DefaultRepeats = 5;

    /// <summary>708^2 quads: 1,002,528 triangles, 502,681 vertices.</summary>
    private const int LargeSide = 708;

    private const int SmallAssets = 1000;

    /// <summary>968 triangles, 529 vertices.</summary>
    private const int SmallSide = 22;

    private const int SmallTexture = 128;

    public static int Run(string[] args)
    {
        var repeats = DefaultRepeats;
        if (BenchmarkOptions.Find(args, "--repeats") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out repeats) || repeats < 1))
            throw new RenderException(Failure.Usage, $"--repeats {text} is not a whole number from 1.");
        var program = BenchmarkOptions.Find(args, "--program");
        var onlyLarge = args.Contains("--only-large");
        var folder = Directory.CreateTempSubdirectory("render-bench-");
        try
        {
            var root = folder.CreateSubdirectory("root").FullName;
            File.WriteAllBytes(Path.Combine(root, "large.glb"), BenchmarkModels.Sphere(LargeSide, 0, null));
            var (first, cpu, cached) = Measure("large", folder.FullName, root, ["large.glb"], program, repeats);
            var result = new Dictionary<string, object>
            {
                ["benchmark"] = "import",
                ["large_triangles"] = 2 * LargeSide * LargeSide,
                ["large_first_s"] = Math.Round(first, 3),
                ["large_first_cpu_s"] = Math.Round(cpu, 2),
                ["large_cached_s"] = Math.Round(cached, 3),
                ["repeats"] = repeats,
            };
            if (!onlyLarge)
            {
                var small = Enumerable.Range(0, SmallAssets).Select(i => string.Create(CultureInfo.InvariantCulture, $"small-{i:000}.glb")).ToArray();
                Parallel.For(0, small.Length, i =>
                    File.WriteAllBytes(Path.Combine(root, small[i]), BenchmarkModels.Sphere(SmallSide, i, BenchmarkModels.Picture(SmallTexture, i))));
                (first, cpu, cached) = Measure("small", folder.FullName, root, small, program, Math.Min(repeats, 3));
                result["small_assets"] = SmallAssets;
                result["small_first_s"] = Math.Round(first, 2);
                result["small_first_cpu_s"] = Math.Round(cpu, 1);
                result["small_cached_s"] = Math.Round(cached, 2);
            }
            result["peak_rss_mib"] = BenchmarkOptions.PeakRss();
            result["cores"] = Environment.ProcessorCount;
            Console.Out.WriteLine(JsonSerializer.Serialize(result));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Seconds for all files, asked for by as many threads as there are workers: with an empty cache (also of processor time, which other programs on the
    /// machine disturb less), and with a full one.
    /// </summary>
    private static (double First, double FirstCpu, double Cached) Measure(string what, string folder, string root, string[] files, string? program, int repeats)
    {
        var (first, cpu, cached) = (new List<double>(), new List<double>(), new List<double>());
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var cache = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"cache-{what}-{repeat}"));
            var before = BenchmarkOptions.CpuSeconds();
            first.Add(Import(cache, root, files, program));
            cpu.Add(BenchmarkOptions.CpuSeconds() - before);
            cached.Add(Import(cache, root, files, program));
            Directory.Delete(cache, recursive: true);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: first {first[^1]:0.000} s ({cpu[^1]:0.00} s of processors), from the cache {cached[^1]:0.000} s"));
        }
        return (BenchmarkOptions.Median(first), BenchmarkOptions.Median(cpu), BenchmarkOptions.Median(cached));
    }

    private static double Import(string cache, string root, string[] files, string? program)
    {
        var options = new ImportOptions { CacheDirectory = cache };
        if (program is not null)
            options = options with { WorkerCommand = [program, Assets.Worker.ImportWorker.Verb] };
        GC.Collect();
        var watch = Stopwatch.StartNew();
        using (var importer = new AssetImporter(options))
            Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
                file => importer.ImportModel(Path.Combine(root, file), file, root, new()));
        return watch.Elapsed.TotalSeconds;
    }
}
