using System.CommandLine;
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
        var frames = Enumerable.Range(0, (int)Math.Min(DrawnFrames, scene.Frames)).Select(frame => resolved.Draw(seed, frame)).ToArray();
        foreach (var model in frames.SelectMany(f => f.Instances).Select(i => i.Model).Distinct().Order(StringComparer.Ordinal))
            foreach (var warning in assets.Library.Model(model).Warnings)
                Console.Out.WriteLine($"{model}: {warning}");
        var dropped = frames.Sum(f => f.Dropped.Length);
        if (dropped > 0)
            Console.Out.WriteLine($"{dropped} objects found no place in the first {frames.Length} frames and were dropped.");
        Console.Out.WriteLine($"'{scene.Name}' is valid: {scene.Frames} frames, {scene.Categories.Count} categories, {frames.Average(f => f.Instances.Length):0.#} instances a frame.");
        return ExitCodes.Done;
    }
}
