using System.Text.Json.Nodes;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>One value as one frame has it.</summary>
/// <param name="Path">Names it: what <c>freeze</c> takes.</param>
/// <param name="Scope">dataset, frame, group or instance: for what one draw holds.</param>
/// <param name="Sampling">independent, stratified or the name of a group; null where nothing is spread: of formulas, cycles, balanced.</param>
/// <param name="IsFrozen">It is its base in all frames.</param>
/// <param name="Distribution">As the scene writes it, in one line.</param>
/// <param name="Type">Of the key, in words.</param>
/// <param name="Uses">Paths of the named draws that it is made of.</param>
/// <param name="Draws">By the number of the object in its group; 0 alone where all share one draw.</param>
public sealed record ExplainedValue(
    string Path, string Scope, string? Sampling, bool IsFrozen, string Distribution, string Type, IReadOnlyList<string> Uses, IReadOnlyDictionary<int, JsonNode?> Draws);

/// <summary>Everything that was drawn to make a frame. Values of the scene that this frame did not ask for are not among it, nor are constants.</summary>
public sealed class FrameExplanation
{
    internal FrameExplanation(Frame frame, ValueRegistry registry, DrawLog log)
    {
        (Frame, Placements) = (frame, log.Placements);
        FrozenStreams = [.. (registry.FrozenStreams ?? (IEnumerable<string>)[]).Order(StringComparer.Ordinal)];
        Values = [.. registry.Values.Where(v => !v.IsConstant && log.Of(v.Path) is not null).Select(v => new ExplainedValue(
            v.Path, RuleReader.ScopeName(v.Scope), v.Sampling, v.IsFrozen, v.Text, v.Type, v.Uses,
            new SortedDictionary<int, JsonNode?>(log.Of(v.Path)!.ToDictionary(draw => draw.Key, draw => ToJson(draw.Value)))))];
    }

    public Frame Frame { get; }

    /// <summary>In the order in which the scene is read.</summary>
    public IReadOnlyList<ExplainedValue> Values { get; }

    /// <summary>Of every object that had to find a place, in the order in which they did.</summary>
    public IReadOnlyList<PlacementTrace> Placements { get; }

    /// <summary>Paths of the placements that are as in frame 0.</summary>
    public IReadOnlyList<string> FrozenStreams { get; }

    private static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        double number => number,
        long number => number,
        bool truth => truth,
        string text => text,
        Double3 v => new JsonArray(v.X, v.Y, v.Z),
        ValueTuple<double, double> pair => new JsonArray(pair.Item1, pair.Item2),
        Rotation r => new JsonObject { ["w"] = r.W, ["x"] = r.X, ["y"] = r.Y, ["z"] = r.Z },
        BaseColor { Texture: { } texture } => texture,
        BaseColor { Color: { } color } => ToJson(color),
        _ => value.ToString(),
    };
}
