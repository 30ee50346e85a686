using System.Diagnostics;
using System.Globalization;
using Render.Core;

namespace Render.Benchmarks;

/// <summary>One run of the command, as a user starts it.</summary>
/// <param name="Seconds">From launch to end, by the clock.</param>
/// <param name="Output">Standard output.</param>
/// <param name="PeakRssMib">The most memory that was seen; the kernel's own mark, asked every few milliseconds.</param>
/// <param name="Launched">When it was started, UTC.</param>
internal sealed record CommandRun(double Seconds, string Output, double PeakRssMib, DateTime Launched)
{
    /// <exception cref="RenderException">It failed; its own words are the message.</exception>
    public static CommandRun Of(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var (watch, launched) = (Stopwatch.StartNew(), DateTime.UtcNow);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var peak = 0.0;
        // At first often, since what starts fast is over soon.
        for (var wait = 20; !process.WaitForExit(wait); wait = Math.Min(1000, wait * 5 / 4))
            peak = Math.Max(peak, PeakOf(process.Id));
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0)
            throw new RenderException(Failure.Refused, $"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.Result.Trim()}");
        return new(seconds, output.Result, peak, launched);
    }

    private static double PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : Math.Round(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024, 1);
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}
