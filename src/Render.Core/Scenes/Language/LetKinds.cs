using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>What a named draw is.</summary>
internal enum LetKind
{
    Number,
    Truth,
    Word,
    Point,
    Color,
}

/// <summary>Tells what a named draw is from the way it is written, for no key says so.</summary>
internal sealed class LetKinds(ReadContext context)
{
    /// <summary>Distributions over a list of values of any kind.</summary>
    public static readonly string[] Options = ["choice", "balanced", "cycle"];

    private static readonly string[] Points = ["box", "sphere", "shell", "hemisphere", "cone", "disk"];

    public LetKind Of(Node node) => node switch
    {
        ScalarNode scalar when Formula.IsOne(node) => Formula.Read(scalar, context with { Uses = [] }) switch
        {
            NumberTerm => LetKind.Number,
            TruthTerm => LetKind.Truth,
            WordTerm => LetKind.Word,
            _ => LetKind.Point,
        },
        ScalarNode { Number: not null } => LetKind.Number,
        ScalarNode { Quoted: false, Text: "true" or "false" } => LetKind.Truth,
        ScalarNode { Text.Length: > 0 } => LetKind.Word,
        ListNode { Items.Count: 2 } => LetKind.Number,
        ListNode { Items.Count: 3 } => LetKind.Point,
        MapNode map when map.Find(SampledKeys.If) is not null => Of(map.Find(SampledKeys.Then) ?? throw map.Error($"'{SampledKeys.Then}' is missing beside '{SampledKeys.If}'.")),
        MapNode { Entries.Count: > 0 } map => OfDistribution(map),
        _ => throw node.Error($"expected a number, a word, true or false, [x, y, z], a formula or a distribution, found {node.Kind}."),
    };

    /// <summary>The values of a choice and the like, without their weights.</summary>
    public static IEnumerable<Node> EntriesOf(MapNode distribution) => Options.Select(distribution.Find).OfType<Node>().First() switch
    {
        ListNode list => list.Items.Select(item => (item as MapNode)?.Find("value") ?? item),
        MapNode weights => weights.Entries.Select(entry => (Node)entry.Key),
        _ => [],
    };

    private LetKind OfDistribution(MapNode map)
    {
        var (key, argument) = map.Entries.FirstOrDefault(entry => !SampledKeys.IsBeside(entry.Key.Text));
        if (key is null)
            throw map.Error("this map names no distribution.", $"Known: {string.Join(", ", DistributionTable.All.Select(kind => kind.Name))}.");
        if (DistributionTable.Find(key.Text) is null)
            throw Names.Unknown(key, $"distribution of {context.Name}", key.Text, DistributionTable.All.Select(kind => kind.Name));
        if (Options.Contains(key.Text))
            return EntriesOf(map).FirstOrDefault() is { } first ? Of(first) : throw argument.Error($"{key.Text} needs a list of values, found {argument.Kind}.");
        return key.Text switch
        {
            "files" => LetKind.Word,
            "bernoulli" => LetKind.Truth,
            "hsv" or "temperature_k" => LetKind.Color,
            "uniform_rotation" or "about" => throw key.Error("a named draw cannot be a rotation.", "Draw the angle: rotation_deg: $angle."),
            var name when Points.Contains(name) => LetKind.Point,
            _ => HoldsVector(argument) ? LetKind.Point : LetKind.Number,
        };
    }

    private static bool HoldsVector(Node argument) => argument is MapNode map
        && map.Entries.Any(entry => entry.Key.Text is "min" or "max" or "mean" or "of" && entry.Value is ListNode { Items.Count: 3 });
}
