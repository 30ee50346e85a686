using System.Globalization;
using System.Runtime.InteropServices;
using Render.Core;

namespace Render.Benchmarks;

/// <summary>What every benchmark needs: its options, medians, its own peak memory.</summary>
internal static partial class BenchmarkOptions
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of linux/time.h

    /// <summary>The argument after <paramref name="name"/>, or null.</summary>
    public static string? Find(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    /// <summary>The whole number from 1 after <paramref name="name"/>, or the default.</summary>
    public static int Number(string[] args, string name, int otherwise) => Find(args, name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new RenderException(Failure.Usage, $"{name} {text} is not a whole number from 1.");

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    /// <summary>Processor time of this process and the children that it has waited for, in steps of 10 ms.</summary>
    public static double CpuSeconds()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        // Fields 14 to 17 of proc_pid_stat(5), after the name in parentheses: hundredths of a second.
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ').Skip(11).Take(4).Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / 100;
    }

    /// <summary>Processor time of the calling thread, exact to some nanoseconds.</summary>
    public static double ThreadSeconds() =>
        GetTime(ThreadCpuTime, out var time) == 0 ? time.Seconds + 1e-9 * time.Nanoseconds : throw new InvalidOperationException("the kernel gives no processor time of threads");

    /// <summary>MiB of this process at its most.</summary>
    public static double PeakRss() => Status("VmHWM:");

    /// <summary>MiB of this process now.</summary>
    public static double Rss() => Status("VmRSS:");

    private static double Status(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return Math.Round(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024, 1);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Timespec time);

    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
