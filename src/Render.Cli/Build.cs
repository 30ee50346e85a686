using System.Reflection;

namespace Render.Cli;

/// <summary>What this program is, and how it shares out the machine.</summary>
internal static class Build
{
    /// <summary>The version that datasets name; equal builds make equal files.</summary>
    public static string Version { get; } = typeof(Build).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Threads that annotate and encode beside the renderer: a software driver uses every core itself, so few.</summary>
    public static int EncodingWorkers { get; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 8);
}
