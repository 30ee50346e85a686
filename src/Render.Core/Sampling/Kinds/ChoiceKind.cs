using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>One of several values or distributions, equally likely or by weights.</summary>
internal sealed class ChoiceKind : DistributionKind
{
    private const string ValueKey = "value";
    private const string WeightKey = "weight";

    public override string Name => "choice";

    public override string Doc =>
        "One of the entries of a list, each equally likely (an entry may itself be a distribution; { value: ..., weight: 3 } makes it as likely as three others), or one of the keys of a map, by their weights.";

    public override string Example => "base_color: { choice: { white: 3, '#204080': 1 } }";

    public override string Argument => "list of values, distributions or { value, weight }; or map of value: weight";

    public override bool Supports(NodeType type) => true;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context)
    {
        switch (argument)
        {
            case ListNode { Items.Count: > 0 } list:
                var sampled = new SampledType<T>(type);
                var entries = list.Items.Select(item => Entry(item, sampled, context)).ToArray();
                return new ChoiceDistribution<T>([.. entries.Select(e => e.Value)], Checked([.. entries.Select(e => e.Weight)], list));
            case MapNode { Entries.Count: > 0 } map:
                var weights = map.Entries.Select(entry => Numbers.ReadOne(entry.Value, 0, new NumberType("weight", 0))).ToArray();
                return new ChoiceDistribution<T>(
                    [.. map.Entries.Select(entry => new Value<T>(context.Path, type.Read(entry.Key, context)))], Checked(weights, map));
            default:
                throw argument.Error($"choice needs a list of values or a map of value: weight, found {argument.Kind}.");
        }
    }

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["anyOf"] = new JsonArray(type.Schema(definitions), new JsonObject { ["type"] = new JsonArray("object", "array") }) }, ["minItems"] = 1 },
            new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "number", ["minimum"] = 0 }, ["minProperties"] = 1 }),
    };

    /// <summary>A value or a distribution, or <c>{ value: ..., weight: ... }</c> of one.</summary>
    private static (Value<T> Value, double Weight) Entry<T>(Node item, SampledType<T> type, ReadContext context)
    {
        if (item is not MapNode map || map.Find(ValueKey) is not { } value)
            return (type.Read(item, context), 1);
        foreach (var (key, _) in map.Entries)
            if (key.Text is not (ValueKey or WeightKey))
                throw Names.Unknown(key, "key of an entry of choice", key.Text, [ValueKey, WeightKey]);
        return (type.Read(value, context), map.Find(WeightKey) is { } weight ? Numbers.ReadOne(weight, 0, new NumberType("weight", 0)) : 1);
    }

    private static double[] Checked(double[] weights, Node place) => weights.Sum() > 0 && double.IsFinite(weights.Sum())
        ? weights
        : throw place.Error("the weights of a choice must add up to more than 0.");

    private sealed class ChoiceDistribution<T> : Distribution<T>
    {
        private readonly Value<T>[] _options;
        private readonly double[] _cumulative;

        /// <summary>The first that can be drawn.</summary>
        private Value<T> First => _options[Array.FindIndex(_cumulative, end => end > 0)];

        public ChoiceDistribution(Value<T>[] options, double[] weights)
        {
            _options = options;
            _cumulative = new double[weights.Length];
            var sum = 0.0;
            for (var i = 0; i < weights.Length; i++)
                _cumulative[i] = sum += weights[i];
        }

        public override T Middle => First.Base;

        public override T MiddleIn(DrawKey key, T middle) => First.BaseIn(key);

        public override IEnumerable<T> Extremes => _options.SelectMany(option => option.Extremes);

        public override int Dimensions => 1 + _options.Max(option => option.Dimensions);

        public override T Draw(RandomStream stream)
        {
            var at = stream.NextUnit() * _cumulative[^1];
            var chosen = Array.FindIndex(_cumulative, end => at < end);
            return _options[chosen].DrawFrom(stream);
        }
    }
}
