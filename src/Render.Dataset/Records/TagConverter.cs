using System.Text.Json;
using System.Text.Json.Serialization;
using Render.Core.Frames;

namespace Render.Dataset.Records;

/// <summary>A number, a text, true or false; the writer's shortest form of a number reads back to the same bits.</summary>
internal sealed class TagConverter : JsonConverter<Tag>
{
    public override Tag Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => new(reader.GetDouble()),
        JsonTokenType.String => new(reader.GetString()!),
        JsonTokenType.True => new(true),
        JsonTokenType.False => new(false),
        _ => throw new JsonException("expected a number, a text, true or false"),
    };

    public override void Write(Utf8JsonWriter writer, Tag value, JsonSerializerOptions options)
    {
        if (value.Word is { } word)
            writer.WriteStringValue(word);
        else if (value.Truth is { } truth)
            writer.WriteBooleanValue(truth);
        else
            writer.WriteNumberValue(value.Number!.Value);
    }
}
