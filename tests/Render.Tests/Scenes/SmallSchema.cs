using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Render.Tests.Scenes;

/// <summary>As much of JSON Schema (draft 2020-12) as the scene's schema uses; an unknown keyword is an error, so that nothing is passed over.</summary>
internal sealed class SmallSchema(JsonNode root)
{
    public bool Accepts(JsonNode value) => Accepts(root, value);

    private bool Accepts(JsonNode schema, JsonNode? value) => schema.AsObject().All(rule => Obeys(schema, rule.Key, rule.Value!, value));

    private bool Obeys(JsonNode schema, string keyword, JsonNode rule, JsonNode? value) => keyword switch
    {
        "$schema" or "title" or "$defs" or "description" or "default" => true,
        "$ref" => Accepts(root["$defs"]![((string)rule!)["#/$defs/".Length..]]!, value),
        "type" => rule is JsonArray types ? types.Any(t => IsOf((string)t!, value)) : IsOf((string)rule!, value),
        "enum" => rule.AsArray().Any(allowed => Same(allowed, value)),
        "const" => Same(rule, value),
        "anyOf" => rule.AsArray().Any(form => Accepts(form!, value)),
        "oneOf" => rule.AsArray().Count(form => Accepts(form!, value)) == 1,
        "minimum" => Number(value) is not { } n || n >= (double)rule,
        "maximum" => Number(value) is not { } n || n <= (double)rule,
        "pattern" => !IsOf("string", value) || Regex.IsMatch((string)value!, (string)rule!),
        "minItems" => value is not JsonArray list || list.Count >= (int)rule,
        "maxItems" => value is not JsonArray list || list.Count <= (int)rule,
        "items" => value is not JsonArray list || list.All(item => Accepts(rule, item)),
        "minProperties" => value is not JsonObject map || map.Count >= (int)rule,
        "required" => value is not JsonObject map || rule.AsArray().All(name => map.ContainsKey((string)name!)),
        "properties" => value is not JsonObject map || map.All(p => rule[p.Key] is not { } inner || Accepts(inner, p.Value)),
        "propertyNames" => value is not JsonObject map || map.All(p => Accepts(rule, JsonValue.Create(p.Key))),
        "additionalProperties" => value is not JsonObject map || map.All(p => schema["properties"]?[p.Key] is not null
            || (rule.GetValueKind() == System.Text.Json.JsonValueKind.Object && Accepts(rule, p.Value))),
        _ => throw new NotSupportedException(keyword),
    };

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == System.Text.Json.JsonValueKind.String,
        "boolean" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        "number" => Number(value) is not null,
        "integer" => Number(value) is { } n && n == Math.Floor(n),
        _ => throw new NotSupportedException(type),
    };

    private static bool Same(JsonNode? a, JsonNode? b) => Number(a) is { } x && Number(b) is { } y ? x == y : JsonNode.DeepEquals(a, b);

    private static double? Number(JsonNode? value) =>
        value?.GetValueKind() == System.Text.Json.JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) : null;
}
