using MakeAssets.Painting;
using NetVips;

namespace MakeAssets.Formats;

/// <summary>JPEG by libvips, colours not subsampled. For what is noise all over, where PNG is five times as large.</summary>
internal static class JpegWriter
{
    public static byte[] Encode(Canvas canvas, int quality)
    {
        using Image image = Image.NewFromMemory(canvas.ToBytes(), canvas.Width, canvas.Height, 3, Enums.BandFormat.Uchar);
        return image.JpegsaveBuffer(q: quality, optimizeCoding: true, subsampleMode: Enums.ForeignSubsample.Off, keep: Enums.ForeignKeep.None);
    }
}
