using System.Text.Json.Nodes;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>A number that replaces a material's own, or changes it: own * scale + jitter, within the range.</summary>
/// <param name="Replaced">Null: the own one stays.</param>
/// <param name="Scale">Factor; null: 1.</param>
/// <param name="Jitter">Added; null: 0.</param>
internal sealed record RelativeValue(Value<double>? Replaced, Value<double>? Scale, Value<double>? Jitter)
{
    /// <summary>Null where it replaces.</summary>
    public ParameterAdjustment? Adjustment(MaterialParameter parameter, DrawKey key, int instance) => Replaced is not null
        ? null
        : new(parameter, (float)(Scale?.Draw(key, instance) ?? 1), (float)(Jitter?.Draw(key, instance) ?? 0));
}

/// <summary>
/// A number or a distribution that replaces the asset's own, or a map that changes it: <c>{ jitter: [-0.1, 0.1] }</c>, <c>{ scale: [0.8, 1.2] }</c> or both.
/// </summary>
/// <param name="min">Least value.</param>
/// <param name="max">Greatest value.</param>
internal sealed class RelativeType(double min, double max) : NodeType<RelativeValue>
{
    private const string JitterKey = "jitter";
    private const string ScaleKey = "scale";
    private const string OfKey = "of";
    private const string ByKey = "by";
    private const double MostScale = 100;

    private readonly SampledType<double> _replaced = new(new NumberType(null, min, max));
    private readonly SampledType<double> _jitter = new(new NumberType(null, -max, max));
    private readonly SampledType<double> _scale = new(new NumberType(null, 0, MostScale));

    public override string Describe => _replaced.Describe + "; { jitter: [lo, hi] } adds to the asset's own, { scale: [lo, hi] } multiplies it";

    public override RelativeValue Read(Node node, ReadContext context)
    {
        if (node is not MapNode map || !IsRelative(map))
            return new(_replaced.Read(node, context), null, null);
        foreach (var (key, _) in map.Entries)
            if (key.Text is not (JitterKey or ScaleKey))
                throw Names.Unknown(key, "change of the asset's own value", key.Text, [JitterKey, ScaleKey]);
        Value<double>? Part(string name, SampledType<double> type)
        {
            if (map.Find(name) is not { } part)
                return null;
            if (part is not MapNode by || name != JitterKey || by.Find(ByKey) is not { } amount)
                return type.Read(part, context.Child(name));
            foreach (var (key, _) in by.Entries)
                if (key.Text != ByKey)
                    throw Names.Unknown(key, "key of a jitter of the asset's own value", key.Text, [ByKey]);
            return type.Read(amount, context.Child(name));
        }
        return new(null, Part(ScaleKey, _scale), Part(JitterKey, _jitter));
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["anyOf"] = new JsonArray(_replaced.Schema(definitions), new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [JitterKey] = _jitter.Schema(definitions), [ScaleKey] = _scale.Schema(definitions) },
            ["minProperties"] = 1,
            ["additionalProperties"] = false,
        }),
    };

    /// <summary>
    /// Whether a map changes the asset's own value. A jitter of a value of its own, <c>{ jitter: { of: 0.5, by: ... } }</c>, is a distribution like any other.
    /// </summary>
    public static bool IsRelative(MapNode map) =>
        map.Find(ScaleKey) is not null || (map.Find(JitterKey) is { } jitter && (jitter is not MapNode of || of.Find(OfKey) is null));
}
