using NetVips;

namespace Render.Dataset.Encoders;

/// <summary>The native codec library as this program uses it: no cache, one thread a call.</summary>
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
}
