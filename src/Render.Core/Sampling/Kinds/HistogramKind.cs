using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>A measured distribution: bins with weights, uniform within each bin.</summary>
internal sealed class HistogramKind : DistributionKind
{
    private static readonly string[] Columns = ["min", "max", "weight"];

    private static readonly NumberType Weight = new("weight", 0);

    private static readonly Key<string> Csv = new("csv", new FileType("table (.csv)"), null,
        "A table with the columns min, max, weight: one bin a line, ascending, gaps allowed.", "heights.csv");

    public override string Name => "histogram";

    public override string Doc =>
        "Bins with weights, uniform within each bin: edges (ascending, one more than weights), or a CSV file with the columns min, max and weight, one bin a line in ascending order.";

    public override string Example => "elevation_deg: { histogram: { edges: [0, 15, 40, 80], weights: [1, 5, 2] } }";

    public override string Argument => "map of edges, weights; or of csv";

    public override bool Supports(NodeType type) => type is NumberType;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context) =>
        (Distribution<T>)(object)SectionFor((NodeType<double>)(object)type).Read(argument, context);

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions)
    {
        var edges = new JsonObject { ["type"] = "array", ["items"] = type.Schema(definitions), ["minItems"] = 2 };
        var weights = new JsonObject { ["type"] = "array", ["items"] = Weight.Schema(definitions), ["minItems"] = 1 };
        return new()
        {
            ["anyOf"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject { ["edges"] = edges, ["weights"] = weights },
                    ["required"] = new JsonArray("edges", "weights"),
                    ["additionalProperties"] = false,
                },
                new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject { ["csv"] = new JsonObject { ["type"] = "string" } },
                    ["required"] = new JsonArray("csv"),
                    ["additionalProperties"] = false,
                }),
        };
    }

    private static Section<Distribution<double>> SectionFor(NodeType<double> type)
    {
        var edges = new Key<IReadOnlyList<double>>("edges", new ListType<double>(type), null, "Where bins begin and end, ascending.", "[0, 15, 40, 80]");
        var weights = new Key<IReadOnlyList<double>>("weights", new ListType<double>(Weight), null, "One for each bin.", "[1, 5, 2]");
        return new("histogram", "Bins with weights.", [edges, weights, Csv], r =>
        {
            if (r.Has(Csv))
            {
                foreach (var key in (Key[])[edges, weights])
                    r.Forbid(key, "'csv' is given");
                return OfTable(r.Get(Csv), type, r);
            }
            if (!r.Has(edges) || !r.Has(weights))
                throw r.Node.Error("histogram needs 'edges' and 'weights', or 'csv'.");
            var (e, w) = (r.Get(edges), r.Get(weights));
            if (e.Count != w.Count + 1)
                throw r.NodeOf(weights).Error($"{e.Count} edges make {e.Count - 1} bins, and there are {w.Count} weights.");
            for (var i = 0; i < w.Count; i++)
                if (!(e[i] < e[i + 1]))
                    throw ((ListNode)r.NodeOf(edges)).Items[i + 1].Error("the edges must ascend.");
            return new HistogramDistribution(Checked([.. w.Select((weight, i) => (e[i], e[i + 1], weight))], r.NodeOf(weights)));
        });
    }

    private static HistogramDistribution OfTable(string reference, NodeType<double> type, SectionReader r)
    {
        var table = Load(reference, r);
        foreach (var cell in table.Header)
            if (!Columns.Contains(cell.Text))
                throw Names.Unknown(table.Node(cell), "column of a histogram", cell.Text, Columns);
        var at = Columns.Select(name => table.Header.ToList().FindIndex(cell => cell.Text == name)).ToArray();
        if (Array.IndexOf(at, -1) is >= 0 and var missing)
            throw table.Node(table.Header[0]).Error($"the column '{Columns[missing]}' is missing.", $"A histogram has the columns {string.Join(", ", Columns)}.");
        var bins = new List<(double Low, double High, double Weight)>();
        foreach (var row in table.Rows)
        {
            if (table.ShapeError(row) is { } error)
                throw error;
            var (low, high, weight) = (type.Read(table.Node(row[at[0]]), r.Context), type.Read(table.Node(row[at[1]]), r.Context), Weight.Read(table.Node(row[at[2]]), r.Context));
            if (!(low < high))
                throw table.Node(row[at[1]]).Error("max must be above min.");
            if (bins.Count > 0 && low < bins[^1].High)
                throw table.Node(row[at[0]]).Error("this bin begins before the one above it ends.", "Bins ascend and do not overlap.");
            bins.Add((low, high, weight));
        }
        r.Context.Registry.AddTable(reference, r.Context.Roots);
        return new(Checked(bins, r.NodeOf(Csv)));
    }

    /// <summary>What is wrong with the file as a whole is said where the scene names it.</summary>
    private static CsvTable Load(string reference, SectionReader r)
    {
        try
        {
            return CsvTable.Load(r.Context.Roots.Resolve(reference, r.NodeOf(Csv).Where), reference);
        }
        catch (RenderException e) when (e.Where?.StartsWith(reference, StringComparison.Ordinal) == true)
        {
            throw r.NodeOf(Csv).Error($"this is no histogram: {e.Message}");
        }
    }

    private static List<(double Low, double High, double Weight)> Checked(List<(double Low, double High, double Weight)> bins, Node place)
    {
        var kept = bins.Where(bin => bin.Weight > 0).ToList();
        return kept.Count > 0 && double.IsFinite(kept.Sum(bin => bin.Weight)) ? kept : throw place.Error("the weights of a histogram must add up to more than 0.");
    }

    private sealed class HistogramDistribution : Distribution<double>
    {
        private readonly List<(double Low, double High, double Weight)> _bins;
        private readonly double[] _cumulative;

        public HistogramDistribution(List<(double Low, double High, double Weight)> bins)
        {
            _bins = bins;
            _cumulative = new double[bins.Count];
            var sum = 0.0;
            for (var i = 0; i < bins.Count; i++)
                _cumulative[i] = sum += bins[i].Weight;
        }

        public override double Middle => At(0.5);

        public override IEnumerable<double> Extremes => [_bins[0].Low, _bins[^1].High];

        public override int Dimensions => 1;

        public override double Draw(RandomStream stream) => At(stream.NextUnit());

        /// <summary>The inverse of the distribution function.</summary>
        private double At(double u)
        {
            var at = u * _cumulative[^1];
            var found = Array.BinarySearch(_cumulative, at);
            var i = Math.Min(found >= 0 ? found + 1 : ~found, _bins.Count - 1);
            var (low, high, weight) = _bins[i];
            var t = (at - (i == 0 ? 0 : _cumulative[i - 1])) / weight;
            return Math.Clamp(low + t * (high - low), low, high);
        }
    }
}
