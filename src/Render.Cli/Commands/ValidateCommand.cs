using System.CommandLine;
using System.Text.Json;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;

namespace Render.Cli.Commands;

/// <summary><c>render validate</c>: reads a scene and its assets and draws some frames, without a GPU.</summary>
internal static class ValidateCommand
{
    /// <summary>Frames that are drawn to see whether the wishes of the scene can be met.</summary>
    private const int DrawnFrames = 32;

    /// <summary>Models that a line names; the others are counted.</summary>
    private const int NamedModels = 5;

    private static readonly Argument<string> ScenePath = Options.Scene();
    private static readonly Option<ulong?> Seed = Options.Seed();
    private static readonly Option<string[]> Freeze = Options.Freeze();
    private static readonly Option<string[]> Root = Options.Root();
    private static readonly Option<string?> Cache = Options.Cache();
    private static readonly Option<bool> Json = new("--json") { Description = "The result as one JSON object, with every model's size, materials and notes, and what cannot be used." };

    public static Command Create()
    {
        var command = new Command("validate", "Check a scene file and every asset that it names.") { ScenePath, Seed, Freeze, Root, Cache, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult options)
    {
        var scene = Scene.Load(options.GetRequiredValue(ScenePath), AssetSession.OpenRoots(options.GetValue(Root), null), options.GetValue(Freeze));
        using var assets = new AssetSession(scene.Roots, Options.CacheFolder(options.GetValue(Cache)));
        var seed = options.GetValue(Seed) ?? scene.Seed;
        var (models, bad) = Open(scene.References, assets);
        Frame[] frames = [];
        string[] notes = [];
        if (bad.Length == 0)
        {
            var resolved = assets.Resolve(scene);
            notes = [.. resolved.Notes];
            frames = [.. Enumerable.Range(0, (int)Math.Min(DrawnFrames, scene.Frames)).Select(frame => resolved.Draw(seed, frame))];
        }
        var report = new ValidateReport(
            scene.Name, scene.Frames, scene.Frames * scene.Grid.ImagesPerFrame, scene.Categories.Count, frames.Length == 0 ? null : frames.Average(f => f.Instances.Length), frames.Sum(f => f.Dropped.Length), frames.Length,
            models, [.. bad.Select(b => new BadAssetReport(b.Reference, b.Error.Message))], notes);
        if (options.GetValue(Json))
            Console.Out.WriteLine(JsonSerializer.Serialize(report, ReportJson.Default.ValidateReport));
        if (bad.Length > 0)
        {
            var (references, all) = (scene.References, scene.References.Models.Count + scene.References.Textures.Count + scene.References.Environments.Count);
            var kind = bad.All(b => references.Models.Contains(b.Reference)) ? $"{references.Models.Count} models" : $"{all} models, textures and environments";
            throw ErrorList.Join([.. bad.Select(b => b.Error)], $"{bad.Length} of {kind} cannot be used");
        }
        if (!options.GetValue(Json))
            Write(report);
        return ExitCodes.Done;
    }

    /// <summary>Opens every asset that a frame can hold, those of manifests too, several at once; the library keeps no more of them than fit.</summary>
    private static (ModelReport[] Models, (string Reference, RenderException Error)[] Bad) Open(SceneAssets references, AssetSession assets)
    {
        var library = assets.Library;
        (string Reference, Func<string, ModelReport?> Open)[] all =
        [
            .. references.Models.Order(StringComparer.Ordinal).Select(r => (r, (Func<string, ModelReport?>)(m => ModelReport.Of(m, library.Model(m))))),
            .. references.Textures.OrderBy(t => t.File, StringComparer.Ordinal).Select(t => (t.File, (Func<string, ModelReport?>)(file => Opened(library.Texture(file, t.ColorSpace))))),
            .. references.Environments.Order(StringComparer.Ordinal).Select(r => (r, (Func<string, ModelReport?>)(e => Opened(library.Environment(e))))),
        ];
        static ModelReport? Opened(object image) => null;
        var done = 0;
        using var heartbeat = new Heartbeat(() => $"{Volatile.Read(ref done)} of {all.Length} assets are opened");
        var (reports, failures) = (new ModelReport?[all.Length], new RenderException?[all.Length]);
        Parallel.For(0, all.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 8) }, i =>
        {
            try
            {
                reports[i] = all[i].Open(all[i].Reference);
            }
            catch (RenderException e) when (e.Failure == Failure.InvalidInput)
            {
                failures[i] = e;
            }
            Interlocked.Increment(ref done);
        });
        return ([.. reports.OfType<ModelReport>()], [.. all.Zip(failures).Where(p => p.Second is not null).Select(p => (p.First.Reference, p.Second!))]);
    }

    private static void Write(ValidateReport report)
    {
        foreach (var note in report.Models.SelectMany(model => model.Notes, (model, note) => (model.Model, note.Text)).GroupBy(note => note.Text, note => note.Model))
            Console.Out.WriteLine($"{Named([.. note])}: {note.Key}");
        foreach (var note in report.Notes)
            Console.Out.WriteLine($"note: {note}");
        if (report.Dropped > 0)
            Console.Out.WriteLine($"{report.Dropped} objects found no place in the first {report.DrawnFrames} frames and were dropped.");
        Console.Out.WriteLine(
            $"'{report.Scene}' is valid: {report.Frames} frames{(report.Images == report.Frames ? "" : $" of {report.Images / report.Frames} images each")}, {report.Categories} categories, {report.InstancesPerFrame:0.#} instances a frame.");
    }

    /// <summary>What is said of a whole catalogue is said once.</summary>
    private static string Named(string[] models) => models.Length <= NamedModels
        ? string.Join(", ", models)
        : $"{string.Join(", ", models.Take(NamedModels))} and {models.Length - NamedModels} more models";
}
