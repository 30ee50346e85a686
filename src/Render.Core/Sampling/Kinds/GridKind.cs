using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Values evenly spaced between two ends, each equally likely; of several components, the points of a lattice.</summary>
internal sealed class GridKind : DistributionKind
{
    /// <summary>Along one axis.</summary>
    private const int MaxSteps = 1_000_000;

    public override string Name => "grid";

    public override string Doc =>
        "n values evenly spaced from min to max, both included, each equally likely; of points and colours, the n x n x n points of a lattice (n: [4, 4, 1] for each axis). n: 1 is the middle.";

    public override string Example => "azimuth_deg: { grid: { min: 0, max: 315, n: 8 } }";

    public override string Argument => "map of min, max, n";

    public override bool Supports(NodeType type) => type is INumericType;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context)
    {
        var numeric = (NumericType<T>)type;
        var ends = new ComponentsType<T>(numeric);
        var min = new Key<double[]>("min", ends, null, "The first value.", "0", required: true);
        var max = new Key<double[]>("max", ends, null, "The last value.", "315", required: true);
        var steps = new Key<long[]>("n", new StepsType(), null, "How many values, or how many along each axis.", "8", required: true);
        return new Section<Distribution<T>>("grid", "Evenly spaced values.", [min, max, steps], r =>
        {
            var (low, high, n) = (r.Get(min), r.Get(max), r.Get(steps));
            if (low.Zip(high).Any(pair => pair.First > pair.Second))
                throw r.Node.Error("the range is upside down: a component of min is above that of max.");
            if (n.Length != 1 && n.Length != low.Length)
                throw r.NodeOf(steps).Error(low.Length == 1 ? $"n is one whole number here, found {r.NodeOf(steps).Kind}." : $"n is one whole number or {low.Length} of them.");
            return new GridDistribution<T>(numeric, low, high, n.Length == low.Length ? n : [.. low.Select(_ => n[0])]);
        }).Read(argument, context);
    }

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["min"] = type.Schema(definitions),
            ["max"] = type.Schema(definitions),
            ["n"] = type is NumberType ? new IntegerType(1, MaxSteps).Schema(definitions) : new StepsType().Schema(definitions),
        },
        ["required"] = new JsonArray("min", "max", "n"),
        ["additionalProperties"] = false,
    };

    /// <summary>A whole number, or a list of them.</summary>
    private sealed class StepsType : NodeType<long[]>
    {
        private static readonly IntegerType Step = new(1, MaxSteps);

        public override string Describe => $"{Step.Describe}, or one for each axis";

        public override long[] Read(Node node, ReadContext context) =>
            node is ListNode list ? [.. list.Items.Select(item => Step.Read(item, context))] : [Step.Read(node, context)];

        public override JsonObject Schema(SchemaDefinitions definitions) =>
            new() { ["anyOf"] = new JsonArray(Step.Schema(definitions), Numbers.ListSchema(Step.Schema(definitions), 3)) };
    }

    private sealed class GridDistribution<T>(NumericType<T> type, double[] min, double[] max, long[] steps) : Distribution<T>
    {
        public override T Middle => Compose(i => steps[i] / 2);

        public override IEnumerable<T> Extremes => [Compose(_ => 0), Compose(i => steps[i] - 1)];

        public override int Dimensions => min.Length;

        public override T Draw(RandomStream stream) => Compose(i => stream.NextBelow(steps[i]));

        private T Compose(Func<int, long> stepOf)
        {
            var components = new double[min.Length];
            for (var i = 0; i < components.Length; i++)
            {
                var t = steps[i] == 1 ? 0.5 : (double)stepOf(i) / (steps[i] - 1);
                components[i] = t == 1 ? max[i] : min[i] + t * (max[i] - min[i]);
            }
            return type.Compose(components);
        }
    }
}
