using System.Text.Json;

namespace Render.Dataset.Check.Coco;

/// <summary>Strings of strangers' files, decoded and made fit to be shown.</summary>
internal static class JsonText
{
    private const int Longest = 120;

    /// <summary>The text of a JSON string, quotes and escapes resolved; half a surrogate pair becomes U+FFFD.</summary>
    public static string Unescape(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return Text(ref reader);
    }

    /// <summary>The string that the reader stands at.</summary>
    public static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return System.Text.Encoding.UTF8.GetString(reader.ValueSpan) + "\uFFFD";
        }
    }

    /// <summary>Fit for a line on a terminal: bounded, without control characters.</summary>
    public static string Shown(string text) =>
        string.Concat((text.Length > Longest ? text[..Longest] + "…" : text).Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
