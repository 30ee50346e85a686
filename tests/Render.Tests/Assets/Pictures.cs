using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Render.Tests.Assets;

/// <summary>Image files written from their specifications.</summary>
public static class Pictures
{
    /// <summary>RGB of one colour.</summary>
    public static byte[] Png(int width, int height, byte r, byte g, byte b) => Png(width, height, 2, (_, _) => [r, g, b]);

    /// <summary>Any of PNG's direct colour types.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="colorType">0 gray, 2 RGB, 4 gray and alpha, 6 RGBA.</param>
    /// <param name="pixel">Samples at x, y: one byte each, or two (big-endian) with <paramref name="depth"/> 16.</param>
    /// <param name="depth">Bits a sample: 8 or 16.</param>
    public static byte[] Png(int width, int height, int colorType, Func<int, int, byte[]> pixel, int depth = 8)
    {
        using var raw = new MemoryStream();
        for (var y = 0; y < height; y++)
        {
            raw.WriteByte(0);
            for (var x = 0; x < width; x++)
                raw.Write(pixel(x, y));
        }
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(raw.ToArray());
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)depth, (byte)colorType);
        return [0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n', .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] body = [.. type, .. data];
        var chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 4), Crc32.HashToUInt32(body));
        return chunk;
    }
}
