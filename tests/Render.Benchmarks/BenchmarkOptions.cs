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

    /// <summary>MiB, of this process.</summary>
    public static double PeakRss()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return Math.Round(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024, 1);
    }
}
