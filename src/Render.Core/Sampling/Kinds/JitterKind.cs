using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>A fixed value and what is added to it at random.</summary>
internal sealed class JitterKind : DistributionKind
{
    private const string OfKey = "of";
    private const string ByKey = "by";

    public override string Name => "jitter";

    public override string Doc =>
        "A fixed value plus something drawn: of (default: the key's own default) plus by, a range or distribution of the same form. The sum must stay within the key's range whatever is drawn.";

    public override string Example => "fov_deg: { jitter: { of: 50, by: [-5, 5] } }";

    public override string Argument => "map of of, by; or by alone";

    public override bool Supports(NodeType type) => type is INumericType;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context)
    {
        var numeric = (NumericType<T>)type;
        var (center, amount) = Parts(argument, numeric, context);
        var by = new SampledType<double[]>(new DifferenceType<T>(numeric)).Read(amount, context);
        if (by.Extremes.ToArray() is not { Length: > 0 } extremes || by.Base.Length != center.Length)
            throw amount.Error($"expected {center.Length} numbers, or a distribution of them.");
        double[] low = [.. center.Select((x, i) => x + extremes.Min(e => e[i]))], high = [.. center.Select((x, i) => x + extremes.Max(e => e[i]))];
        var (min, max) = numeric.Range;
        if (low.Any(x => x < min) || high.Any(x => x > max))
            throw amount.Error($"the sum can leave the range of {context.Name}; expected {type.Describe}.", "Draw less, or give the distribution min and max.");
        return new JitterDistribution<T>(numeric, center, by, low, high);
    }

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { [OfKey] = type.Schema(definitions), [ByKey] = new JsonObject { ["type"] = new JsonArray("object", "array", "number") } },
                ["required"] = new JsonArray(ByKey),
                ["additionalProperties"] = false,
            },
            new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "number" } },
            new JsonObject { ["type"] = "object" }),
    };

    private static (double[] Center, Node Amount) Parts<T>(Node argument, NumericType<T> type, ReadContext context)
    {
        if (argument is MapNode map && map.Find(ByKey) is { } by)
        {
            foreach (var (key, _) in map.Entries)
                if (key.Text is not (OfKey or ByKey))
                    throw Names.Unknown(key, "key of jitter", key.Text, [OfKey, ByKey]);
            return (map.Find(OfKey) is { } of ? type.ReadComponents(of, context) : Default(argument, type, context), by);
        }
        return (Default(argument, type, context), argument);
    }

    private static double[] Default<T>(Node argument, NumericType<T> type, ReadContext context)
    {
        if (context.Default is { } text && Scenes.SceneFile.Parse(text).Root is var node and not MapNode && !(node is ListNode && type.HasShortRange))
            return type.ReadComponents(node, context);
        throw argument.Error("this key has no constant default that could be jittered.", $"Write {{ {OfKey}: ..., {ByKey}: ... }}.");
    }

    /// <summary>What may be added to a value: numbers of its form, of any size.</summary>
    private sealed class DifferenceType<T>(NumericType<T> type) : NumericType<double[]>
    {
        public override string Describe => type is NumberType or RotationType ? type.Describe : "three numbers";

        public override bool HasShortRange => type.HasShortRange;

        public override double[] ReadComponents(Node node, ReadContext context) => type switch
        {
            NumberType => [Numbers.ReadOne(node, double.NegativeInfinity, new NumberType())],
            RotationType => type.ReadComponents(node, context),
            _ => Numbers.Read(node, 3, double.NegativeInfinity, this),
        };

        public override double[] Compose(ReadOnlySpan<double> components) => components.ToArray();

        public override JsonObject Schema(SchemaDefinitions definitions) => new();
    }

    private sealed class JitterDistribution<T>(NumericType<T> type, double[] center, Value<double[]> by, double[] low, double[] high) : Distribution<T>
    {
        public override T Middle => Sum(by.Base);

        public override IEnumerable<T> Extremes => [type.Compose(low), type.Compose(high)];

        public override int Dimensions => by.Dimensions;

        public override T Draw(RandomStream stream) => Sum(by.DrawFrom(stream));

        private T Sum(double[] difference) => type.Compose([.. center.Select((x, i) => Math.Clamp(x + difference[i], low[i], high[i]))]);
    }
}
