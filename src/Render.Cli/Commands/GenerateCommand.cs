using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Render.Cli.Preview;
using Render.Core;
using Render.Core.Scenes;
using Render.Dataset;

namespace Render.Cli.Commands;

/// <summary><c>render generate</c>: a scene file becomes a dataset; what is there already is kept, and only what is missing is rendered.</summary>
internal static class GenerateCommand
{
    /// <summary>Images on the contact sheet that a run leaves.</summary>
    private const int SheetImages = 8;

    private static readonly Argument<string> ScenePath = Options.Scene();
    private static readonly Option<string> Out = Options.Out("Folder of the dataset; made where it does not exist.");
    private static readonly Option<string?> Frames = Options.Frames();
    private static readonly Option<ulong?> Seed = Options.Seed();
    private static readonly Option<int?> Chunk = new("--chunk") { Description = "Render only the frames whose number modulo --chunks is this, 0 <= I < N; in shards: the shards whose number is." };
    private static readonly Option<int?> Chunks = new("--chunks") { Description = "Number of chunks that the frames are shared out to." };
    private static readonly Option<string?> Device = Options.Device();
    private static readonly Option<string[]> Freeze = Options.Freeze();
    private static readonly Option<string[]> Root = Options.Root();
    private static readonly Option<string?> Cache = Options.Cache();
    private static readonly Option<string> Png = Options.Png();
    private static readonly Option<string?> Only = Options.Only();
    private static readonly Option<string?> Layout = Options.Layout("files");
    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Remove what another scene, seed or version left in the folder, and start over." };
    private static readonly Option<bool> AllowMixed = new("--allow-mixed") { Description = "Go on in a folder whose frames another version or device rendered." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Check everything, say what would be rendered, write nothing." };
    private static readonly Option<bool> Json = new("--json") { Description = "The closing report as one JSON object." };

    public static Command Create()
    {
        var command = new Command("generate", "Render a scene file into a labelled dataset.")
        {
            ScenePath, Out, Frames, Seed, Chunk, Chunks, Device, Freeze, Root, Cache, Png, Only, Layout, Overwrite, AllowMixed, DryRun, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult options)
    {
        var path = options.GetRequiredValue(ScenePath);
        var cache = Options.CacheFolder(options.GetValue(Cache));
        var scene = Scene.Load(path, AssetSession.OpenRoots(options.GetValue(Root), null), options.GetValue(Freeze));
        using var signals = new Signals();
        using var assets = new AssetSession(scene.Roots, cache, cancellation: signals.Token);
        var seed = options.GetValue(Seed) ?? scene.Seed;
        var wanted = Wanted(scene, options);
        var resolved = assets.Resolve(scene);
        foreach (var note in resolved.Notes)
            Console.Error.WriteLine($"render: note: {note}");
        if (options.GetValue(DryRun))
            return Plan(scene, resolved, seed, wanted, options.GetRequiredValue(Out));

        using var run = new DatasetRun(assets.Library, options.GetValue(Device), cache);
        var folder = options.GetRequiredValue(Out);
        var described = DatasetRun.Describe(scene, resolved, seed, folder) with { Overwrite = options.GetValue(Overwrite), AllowMixed = options.GetValue(AllowMixed), Layout = LayoutOf(options) };
        var result = run.Execute(
            described with { Labels = Options.KeepOnly(described.Labels, options.GetValue(Only)) with { Png = Options.ParsePng(options.GetRequiredValue(Png)) } },
            wanted.Frames, wanted.Count, frame => resolved.Draw(seed, frame, signals.Token), signals.Token);
        Report(folder, scene, result, Sheet(folder), options.GetValue(Json));
        return result.Quarantined.Count == 0 ? ExitCodes.Done : ExitCodes.Quarantined;
    }

    private static DatasetLayout LayoutOf(ParseResult options) => Options.ParseLayout(options.GetValue(Layout)) ?? DatasetLayout.Files;

    private static FrameSelection Wanted(Scene scene, ParseResult options)
    {
        var (chunk, chunks) = (options.GetValue(Chunk), options.GetValue(Chunks));
        if (chunk.HasValue != chunks.HasValue)
            throw new RenderException(Failure.Usage, "--chunk and --chunks belong together.");
        return FrameSelection.Parse(options.GetValue(Frames), scene.Frames, chunk ?? 0, chunks ?? 1, LayoutOf(options) == DatasetLayout.Shards ? FrameSelection.ShardFrames : 1);
    }

    /// <summary>A picture of the dataset is no reason to fail a run that has written it.</summary>
    private static string? Sheet(string folder)
    {
        try
        {
            return DatasetSheet.Write(folder, SheetImages);
        }
        catch (Exception e) when (e is RenderException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"render: the dataset is written, but its contact sheet could not be made: {e.Message}");
            return null;
        }
    }

    private static int Plan(Scene scene, ResolvedScene resolved, ulong seed, FrameSelection wanted, string folder)
    {
        foreach (var frame in wanted.Frames.Take(1))
            resolved.Draw(seed, frame);
        Console.Out.WriteLine($"{wanted.Count} frames of '{scene.Name}' (seed {seed}, scene {resolved.Hash[..12]}) would go into {folder}.");
        return ExitCodes.Done;
    }

    private static void Report(string folder, Scene scene, DatasetRunResult result, string? sheet, bool json)
    {
        foreach (var (frame, reason) in result.Quarantined)
            Console.Error.WriteLine($"render: frame {frame} is quarantined: {reason}");
        var (summary, seconds) = (result.Summary, result.Time.TotalSeconds);
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new GenerateReport(folder, summary.Frames, summary.Images, result.Present, [.. result.Quarantined.Keys], seconds, [.. summary.Annotations], sheet, summary.Polygons),
                ReportJson.Default.GenerateReport));
            return;
        }
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{summary.Images} images rendered in {seconds:0.0} s ({summary.Images / Math.Max(seconds, 1e-3):0.0} a second)")
            + (result.Present > 0 ? $", {result.Present} frames were there already." : "."));
        void Line(string what, string path) => Console.Out.WriteLine($"  {what,-15}{path}");
        foreach (var split in scene.Splits.Select(split => Path.Combine(folder, "images", split)).Where(Directory.Exists))
            Line("images", split);
        foreach (var split in scene.Splits.Select(split => Path.Combine(folder, "shards", split)).Where(Directory.Exists))
            Line("shards", split);
        foreach (var file in summary.Annotations)
            Line("labels", Path.Combine(folder, file));
        if (summary.Polygons is { } fit)
            Line("", fit.ToString());
        foreach (var (what, path) in new[] { ("instance masks", Path.Combine(folder, "masks", "instance")), ("semantic masks", Path.Combine(folder, "masks", "semantic")), ("depth", Path.Combine(folder, "depth")), ("records", Path.Combine(folder, "frames")) })
            if (Directory.Exists(path))
                Line(what, path);
        if (sheet is not null)
            Line("contact sheet", sheet);
    }
}
