using System.Text.Json;
using Render.Core.Frames;

namespace Render.Dataset.Writers;

/// <summary>The tags of an image under a key of our own, <c>tags</c>, which consumers of COCO's images pass over.</summary>
internal static class TagsJson
{
    /// <summary>An object of numbers, words, true and false by the names of the scene; nothing where the scene tags nothing.</summary>
    public static void Write(Utf8JsonWriter json, SortedDictionary<string, Tag>? tags)
    {
        if (tags is null)
            return;
        json.WriteStartObject("tags"u8);
        foreach (var (name, tag) in tags)
        {
            json.WritePropertyName(CocoDocument.Ascii(name));
            Write(json, tag);
        }
        json.WriteEndObject();
    }

    /// <summary>One of them as a value.</summary>
    public static void Write(Utf8JsonWriter json, Tag tag)
    {
        if (tag.Word is { } word)
            json.WriteStringValue(CocoDocument.Ascii(word));
        else if (tag.Truth is { } truth)
            json.WriteBooleanValue(truth);
        else
            json.WriteNumberValue(tag.Number!.Value);
    }
}
