using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The JSON schema of scene files, made from the declarations that read them. Editors complete and check scenes with it.</summary>
public static class SceneSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON Schema, draft 2020-12, indented, with a line feed at its end.</summary>
    public static string Json()
    {
        var definitions = new SchemaDefinitions();
        var root = SceneDescription.Section.Schema(definitions);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Render scene",
            ["$ref"] = (string)root["$ref"]!,
            ["$defs"] = definitions.ToJson(),
        };
        return schema.ToJsonString(Indented) + "\n";
    }
}
