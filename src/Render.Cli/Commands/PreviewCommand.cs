using System.CommandLine;
using Render.Cli.Preview;
using Render.Core;
using Render.Core.Scenes;

namespace Render.Cli.Commands;

/// <summary><c>render preview</c>: a contact sheet of a scene's frames, or of a dataset on disk, with masks, boxes and names drawn on.</summary>
internal static class PreviewCommand
{
    private const long DefaultFrames = 8;

    private static readonly Argument<string> Source = new("source") { Description = "A scene file, or the folder of a dataset." };
    private static readonly Option<string> Out = Options.Out("The PNG file to write.");
    private static readonly Option<string?> Frames = Options.Frames();
    private static readonly Option<ulong?> Seed = Options.Seed();
    private static readonly Option<string?> Device = Options.Device();
    private static readonly Option<string[]> Root = Options.Root();
    private static readonly Option<string?> Cache = Options.Cache();

    public static Command Create()
    {
        var command = new Command("preview", "Make a contact sheet of a scene or a dataset, with masks, boxes and category names.") { Source, Out, Frames, Seed, Device, Root, Cache };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult options)
    {
        var (source, file) = (options.GetRequiredValue(Source), Path.GetFullPath(options.GetRequiredValue(Out)));
        var range = Options.ParseFrames(options.GetValue(Frames));
        var sheet = Directory.Exists(source)
            ? DatasetSheet.Write(source, range is null ? (int)DefaultFrames : int.MaxValue, file, frame => range is not var (first, last) || (frame >= first && frame <= last))
            : OfScene(source, file, range, options);
        if (sheet is null)
            throw new RenderException(Failure.InvalidInput, "there is no image of these frames.", source);
        Console.Out.WriteLine(sheet);
        return ExitCodes.Done;
    }

    /// <summary>Through a dataset in a temporary folder, so that the sheet shows what would be written.</summary>
    private static string? OfScene(string source, string file, (long First, long Last)? range, ParseResult options)
    {
        var cache = Options.CacheFolder(options.GetValue(Cache));
        var scene = Scene.Load(source, AssetSession.OpenRoots(options.GetValue(Root), null));
        using var assets = new AssetSession(scene.Roots, cache);
        var resolved = scene.Resolve(assets.Library);
        var seed = options.GetValue(Seed) ?? scene.Seed;
        var (first, last) = range ?? (0, Math.Min(DefaultFrames, scene.Frames) - 1);
        var wanted = Enumerable.Range(0, checked((int)(last - first + 1))).Select(i => first + i).ToArray();
        using var folder = new TemporaryFolder();
        using var run = new DatasetRun(assets.Library, options.GetValue(Device), cache);
        using var signals = new Signals();
        run.Execute(DatasetRun.Describe(scene, resolved, seed, folder.Path), wanted, frame => resolved.Draw(seed, frame), signals.Token);
        return DatasetSheet.Write(folder.Path, int.MaxValue, file);
    }
}
