using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Render.Core;
using Render.Tests.Check;

namespace Render.Benchmarks;

/// <summary>
/// <c>tools/bench check</c>: writes a COCO file of the wanted length (500-byte polygons, ids out of order, images mixed) and has the program judge it; seconds,
/// bytes a second, and the largest resident set of that process, as the kernel says it.
/// </summary>
internal static class CheckBenchmark
{
    public static int Run(string[] args)
    {
        var folder = BenchmarkOptions.Find(args, "-o") ?? throw new RenderException(Failure.Usage, "check: -o FOLDER for the file is missing.");
        var program = BenchmarkOptions.Find(args, "--program") ?? Path.Combine(AppContext.BaseDirectory, "render");
        var bytes = long.Parse(BenchmarkOptions.Find(args, "--bytes") ?? "500000000", CultureInfo.InvariantCulture);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"check-{bytes}.json");
        if (File.Exists(file))
            throw new RenderException(Failure.Usage, "the file is there already.", file);
        try
        {
            var annotations = LargeCoco.Write(file, bytes);
            var (seconds, peak) = Judge(program, file);
            Console.Out.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["benchmark"] = "check",
                ["bytes"] = bytes,
                ["annotations"] = annotations,
                ["seconds"] = Math.Round(seconds, 1),
                ["mb_per_second"] = Math.Round(bytes / seconds / 1e6, 1),
                ["peak_rss_mib"] = Math.Round(peak / 1024.0, 1),
            }));
            return 0;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (double Seconds, long PeakKib) Judge(string program, string file)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program) { ArgumentList = { "check", file, "--json" }, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var peak = 0L;
        while (!process.WaitForExit(50))
        {
            process.Refresh();
            peak = process.HasExited ? peak : Math.Max(peak, process.PeakWorkingSet64 / 1024);
        }
        output.GetAwaiter().GetResult();
        return process.ExitCode == 0 ? (clock.Elapsed.TotalSeconds, peak) : throw new RenderException(Failure.InvalidInput, $"the program ended with {process.ExitCode}.", file);
    }
}
