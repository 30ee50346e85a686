using System.Buffers.Binary;
using System.IO.Hashing;

namespace Render.Dataset.Check.Coco;

/// <param name="Width">Pixels, as stored; 0 where it could not be read.</param>
/// <param name="Height">Likewise.</param>
/// <param name="Orientation">EXIF's, 1 to 8; 1 where there is none.</param>
/// <param name="Fault">What is wrong with the file, or null.</param>
internal readonly record struct ImageFacts(int Width, int Height, int Orientation, string? Fault);

/// <summary>
/// Reads what an image file says of itself, without decoding pixels: its size, its EXIF orientation, and whether its structure is whole (PNG: every
/// checksum; JPEG, GIF, WebP, BMP: that it has its end). Managed code over a stream with bounds, since files are strangers'.
/// </summary>
internal static class ImageHeader
{
    private const int HeaderBytes = 64;

    public static ImageFacts Read(Stream file)
    {
        try
        {
            Span<byte> header = stackalloc byte[HeaderBytes];
            header = header[..file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false)];
            file.Position = 0;
            return header switch
            {
                [] => Bad("it is empty"),
                [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => ReadPng(file),
                [0xff, 0xd8, ..] => JpegHeader.Read(file),
                [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] when header.Length > 10 => new(
                    BinaryPrimitives.ReadUInt16LittleEndian(header[6..]), BinaryPrimitives.ReadUInt16LittleEndian(header[8..]), 1, EndsWith(file, [0x3b]) ? null : "the GIF has no end"),
                [(byte)'B', (byte)'M', ..] when header.Length > 26 => new(
                    BinaryPrimitives.ReadInt32LittleEndian(header[18..]), Math.Abs(BinaryPrimitives.ReadInt32LittleEndian(header[22..])), 1,
                    BinaryPrimitives.ReadUInt32LittleEndian(header[2..]) > file.Length ? "the BMP is truncated" : null),
                [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] when header.Length >= 30 => ReadWebp(header, file.Length),
                [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => ReadTiff(file),
                _ => Bad("its first bytes are of no image format that is known here (PNG, JPEG, WebP, TIFF, GIF, BMP)"),
            };
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentOutOfRangeException or OverflowException)
        {
            return Bad("it ends within its header");
        }
    }

    private static ImageFacts Bad(string fault) => new(0, 0, 1, fault);

    private static bool EndsWith(Stream file, ReadOnlySpan<byte> end)
    {
        Span<byte> last = stackalloc byte[end.Length];
        file.Seek(-end.Length, SeekOrigin.End);
        file.ReadExactly(last);
        return last.SequenceEqual(end);
    }

    private static ImageFacts ReadPng(Stream file)
    {
        Span<byte> head = stackalloc byte[8], sum = stackalloc byte[4];
        var (width, height, orientation, data) = (0, 0, 1, 0L);
        var block = new byte[1 << 16];
        for (file.Position = 8; ;)
        {
            if (file.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8)
                return new(width, height, orientation, "the PNG is truncated");
            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            var type = head[4..];
            var crc = new Crc32();
            crc.Append(type);
            for (var left = (long)length; left > 0;)
            {
                var read = file.Read(block, 0, (int)Math.Min(left, block.Length));
                if (read == 0)
                    return new(width, height, orientation, "the PNG is truncated");
                crc.Append(block.AsSpan(0, read));
                if (left == length && type.SequenceEqual("IHDR"u8) && read >= 8)
                    (width, height) = (BinaryPrimitives.ReadInt32BigEndian(block), BinaryPrimitives.ReadInt32BigEndian(block.AsSpan(4)));
                if (left == length && type.SequenceEqual("eXIf"u8))
                    orientation = ExifOrientation.Read(block.AsSpan(0, read));
                left -= read;
            }
            if (file.ReadAtLeast(sum, 4, throwOnEndOfStream: false) < 4)
                return new(width, height, orientation, "the PNG is truncated");
            if (crc.GetCurrentHashAsUInt32() != BinaryPrimitives.ReadUInt32BigEndian(sum))
                return new(width, height, orientation, $"a checksum of the PNG is wrong, before byte {file.Position}");
            data += type.SequenceEqual("IDAT"u8) ? length : 0;
            if (type.SequenceEqual("IEND"u8))
                return new(width, height, orientation, width <= 0 || height <= 0 || data == 0 ? "the PNG holds no picture" : null);
        }
    }

    private static ImageFacts ReadWebp(ReadOnlySpan<byte> header, long length)
    {
        var fault = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) + 8L > length ? "the WebP is truncated" : null;
        var chunk = header[12..16];
        if (chunk.SequenceEqual("VP8X"u8))
            return new(1 + Three(header[24..]), 1 + Three(header[27..]), 1, fault);
        if (chunk.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(header[21..]);
            return new((int)(bits & 0x3fff) + 1, (int)(bits >> 14 & 0x3fff) + 1, 1, fault);
        }
        return new(BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) & 0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(header[28..]) & 0x3fff, 1, fault);
    }

    private static int Three(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;

    private static ImageFacts ReadTiff(Stream file)
    {
        Span<byte> header = stackalloc byte[8];
        file.ReadExactly(header);
        var little = header[0] == 'I';
        file.Position = little ? BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) : BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        Span<byte> entry = stackalloc byte[12];
        file.ReadExactly(entry[..2]);
        var (width, height, orientation) = (0, 0, 1);
        for (var left = ExifOrientation.Short(entry, little); left > 0; left--)
        {
            file.ReadExactly(entry);
            var value = ExifOrientation.Short(entry[2..], little) == 3 ? ExifOrientation.Short(entry[8..], little)
                : little ? BinaryPrimitives.ReadInt32LittleEndian(entry[8..]) : BinaryPrimitives.ReadInt32BigEndian(entry[8..]);
            switch (ExifOrientation.Short(entry, little))
            {
                case 256:
                    width = value;
                    break;
                case 257:
                    height = value;
                    break;
                case ExifOrientation.Tag when value is >= 1 and <= 8:
                    orientation = value;
                    break;
            }
        }
        return new(width, height, orientation, width <= 0 || height <= 0 ? "the TIFF says no size" : null);
    }
}
