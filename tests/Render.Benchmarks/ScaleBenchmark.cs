using System.Globalization;
using System.Text.Json;
using Render.Cli;
using Render.Core;
using Render.Core.Scenes;

namespace Render.Benchmarks;

/// <summary>
/// What a frame costs as one thing after the other grows: pixels, sub-samples, objects, suns, textures. Frames are drawn, rendered, labelled, encoded, proved and
/// flushed to a dataset as by the command; the first ones, for which programs are compiled, do not count. Milliseconds of the clock a frame: median, least
/// and most of the rounds. With one processor: <c>taskset -c 0 tools/bench scale</c>.
/// </summary>
internal static class ScaleBenchmark
{
    private const int WarmUp = 4, Rounds = 5, DefaultFrames = 12;

    private static readonly Case[] Cases =
    [
        .. new[] { (128, 128), (256, 256), (512, 512), (640, 480), (1280, 720), (1920, 1080), (3840, 2160) }
            .Select(size => new Case(string.Create(CultureInfo.InvariantCulture, $"pixels {size.Item1}x{size.Item2}")) { Size = size }),
        .. new[] { 1, 4, 8, 16 }.Select(samples => new Case(string.Create(CultureInfo.InvariantCulture, $"samples {samples}")) { Samples = samples }),
        .. new[] { 1, 20, 100, 1000, 5000 }.Select(objects => new Case(string.Create(CultureInfo.InvariantCulture, $"objects {objects}")) { Objects = objects }),
        .. new[] { 0, 1, 2, 4 }.Select(suns => new Case(string.Create(CultureInfo.InvariantCulture, $"suns {suns}")) { Suns = suns }),
        .. new[] { 0, 1, 8 }.Select(textures => new Case(string.Create(CultureInfo.InvariantCulture, $"textures {textures}")) { Textures = textures }),
    ];

    public static int Run(string[] args)
    {
        var frames = DefaultFrames;
        if (BenchmarkOptions.Find(args, "--frames") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out frames) || frames < 1))
            throw new RenderException(Failure.Usage, $"--frames {text} is not a whole number from 1.");
        var folder = Path.GetFullPath(BenchmarkOptions.Find(args, "-o") ?? throw new RenderException(Failure.Usage, "-o FOLDER is missing."));
        var only = BenchmarkOptions.Find(args, "--only");
        var table = new Dictionary<string, double[]>();
        foreach (var one in Cases.Where(one => only is null || one.Name.StartsWith(only, StringComparison.Ordinal)))
        {
            var times = Measure(one, BenchmarkOptions.Find(args, "--device"), folder, frames);
            var median = BenchmarkOptions.Median(times);
            table[one.Name] = [Math.Round(median, 2), Math.Round(times[0], 2), Math.Round(times[^1], 2)];
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Name,-20} {median,8:0.0} ms a frame ({times[0]:0.0} to {times[^1]:0.0})"));
        }
        Console.Out.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["benchmark"] = "scale",
            ["ms_a_frame_median_min_max"] = table,
            ["frames"] = frames,
            ["rounds"] = Rounds,
            ["peak_rss_mib"] = BenchmarkOptions.PeakRss(),
            ["cores"] = Environment.ProcessorCount,
        }));
        return 0;
    }

    private static List<double> Measure(Case one, string? device, string folder, int frames)
    {
        var scene = Scene.Parse(one.Scene(), AssetSession.OpenRoots(null, Environment.CurrentDirectory), one.Name);
        using var assets = new AssetSession(scene.Roots, Options.CacheFolder(null));
        var resolved = assets.Resolve(scene);
        using var run = new DatasetRun(assets.Library, device, Options.CacheFolder(null));
        var times = new List<double>();
        for (var round = -1; round < Rounds; round++)
        {
            var (first, count) = round < 0 ? (0, WarmUp) : (WarmUp + round * frames, frames);
            var options = DatasetRun.Describe(scene, resolved, scene.Seed, folder) with { Overwrite = true };
            var result = run.Execute(options, Enumerable.Range(first, count).Select(frame => (long)frame), count, frame => resolved.Draw(scene.Seed, frame), CancellationToken.None);
            if (result.Quarantined.Count > 0)
                throw new RenderException(Failure.Refused, result.Quarantined.First().Value);
            if (round >= 0)
                times.Add(result.Time.TotalMilliseconds / frames);
        }
        Directory.Delete(folder, recursive: true);
        return times;
    }

    private sealed record Case(string Name)
    {
        public (int Width, int Height) Size { get; init; } = (640, 480);

        public int Samples { get; init; } = 4;

        public int Objects { get; init; } = 20;

        public int Suns { get; init; } = 1;

        public int Textures { get; init; }

        /// <summary>Balls on a plane, seen from above.</summary>
        public string Scene()
        {
            var suns = string.Concat(Enumerable.Range(0, Suns).Select(sun => string.Create(CultureInfo.InvariantCulture,
                $"  sun{sun}: {{ type: sun, irradiance_w_m2: 2, elevation_deg: [30, 70], azimuth_deg: {90 * sun} }}\n")));
            var textures = Textures == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", material: {{ procedural: {{ wood: {{}}, variants: {Textures} }} }}");
            var lights = Suns == 0 ? "" : "lights:\n" + suns;
            var scale = Objects > 100 ? "[0.05, 0.1]" : "[0.3, 0.6]";
            return string.Create(CultureInfo.InvariantCulture, $$"""
                render: 1
                frames: 100000
                image: { width: {{Size.Width}}, height: {{Size.Height}}, samples: {{Samples}} }
                assets: { ball: { file: shape:sphere, category: ball } }
                camera: { fov_deg: 50, position: { shell: { radius: [11, 12], elevation_deg: [40, 60] } }, look_at: [0, 0, 0] }
                {{lights}}
                surroundings:
                  ground: { shape: plane, size: [30, 30] }
                objects:
                  balls: { pick: ball, count: {{Objects}}, scale: {{scale}}, place: { position: { box: { min: [-4, -4, 0], max: [4, 4, 2] } } }{{textures}} }
                """) + "\n";
        }
    }
}
