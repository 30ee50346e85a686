using System.Globalization;

namespace Render.Benchmarks;

/// <summary>What every benchmark needs: its options, medians, its own peak memory.</summary>
internal static class BenchmarkOptions
{
    /// <summary>The argument after <paramref name="name"/>, or null.</summary>
    public static string? Find(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

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

    /// <summary>Processor time of the calling thread, in nanoseconds' steps: proc_pid_schedstat, its first field.</summary>
    public static double ThreadSeconds() => double.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e9;

    /// <summary>MiB, of this process.</summary>
    public static double PeakRss()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return Math.Round(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024, 1);
    }
}
