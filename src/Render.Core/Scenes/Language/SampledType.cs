using System.Text.Json.Nodes;
using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>A constant or a distribution of something. A distribution is a map whose one key names it, with <c>base:</c> beside it if wanted.</summary>
/// <param name="inner">The type of the value itself.</param>
/// <param name="listIsChoice">Whether a plain list means a choice of its entries.</param>
internal sealed class SampledType<T>(NodeType<T> inner, bool listIsChoice = false) : NodeType<Value<T>>
{
    /// <summary>The value when frozen.</summary>
    private const string BaseKey = "base";

    public override string Describe => inner.Describe + (listIsChoice ? ", a list of them," : "") + " or a distribution" + (inner.HasShortRange ? "; [lo, hi] is a range" : "");

    public NodeType<T> Inner => inner;

    public IEnumerable<DistributionKind> Kinds => DistributionTable.All.Where(kind => kind.Supports(inner));

    public override Value<T> Read(Node node, ReadContext context) => node switch
    {
        MapNode map => ReadDistribution(map, context),
        ListNode { Items.Count: 2 } when inner.HasShortRange => new(context.Path, ShortRange.Read(node, inner, context), default),
        ListNode when listIsChoice => new(context.Path, DistributionTable.Choice.Read(node, inner, context), default),
        _ => new(context.Path, inner.Read(node, context)),
    };

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var forms = new JsonArray(inner.Schema(definitions));
        if (inner.HasShortRange)
            forms.Add(Numbers.ListSchema(new JsonObject { ["type"] = inner is IntegerType ? "integer" : "number" }, 2));
        if (listIsChoice)
            forms.Add(new JsonObject { ["type"] = "array", ["items"] = inner.Schema(definitions), ["minItems"] = 1 });
        foreach (var kind in Kinds)
        {
            forms.Add(new JsonObject
            {
                ["type"] = "object",
                ["description"] = kind.Doc,
                ["properties"] = new JsonObject { [kind.Name] = kind.Schema(inner, definitions), [BaseKey] = inner.Schema(definitions) },
                ["required"] = new JsonArray(kind.Name),
                ["additionalProperties"] = false,
            });
        }
        return definitions.Refer($"sampled_{DefinitionName(inner.Describe)}{(listIsChoice ? "_list" : "")}", () => new() { ["anyOf"] = forms });
    }

    /// <summary>What <c>[lo, hi]</c> is short for.</summary>
    private DistributionKind ShortRange => inner is IntegerType ? DistributionTable.Integers : DistributionTable.Uniform;

    private Value<T> ReadDistribution(MapNode map, ReadContext context)
    {
        DistributionKind? found = null;
        Node? argument = null;
        (bool, T) frozen = default;
        foreach (var (key, value) in map.Entries)
        {
            if (key.Text == BaseKey)
            {
                frozen = (true, inner.Read(value, context));
                continue;
            }
            var kind = DistributionTable.Find(key.Text)
                ?? throw Names.Unknown(key, $"distribution of {Last(context.Path)}", key.Text, [.. Kinds.Select(k => k.Name), BaseKey]);
            if (!kind.Supports(inner))
                throw key.Error($"'{kind.Name}' does not give a {inner.Describe}.", $"Known here: {string.Join(", ", Kinds.Select(k => k.Name))}.");
            if (found is not null)
                throw key.Error($"a distribution is a map with one key that names it; here are two, '{found.Name}' and '{key.Text}'.", "Remove one.");
            (found, argument) = (kind, value);
        }
        return found is null
            ? throw map.Error($"expected {Describe}; this map names no distribution.", $"Known: {string.Join(", ", Kinds.Select(k => k.Name))}.")
            : new(context.Path, found.Read(argument!, inner, context), frozen);
    }

    private static string Last(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string DefinitionName(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
