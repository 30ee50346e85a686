using System.CommandLine;
using Render.Core;
using Render.Core.Scenes;

namespace Render.Cli.Commands;

/// <summary><c>render validate</c>: reads a scene and its assets and draws some frames, without a GPU.</summary>
internal static class ValidateCommand
{
    /// <summary>Frames that are drawn to see whether the wishes of the scene can be met.</summary>
    private const int DrawnFrames = 32;

    private static readonly Argument<string> ScenePath = Options.Scene();
    private static readonly Option<ulong?> Seed = Options.Seed();
    private static readonly Option<string[]> Root = Options.Root();
    private static readonly Option<string?> Cache = Options.Cache();

    public static Command Create()
    {
        var command = new Command("validate", "Check a scene file and every asset that it names.") { ScenePath, Seed, Root, Cache };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult options)
    {
        var scene = Scene.Load(options.GetRequiredValue(ScenePath), AssetSession.OpenRoots(options.GetValue(Root), null));
        using var assets = new AssetSession(scene.Roots, Options.CacheFolder(options.GetValue(Cache)));
        var resolved = assets.Resolve(scene);
        var seed = options.GetValue(Seed) ?? scene.Seed;
        if (BadModels(resolved, assets) is { Count: > 0 } bad)
            throw ErrorList.Join(bad, $"{bad.Count} of {resolved.Models.Count()} models cannot be used");
        var frames = Enumerable.Range(0, (int)Math.Min(DrawnFrames, scene.Frames)).Select(frame => resolved.Draw(seed, frame)).ToArray();
        var dropped = frames.Sum(f => f.Dropped.Length);
        if (dropped > 0)
            Console.Out.WriteLine($"{dropped} objects found no place in the first {frames.Length} frames and were dropped.");
        Console.Out.WriteLine($"'{scene.Name}' is valid: {scene.Frames} frames, {scene.Categories.Count} categories, {frames.Average(f => f.Instances.Length):0.#} instances a frame.");
        return ExitCodes.Done;
    }

    /// <summary>
    /// Opens every model that a frame can hold, those of manifests too, several at once; prints what was mended on import, and returns why some cannot be had.
    /// </summary>
    private static List<RenderException> BadModels(ResolvedScene scene, AssetSession assets)
    {
        var models = scene.Models.ToArray();
        var done = 0;
        using var heartbeat = new Heartbeat(() => $"{Volatile.Read(ref done)} of {models.Length} models are opened");
        var (warnings, failures) = (new string[models.Length][], new RenderException?[models.Length]);
        Parallel.For(0, models.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 8) }, i =>
        {
            warnings[i] = [];
            try
            {
                warnings[i] = assets.Library.Model(models[i]).Warnings;
            }
            catch (RenderException e) when (e.Failure == Failure.InvalidInput)
            {
                failures[i] = e;
            }
            Interlocked.Increment(ref done);
        });
        foreach (var (model, lines) in models.Zip(warnings).OrderBy(entry => entry.First, StringComparer.Ordinal))
            foreach (var line in lines)
                Console.Out.WriteLine($"{model}: {line}");
        return [.. failures.OfType<RenderException>()];
    }
}
