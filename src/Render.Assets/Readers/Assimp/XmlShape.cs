using System.Globalization;
using Render.Core;

namespace Render.Assets.Readers.Assimp;

/// <summary>
/// What an XML file (DAE, X3D, AMF, 3MF and others) may look like before libassimp, whose readers walk it by recursion, gets it: not too deep, and without
/// entities of its own.
/// </summary>
internal static class XmlShape
{
    /// <summary>Honest files are some tens deep: their node trees are.</summary>
    private const int MaxDepth = 1000;

    /// <param name="file">Any file: what does not begin with &lt; passes.</param>
    /// <exception cref="RenderException">Too deep, or it declares entities.</exception>
    public static void Check(ReadOnlySpan<byte> file)
    {
        var text = file.StartsWith("\uFEFF"u8) ? file[3..] : file;
        if (!text.TrimStart(" \t\r\n"u8).StartsWith("<"u8))
            return;
        for (var depth = 0; text.IndexOf((byte)'<') is >= 0 and var at;)
        {
            text = text[at..];
            if (text.StartsWith("<!--"u8))
                Skip(ref text, "-->"u8);
            else if (text.StartsWith("<![CDATA["u8))
                Skip(ref text, "]]>"u8);
            else if (text.StartsWith("<!ENTITY"u8))
                throw new RenderException(Failure.InvalidInput, "declares XML entities, which are not read.", remedy: "Replace them by what they stand for.");
            else if (text.StartsWith("<!"u8) || text.StartsWith("<?"u8))
                text = text[2..];
            else if (text.StartsWith("</"u8))
            {
                depth--;
                text = text[2..];
            }
            else if (Opens(ref text))
                depth++;
            if (depth > MaxDepth)
                throw new RenderException(Failure.InvalidInput, string.Create(CultureInfo.InvariantCulture, $"its XML is deeper than {MaxDepth}."));
        }
    }

    private static void Skip(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> end) =>
        text = text.IndexOf(end) is >= 0 and var at ? text[(at + end.Length)..] : [];

    /// <summary>Passes a start tag, with its attributes in quotes; false where it ends itself.</summary>
    private static bool Opens(ref ReadOnlySpan<byte> text)
    {
        text = text[1..];
        while (text.IndexOfAny("\"'>"u8) is >= 0 and var at)
        {
            var (found, before) = (text[at], at > 0 ? text[at - 1] : (byte)0);
            text = text[(at + 1)..];
            if (found == '>')
                return before != '/';
            if (text.IndexOf(found) is not (>= 0 and var close))
                break;
            text = text[(close + 1)..];
        }
        text = [];
        return false;
    }
}
