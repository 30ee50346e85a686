using NetVips;

namespace Render.Dataset.Encoders;

/// <summary>The native codec library as this program uses it: no cache, one thread a call, every warning of a damaged file an error.</summary>
internal static class Libvips
{
    static Libvips()
    {
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
    }

    /// <summary>JPEG, quality 95, 4:4:4, of 8-bit RGB pixels (width * height * 3, top row first).</summary>
    public static byte[] EncodeJpeg(ReadOnlySpan<byte> pixels, int width, int height)
    {
        using var image = Image.NewFromMemoryCopy(pixels, width, height, 3, Enums.BandFormat.Uchar);
        using var rgb = image.Copy(interpretation: Enums.Interpretation.Srgb);
        return rgb.JpegsaveBuffer(q: 95, subsampleMode: Enums.ForeignSubsample.Off, keep: Enums.ForeignKeep.None);
    }

    /// <summary>Decodes a 16-bit gray PNG.</summary>
    /// <exception cref="VipsException">The bytes are no whole PNG.</exception>
    /// <exception cref="InvalidDataException">They are one of another kind.</exception>
    public static ushort[] DecodeGray16(ReadOnlySpan<byte> png, out int width, out int height)
    {
        using var image = Image.PngloadBuffer(png.ToArray(), failOn: Enums.FailOn.Warning);
        if (image.Format != Enums.BandFormat.Ushort || image.Bands != 1)
            throw new InvalidDataException($"{image.Bands} bands of {image.Format}, not one of 16 bits");
        (width, height) = (image.Width, image.Height);
        return image.WriteToMemory<ushort>();
    }
}
