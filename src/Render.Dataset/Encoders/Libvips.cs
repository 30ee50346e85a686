using NetVips;
using Render.Core.Frames;

namespace Render.Dataset.Encoders;

/// <summary>The native codec library as this program uses it: no cache, one thread a call.</summary>
internal static class Libvips
{
    static Libvips()
    {
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
    }

    /// <summary>JPEG of 8-bit RGB pixels (width * height * 3, top row first).</summary>
    /// <param name="pixels">Of the picture.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="quality">1..100, libjpeg's scale.</param>
    /// <param name="chroma">Resolution of its colours.</param>
    public static byte[] EncodeJpeg(ReadOnlySpan<byte> pixels, int width, int height, int quality = 95, JpegChroma chroma = JpegChroma.Full)
    {
        using var image = Image.NewFromMemoryCopy(pixels, width, height, 3, Enums.BandFormat.Uchar);
        using var rgb = image.Copy(interpretation: Enums.Interpretation.Srgb);
        var subsampling = chroma == JpegChroma.Full ? Enums.ForeignSubsample.Off : Enums.ForeignSubsample.On;
        return rgb.JpegsaveBuffer(q: quality, subsampleMode: subsampling, keep: Enums.ForeignKeep.None);
    }

    /// <summary>The 8-bit RGB pixels of a JPEG that this class made.</summary>
    public static byte[] DecodeJpeg(byte[] jpeg)
    {
        using var image = Image.JpegloadBuffer(jpeg, failOn: Enums.FailOn.Warning);
        return image.WriteToMemory<byte>();
    }
}
