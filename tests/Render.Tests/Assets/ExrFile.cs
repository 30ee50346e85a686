using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Render.Tests.Assets;

/// <summary>
/// An OpenEXR file of one part, written from the published layout ("OpenEXR file layout") alone: scan lines or tiles, uncompressed, in ZIP (16 lines) or ZIPS (1).
/// </summary>
public sealed record ExrFile
{
    public const int Uint = 0, Half = 1, Float = 2;

    /// <summary>Left, top, right, bottom, inclusive.</summary>
    public required int[] Data { get; init; }

    /// <summary>Null: as <see cref="Data"/>.</summary>
    public int[]? Display { get; init; }

    /// <summary>Name, type, value at x, y of the data (0 at its upper left); in alphabetical order.</summary>
    public required (string Name, int Type, Func<int, int, float> At)[] Channels { get; init; }

    /// <summary>0 none, 2 ZIPS, 3 ZIP; others are only claimed: their content is noise.</summary>
    public byte Compression { get; init; }

    /// <summary>Side of square tiles; 0: scan lines.</summary>
    public int Tile { get; init; }

    /// <summary>With smaller levels after the first.</summary>
    public bool HasMipmaps { get; init; }

    /// <summary>0 latitude and longitude, 1 a cube; null: not said.</summary>
    public byte? Environment { get; init; }

    /// <summary>Sampling that the channel list claims of all but the first channel.</summary>
    public int Sampling { get; init; } = 1;

    public bool IsDeep { get; init; }

    private int Width => Data[2] - Data[0] + 1;

    private int Height => Data[3] - Data[1] + 1;

    public byte[] ToBytes()
    {
        using var header = new MemoryStream();
        using var writer = new BinaryWriter(header);
        writer.Write(20000630);
        writer.Write(2 | (Tile > 0 ? 0x200 : 0) | (IsDeep ? 0x800 : 0));
        var channels = Channels.SelectMany((c, i) => (byte[])[.. Text(c.Name), .. Words(c.Type), 0, 0, 0, 0, .. Words(i == 0 ? 1 : Sampling, i == 0 ? 1 : Sampling)]);
        Attribute("channels", "chlist", [.. channels, 0]);
        Attribute("compression", "compression", [Compression]);
        Attribute("dataWindow", "box2i", Words(Data));
        Attribute("displayWindow", "box2i", Words(Display ?? Data));
        Attribute("lineOrder", "lineOrder", [0]);
        Attribute("pixelAspectRatio", "float", BitConverter.GetBytes(1f));
        Attribute("screenWindowCenter", "v2f", new byte[8]);
        Attribute("screenWindowWidth", "float", BitConverter.GetBytes(1f));
        if (Environment is { } kind)
            Attribute("envmap", "envmap", [kind]);
        if (Tile > 0)
            Attribute("tiles", "tiledesc", [.. Words(Tile, Tile), HasMipmaps ? (byte)1 : (byte)0]);
        if (IsDeep)
        {
            Attribute("type", "string", Encoding.ASCII.GetBytes("deepscanline"));
            Attribute("name", "string", Encoding.ASCII.GetBytes("deep"));
            Attribute("version", "int", Words(1));
            Attribute("maxSamplesPerPixel", "int", Words(1));
            Attribute("chunkCount", "int", Words(Height));
        }
        writer.Write((byte)0);

        var chunks = (Tile > 0 ? Tiles() : Lines()).ToArray();
        var at = header.Length + 8 * chunks.Length;
        foreach (var chunk in chunks)
        {
            writer.Write(at);
            at += chunk.Length;
        }
        foreach (var chunk in chunks)
            writer.Write(chunk);
        return header.ToArray();

        void Attribute(string name, string type, byte[] value)
        {
            writer.Write(Text(name));
            writer.Write(Text(type));
            writer.Write(value.Length);
            writer.Write(value);
        }
    }

    private IEnumerable<byte[]> Lines()
    {
        var step = Compression switch { 3 or 5 => 16, 4 or 6 or 7 or 8 => 32, 9 => 256, _ => 1 };
        for (var y = 0; y < Height; y += step)
        {
            var content = Packed(Pixels(0, y, Width, Math.Min(step, Height - y), 1));
            yield return [.. Words(Data[1] + y, content.Length), .. content];
        }
    }

    /// <summary>Level after level; a smaller level shows minus one everywhere.</summary>
    private IEnumerable<byte[]> Tiles()
    {
        for (int level = 0, w = Width, h = Height; ; level++, w = Math.Max(1, w / 2), h = Math.Max(1, h / 2))
        {
            for (var y = 0; y < h; y += Tile)
                for (var x = 0; x < w; x += Tile)
                {
                    var content = Packed(Pixels(x, y, Math.Min(Tile, w - x), Math.Min(Tile, h - y), level == 0 ? 1 : 0));
                    yield return [.. Words(x / Tile, y / Tile, level, level, content.Length), .. content];
                }
            if (!HasMipmaps || (w == 1 && h == 1))
                break;
        }
    }

    /// <summary>Row by row, in it channel by channel.</summary>
    private byte[] Pixels(int left, int top, int width, int height, int scale)
    {
        using var pixels = new MemoryStream();
        using var writer = new BinaryWriter(pixels);
        for (var y = top; y < top + height; y++)
            foreach (var (_, type, value) in Channels)
                for (var x = left; x < left + width; x++)
                {
                    var v = scale == 1 ? value(x, y) : 7;
                    if (type == Half)
                        writer.Write((System.Half)v);
                    else if (type == Float)
                        writer.Write(v);
                    else
                        writer.Write((uint)v);
                }
        return pixels.ToArray();
    }

    /// <summary>ZIP: even bytes, then odd ones, as differences, deflated; as they are where that is no shorter.</summary>
    private byte[] Packed(byte[] pixels)
    {
        if (Compression == 0)
            return pixels;
        // What is as long as the pixels would be taken for them.
        if (Compression is not (2 or 3))
            return pixels[..(pixels.Length / 2)];
        byte[] split = [.. pixels.Where((_, i) => i % 2 == 0), .. pixels.Where((_, i) => i % 2 == 1)];
        byte[] differences = [.. split.Select((b, i) => i == 0 ? b : (byte)(b - split[i - 1] + 128))];
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(differences);
        return packed.Length < pixels.Length ? packed.ToArray() : pixels;
    }

    private static byte[] Text(string text) => [.. Encoding.ASCII.GetBytes(text), 0];

    private static byte[] Words(params int[] words) => MemoryMarshal.AsBytes<int>(words).ToArray();
}
