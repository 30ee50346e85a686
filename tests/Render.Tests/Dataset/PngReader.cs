using System.Buffers.Binary;
using System.IO.Compression;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>
/// A plain reader of PNG files, from the standard's text: it checks every chunk and gives the samples as they stand in the file.
/// </summary>
internal sealed record PngReader(int Width, int Height, int BitDepth, int ColorType, byte[] Samples, byte[] Palette)
{
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n =>
    {
        var c = (uint)n;
        for (var k = 0; k < 8; k++)
            c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        return c;
    })];

    public static PngReader Read(ReadOnlySpan<byte> file)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8].ToArray());
        var (header, palette, end) = (Array.Empty<byte>(), Array.Empty<byte>(), false);
        using var data = new MemoryStream();
        for (var at = 8; at < file.Length;)
        {
            Assert.False(end);
            var length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            var type = System.Text.Encoding.ASCII.GetString(file.Slice(at + 4, 4));
            var body = file.Slice(at + 8, length);
            Assert.Equal(Crc(file.Slice(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + length)..]));
            at += length + 12;
            switch (type)
            {
                case "IHDR": header = body.ToArray(); break;
                case "PLTE": palette = body.ToArray(); break;
                case "IDAT": data.Write(body); break;
                case "IEND": end = true; break;
                default: Assert.Fail($"chunk {type}"); break;
            }
        }
        Assert.True(end);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        var (depth, color) = (header[8], header[9]);
        Assert.Equal([0, 0, 0], header[10..]);
        var pixelBytes = depth / 8 * (color == 2 ? 3 : 1);
        data.Position = 0;
        using var zlib = new ZLibStream(data, CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        return new(width, height, depth, color, Unfilter(raw.ToArray(), width * pixelBytes, height, pixelBytes), palette);
    }

    private static byte[] Unfilter(byte[] raw, int stride, int height, int pixelBytes)
    {
        Assert.Equal((stride + 1) * height, raw.Length);
        var samples = new byte[stride * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < stride; x++)
            {
                int left = x < pixelBytes ? 0 : samples[y * stride + x - pixelBytes], up = y == 0 ? 0 : samples[(y - 1) * stride + x];
                var upLeft = y == 0 || x < pixelBytes ? 0 : samples[(y - 1) * stride + x - pixelBytes];
                var predicted = raw[y * (stride + 1)] switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Paeth(left, up, upLeft),
                    var filter => throw new InvalidDataException($"filter {filter}"),
                };
                samples[y * stride + x] = (byte)(raw[y * (stride + 1) + 1 + x] + predicted);
            }
        }
        return samples;
    }

    private static int Paeth(int a, int b, int c)
    {
        var p = a + b - c;
        return Math.Abs(p - a) <= Math.Abs(p - b) && Math.Abs(p - a) <= Math.Abs(p - c) ? a : Math.Abs(p - b) <= Math.Abs(p - c) ? b : c;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in bytes)
            crc = CrcTable[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }
}
