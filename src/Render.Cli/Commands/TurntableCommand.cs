using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Render.Assets;
using Render.Cli.Turntable;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Encoders;
using Render.Vulkan;
using Render.Vulkan.Devices;

namespace Render.Cli.Commands;

/// <summary><c>render turntable</c>: a contact sheet of one model from twelve sides, with its size, materials and everything that the import has to say.</summary>
internal static class TurntableCommand
{
    private const int SmallestSide = 32, LargestSide = 2048, DefaultSide = 384;

    private static readonly Argument<string> Asset = Options.Path("asset", "A model file, or a reference such as assets:meshes/mug.glb or shape:box.");
    private static readonly Option<string> Out = Options.Out("The PNG file to write.");

    private static readonly Option<string> Light = new("--environment")
    {
        Description = "The HDR map that lights it: a file or a reference.",
        DefaultValueFactory = _ => "assets:environments/studio.hdr",
    };

    private static readonly Option<int> Size = new("--size") { Description = $"Pixels of each picture's side, {SmallestSide} to {LargestSide}.", DefaultValueFactory = _ => DefaultSide };
    private static readonly Option<string?> Up = new("--up") { Description = "Which of the file's axes points up (x, y, z), for the formats that do not say." };
    private static readonly Option<string?> Unit = new("--unit") { Description = "The file's unit of length (m, cm, mm, in, ft), for the formats that do not say." };
    private static readonly Option<bool> Json = new("--json") { Description = "What is known of the model as one JSON object." };
    private static readonly Option<string?> Device = Options.Device();
    private static readonly Option<string[]> Root = Options.Root();
    private static readonly Option<string?> Cache = Options.Cache();

    public static Command Create()
    {
        Up.Validators.Add(result => OneOf(result, "--up", Axes.Keys));
        Unit.Validators.Add(result => OneOf(result, "--unit", Units.Keys));
        Size.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var side) || side is < SmallestSide or > LargestSide))
                result.AddError($"--size {token.Value} is not a number of pixels from {SmallestSide} to {LargestSide}.");
        });
        var command = new Command("turntable", "Make a contact sheet of one model from twelve sides.") { Asset, Out, Light, Size, Up, Unit, Json, Device, Root, Cache };
        command.SetAction(Run);
        return command;
    }

    /// <summary>The library's own check answers in as many lines as there are words.</summary>
    private static void OneOf(OptionResult result, string name, IEnumerable<string> words)
    {
        if (result.Tokens is [var token] && !words.Contains(token.Value, StringComparer.Ordinal))
            result.AddError($"{name} {token.Value} is none of {string.Join(", ", words)}.");
    }

    private static readonly Dictionary<string, UpAxis> Axes = new(StringComparer.Ordinal) { ["x"] = UpAxis.X, ["y"] = UpAxis.Y, ["z"] = UpAxis.Z };

    private static readonly Dictionary<string, double> Units = new(StringComparer.Ordinal) { ["m"] = 1, ["cm"] = 0.01, ["mm"] = 0.001, ["in"] = 0.0254, ["ft"] = 0.3048 };

    private static int Run(ParseResult options)
    {
        var file = Path.GetFullPath(options.GetRequiredValue(Out));
        if (Directory.Exists(file))
            throw new RenderException(Failure.Usage, "--out is a folder; give the name of a PNG file.", file);
        var (models, model) = Find(options.GetRequiredValue(Asset), options);
        var (lights, light) = Find(options.GetRequiredValue(Light), options);
        var cache = Options.CacheFolder(options.GetValue(Cache));
        using var assets = new AssetSession(models, cache, Settings(model, options), lights);
        ModelFacts facts;
        using (new Heartbeat(() => "reading the model"))
            facts = ModelFacts.Of(options.GetRequiredValue(Asset), assets.Library.Model(model));

        var size = options.GetValue(Size);
        var mesh = assets.Library.Model(model).Mesh;
        var radius = TurntableViews.Radius(mesh);
        var pictures = Render(assets, TurntableViews.Of(model, mesh.Bounds, radius, light, size), options.GetValue(Device), cache);
        var lines = facts.Lines().ToArray();
        Write(file, TurntableSheet.Draw(Path.GetFileName(model), pictures, size, TurntableViews.PixelsPerMetre(radius, size), lines));
        if (options.GetValue(Json))
            Console.Out.WriteLine(JsonSerializer.Serialize(new TurntableReport(file, facts), ReportJson.Default.TurntableReport));
        else
            foreach (var line in (string[])[.. lines, $"sheet      {file}"])
                Console.Out.WriteLine(line);
        return ExitCodes.Done;
    }

    /// <summary>A reference under a root as scenes write it; else a file anywhere, which may then refer to what lies in and below its folder.</summary>
    private static (AssetRoots Roots, string Reference) Find(string asset, ParseResult options)
    {
        var roots = options.GetValue(Root);
        var colon = asset.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && (asset[..colon] is "shape" or "assets" || Options.ParseRoots(roots).ContainsKey(asset[..colon])))
            return (AssetSession.OpenRoots(roots, null), asset);
        if (!File.Exists(asset))
            throw new RenderException(Failure.InvalidInput, "there is no such file.", asset, "Give a file, or NAME:path under a root: assets: or one of --root.");
        var path = Path.GetFullPath(asset);
        return (AssetSession.OpenRoots(roots, Path.GetDirectoryName(path)), Path.GetFileName(path));
    }

    private static ImportSettings Settings(string model, ParseResult options)
    {
        var (up, unit) = (options.GetValue(Up), options.GetValue(Unit));
        var settings = new ImportSettings(up is null ? UpAxis.Default : Axes[up], unit is null ? 1 : Units[unit]);
        if ((up ?? unit) is not null && FormatAxes.Of(model).AreDeclared)
            throw new RenderException(Failure.Usage, FormatAxes.NoMeaning(up is not null ? "--up" : "--unit", model), remedy: "Remove it.");
        return settings;
    }

    private static List<(string, byte[])> Render(AssetSession assets, IReadOnlyList<TurntableView> views, string? device, string cache)
    {
        using var vulkan = new VulkanDevice(new DeviceOptions { Device = device, CacheDirectory = cache });
        using var renderer = new FrameRenderer(vulkan, assets.Library);
        using var signals = new Signals();
        using var progress = new Progress(views.Count);
        var pictures = new List<(string, byte[])>();
        foreach (var view in views)
        {
            signals.Token.ThrowIfCancellationRequested();
            var picture = new RenderedFrame();
            renderer.Render(view.Frame, new ImageKey(0), Aov.Color, picture);
            pictures.Add((view.Caption, picture.Color));
            progress.Report(pictures.Count);
        }
        if (vulkan.ValidationMessages.Count > 0)
            throw new InvalidOperationException(string.Join("\n", vulkan.ValidationMessages));
        return pictures;
    }

    /// <summary>Written aside and renamed, so that a viewer never opens half a picture.</summary>
    private static void Write(string file, Preview.Canvas sheet)
    {
        var encoder = new PngEncoder();
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var temporary = $"{file}.{Guid.NewGuid():N}";
        File.WriteAllBytes(temporary, encoder.EncodeRgb8(sheet.Pixels, sheet.Width, sheet.Height));
        File.Move(temporary, file, overwrite: true);
    }
}
