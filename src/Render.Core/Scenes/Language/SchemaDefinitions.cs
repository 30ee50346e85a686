using System.Text.Json.Nodes;

namespace Render.Core.Scenes.Language;

/// <summary>The shared definitions of a JSON schema: what many keys have in common is written once.</summary>
internal sealed class SchemaDefinitions
{
    private readonly SortedDictionary<string, JsonObject?> _definitions = new(StringComparer.Ordinal);

    /// <summary>A reference to a definition, which is made at its first use.</summary>
    public JsonObject Refer(string name, Func<JsonObject> make)
    {
        if (_definitions.TryAdd(name, null))
            _definitions[name] = make();
        return new() { ["$ref"] = $"#/$defs/{name}" };
    }

    public JsonObject ToJson() => new(_definitions.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));
}
