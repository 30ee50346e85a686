using System.Text.Json.Nodes;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Strata;

/// <summary>The named draws whose values are spread over bins: a map of their names to ranges, or to words.</summary>
internal sealed class DrawAxesType : NodeType<IReadOnlyList<DrawAxis>>
{
    private static readonly RangeBinsType Ranges = new(null, double.NegativeInfinity, double.PositiveInfinity, 1e-9);

    public override string Describe => "map of named draw: ranges of numbers, or words, as bins";

    public override IEnumerable<ISection> Sections => Ranges.Sections;

    public override IReadOnlyList<DrawAxis> Read(Node node, ReadContext context)
    {
        if (node is not MapNode { Entries.Count: > 0 } map)
            throw Expected(node);
        return [.. map.Entries.Select(entry => Axis(entry.Key, entry.Value, context))];
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Za-z_][A-Za-z0-9_]*$" },
        ["additionalProperties"] = new JsonObject
        {
            ["anyOf"] = new JsonArray(Ranges.Schema(definitions), new WordBinsType("word", _ => [], null).Schema(definitions)),
        },
        ["minProperties"] = 1,
    };

    private static DrawAxis Axis(ScalarNode name, Node bins, ReadContext context)
    {
        var let = context.Lets.Find(name.Text, name, context);
        if (!let.IsDrawn)
            throw name.Error($"${name.Text} cannot be a stratum: it has no random numbers of its own.",
                "Name a draw of a distribution, not a constant, a formula of other draws, or what balanced and cycle deal out.");
        if (let.Scope == Scope.Dataset)
            throw name.Error($"${name.Text} has one draw for all frames, which cannot be in several strata.", "Give it 'scope: instance'.");
        if (let.Scope < Scope.Instance && context.MaxCount > 1)
            throw name.Error($"${name.Text} has one draw for all objects of a frame, which are in different strata.", $"Give it 'scope: instance', or {context.Group} 'count: 1'.");
        IReadOnlyList<StratumBin> read = let.Term switch
        {
            NumberTerm => Ranges.Read(bins, context),
            TruthTerm => new WordBinsType("truth value", _ => ["true", "false"], null).Read(bins, context),
            WordTerm words => new WordBinsType($"word that ${name.Text} can be", _ => words.Words, null).Read(bins, context),
            _ => throw name.Error($"${name.Text} is {let.Term.Describe}, which has no bins.", "Name a draw of numbers, words, or true and false."),
        };
        if (let.Term is NumberTerm { Range: var range } && read.FirstOrDefault(bin => bin.Range!.Value.High <= range.Min || bin.Range!.Value.Low > range.Max) is { } empty)
            throw bins.Error($"'{empty.Name}' holds no value that ${name.Text} can have.");
        Func<DrawKey, int, object> at = let.Term switch
        {
            NumberTerm number => (key, instance) => number.At(new(key, instance, false)),
            TruthTerm truth => (key, instance) => truth.At(new(key, instance, false)),
            _ => (key, instance) => ((WordTerm)let.Term).At(new(key, instance, false)),
        };
        return new(new("$" + name.Text, read), let.Path, let.Scope < Scope.Instance, let.IsFrozen, at);
    }
}
