using System.Buffers.Binary;

namespace Render.Assets.Images;

/// <summary>The image formats that are told apart, by their first bytes; the extension counts for nothing.</summary>
public enum ImageFormat
{
    Unknown,
    Png,
    Jpeg,
    Webp,
    Tiff,
    Gif,
    Bmp,
    Psd,
    Tga,

    /// <summary>Radiance RGBE: linear, 32-bit float.</summary>
    Hdr,

    Dds,

    /// <summary>Khronos texture, versions 1 (which is refused) and 2.</summary>
    Ktx,

    /// <summary>OpenEXR: linear, half or float.</summary>
    Exr,
}

/// <summary>Tells image formats apart.</summary>
public static class ImageSniffer
{
    public static ImageFormat Sniff(ReadOnlySpan<byte> file) => file switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ImageFormat.Png,
        [0xff, 0xd8, 0xff, ..] => ImageFormat.Jpeg,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ImageFormat.Webp,
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => ImageFormat.Tiff,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => ImageFormat.Gif,
        [(byte)'B', (byte)'M', ..] => ImageFormat.Bmp,
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => ImageFormat.Psd,
        [(byte)'#', (byte)'?', (byte)'R', ..] => ImageFormat.Hdr,
        [0xab, (byte)'K', (byte)'T', (byte)'X', (byte)' ', ..] => ImageFormat.Ktx,
        [(byte)'D', (byte)'D', (byte)'S', (byte)' ', ..] => ImageFormat.Dds,
        [0x76, 0x2f, 0x31, 0x01, ..] => ImageFormat.Exr,
        _ => IsTga(file) ? ImageFormat.Tga : ImageFormat.Unknown,
    };

    /// <summary>TGA has no signature: every field of its header must make sense.</summary>
    private static bool IsTga(ReadOnlySpan<byte> file) =>
        file.Length > 18 && file[1] <= 1 && file[2] is 1 or 2 or 3 or 9 or 10 or 11 && file[16] is 8 or 15 or 16 or 24 or 32
        && BinaryPrimitives.ReadUInt16LittleEndian(file[12..]) > 0 && BinaryPrimitives.ReadUInt16LittleEndian(file[14..]) > 0;
}
