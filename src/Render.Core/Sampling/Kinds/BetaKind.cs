using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>The beta distribution between two ends: density in proportion to t^(alpha - 1) (1 - t)^(beta - 1), t from 0 at min to 1 at max.</summary>
internal sealed class BetaKind : DistributionKind
{
    private static readonly NumberType Shape = new(null, 0.1, 1000);

    private static readonly Key<double> Alpha = new("alpha", Shape, null, "Above 1: the density falls to 0 at min; below 1: it rises there.", "2", required: true);

    private static readonly Key<double> Beta = new("beta", Shape, null, "The same at max.", "5", required: true);

    public override string Name => "beta";

    public override string Doc =>
        "The beta distribution between min and max (default 0 and 1); its mean is at alpha / (alpha + beta) of the way. alpha = beta = 1 is uniform, both above 1 a bell, both below 1 the ends. "
        + "Of vectors and colours, each component by itself.";

    public override string Example => "roughness: { beta: { alpha: 2, beta: 5, min: 0.1, max: 0.9 } }";

    public override string Argument => "map of alpha, beta (0.1..1000), and optionally min, max";

    public override bool Supports(NodeType type) => type is INumericType;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context)
    {
        var numeric = (NumericType<T>)type;
        var ends = new ComponentsType<T>(numeric);
        var min = new Key<double[]>("min", ends, null, "The lower end.", "0");
        var max = new Key<double[]>("max", ends, null, "The upper end.", "1");
        return new Section<Distribution<T>>("beta", "A beta distribution between two ends.", [Alpha, Beta, min, max], r =>
        {
            if (r.Has(min) != r.Has(max) || (!r.Has(min) && (type is not NumberType || numeric.Range.Min > 0 || numeric.Range.Max < 1)))
                throw r.Node.Error("beta needs both min and max here.");
            var (low, high) = (r.Find(min) ?? [0.0], r.Find(max) ?? [1.0]);
            if (low.Zip(high).Any(pair => pair.First > pair.Second))
                throw r.Node.Error("min is above max.");
            return new BetaDistribution<T>(numeric, r.Get(Alpha), r.Get(Beta), low, high);
        }).Read(argument, context);
    }

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["alpha"] = Shape.Schema(definitions),
            ["beta"] = Shape.Schema(definitions),
            ["min"] = type.Schema(definitions),
            ["max"] = type.Schema(definitions),
        },
        ["required"] = new JsonArray("alpha", "beta"),
        ["additionalProperties"] = false,
    };

    private sealed class BetaDistribution<T>(NumericType<T> type, double alpha, double beta, double[] min, double[] max) : ComponentDistribution<T>(type, min, max)
    {
        private readonly double _logBeta = BetaFunction.LogBeta(alpha, beta);

        protected override double At(double u, int component) =>
            Min[component] + BetaFunction.Quantile(u, alpha, beta, _logBeta) * (Max[component] - Min[component]);
    }
}
