using System.CommandLine;
using System.Globalization;
using Render.Core;

namespace Render.Cli;

/// <summary>The options that several commands share, and how their values are read.</summary>
internal static class Options
{
    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Show stack traces and timings.", Recursive = true };

    public static Argument<string> Scene() => new("scene") { Description = "The scene file (YAML)." };

    public static Option<string> Out(string description) => new("--out", "-o") { Description = description, Required = true };

    public static Option<string?> Frames() => new("--frames") { Description = "Frames A-B (0-based, inclusive), or one frame; default: all of the scene." };

    public static Option<ulong?> Seed() => new("--seed") { Description = "Replaces the scene's seed." };

    public static Option<string?> Device() => new("--device") { Description = "GPU by number, part of its name, or 'cpu'; default: discrete before integrated before CPU." };

    public static Option<string[]> Root() => new("--root") { Description = "NAME=DIR: what 'NAME:' stands for in the scene's paths; may be repeated.", AllowMultipleArgumentsPerToken = false };

    public static Option<string?> Cache() => new("--cache") { Description = "Folder for imported assets and shaders; default: $XDG_CACHE_HOME/render or ~/.cache/render." };

    /// <summary>A-B or A; null: all. Throws <see cref="RenderException"/> (usage).</summary>
    public static (long First, long Last)? ParseFrames(string? text)
    {
        if (text is null)
            return null;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var (a, b) = dash < 0 ? (text, text) : (text[..dash], text[(dash + 1)..]);
        if (long.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && first <= last)
            return (first, last);
        throw new RenderException(Failure.Usage, $"--frames {text} is not a range of frames.", remedy: "Give A-B with A <= B, 0-based and inclusive, for example 0-7.");
    }

    /// <summary>NAME=DIR pairs. Throws <see cref="RenderException"/> (usage).</summary>
    public static Dictionary<string, string> ParseRoots(string[]? roots)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var root in roots ?? [])
        {
            var at = root.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == root.Length - 1)
                throw new RenderException(Failure.Usage, $"--root {root} is not NAME=DIR.");
            var folder = Path.GetFullPath(root[(at + 1)..]);
            if (!Directory.Exists(folder))
                throw new RenderException(Failure.Usage, $"--root {root}: there is no folder {folder}.");
            if (!result.TryAdd(root[..at], folder))
                throw new RenderException(Failure.Usage, $"--root {root[..at]} is given twice.");
        }
        return result;
    }

    public static string CacheFolder(string? option)
    {
        if (option is not null)
            return Path.GetFullPath(option);
        var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var parent = string.IsNullOrEmpty(xdg) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : xdg;
        return Path.Combine(parent, "render");
    }

    /// <summary>The program's own assets: beside the program, or in the checkout above it.</summary>
    public static string? AssetsFolder()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)))
            if (Directory.Exists(Path.Combine(folder, "assets", "meshes")))
                return Path.Combine(folder, "assets");
        return null;
    }
}
