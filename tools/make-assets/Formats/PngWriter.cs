using System.Buffers.Binary;
using System.IO.Compression;
using MakeAssets.Painting;

namespace MakeAssets.Formats;

/// <summary>Eight-bit RGB PNG (ISO/IEC 15948), each row with whichever of the filters None, Sub, Up and Paeth has the smallest sum.</summary>
internal static class PngWriter
{
    private static readonly uint[] CrcTable = MakeCrcTable();

    public static byte[] Encode(Canvas canvas)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, canvas.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], canvas.Height);
        header[8] = 8;
        header[9] = 2;
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Compress(canvas));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compress(Canvas canvas)
    {
        byte[] pixels = canvas.ToBytes();
        int stride = canvas.Width * 3;
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] previous = new byte[stride], best = new byte[stride], candidate = new byte[stride];
            for (int y = 0; y < canvas.Height; y++)
            {
                ReadOnlySpan<byte> row = pixels.AsSpan(y * stride, stride);
                (byte filter, int lowest) = (0, int.MaxValue);
                foreach (byte f in (ReadOnlySpan<byte>)[0, 1, 2, 4])
                {
                    int sum = Filter(f, row, previous, candidate);
                    if (sum >= lowest)
                        continue;
                    (filter, lowest) = (f, sum);
                    (best, candidate) = (candidate, best);
                }
                zlib.WriteByte(filter);
                zlib.Write(best);
                row.CopyTo(previous);
            }
        }
        return packed.ToArray();
    }

    /// <summary>Filters a row and returns the sum of the absolute signed residuals, the usual measure of how well it will pack.</summary>
    private static int Filter(byte filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> output)
    {
        int sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int left = i >= 3 ? row[i - 3] : 0, up = above[i], corner = i >= 3 ? above[i - 3] : 0;
            int predicted = filter switch { 1 => left, 2 => up, 4 => Paeth(left, up, corner), _ => 0 };
            output[i] = (byte)(row[i] - predicted);
            sum += Math.Abs((int)(sbyte)output[i]);
        }
        return sum;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int p = left + up - corner, a = Math.Abs(p - left), b = Math.Abs(p - up), c = Math.Abs(p - corner);
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte b in data)
            crc = CrcTable[(crc ^ b) & 255] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint c = n;
            for (int k = 0; k < 8; k++)
                c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }
}
