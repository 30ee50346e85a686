using System.CommandLine;
using Render.Cli.Preview;
using Render.Core;
using Render.Core.Scenes;
using Render.Dataset;

namespace Render.Cli.Commands;

/// <summary><c>render preview</c>: a contact sheet of a scene's frames, or of a dataset on disk, with masks, boxes and names drawn on.</summary>
internal static class PreviewCommand
{
    private const int DefaultFrames = 8;

    /// <summary>A sheet of more would be a picture that no viewer opens.</summary>
    private const int MostImages = 256;

    private static readonly Argument<string> Source = Options.Path("source", "A scene file, or the folder of a dataset.");
    private static readonly Option<string> Out = Options.Out("The PNG file to write.");
    private static readonly Option<string?> Frames = Options.Frames();
    private static readonly Option<ulong?> Seed = Options.Seed();
    private static readonly Option<string?> Device = Options.Device();
    private static readonly Option<string[]> Freeze = Options.Freeze();
    private static readonly Option<string[]> Root = Options.Root();
    private static readonly Option<string?> Cache = Options.Cache();
    private static readonly Option<bool> Annotations = new("--annotations") { Description = "Show one image in a picture for each kind of annotation that it has." };

    public static Command Create()
    {
        var command = new Command("preview", "Make a contact sheet of a scene or a dataset, with masks, boxes and category names.") { Source, Out, Frames, Seed, Device, Freeze, Root, Cache, Annotations };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult options)
    {
        var (source, file) = (options.GetRequiredValue(Source), Path.GetFullPath(options.GetRequiredValue(Out)));
        if (Directory.Exists(file))
            throw new RenderException(Failure.Usage, "--out is a folder; give the name of a PNG file.", file);
        if (!Directory.Exists(source))
            return OfScene(source, file, options);
        var range = options.GetValue(Frames);
        var selection = FrameSelection.Parse(range, long.MaxValue);
        if (options.GetValue(Annotations))
            return Say(AnnotationSheet.Write(source, selection.First, file), source);
        return Say(DatasetSheet.Write(source, range is null ? DefaultFrames : MostImages, file, frame => frame >= selection.First && frame <= selection.Last), source);
    }

    private static int Say(string? sheet, string source)
    {
        Console.Out.WriteLine(sheet ?? throw new RenderException(Failure.InvalidInput, "there is no image of these frames.", source));
        return ExitCodes.Done;
    }

    /// <summary>Through a dataset in a temporary folder, so that the sheet shows what would be written.</summary>
    private static int OfScene(string source, string file, ParseResult options)
    {
        var cache = Options.CacheFolder(options.GetValue(Cache));
        var scene = Scene.Load(source, AssetSession.OpenRoots(options.GetValue(Root), null), options.GetValue(Freeze));
        var wanted = FrameSelection.Parse(options.GetValue(Frames), scene.Frames);
        var annotations = options.GetValue(Annotations);
        if (annotations)
            wanted = wanted with { Last = wanted.First };
        else if (options.GetValue(Frames) is null)
            wanted = wanted with { Last = Math.Min(DefaultFrames, scene.Frames) - 1 };
        if (wanted.Count > MostImages)
            throw new RenderException(Failure.Usage, $"--frames: {wanted.Count} images are too many for one sheet; {MostImages} at most.");
        using var signals = new Signals();
        using var assets = new AssetSession(scene.Roots, cache, cancellation: signals.Token);
        var resolved = assets.Resolve(scene);
        foreach (var note in resolved.Notes)
            Console.Error.WriteLine($"render: note: {note}");
        var seed = options.GetValue(Seed) ?? scene.Seed;
        using var folder = new TemporaryFolder();
        using var run = new DatasetRun(assets.Library, options.GetValue(Device), cache);
        var result = run.Execute(DatasetRun.Describe(scene, resolved, seed, folder.Path), wanted.Frames, wanted.Count, frame => resolved.Draw(seed, frame, signals.Token), signals.Token);
        foreach (var (frame, reason) in result.Quarantined)
            Console.Error.WriteLine($"render: frame {frame} is quarantined: {reason}");
        Say(annotations ? AnnotationSheet.Write(folder.Path, wanted.First, file) : DatasetSheet.Write(folder.Path, MostImages, file), source);
        return result.Quarantined.Count == 0 ? ExitCodes.Done : ExitCodes.Quarantined;
    }
}
