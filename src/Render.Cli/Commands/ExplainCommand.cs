using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes;

namespace Render.Cli.Commands;

/// <summary><c>render explain</c>: every value that one frame draws, what it is drawn from and what it depends on, and where its instances and cameras are in the end; no GPU is needed.</summary>
internal static class ExplainCommand
{
    /// <summary>Characters of a distribution that the table shows.</summary>
    private const int MostText = 72;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Argument<string> ScenePath = Options.Scene();
    private static readonly Option<long> Frame = new("--frame") { Description = "The frame's index, from 0." };
    private static readonly Option<int> Variant = new("--variant") { Description = "Which of the frame's variants, from 0, where the scene varies values." };
    private static readonly Option<ulong?> Seed = Options.Seed();
    private static readonly Option<string[]> Freeze = Options.Freeze();
    private static readonly Option<string[]> Root = Options.Root();
    private static readonly Option<string?> Cache = Options.Cache();
    private static readonly Option<bool> Json = new("--json") { Description = "The result as one JSON object." };

    public static Command Create()
    {
        var command = new Command("explain", "List everything that one frame draws, value, path, distribution, scope and dependencies, and where everything of it is in the end.") { ScenePath, Frame, Variant, Seed, Freeze, Root, Cache, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult options)
    {
        var scene = Scene.Load(options.GetRequiredValue(ScenePath), AssetSession.OpenRoots(options.GetValue(Root), null), options.GetValue(Freeze));
        var frame = options.GetValue(Frame);
        if (frame < 0 || frame >= scene.Frames)
            throw new RenderException(Failure.Usage, string.Create(CultureInfo.InvariantCulture, $"--frame: the scene has the frames 0 to {scene.Frames - 1}, not {frame}."));
        var variant = options.GetValue(Variant);
        if (variant < 0 || variant >= scene.Grid.Variants)
            throw new RenderException(Failure.Usage, string.Create(CultureInfo.InvariantCulture, $"--variant: the scene has the variants 0 to {scene.Grid.Variants - 1}, not {variant}."));
        using var assets = new AssetSession(scene.Roots, Options.CacheFolder(options.GetValue(Cache)));
        var seed = options.GetValue(Seed) ?? scene.Seed;
        var explanation = assets.Resolve(scene).Explain(seed, frame, variant);
        Console.Out.Write(options.GetValue(Json) ? ToJson(explanation).ToJsonString(Indented) + "\n" : Table(explanation));
        return ExitCodes.Done;
    }

    private static JsonObject ToJson(FrameExplanation explanation) => new()
    {
        ["seed"] = explanation.Frame.Seed,
        ["frame"] = explanation.Frame.Index,
        ["split"] = explanation.Frame.Split,
        ["varied"] = explanation.Frame.Varied is { } varied ? new JsonObject(varied.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value))) : null,
        ["values"] = new JsonArray([.. explanation.Values.Select(v => new JsonObject
        {
            ["path"] = v.Path,
            ["draws"] = new JsonArray([.. v.Draws.Select(draw => new JsonObject { ["instance"] = draw.Key, ["value"] = draw.Value?.DeepClone() })]),
            ["distribution"] = v.Distribution,
            ["type"] = v.Type,
            ["scope"] = v.Scope,
            ["sampling"] = v.Sampling,
            ["frozen"] = v.IsFrozen,
            ["depends_on"] = new JsonArray([.. v.Uses.Select(path => (JsonNode)path)]),
        })]),
        ["frozen_placements"] = new JsonArray([.. explanation.FrozenStreams.Select(path => (JsonNode)path)]),
        ["placements"] = new JsonArray([.. explanation.Placements.Select(p => new JsonObject
        {
            ["path"] = p.Path,
            ["instance"] = p.Instance,
            ["placed"] = p.Placed,
            ["tries"] = p.Tries,
            ["rejections"] = new JsonObject(p.Rejections.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value))),
        })]),
        ["dropped"] = new JsonArray([.. explanation.Frame.Dropped.Select(d => new JsonObject { ["name"] = d.Name, ["reason"] = d.Reason, ["stratum"] = d.Stratum is { } wanted ? ToJson(wanted) : null })]),
        ["instances"] = new JsonArray([.. explanation.Frame.Instances.Select(i => ToJson(FramePose.OfObject(i.ObjectToWorld), new()
        {
            ["name"] = i.Name,
            ["model"] = i.Model,
            ["category"] = i.Category,
        }))]),
        ["cameras"] = new JsonArray([.. explanation.Frame.Cameras.Select(c => ToJson(FramePose.OfCamera(c.WorldToCamera), new()
        {
            ["name"] = c.Name,
            ["world_to_camera"] = new JsonArray([.. c.WorldToCamera.Select(x => (JsonNode)x)]),
            ["K"] = new JsonObject { ["fx"] = c.Fx, ["fy"] = c.Fy, ["cx"] = c.Cx, ["cy"] = c.Cy, ["pixel_center"] = 0.5 },
        }))]),
        ["strata"] = new JsonArray([.. explanation.Frame.Instances.Where(i => i.Stratum is not null).Select(i => new JsonObject { ["name"] = i.Name, ["stratum"] = ToJson(i.Stratum!) })]),
    };

    /// <summary>Behind what names it.</summary>
    private static JsonObject ToJson(FramePose pose, JsonObject named)
    {
        named["position"] = new JsonArray(pose.Position.X, pose.Position.Y, pose.Position.Z);
        named["rotation"] = ToJson(pose.Rotation);
        named["scale"] = new JsonArray(pose.Scale.X, pose.Scale.Y, pose.Scale.Z);
        return named;
    }

    private static JsonObject ToJson(Rotation r) => new() { ["w"] = r.W, ["x"] = r.X, ["y"] = r.Y, ["z"] = r.Z };

    private static JsonObject ToJson(FrameStratum stratum) => new()
    {
        ["bins"] = new JsonObject(stratum.Bins.Select(bin => KeyValuePair.Create(bin.Key, (JsonNode?)bin.Value))),
        ["size_px"] = stratum.SizePx,
        ["amodal_pixels"] = stratum.AmodalPixels,
        ["visible"] = stratum.Visible,
    };

    private static string Table(FrameExplanation explanation)
    {
        var rows = new List<string[]> { (string[])["path", "value", "scope", "sampling", "depends on", "distribution"] };
        foreach (var v in explanation.Values)
            foreach (var (instance, value) in v.Draws)
                rows.Add([v.Scope == "instance" ? $"{v.Path}[{instance}]" : v.Path, Text(value), v.Scope, v.IsFrozen ? "frozen" : v.Sampling ?? "-", string.Join(" ", v.Uses), Short(v.Distribution)]);
        var lines = Aligned(rows).Append("").Concat(Aligned([["where it is", "position, m", "rotation to the world", "scale", "model"], .. Poses(explanation.Frame)])).ToList();
        var (placements, frame) = (explanation.Placements, explanation.Frame);
        lines.Add("");
        lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"frame {frame.Index} of seed {frame.Seed}, split {frame.Split}: {frame.Instances.Length} instances, {placements.Count(p => p.Placed)} objects placed, {frame.Dropped.Length} dropped"));
        lines.AddRange((frame.Varied ?? []).Select(v => $"{v.Key}: {v.Value}, as this variant has it"));
        lines.AddRange(explanation.FrozenStreams.Select(path => $"{path}: as in frame 0"));
        lines.AddRange(frame.Instances.Where(i => i.Stratum is not null).Select(i => $"{i.Name}: made for {Text(i.Stratum!)}"));
        lines.AddRange(frame.Dropped.Where(d => d.Stratum is not null).Select(d => $"{d.Name}: was to be {Text(d.Stratum!)}"));
        lines.AddRange(placements.Where(p => p.Rejections.Count > 0).Select(Line));
        return string.Join("\n", lines) + "\n";
    }

    private static IEnumerable<string> Aligned(List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length - 1).Select(i => rows.Max(row => row[i].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, i) => i < widths.Length ? cell.PadRight(widths[i]) : cell)).TrimEnd());
    }

    /// <summary>Rows of all instances as they came to stand or lie, and of the cameras.</summary>
    private static IEnumerable<string[]> Poses(Frame frame)
    {
        static string[] Row(string name, FramePose pose, string model) => [name, Text(pose.Position), Text(ToJson(pose.Rotation)), Text(pose.Scale), model];
        return frame.Instances.Select(i => Row(i.Name, FramePose.OfObject(i.ObjectToWorld), i.Model))
            .Concat(frame.Cameras.Select(c => Row(c.Name, FramePose.OfCamera(c.WorldToCamera), "camera: x right, y down, z forward")));
    }

    /// <summary>To a tenth of a millimetre, without a sign of what is nothing.</summary>
    private static string Text(Double3 v)
    {
        static double Round(double x) => Math.Round(x, 4) + 0.0;
        return string.Create(CultureInfo.InvariantCulture, $"[{Round(v.X):0.0000}, {Round(v.Y):0.0000}, {Round(v.Z):0.0000}]");
    }

    private static string Text(FrameStratum stratum)
    {
        var bins = string.Join(", ", stratum.Bins.Select(bin => $"{bin.Key} {bin.Value}"));
        return stratum.SizePx is { } size && stratum.Visible is { } visible ? string.Create(CultureInfo.InvariantCulture, $"{bins}; is {size:0.0} px, {visible:0.00} visible") : bins;
    }

    private static string Line(PlacementTrace p)
    {
        var why = string.Join(", ", p.Rejections.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Value} times {r.Key}")));
        return string.Create(CultureInfo.InvariantCulture, $"{p.Path}[{p.Instance}]: {(p.Placed ? $"placed at try {p.Tries}" : $"dropped after {p.Tries} tries")}; {why}");
    }

    /// <summary>Numbers with six digits: the whole value is in the JSON.</summary>
    private static string Text(JsonNode? value) => value switch
    {
        JsonArray list => $"[{string.Join(", ", list.Select(Text))}]",
        JsonObject map => string.Join(" ", map.Select(entry => $"{entry.Key} {Text(entry.Value)}")),
        JsonValue single when single.TryGetValue<double>(out var number) => number.ToString("G6", CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    private static string Short(string text) => text.Length <= MostText ? text : text[..(MostText - 3)] + "...";
}
