using System.Buffers.Binary;

namespace Render.Dataset.Check.Coco;

/// <summary>The tag Orientation (0x0112) of the first directory of an EXIF block.</summary>
internal static class ExifOrientation
{
    public const int Tag = 0x0112;

    /// <summary>1 to 8; 1 where it is not said, or cannot be read.</summary>
    /// <param name="tiff">From the byte order on.</param>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 10 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
            return 1;
        var little = tiff[0] == 'I';
        var at = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (at > tiff.Length - 2)
            return 1;
        var entries = tiff[((int)at + 2)..];
        for (var left = Short(tiff[(int)at..], little); left > 0 && entries.Length >= 12; left--, entries = entries[12..])
            if (Short(entries, little) == Tag)
                return Short(entries[8..], little) is >= 1 and <= 8 and var value ? value : 1;
        return 1;
    }

    public static int Short(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
