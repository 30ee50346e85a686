using System.Buffers.Binary;
using System.IO.Compression;
using Render.Core;
using Render.Dataset.Encoders;

namespace Render.Dataset.Writers;

/// <summary>
/// Reads the colour images of datasets, 8-bit RGB PNG without interlacing (ISO/IEC 15948:2004), in managed code, since their bytes may be a stranger's. The
/// structure of the file, with its checksums, is checked already.
/// </summary>
internal static class RgbPngReader
{
    private const int PixelBytes = 3;

    /// <summary>Width * height * 3, top row first.</summary>
    /// <param name="png">The whole file.</param>
    /// <param name="where">For messages.</param>
    /// <exception cref="RenderException">It is of another kind, or damaged.</exception>
    public static byte[] Read(ReadOnlySpan<byte> png, string where)
    {
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]));
        if (!png[24..29].SequenceEqual<byte>([8, 2, 0, 0, 0]))
            throw new RenderException(Failure.InvalidInput, "the image is no 8-bit RGB PNG without interlacing.", where);
        using var data = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            if (png.Slice(at + 4, 4).SequenceEqual("IDAT"u8))
                data.Write(png.Slice(at + 8, length));
            at += length + 12;
        }
        data.Position = 0;
        var stride = checked(width * PixelBytes);
        var (pixels, row) = (new byte[checked(stride * height)], new byte[stride + 1]);
        try
        {
            using var zlib = new ZLibStream(data, CompressionMode.Decompress);
            for (var y = 0; y < height; y++)
            {
                zlib.ReadExactly(row);
                var above = y == 0 ? new byte[stride] : pixels.AsSpan((y - 1) * stride, stride);
                PngFilters.Undo(row[0], row.AsSpan(1), above, pixels.AsSpan(y * stride, stride), PixelBytes);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new RenderException(Failure.InvalidInput, $"the image cannot be decoded: {e.Message}", where, inner: e);
        }
        return pixels;
    }
}
