using System.CommandLine;
using System.Text.Json;
using Render.Core;
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
    private static readonly Option<string[]> Root = Options.Root();
    private static readonly Option<string?> Cache = Options.Cache();
    private static readonly Option<bool> Json = new("--json") { Description = "The result as one JSON object, with every model's size, materials and notes." };

    public static Command Create()
    {
        var command = new Command("validate", "Check a scene file and every asset that it names.") { ScenePath, Seed, Root, Cache, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult options)
    {
        var scene = Scene.Load(options.GetRequiredValue(ScenePath), AssetSession.OpenRoots(options.GetValue(Root), null));
        using var assets = new AssetSession(scene.Roots, Options.CacheFolder(options.GetValue(Cache)));
        var resolved = assets.Resolve(scene);
        var seed = options.GetValue(Seed) ?? scene.Seed;
        var models = Models(resolved, assets);
        var frames = Enumerable.Range(0, (int)Math.Min(DrawnFrames, scene.Frames)).Select(frame => resolved.Draw(seed, frame)).ToArray();
        var report = new ValidateReport(
            scene.Name, scene.Frames, scene.Categories.Count, frames.Average(f => f.Instances.Length), frames.Sum(f => f.Dropped.Length), frames.Length, models);
        if (options.GetValue(Json))
            Console.Out.WriteLine(JsonSerializer.Serialize(report, ReportJson.Default.ValidateReport));
        else
            Write(report);
        return ExitCodes.Done;
    }

    /// <summary>Opens every model that a frame can hold, those of manifests too, several at once; throws where some cannot be had, and says why.</summary>
    private static ModelReport[] Models(ResolvedScene scene, AssetSession assets)
    {
        string[] models = [.. scene.Models.Order(StringComparer.Ordinal)];
        var done = 0;
        using var heartbeat = new Heartbeat(() => $"{Volatile.Read(ref done)} of {models.Length} models are opened");
        var (reports, failures) = (new ModelReport[models.Length], new RenderException?[models.Length]);
        Parallel.For(0, models.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 8) }, i =>
        {
            try
            {
                reports[i] = ModelReport.Of(models[i], assets.Library.Model(models[i]));
            }
            catch (RenderException e) when (e.Failure == Failure.InvalidInput)
            {
                failures[i] = e;
            }
            Interlocked.Increment(ref done);
        });
        RenderException[] bad = [.. failures.OfType<RenderException>()];
        return bad.Length == 0 ? reports : throw ErrorList.Join(bad, $"{bad.Length} of {models.Length} models cannot be used");
    }

    private static void Write(ValidateReport report)
    {
        foreach (var note in report.Models.SelectMany(model => model.Notes, (model, note) => (model.Model, note.Text)).GroupBy(note => note.Text, note => note.Model))
            Console.Out.WriteLine($"{Named([.. note])}: {note.Key}");
        if (report.Dropped > 0)
            Console.Out.WriteLine($"{report.Dropped} objects found no place in the first {report.DrawnFrames} frames and were dropped.");
        Console.Out.WriteLine(
            $"'{report.Scene}' is valid: {report.Frames} frames, {report.Categories} categories, {report.InstancesPerFrame:0.#} instances a frame.");
    }

    /// <summary>What is said of a whole catalogue is said once.</summary>
    private static string Named(string[] models) => models.Length <= NamedModels
        ? string.Join(", ", models)
        : $"{string.Join(", ", models.Take(NamedModels))} and {models.Length - NamedModels} more models";
}
