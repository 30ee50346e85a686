using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>A distribution between two ends, written <c>[lo, hi]</c> for a single number, <c>{ min, max }</c> for anything.</summary>
internal abstract class RangeKind : DistributionKind
{
    public override string Argument => "[lo, hi] of a single number; map of min and max for anything else";

    public static bool IsNumeric(NodeType type) => type is INumericType;

    public override bool Supports(NodeType type) => IsNumeric(type);

    public sealed override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context)
    {
        var numeric = (NumericType<T>)type;
        var (low, high) = Ends(argument, numeric.HasShortRange);
        var (min, max) = (numeric.ReadComponents(low, context), numeric.ReadComponents(high, context));
        if (min.Zip(max).Any(pair => pair.First > pair.Second))
            throw argument.Error("the range is upside down: its lower end is above its upper end.");
        return Make(argument, numeric, min, max);
    }

    public sealed override JsonObject Schema(NodeType type, SchemaDefinitions definitions)
    {
        var map = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["min"] = type.Schema(definitions), ["max"] = type.Schema(definitions) },
            ["required"] = new JsonArray("min", "max"),
            ["additionalProperties"] = false,
        };
        return type.HasShortRange
            ? new() { ["anyOf"] = new JsonArray(Numbers.ListSchema(new JsonObject { ["type"] = "number" }, 2), map) }
            : map;
    }

    protected abstract Distribution<T> Make<T>(Node argument, NumericType<T> type, double[] min, double[] max);

    private (Node Low, Node High) Ends(Node argument, bool hasShortRange)
    {
        if (argument is ListNode { Items: [var low, var high] } && hasShortRange)
            return (low, high);
        if (argument is not MapNode map)
            throw argument.Error($"{Name} needs {(hasShortRange ? "[lo, hi] or " : "")}{{ min: ..., max: ... }}, found {argument.Kind}.");
        foreach (var (key, _) in map.Entries)
            if (key.Text is not ("min" or "max"))
                throw Names.Unknown(key, $"key of {Name}", key.Text, ["min", "max"]);
        return (map.Find("min") ?? throw map.Error($"'min' is missing in {Name}."), map.Find("max") ?? throw map.Error($"'max' is missing in {Name}."));
    }
}
