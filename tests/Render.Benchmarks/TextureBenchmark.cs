using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Materials;

namespace Render.Benchmarks;

/// <summary>
/// Procedural textures of 512 x 512 texels, by kind: colour, normals, roughness and all mipmaps of another seed each time, on one thread. Milliseconds
/// of that thread's processor, which other programs on the machine disturb less than the clock; medians of the repeats, after a few that do not count.
/// </summary>
internal static class TextureBenchmark
{
    private const int DefaultRepeats = 30;
    private const int Unmeasured = 10;

    private static readonly string[] Kinds = ["checker", "stripes", "dots", "gradient", "perlin", "worley", "wood", "marble", "brushed_metal", "scratches", "dirt"];

    public static int Run(string[] args)
    {
        var repeats = DefaultRepeats;
        if (BenchmarkOptions.Find(args, "--repeats") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out repeats) || repeats < 1))
            throw new RenderException(Failure.Usage, $"--repeats {text} is not a whole number from 1.");
        static RenderException NoFile(string reference) => new(Failure.InvalidInput, "a file was asked for.", reference);
        // Keeps one texture, so that each is made.
        var library = new AssetLibrary(r => throw NoFile(r), (r, _) => throw NoFile(r), r => throw NoFile(r), capacity: 1);
        var result = new Dictionary<string, object> { ["benchmark"] = "textures" };
        foreach (var kind in Kinds)
        {
            var (cpu, wall) = (new List<double>(), new List<double>());
            for (var repeat = -Unmeasured; repeat < repeats; repeat++)
            {
                var before = BenchmarkOptions.ThreadSeconds();
                var watch = Stopwatch.StartNew();
                library.Texture(string.Create(CultureInfo.InvariantCulture, $"procedural:{kind}?seed={repeat + Unmeasured}"), ColorSpace.Srgb);
                if (repeat < 0)
                    continue;
                wall.Add(watch.Elapsed.TotalMilliseconds);
                cpu.Add(1000 * (BenchmarkOptions.ThreadSeconds() - before));
            }
            result[$"{kind}_cpu_ms"] = Math.Round(BenchmarkOptions.Median(cpu), 1);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {BenchmarkOptions.Median(cpu):0.0} ms of processor ({cpu[0]:0.0} least), {BenchmarkOptions.Median(wall):0.0} ms by the clock"));
        }
        result["repeats"] = repeats;
        Console.Out.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    }
}
