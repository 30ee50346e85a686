using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Render.Core;

namespace Render.Assets.Readers.Assimp;

/// <summary>
/// The counts in the headers of PLY, STL and OFF files against the bytes that follow: libassimp allocates what a header asks for, and reads on behind the
/// end of a file that is too short, at worst for ever.
/// </summary>
internal static class DeclaredCounts
{
    private const int MaxHeader = 1 << 16;

    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, by whose extension libassimp knows STL.</param>
    /// <exception cref="RenderException">The file cannot hold what it declares.</exception>
    public static void Check(ReadOnlySpan<byte> file, string name)
    {
        if (file.StartsWith("ply"u8))
            CheckPly(file);
        else if (name.EndsWith(".stl", StringComparison.OrdinalIgnoreCase))
            CheckStl(file);
        else if (name.EndsWith(".off", StringComparison.OrdinalIgnoreCase))
            CheckOff(file);
    }

    private static void CheckPly(ReadOnlySpan<byte> file)
    {
        var header = Encoding.Latin1.GetString(file[..Math.Min(file.Length, MaxHeader)]);
        var end = header.IndexOf("end_header", StringComparison.Ordinal);
        if (end < 0)
            throw new RenderException(Failure.InvalidInput, "the PLY file has no end of header.");
        var left = file.Length - end - "end_header".Length;
        var isText = header.AsSpan(0, end).Contains("format ascii", StringComparison.Ordinal);
        var (element, count, bytes) = ("", 0UL, 0);
        foreach (var line in header[..end].Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            switch (line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                case ["element", var kind, var number, ..]:
                    Fits(count, bytes, left, element);
                    if (!ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out count))
                        throw new RenderException(Failure.InvalidInput, $"the PLY header declares '{number}' elements '{kind}'.");
                    (element, bytes) = (kind, 0);
                    break;
                case ["property", "list", var lengths, ..]:
                    bytes += isText ? 2 : PlyBytes(lengths);
                    break;
                case ["property", var type, ..]:
                    bytes += isText ? 2 : PlyBytes(type);
                    break;
            }
        }
        Fits(count, bytes, left, element);
    }

    private static int PlyBytes(string type) => type switch
    {
        "char" or "uchar" or "int8" or "uint8" => 1,
        "short" or "ushort" or "int16" or "uint16" => 2,
        "double" or "float64" => 8,
        _ => 4,
    };

    private static void CheckStl(ReadOnlySpan<byte> file)
    {
        const int Header = 80, Triangle = 50;
        if (!file.StartsWith("solid"u8) && file.Length >= Header + 4)
            Fits(BinaryPrimitives.ReadUInt32LittleEndian(file[Header..]), Triangle, file.Length - Header - 4, "triangle");
    }

    /// <summary>"OFF", then the numbers of vertices, faces and edges; a vertex takes three numbers, a face one at least.</summary>
    private static void CheckOff(ReadOnlySpan<byte> file)
    {
        var header = Encoding.Latin1.GetString(file[..Math.Min(file.Length, 4096)]);
        var numbers = header.Split('\n').Select(line => line.Split('#')[0]).SelectMany(line => line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))
            .SkipWhile(word => !char.IsAsciiDigit(word[0]) && word[0] != '-').Take(2).ToArray();
        if (numbers is not [var vertices, var faces])
            return;
        foreach (var (text, bytes, what) in new[] { (vertices, 6, "vertex"), (faces, 2, "face") })
            Fits(ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : ulong.MaxValue, bytes, file.Length, what);
    }

    /// <summary>One byte more is allowed: text may end without a line break.</summary>
    private static void Fits(ulong count, int bytes, int left, string what)
    {
        if ((UInt128)count * (uint)bytes > (UInt128)(Math.Max(left, 0) + 1))
            throw new RenderException(Failure.InvalidInput, string.Create(
                CultureInfo.InvariantCulture, $"the header declares {count} elements '{what}', more than the file can hold: it is truncated or damaged."));
    }
}
