using System.Text.Json.Nodes;

namespace Render.Core.Scenes.Language;

internal static class CommonKeys
{
    /// <summary>Every named thing has it; <see cref="NamedMapType{T}"/> obeys it.</summary>
    public static readonly Key<string> Stream = new("stream", new TextType("name"), null,
        "Draw the random numbers of this name instead of its own: a thing that is renamed keeps its draws.", "old_name");
}

/// <summary>A map from names of the user's own to sections of one kind. The order is kept.</summary>
internal sealed class NamedMapType<T>(string what, NodeType<T> element) : NodeType<IReadOnlyList<T>>
{
    public override string Describe => $"map of named {what}";

    public override IEnumerable<ISection> Sections => element.Sections;

    public override IReadOnlyList<T> Read(Node node, ReadContext context)
    {
        if (node is not MapNode map)
            throw Expected(node);
        var result = new List<T>();
        var streams = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Entries)
        {
            CheckName(key, key.Text);
            var stream = (value as MapNode)?.Find(CommonKeys.Stream.Name) is ScalarNode { Text: { } old } node2 ? CheckName(node2, old) : null;
            if (!streams.TryAdd(stream ?? key.Text, key.Text))
                throw key.Error($"'{key.Text}' would draw the same random numbers as '{streams[stream ?? key.Text]}'.", "Change its 'stream'.");
            result.Add(element.Read(value, context.Child(key.Text, stream)));
        }
        return result;
    }

    public override JsonNode Canonical(Node node) =>
        new JsonObject(((MapNode)node).Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, (JsonNode?)element.Canonical(entry.Value))));

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Za-z_][A-Za-z0-9_-]*$" },
        ["additionalProperties"] = element.Schema(definitions),
    };

    private static string CheckName(Node place, string name) =>
        name.Length is > 0 and <= 100 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? name
            : throw place.Error($"'{name}' cannot be a name.", "Names begin with a letter and hold letters, digits, _ and -.");
}

/// <summary>A map from words of the user's own to texts, which nothing here interprets. The order is kept.</summary>
internal sealed class TextMapType(string what) : NodeType<IReadOnlyDictionary<string, string>>
{
    private readonly TextType _text = new();

    public override string Describe => what;

    public override IReadOnlyDictionary<string, string> Read(Node node, ReadContext context) => node is MapNode map
        ? new OrderedDictionary<string, string>(
            map.Entries.Select(entry => KeyValuePair.Create(_text.Read(entry.Key, context), _text.Read(entry.Value, context))), StringComparer.Ordinal)
        : throw Expected(node);

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = _text.Schema(definitions),
    };
}

/// <summary>A map from words of the user's own to numbers. The order is kept.</summary>
internal sealed class NumberMapType(string what) : NodeType<IReadOnlyDictionary<string, double>>
{
    private readonly TextType _name = new();
    private readonly NumberType _number = new(null, -1e6, 1e6);

    public override string Describe => what;

    public override IReadOnlyDictionary<string, double> Read(Node node, ReadContext context) => node is MapNode map
        ? new OrderedDictionary<string, double>(
            map.Entries.Select(entry => KeyValuePair.Create(_name.Read(entry.Key, context), _number.Read(entry.Value, context))), StringComparer.Ordinal)
        : throw Expected(node);

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = _number.Schema(definitions),
    };
}

/// <summary>A list of at least one.</summary>
internal sealed class ListType<T>(NodeType<T> element) : NodeType<IReadOnlyList<T>>
{
    public override string Describe => $"list of {element.Describe}";

    public override IEnumerable<ISection> Sections => element.Sections;

    public override IReadOnlyList<T> Read(Node node, ReadContext context) =>
        node is ListNode { Items.Count: > 0 } list ? [.. list.Items.Select(item => element.Read(item, context))] : throw Expected(node);

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "array", ["items"] = element.Schema(definitions), ["minItems"] = 1 };
}

/// <summary>One of several forms, told apart by whether the value is a map, a list or a plain word.</summary>
/// <param name="describe">In words.</param>
/// <param name="choose">Picks the form.</param>
/// <param name="forms">All of them, for the schema and the reference page.</param>
internal sealed class EitherType<T>(string describe, Func<Node, NodeType<T>?> choose, params NodeType[] forms) : NodeType<T>
{
    public override string Describe => describe;

    public override IEnumerable<ISection> Sections => forms.SelectMany(f => f.Sections);

    public override T Read(Node node, ReadContext context) => (choose(node) ?? throw Expected(node)).Read(node, context);

    public override JsonNode Canonical(Node node) => (choose(node) ?? throw Expected(node)).Canonical(node);

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["anyOf"] = new JsonArray([.. forms.Select(f => f.Schema(definitions))]) };
}

/// <summary>A type read as another one.</summary>
internal sealed class MappedType<TFrom, T>(NodeType<TFrom> inner, Func<TFrom, T> map) : NodeType<T>
{
    public override string Describe => inner.Describe;

    public override IEnumerable<ISection> Sections => inner.Sections;

    public override T Read(Node node, ReadContext context) => map(inner.Read(node, context));

    public override JsonNode Canonical(Node node) => inner.Canonical(node);

    public override JsonObject Schema(SchemaDefinitions definitions) => inner.Schema(definitions);
}
