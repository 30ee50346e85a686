using System.Buffers.Binary;

namespace Render.Dataset.Check.Coco;

/// <summary>The segments of a JPEG file (ITU-T T.81) up to its first scan, and whether the file has its end.</summary>
internal static class JpegHeader
{
    public static ImageFacts Read(Stream file)
    {
        var orientation = 1;
        var segment = new byte[1 << 16];
        for (file.Position = 2; ;)
        {
            int marker;
            do
            {
                if (file.ReadByte() is var first && first != 0xff)
                    return new(0, 0, orientation, first < 0 ? "the JPEG is truncated" : $"no marker at byte {file.Position - 1} of the JPEG");
                while ((marker = file.ReadByte()) == 0xff)
                {
                    // Fill bytes.
                }
            }
            while (marker is 0x01 or (>= 0xd0 and <= 0xd7));
            if (marker is < 0 or 0xd9 or 0xda)
                return new(0, 0, orientation, "the JPEG has no frame header");
            if (file.ReadAtLeast(segment.AsSpan(0, 2), 2, throwOnEndOfStream: false) < 2)
                return new(0, 0, orientation, "the JPEG is truncated");
            var length = BinaryPrimitives.ReadUInt16BigEndian(segment) - 2;
            if (length < 0 || file.ReadAtLeast(segment.AsSpan(0, length), length, throwOnEndOfStream: false) < length)
                return new(0, 0, orientation, "the JPEG is truncated");
            if (marker == 0xe1 && segment.AsSpan(0, length).StartsWith("Exif\0\0"u8))
                orientation = ExifOrientation.Read(segment.AsSpan(6, length - 6));
            // Frame headers, but not the tables DHT, JPG and DAC among their numbers.
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc) && length >= 6)
                return new(BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(3)), BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(1)), orientation, HasEnd(file) ? null : "the JPEG has no end");
        }
    }

    /// <summary>EOI, behind which cameras may have put zeros or a preview.</summary>
    private static bool HasEnd(Stream file)
    {
        var tail = new byte[(int)Math.Min(file.Length, 4096)];
        file.Seek(-tail.Length, SeekOrigin.End);
        file.ReadExactly(tail);
        return tail.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xd9]) >= 0;
    }
}
