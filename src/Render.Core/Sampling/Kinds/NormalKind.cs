using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>A normal distribution cut at its bounds, drawn through the inverse of its distribution function, so that one draw takes one number.</summary>
internal sealed class NormalKind : DistributionKind
{
    public override string Name => "normal";

    public override string Doc =>
        "The normal distribution, cut off (not clamped) at min and max; without them, at the range that the key allows. "
        + "Of vectors and colours, each component by itself.";

    public override string Example => "roll_deg: { normal: { mean: 0, std: 4, min: -10, max: 10 } }";

    public override string Argument => "map of mean, std, and optionally min, max";

    public override bool Supports(NodeType type) => RangeKind.IsNumeric(type);

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context)
    {
        var numeric = (NumericType<T>)type;
        return SectionFor(numeric).Read(argument, context);
    }

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["mean"] = type.Schema(definitions),
            ["std"] = type is NumberType ? new NumberType(null, 0).Schema(definitions) : new JsonObject(),
            ["min"] = type.Schema(definitions),
            ["max"] = type.Schema(definitions),
        },
        ["required"] = new JsonArray("mean", "std"),
        ["additionalProperties"] = false,
    };

    private static Section<Distribution<T>> SectionFor<T>(NumericType<T> type)
    {
        var components = new ComponentsType<T>(type);
        var mean = new Key<double[]>("mean", components, null, "The centre of the uncut distribution.", "0", required: true);
        var std = new Key<double[]>("std", new StdType<T>(type), null, "The standard deviation of the uncut distribution, above 0.", "4", required: true);
        var min = new Key<double[]>("min", components, null, "Nothing below it is drawn.", "-10");
        var max = new Key<double[]>("max", components, null, "Nothing above it is drawn.", "10");
        return new("normal", "A normal distribution with bounds.", [mean, std, min, max], r =>
        {
            var centre = r.Get(mean);
            var low = r.Find(min) ?? [.. centre.Select(_ => type.Range.Min)];
            var high = r.Find(max) ?? [.. centre.Select(_ => type.Range.Max)];
            if (low.Zip(high).Any(pair => pair.First > pair.Second))
                throw r.Node.Error("min is above max.");
            return new NormalDistribution<T>(type, centre, r.Get(std), low, high);
        });
    }

    /// <summary>Positive numbers of the value's shape; the key's own range does not bind a spread.</summary>
    private sealed class StdType<T>(NumericType<T> type) : NodeType<double[]>
    {
        public override string Describe => "number above 0, or one for each component";

        public override double[] Read(Node node, ReadContext context)
        {
            var count = type is NumberType ? 1 : 3;
            var values = node is ScalarNode ? [.. Enumerable.Repeat(Numbers.ReadOne(node, 0, this), count)] : Numbers.Read(node, count, 0, this);
            return values.All(x => x > 0) ? values : throw Expected(node);
        }

        public override JsonObject Schema(SchemaDefinitions definitions) => new();
    }

    private sealed class NormalDistribution<T>(NumericType<T> type, double[] mean, double[] std, double[] min, double[] max)
        : ComponentDistribution<T>(type, min, max)
    {
        protected override double At(double u, int component)
        {
            var (low, high) = ((Min[component] - mean[component]) / std[component], (Max[component] - mean[component]) / std[component]);
            // In the upper tail probabilities are so near 1 that their digits are lost: there the mirror image is drawn.
            var mirrored = low > 0;
            if (mirrored)
                (low, high, u) = (-high, -low, 1 - u);
            var (from, to) = (PortableMath.NormalCdf(low), PortableMath.NormalCdf(high));
            var p = from + u * (to - from);
            // Bounds so far out that no probability is left between them: the nearest one.
            var z = p > 0 && p < 1 ? PortableMath.NormalQuantile(p) : p <= 0 ? high : low;
            return mean[component] + std[component] * (mirrored ? -z : z);
        }
    }
}
