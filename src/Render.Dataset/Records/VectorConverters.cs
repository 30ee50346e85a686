using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Render.Dataset.Records;

/// <summary>[x, y]</summary>
internal sealed class Vector2Converter : JsonConverter<Vector2>
{
    public override Vector2 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<float> values = stackalloc float[2];
        FixedArray.Read(ref reader, values);
        return new(values);
    }

    public override void Write(Utf8JsonWriter writer, Vector2 value, JsonSerializerOptions options) =>
        FixedArray.Write(writer, [value.X, value.Y]);
}

/// <summary>[x, y, z] or [r, g, b]</summary>
internal sealed class Vector3Converter : JsonConverter<Vector3>
{
    public override Vector3 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<float> values = stackalloc float[3];
        FixedArray.Read(ref reader, values);
        return new(values);
    }

    public override void Write(Utf8JsonWriter writer, Vector3 value, JsonSerializerOptions options) =>
        FixedArray.Write(writer, [value.X, value.Y, value.Z]);
}

/// <summary>Arrays of a fixed number of float32; the writer's shortest form reads back to the same bits.</summary>
file static class FixedArray
{
    public static void Read(ref Utf8JsonReader reader, scoped Span<float> values)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException($"expected an array of {values.Length} numbers");
        foreach (ref var value in values)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out value))
                throw new JsonException($"expected an array of {values.Length} numbers");
        }
        reader.Read();
        if (reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException($"expected an array of {values.Length} numbers");
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<float> values)
    {
        writer.WriteStartArray();
        foreach (var value in values)
            writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }
}
