using System.Text.Json.Nodes;
using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>A constant or a distribution of something. A distribution is a map whose one key names it, with <c>base:</c> beside it if wanted.</summary>
/// <param name="inner">The type of the value itself.</param>
/// <param name="listIsChoice">Whether a plain list means a choice of its entries.</param>
internal sealed class SampledType<T>(NodeType<T> inner, bool listIsChoice = false) : NodeType<Value<T>>
{
    public override string Describe => inner.Describe + (listIsChoice ? ", a list of them," : "") + " or a distribution" + (inner.HasShortRange ? "; [lo, hi] is a range" : "");

    public NodeType<T> Inner => inner;

    public IEnumerable<DistributionKind> Kinds => DistributionTable.All.Where(kind => kind.Supports(inner));

    public override Value<T> Read(Node node, ReadContext context)
    {
        // A part of another value reads that one's stream, and says nothing of its own about it.
        if (context.Uses is not null)
            return ReadPart(node, context);
        var rule = new RuleReader(node, context);
        var (distribution, constant, frozen) = ReadBody(node, rule.Context);
        var value = distribution is null ? rule.Register(new Value<T>(context.Path, constant!), inner.Describe) : rule.Make(distribution, frozen, inner.Describe);
        return context.Registry.Variant.Of(value, inner, rule.Context);
    }

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var forms = new JsonArray(inner.Schema(definitions));
        if (inner.HasShortRange)
            forms.Add(Numbers.ListSchema(new JsonObject { ["type"] = inner is IntegerType ? "integer" : "number" }, 2));
        if (listIsChoice)
            forms.Add(new JsonObject { ["type"] = "array", ["items"] = inner.Schema(definitions), ["minItems"] = 1 });
        forms.Add(definitions.Refer("formula", () => new() { ["type"] = "string", ["pattern"] = "\\$" }));
        var name = $"sampled_{DefinitionName(inner.Describe)}{(listIsChoice ? "_list" : "")}";
        JsonObject Self() => new() { ["$ref"] = $"#/$defs/{name}" };
        forms.Add(DistributionSchema(Self, definitions));
        return definitions.Refer(name, () => new() { ["anyOf"] = forms });
    }

    /// <summary>One map for all distributions, so that editors complete and explain their names, of which one must be there.</summary>
    private JsonObject DistributionSchema(Func<JsonObject> self, SchemaDefinitions definitions)
    {
        var properties = new JsonObject();
        foreach (var kind in Kinds)
        {
            var schema = kind.Schema(inner, definitions);
            schema["description"] = kind.Doc;
            properties[kind.Name] = schema;
        }
        properties[SampledKeys.If] = new JsonObject { ["description"] = "A condition on named draws; then and else say what is drawn." };
        properties[SampledKeys.Then] = self();
        properties[SampledKeys.Else] = self();
        properties[SampledKeys.Base] = inner.Schema(definitions);
        properties[SampledKeys.Scope] = definitions.Refer("scope", RuleReader.ScopeSchema);
        properties[SampledKeys.Sample] = definitions.Refer("sample", RuleReader.SampleSchema);
        static JsonObject Required(params string[] keys) => new() { ["required"] = new JsonArray([.. keys.Select(key => (JsonNode)key)]) };
        return new()
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
            ["oneOf"] = new JsonArray([.. Kinds.Select(kind => Required(kind.Name)), Required(SampledKeys.If, SampledKeys.Then, SampledKeys.Else)]),
        };
    }

    /// <summary>What <c>[lo, hi]</c> is short for.</summary>
    private DistributionKind ShortRange => inner is IntegerType ? DistributionTable.Integers : DistributionTable.Uniform;

    private Value<T> ReadPart(Node node, ReadContext context)
    {
        foreach (var (key, _) in (node as MapNode)?.Entries ?? [])
            if (key.Text is SampledKeys.Scope or SampledKeys.Sample)
                throw key.Error($"'{key.Text}' belongs beside the name of the outermost distribution of {Last(context.Path)}.", "Move it there.");
        var (distribution, constant, frozen) = ReadBody(node, context);
        return distribution is null ? new(context.Path, constant!) : new(context.Path, distribution, frozen, DrawRule.Part);
    }

    /// <summary>A distribution with its frozen value, or a constant.</summary>
    private (Distribution<T>? Distribution, T? Constant, (bool, T) Frozen) ReadBody(Node node, ReadContext context) => node switch
    {
        ScalarNode scalar when Formula.IsOne(scalar) => (Formula.Read(scalar, inner, context), default, default),
        MapNode map when map.Find(SampledKeys.If) is not null => ReadCondition(map, context),
        MapNode map => ReadDistribution(map, context),
        ListNode { Items.Count: 2 } when inner.HasShortRange => (ShortRange.Read(node, inner, context), default, default),
        ListNode when listIsChoice => (DistributionTable.Choice.Read(node, inner, context), default, default),
        _ => (null, inner.Read(node, context), default),
    };

    private (Distribution<T>, T?, (bool, T)) ReadCondition(MapNode map, ReadContext context)
    {
        foreach (var (key, _) in map.Entries)
            if (key.Text is not (SampledKeys.If or SampledKeys.Then or SampledKeys.Else) && !SampledKeys.IsBeside(key.Text))
                throw Names.Unknown(key, $"key beside '{SampledKeys.If}'", key.Text, [SampledKeys.If, SampledKeys.Then, SampledKeys.Else, SampledKeys.Base, SampledKeys.Scope, SampledKeys.Sample]);
        Value<T> Outcome(string name) => ReadPart(map.Find(name) ?? throw map.Error($"'{name}' is missing beside '{SampledKeys.If}'."), context);
        var condition = Formula.ReadCondition(map.Find(SampledKeys.If)!, context);
        return (new ConditionDistribution<T>(condition, Outcome(SampledKeys.Then), Outcome(SampledKeys.Else)), default, ReadBase(map, context));
    }

    private (bool, T) ReadBase(MapNode map, ReadContext context) => map.Find(SampledKeys.Base) is { } node ? (true, inner.Read(node, context)) : default;

    private (Distribution<T>, T?, (bool, T)) ReadDistribution(MapNode map, ReadContext context)
    {
        DistributionKind? found = null;
        Node? argument = null;
        foreach (var (key, value) in map.Entries)
        {
            if (SampledKeys.IsBeside(key.Text))
                continue;
            var kind = DistributionTable.Find(key.Text)
                ?? throw Names.Unknown(key, $"distribution of {Last(context.Path)}", key.Text, [.. Kinds.Select(k => k.Name), SampledKeys.If, SampledKeys.Base, SampledKeys.Scope, SampledKeys.Sample]);
            if (!kind.Supports(inner))
                throw key.Error($"'{kind.Name}' does not give a {inner.Describe}.", $"Known here: {string.Join(", ", Kinds.Select(k => k.Name))}.");
            if (found is not null)
                throw key.Error($"a distribution is a map with one key that names it; here are two, '{found.Name}' and '{key.Text}'.", "Remove one.");
            (found, argument) = (kind, value);
        }
        return found is null
            ? throw map.Error($"expected {Describe}; this map names no distribution.", $"Known: {string.Join(", ", Kinds.Select(k => k.Name))}.")
            : (found.Read(argument!, inner, context), default, ReadBase(map, context));
    }

    private static string Last(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string DefinitionName(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
