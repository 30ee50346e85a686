using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Render.Core.Frames;

namespace Render.Dataset.Records;

/// <summary>The JSON schema of frame records, made from the very types that are read and written (docs/record.schema.json).</summary>
public static class RecordSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Refine };

    /// <summary>Indented, with a newline at the end.</summary>
    public static string Json()
    {
        var schema = new JsonObject
        {
            ["$schema"] = Dialect,
            ["title"] = "A frame record of Render",
            ["description"] = "Lengths in metres, colours linear, matrices row-major. World: right-handed, Z up. "
                + "Camera: x right, y down, z forward; pixel centres at +0.5.",
        };
        var record = DatasetJson.Default.Options.GetJsonSchemaAsNode(typeof(FrameRecord), Exporter).AsObject();
        foreach (var (key, value) in record)
            schema[key] = value?.DeepClone();
        return schema.ToJsonString(Indented) + "\n";
    }

    /// <summary>What the types do not say: how long arrays are, and the constants.</summary>
    private static JsonNode Refine(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(Vector2) || type == typeof(Vector3))
        {
            var array = Numbers(type == typeof(Vector2) ? 2 : 3);
            if (type != context.TypeInfo.Type)
                array["type"] = new JsonArray("array", "null");
            return array;
        }
        if (type == typeof(Tag))
            return new JsonObject { ["type"] = new JsonArray("number", "string", "boolean") };
        if (schema is not JsonObject node)
            return schema;
        switch (context.PropertyInfo?.Name)
        {
            case "schema":
                node["const"] = FrameRecord.Version;
                break;
            case "world_to_camera" or "object_to_world":
                (node["minItems"], node["maxItems"]) = (12, 12);
                break;
            case "bbox":
                (node["minItems"], node["maxItems"]) = (4, 4);
                break;
            case "rotation":
                (node["minItems"], node["maxItems"]) = (9, 9);
                break;
            default:
                break;
        }
        return schema;
    }

    private static JsonObject Numbers(int count) => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject { ["type"] = "number" },
        ["minItems"] = count,
        ["maxItems"] = count,
    };
}
