using System.Globalization;
using System.Text.Json.Nodes;

namespace Render.Core.Scenes.Language;

/// <summary>A value of a scene file exactly as written, with its place.</summary>
/// <param name="Where">file:line:column, counted from 1.</param>
internal abstract record Node(string Where)
{
    /// <summary>What kind of value this is, for messages.</summary>
    public abstract string Kind { get; }

    /// <summary>The same without comments, quotes and ways of writing a number.</summary>
    public abstract JsonNode ToJson();

    public RenderException Error(string message, string? remedy = null) => new(Failure.InvalidInput, message, Where, remedy);
}

/// <param name="Where">file:line:column.</param>
/// <param name="Text">The text, without quotes.</param>
/// <param name="Quoted">Quoted or block text is never a number or a truth value.</param>
internal sealed record ScalarNode(string Where, string Text, bool Quoted) : Node(Where)
{
    public override string Kind => Text.Length == 0 && !Quoted ? "nothing" : $"'{Text}'";

    /// <summary>The finite number that is written here, or null.</summary>
    public double? Number =>
        !Quoted && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number : null;

    public override JsonNode ToJson()
    {
        if (!Quoted && ulong.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            return JsonValue.Create(whole);
        if (Number is { } number)
            return JsonValue.Create(number);
        return !Quoted && Text is "true" or "false" ? JsonValue.Create(Text == "true") : JsonValue.Create(Text);
    }
}

internal sealed record ListNode(string Where, IReadOnlyList<Node> Items) : Node(Where)
{
    public override string Kind => Items.Count == 0 ? "an empty list" : $"a list of {Items.Count}";

    public override JsonNode ToJson() => new JsonArray([.. Items.Select(item => item.ToJson())]);
}

internal sealed record MapNode(string Where, IReadOnlyList<(ScalarNode Key, Node Value)> Entries) : Node(Where)
{
    public override string Kind => Entries.Count == 0 ? "an empty map" : "a map";

    public Node? Find(string key)
    {
        foreach (var (name, value) in Entries)
            if (name.Text == key)
                return value;
        return null;
    }

    public override JsonNode ToJson() => new JsonObject(Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, (JsonNode?)entry.Value.ToJson())));
}
