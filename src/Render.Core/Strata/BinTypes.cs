using System.Globalization;
using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Strata;

/// <summary>Ranges of numbers that do not overlap: a list of [lo, hi], or a map of names of one's own to [lo, hi] or { range: [lo, hi], share: 2 }.</summary>
/// <param name="unit">Of the numbers; null: none.</param>
/// <param name="min">Least.</param>
/// <param name="max">Greatest.</param>
/// <param name="leastWidth">Of a range.</param>
internal sealed class RangeBinsType(string? unit, double min, double max, double leastWidth) : NodeType<IReadOnlyList<StratumBin>>
{
    private static readonly Key<double[]> Range = new("range", new EndsType(), null, "The least value, and the first that is too great.", "[16, 32]", required: true);

    private static readonly Key<long> Share = new("share", new IntegerType(1, 1000), "1", "How many parts of the objects fall to this bin, where the others have theirs.", "2");

    private static readonly Section<(double[] Ends, int Share)> Weighted = new("stratum bin", "A range with a share of its own.", [Range, Share], r => (r.Get(Range), (int)r.Get(Share)));

    public override string Describe => $"list of ranges [lo, hi]{(unit is null ? "" : $" ({unit})")}, or map of name: range, or of name: {{ range, share }}";

    public override IEnumerable<ISection> Sections => [Weighted];

    public override IReadOnlyList<StratumBin> Read(Node node, ReadContext context)
    {
        var entries = node switch
        {
            ListNode { Items.Count: > 0 } list => list.Items.Select(item => (Name: (ScalarNode?)null, Value: item)),
            MapNode { Entries.Count: > 0 } map => map.Entries.Select(entry => (Name: (ScalarNode?)BinNames.Checked(entry.Key), entry.Value)),
            _ => throw Expected(node),
        };
        var bins = new List<(StratumBin Bin, Node Place)>();
        foreach (var (name, value) in entries)
        {
            var (ends, share) = value is MapNode ? Weighted.Read(value, context) : (Range.Type.Read(value, context), 1);
            var (low, high) = (ends[0], ends[1]);
            if (low < min || high > max)
                throw value.Error($"the range leaves {NumberType.Phrase("number", min, max, unit)}.");
            if (!(high - low >= leastWidth))
                throw value.Error(string.Create(CultureInfo.InvariantCulture, $"a range must be at least {leastWidth} wide."));
            if (bins.Find(b => b.Bin.Range!.Value.Low < high && low < b.Bin.Range!.Value.High).Bin is { } other)
                throw value.Error($"it overlaps '{other.Name}': an object would be in both.");
            bins.Add((new(name?.Text ?? string.Create(CultureInfo.InvariantCulture, $"{low}-{high}"), share, (low, high)), value));
        }
        return [.. bins.Select(b => b.Bin)];
    }

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var range = Numbers.ListSchema(new NumberType(unit, min, max).Schema(definitions), 2);
        return new()
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "array", ["items"] = range, ["minItems"] = 1 },
                new JsonObject
                {
                    ["type"] = "object",
                    ["propertyNames"] = new JsonObject { ["pattern"] = BinNames.Pattern },
                    ["additionalProperties"] = new JsonObject { ["anyOf"] = new JsonArray(range.DeepClone(), Weighted.Schema(definitions)) },
                    ["minProperties"] = 1,
                }),
        };
    }

    private sealed class EndsType : NodeType<double[]>
    {
        public override string Describe => "[lo, hi]";

        public override double[] Read(Node node, ReadContext context) => Numbers.Read(node, 2, double.NegativeInfinity, this);

        public override JsonObject Schema(SchemaDefinitions definitions) => Numbers.Schema(2, double.NegativeInfinity);
    }
}

/// <summary>Words, each a bin: a list of them, or a map of word: share.</summary>
/// <param name="what">What the words are.</param>
/// <param name="all">All of them; where it is not empty, no other may stand.</param>
/// <param name="whole">A word that stands for all of them; null: none does.</param>
internal sealed class WordBinsType(string what, Func<ReadContext, IReadOnlyList<string>> all, string? whole) : NodeType<IReadOnlyList<StratumBin>>
{
    private static readonly IntegerType Share = new(1, 1000);

    public override string Describe => (whole is null ? "" : $"{whole}, or ") + $"list of {what}, or map of {what}: share (whole numbers)";

    public override IReadOnlyList<StratumBin> Read(Node node, ReadContext context)
    {
        var known = all(context);
        StratumBin Bin(Node name, int share) => name is not ScalarNode word ? throw Expected(name)
            : known.Contains(word.Text) ? new(word.Text, share, Value: word is { Quoted: false, Text: "true" or "false" } ? word.Text == "true" : word.Text)
            : throw Names.Unknown(name, what, word.Text, known);
        StratumBin[] bins = node switch
        {
            ScalarNode { Text: var text } when text == whole => [.. known.Select(name => new StratumBin(name, 1, Value: name))],
            ListNode { Items.Count: > 0 } list => [.. list.Items.Select(item => Bin(item, 1))],
            MapNode { Entries.Count: > 0 } map => [.. map.Entries.Select(entry => Bin(entry.Key, (int)Share.Read(entry.Value, context)))],
            _ => throw Expected(node),
        };
        return bins.DistinctBy(bin => bin.Name, StringComparer.Ordinal).Count() == bins.Length ? bins : throw node.Error($"a {what} is listed twice.");
    }

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var forms = new JsonArray(
            new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = new JsonArray("string", "boolean") }, ["minItems"] = 1 },
            new JsonObject { ["type"] = "object", ["additionalProperties"] = Share.Schema(definitions), ["minProperties"] = 1 });
        if (whole is not null)
            forms.Insert(0, new JsonObject { ["const"] = whole });
        return new() { ["anyOf"] = forms };
    }
}

/// <summary>What a bin may be called.</summary>
internal static class BinNames
{
    public const string Pattern = "^[A-Za-z0-9_.-]{1,100}$";

    public static ScalarNode Checked(ScalarNode name) => name.Text.Length is > 0 and <= 100 && name.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
        ? name
        : throw name.Error($"'{name.Text}' cannot be the name of a bin.", "Names hold letters, digits, _, - and .");
}
