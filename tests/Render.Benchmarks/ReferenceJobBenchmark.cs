using System.Globalization;
using System.Text.Json;
using Render.Cli;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset;

namespace Render.Benchmarks;

/// <summary>
/// The reference job as a whole run: colour PNG, id PNG, COCO and records with default settings, written to disk with their flushes. The
/// originals come first, warm the program up and stay in OUT; then each repeat renders all scenes with eye and sun moved a little, into a folder of its own.
/// With --size, images are of another size; with --passes, each pass of the renderer is timed by itself; with --lens, the scenes are seen through a fisheye of 180 degrees, or a bent
/// wide-angle lens; with --sensor, by a camera with all that a sensor has; with --only labels or --only color, the run makes only these; with --shards, into shards.
/// </summary>
internal static class ReferenceJobBenchmark
{
    private const int DefaultRepeats = 9;

    public static int Run(string[] args)
    {
        var output = BenchmarkOptions.Find(args, "-o") ?? throw new RenderException(Failure.Usage, "-o OUT is missing.");
        var lens = BenchmarkOptions.Find(args, "--lens");
        if (lens is not (null or "fisheye" or "brown-conrady"))
            throw new RenderException(Failure.Usage, $"--lens {lens} is neither fisheye nor brown-conrady.");
        var layout = args.Contains("--shards") ? DatasetLayout.Shards : DatasetLayout.Files;
        var sensor = args.Contains("--sensor") ? WholeSensor : null;
        var size = Size(BenchmarkOptions.Find(args, "--size"));
        var only = BenchmarkOptions.Find(args, "--only");
        if (only is not (null or "labels" or "color"))
            throw new RenderException(Failure.Usage, $"--only {only} is neither labels nor color.");
        var repeats = DefaultRepeats;
        if (BenchmarkOptions.Find(args, "--repeats") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out repeats) || repeats < 1))
            throw new RenderException(Failure.Usage, $"--repeats {text} is not a whole number from 1.");
        var folder = BenchmarkOptions.Find(args, "--job") ?? ReferenceJob.Find() ?? throw new RenderException(Failure.Usage, ReferenceJob.Absent + ".", remedy: "Give it with --job DIR.");
        using var job = new ReferenceJob(folder);
        using var run = new DatasetRun(job.Assets, BenchmarkOptions.Find(args, "--device"), Options.CacheFolder(null));
        // Beside OUT: the system's folder for temporary files may be in memory, where a flush costs nothing.
        var scratch = Directory.CreateDirectory(Path.GetFullPath(output).TrimEnd('/') + ".repeats").FullName;
        var milliseconds = new List<double>();
        var (processor, allocated) = (TimeSpan.Zero, 0L);
        var passes = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        if (args.Contains("--passes"))
            run.MeasurePasses((pass, ms) => (passes.TryGetValue(pass, out var list) ? list : passes[pass] = []).Add(ms));
        for (var repeat = 0; repeat <= repeats; repeat++)
        {
            var frames = Enumerable.Range(0, job.SceneCount).Select(scene => ThroughLens(Sized(job.Frame(scene, repeat), size), lens) with { Sensor = sensor }).ToDictionary(frame => frame.Index);
            var target = repeat == 0 ? output : Path.Combine(scratch, $"{repeat}");
            var result = run.Execute(Describe(job, target, only) with { Layout = layout }, frames.Keys.Order(), frames.Count, frame => frames[frame], CancellationToken.None);
            if (result.Quarantined.Count > 0)
                throw new RenderException(Failure.Refused, result.Quarantined.First().Value);
            if (repeat == 0)
                (processor, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
            else
                milliseconds.Add(result.Time.TotalMilliseconds / job.SceneCount);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"repeat {repeat}: {result.Time.TotalMilliseconds / job.SceneCount:0.0} ms an image"));
        }
        // Each pass is then a submission of its own, so the sum is more than the frame's time without --passes.
        foreach (var (pass, times) in passes)
        {
            // Images that use a pass have their times in the order of the scenes, repeat after repeat: the least over the repeats is what a busy machine leaves of the truth.
            var perRepeat = times.Count / (repeats + 1);
            var least = Enumerable.Range(0, perRepeat).Select(i => Enumerable.Range(1, repeats).Min(r => times[r * perRepeat + i])).Sum() / job.SceneCount;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pass,-24} {times.Order().ElementAt(times.Count / 2),8:0.00} ms median, {times.Skip(perRepeat).Sum() / job.SceneCount / repeats,8:0.00} ms an image, {least,8:0.00} at best"));
        }
        Directory.Delete(scratch, recursive: true);
        processor = Environment.CpuUsage.TotalTime - processor;
        milliseconds.Sort();
        var median = milliseconds[milliseconds.Count / 2];
        Console.Out.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["benchmark"] = "reference-job" + (lens is null ? "" : $" through {lens}") + (sensor is null ? "" : " with a sensor") + (size is var (w, h) ? $" at {w}x{h}" : "")
                + (only is null ? "" : $", {only} only") + (layout == DatasetLayout.Shards ? ", in shards" : ""),
            ["images_per_second"] = Math.Round(1000 / median, 2),
            ["median_ms"] = Math.Round(median, 2),
            ["min_ms"] = Math.Round(milliseconds[0], 2),
            ["max_ms"] = Math.Round(milliseconds[^1], 2),
            ["cpu_ms"] = Math.Round(processor.TotalMilliseconds / (repeats * job.SceneCount), 1), // of all cores, an image
            ["repeats"] = repeats,
            ["peak_rss_mib"] = BenchmarkOptions.PeakRss(),
            ["assets_mib"] = job.Assets.Held >> 20,
            ["managed_mib"] = GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes >> 20,
            ["allocated_mib_an_image"] = Math.Round((GC.GetTotalAllocatedBytes() - allocated) / 1048576.0 / (repeats * job.SceneCount), 2),
            ["device"] = run.Device.Name,
            ["cores"] = Environment.ProcessorCount,
        }));
        return 0;
    }

    private static (int Width, int Height)? Size(string? text)
    {
        if (text is null)
            return null;
        var sides = text.Split('x');
        if (sides.Length == 2 && int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height) && width > 0 && height > 0)
            return (width, height);
        throw new RenderException(Failure.Usage, $"--size {text} is not WIDTHxHEIGHT.");
    }

    /// <summary>The same horizontal field of view in an image of another size.</summary>
    private static Frame Sized(Frame frame, (int Width, int Height)? size)
    {
        if (size is not var (width, height))
            return frame;
        var camera = frame.Cameras[0];
        var focal = camera.Fx * width / frame.Image.Width;
        return frame with
        {
            Image = frame.Image with { Width = width, Height = height },
            Cameras = [camera with { Fx = focal, Fy = focal, Cx = width / 2f, Cy = height / 2f }],
        };
    }

    /// <summary>The same places through a lens that is another one in every frame, as where its coefficients are drawn.</summary>
    private static Frame ThroughLens(Frame frame, string? kind)
    {
        if (kind is null)
            return frame;
        var (camera, random) = (frame.Cameras[0], new Random((int)frame.Index));
        double Within(double range) => range * (2 * random.NextDouble() - 1);
        // A circle of 180 degrees as wide as the image, or what the pinhole sees, bent as a wide-angle lens bends it.
        var bent = kind == "fisheye"
            ? camera with
            {
                Fx = (float)(frame.Image.Width / Math.PI),
                Fy = (float)(frame.Image.Width / Math.PI),
                Lens = new() { Model = LensModel.KannalaBrandt, K = [Within(0.02), Within(0.005), 0, 0], MaxAngleDeg = 95 },
            }
            : camera with { Lens = new() { Model = LensModel.BrownConrady, K = [-0.2 + Within(0.05), 0.05, 0], P = [Within(0.002), Within(0.002)] } };
        return frame with { Cameras = [bent] };
    }

    private static FrameSensor WholeSensor => new()
    {
        Saturation = 4,
        VignettingCos4 = 1,
        LateralChroma = new(0.001f, -0.001f),
        BlurPx = 0.7f,
        ReadNoiseE = 2.5f,
        Prnu = 0.005f,
        Bayer = BayerPattern.Rggb,
        Sharpening = 0.5f,
        JpegQuality = 85,
    };

    internal static DatasetOptions Describe(ReferenceJob job, string folder, string? only = null) => new()
    {
        Folder = folder,
        SceneHash = new string('0', 64),
        CanonicalScene = """{"benchmark":"reference-job"}""",
        Seed = 0,
        Build = "benchmark",
        Categories = [.. job.Categories.Select((name, i) => new Category(i + 1, name, name))],
        Labels = Options.KeepOnly(new(), only),
        Overwrite = true,
        Run = new("", ""),
    };
}
