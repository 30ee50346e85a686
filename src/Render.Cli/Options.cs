using System.CommandLine;
using System.CommandLine.Parsing;
using Render.Core;
using Render.Core.Scenes;
using Render.Dataset;

namespace Render.Cli;

/// <summary>The options that several commands share, and how their values are read.</summary>
internal static class Options
{
    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Show the stack trace of a failure.", Recursive = true };

    public static Argument<string> Scene() => Path("scene", "The scene file (YAML).");

    public static Argument<string> Path(string name, string description)
    {
        var path = new Argument<string>(name) { Description = description };
        path.Validators.Add(result => RefuseEmpty(result, name));
        return path;
    }

    public static Option<string> Out(string description)
    {
        var folder = new Option<string>("--out", "-o") { Description = description, Required = true };
        folder.Validators.Add(result => RefuseEmpty(result, "--out"));
        return folder;
    }

    /// <summary>An empty path, as an unset shell variable gives it, is no path.</summary>
    private static void RefuseEmpty(SymbolResult result, string name)
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            result.AddError($"{name}: the path is empty.");
    }

    public static Option<string?> Frames() => new("--frames") { Description = "Frames A-B (0-based, inclusive), or one frame; default: all of the scene." };

    public static Option<ulong?> Seed() => new("--seed") { Description = "Replaces the scene's seed." };

    public static Option<string?> Device() => new("--device") { Description = "GPU by number, part of its name, or 'cpu'; default: discrete before integrated before CPU." };

    public static Option<string[]> Root() => new("--root") { Description = "NAME=DIR: what 'NAME:' stands for in the scene's paths; may be repeated.", AllowMultipleArgumentsPerToken = false };

    public static Option<string[]> Freeze() => new("--freeze")
    {
        Description = "PATH...: values that are their base in all frames, and placements as in frame 0; a path as 'render explain' shows it, with all below it, * for any part.",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<string> Png()
    {
        var png = new Option<string>("--png")
        {
            Description = "What the size of PNG files is worth: fast, balanced or small; the pixels are the same.",
            DefaultValueFactory = _ => nameof(PngCompression.Balanced).ToLowerInvariant(),
        };
        return png.AcceptOnlyFromAmong([.. Enum.GetNames<PngCompression>().Select(name => name.ToLowerInvariant())]);
    }

    public static Option<string?> Only() => new Option<string?>("--only")
    {
        Description = "labels: no colour image is rendered, and the labels are the same; color: images and records, without label images and annotation files. Default: both.",
    }.AcceptOnlyFromAmong("labels", "color");

    /// <summary>What is left of a scene's labels.</summary>
    public static LabelSettings KeepOnly(LabelSettings labels, string? only) => only switch
    {
        "labels" => labels with { LabelsOnly = true },
        "color" => labels.WithoutLabelFiles(),
        _ => labels,
    };

    public static Option<string?> Layout(string otherwise) => new Option<string?>("--layout")
    {
        Description = $"files: a file for each image, mask and record; shards: tar files of 64 frames' numbers each, the unit of commit, which WebDataset reads. Default: {otherwise}.",
    }.AcceptOnlyFromAmong([.. Enum.GetNames<DatasetLayout>().Select(name => name.ToLowerInvariant())]);

    public static DatasetLayout? ParseLayout(string? layout) => layout is null ? null : Enum.Parse<DatasetLayout>(layout, ignoreCase: true);

    public static PngCompression ParsePng(string png) => Enum.Parse<PngCompression>(png, ignoreCase: true);

    public static Option<string?> Cache() => new("--cache") { Description = "Folder for imported assets and shaders; default: $XDG_CACHE_HOME/render or ~/.cache/render." };

    /// <summary>NAME=DIR pairs. Throws <see cref="RenderException"/> (usage).</summary>
    public static Dictionary<string, string> ParseRoots(string[]? roots)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var root in roots ?? [])
        {
            var at = root.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == root.Length - 1)
                throw new RenderException(Failure.Usage, $"--root {root} is not NAME=DIR.");
            var folder = System.IO.Path.GetFullPath(root[(at + 1)..]);
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
            return System.IO.Path.GetFullPath(option);
        var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var parent = string.IsNullOrEmpty(xdg) ? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : xdg;
        return System.IO.Path.Combine(parent, "render");
    }

    /// <summary>The program's own assets: beside the program, or in the checkout above it.</summary>
    public static string? AssetsFolder()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder.TrimEnd(System.IO.Path.DirectorySeparatorChar)))
            if (Directory.Exists(System.IO.Path.Combine(folder, "assets", "meshes")))
                return System.IO.Path.Combine(folder, "assets");
        return null;
    }
}
