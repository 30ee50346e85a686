using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Render.Core.Scenes;
using Render.Dataset;

namespace Render.Cli.Commands;

/// <summary><c>render ablate</c>: matched datasets of one scene, the whole of its randomness and the same without one family of it after the other.</summary>
internal static class AblateCommand
{
    /// <summary>The folder of the dataset in which nothing is frozen.</summary>
    private const string Whole = "all";

    private static readonly Argument<string> ScenePath = Options.Scene();
    private static readonly Option<string> Out = Options.Out("Folder of the datasets, one folder each: all, minus-lights, minus-textures, minus-background, minus-poses.");
    private static readonly Option<string?> Frames = Options.Frames();
    private static readonly Option<ulong?> Seed = Options.Seed();
    private static readonly Option<string?> Device = Options.Device();
    private static readonly Option<string[]> Freeze = Options.Freeze();
    private static readonly Option<string[]> Root = Options.Root();
    private static readonly Option<string?> Cache = Options.Cache();
    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Remove what another scene, seed or version left in the folders, and start over." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say which values each dataset does without, write nothing." };
    private static readonly Option<bool> Json = new("--json") { Description = "The closing report as one JSON object." };

    public static Command Create()
    {
        var command = new Command("ablate", "Render matched datasets from the same seed: all, and without the variety of lights, textures, background and poses in turn.")
        {
            ScenePath, Out, Frames, Seed, Device, Freeze, Root, Cache, Overwrite, DryRun, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult options)
    {
        var (path, roots) = (options.GetRequiredValue(ScenePath), AssetSession.OpenRoots(options.GetValue(Root), null));
        var freeze = options.GetValue(Freeze) ?? [];
        var whole = Scene.Load(path, roots, freeze);
        var wanted = FrameSelection.Parse(options.GetValue(Frames), whole.Frames, 0, 1);
        var datasets = new List<(string Name, Scene Scene, IReadOnlyList<string> Frozen)> { (Whole, whole, []) };
        foreach (var ablation in Ablation.All)
        {
            var frozen = ablation.PathsOf(whole);
            if (frozen.Count > 0)
                datasets.Add((ablation.Name, Scene.Load(path, roots, [.. freeze, .. frozen]), frozen));
            else
                Console.Error.WriteLine($"render: {ablation.Name} is left out: of {ablation.Doc}, the scene draws nothing.");
        }
        var results = options.GetValue(DryRun) ? datasets.ConvertAll(d => new AblationReport(d.Name, null, [.. d.Frozen], 0, 0, [])) : Render(options, whole, datasets, wanted);
        if (options.GetValue(Json))
            Console.Out.WriteLine(JsonSerializer.Serialize(results.ToArray(), ReportJson.Default.AblationReportArray));
        else
            Write(results);
        return results.All(r => r.Quarantined.Length == 0) ? ExitCodes.Done : ExitCodes.Quarantined;
    }

    private static List<AblationReport> Render(
        ParseResult options, Scene whole, List<(string Name, Scene Scene, IReadOnlyList<string> Frozen)> datasets, FrameSelection wanted)
    {
        var cache = Options.CacheFolder(options.GetValue(Cache));
        var seed = options.GetValue(Seed) ?? whole.Seed;
        using var signals = new Signals();
        using var assets = new AssetSession(whole.Roots, cache, cancellation: signals.Token);
        using var run = new DatasetRun(assets.Library, options.GetValue(Device), cache);
        var reports = new List<AblationReport>();
        foreach (var (name, scene, frozen) in datasets)
        {
            var (resolved, folder) = (assets.Resolve(scene), Path.Combine(options.GetRequiredValue(Out), name));
            var result = run.Execute(DatasetRun.Describe(scene, resolved, seed, folder) with { Overwrite = options.GetValue(Overwrite) },
                wanted.Frames, wanted.Count, frame => resolved.Draw(seed, frame, signals.Token), signals.Token);
            foreach (var (frame, reason) in result.Quarantined)
                Console.Error.WriteLine($"render: {name}: frame {frame} is quarantined: {reason}");
            reports.Add(new(name, folder, [.. frozen], result.Summary.Images, result.Present, [.. result.Quarantined.Keys]));
        }
        return reports;
    }

    private static void Write(List<AblationReport> reports)
    {
        foreach (var report in reports)
        {
            var present = report.Present > 0 ? string.Create(CultureInfo.InvariantCulture, $", {report.Present} frames were there already") : "";
            var images = report.Folder is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{report.Images} images rendered into {report.Folder}{present}");
            Console.Out.WriteLine($"{report.Name,-18}{images}");
            if (report.Frozen.Length > 0)
                Console.Out.WriteLine($"{"",-18}frozen: {string.Join(", ", report.Frozen)}");
        }
    }
}
