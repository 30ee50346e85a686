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
    public static string Json() => Json("Render scene", SceneDescription.Section);

    /// <summary>The same of files of keypoints, which stand beside models.</summary>
    public static string KeypointsJson() => Json("Render keypoints of a model", ModelKeypoints.Section);

    private static string Json(string title, NodeType type)
    {
        var definitions = new SchemaDefinitions();
        var root = type.Schema(definitions);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = title,
            ["$ref"] = (string)root["$ref"]!,
            ["$defs"] = definitions.ToJson(),
        };
        return schema.ToJsonString(Indented) + "\n";
    }
}
