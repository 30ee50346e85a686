using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Render.Core.Scenes;

namespace Render.Dataset.Encoders;

/// <summary>
/// Writes the kinds of PNG that a dataset holds (ISO/IEC 15948:2004), one IDAT chunk each, no ancillary chunks. The buffers are kept: a result is valid until
/// the next call. Not thread-safe.
/// </summary>
/// <param name="compression">Of all images.</param>
public sealed class PngEncoder(PngCompression compression = PngCompression.Balanced)
{
    private const byte Gray = 0, Rgb = 2, Indexed = 3;

    /// <summary>Bytes that get codes of their own: enough that these pay, and that what was filtered is still in the cache when it is coded.</summary>
    private const int BlockBytes = 1 << 17;

    /// <summary>The filters of rows by which they begin (PNG, 9.2).</summary>
    private const byte None = 0, Sub = 1, Up = 2, Paeth = 4;

    private static readonly ZLibCompressionOptions Smallest = new() { CompressionLevel = 9 };

    private readonly BitWriter _file = new();
    private readonly RunDeflate _deflate = new();
    private byte[] _filtered = [];
    private byte[] _candidate = [];
    private byte[] _bigEndian = [];

    /// <summary>The file that the last call made.</summary>
    public ReadOnlySpan<byte> LastFile => _file.Written;

    /// <summary>8-bit RGB.</summary>
    /// <param name="pixels">Width * height * 3, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public ReadOnlySpan<byte> EncodeRgb8(ReadOnlySpan<byte> pixels, int width, int height) =>
        Encode(pixels, height, checked(width * 3), 3, Paeth, Header(width, height, 8, Rgb), []);

    /// <summary>8-bit RGB of few colours in long runs: labels.</summary>
    /// <param name="pixels">Width * height * 3, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public ReadOnlySpan<byte> EncodeLabelRgb8(ReadOnlySpan<byte> pixels, int width, int height) =>
        Encode(pixels, height, checked(width * 3), 3, Up, Header(width, height, 8, Rgb), []);

    /// <summary>8-bit gray: masks.</summary>
    /// <param name="pixels">Width * height, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public ReadOnlySpan<byte> EncodeGray8(ReadOnlySpan<byte> pixels, int width, int height) =>
        Encode(pixels, height, width, 1, Up, Header(width, height, 8, Gray), []);

    /// <summary>8-bit palette indices.</summary>
    /// <param name="indices">Width * height, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="palette">RGB triples, 1..256 of them; every index must lie inside.</param>
    public ReadOnlySpan<byte> EncodeIndexed8(ReadOnlySpan<byte> indices, int width, int height, ReadOnlySpan<byte> palette)
    {
        if (palette.Length is 0 or > 768 || palette.Length % 3 != 0)
            throw new ArgumentException("a palette has 1..256 RGB triples", nameof(palette));
        return Encode(indices, height, width, 1, Up, Header(width, height, 8, Indexed), palette);
    }

    /// <summary>16-bit gray of few numbers in long runs: labels.</summary>
    /// <param name="pixels">Width * height, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public ReadOnlySpan<byte> EncodeGray16(ReadOnlySpan<ushort> pixels, int width, int height) =>
        Encode(BigEndian(pixels), height, width * 2, 2, Up, Header(width, height, 16, Gray), []);

    /// <summary>16-bit gray: distances, which change smoothly.</summary>
    /// <param name="pixels">Width * height, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public ReadOnlySpan<byte> EncodeDepth16(ReadOnlySpan<ushort> pixels, int width, int height) =>
        Encode(BigEndian(pixels), height, width * 2, 2, Paeth, Header(width, height, 16, Gray), []);

    /// <summary>16-bit RGB: directions and places, which change smoothly, so that a pixel's difference to its neighbours is small.</summary>
    /// <param name="pixels">Width * height * 3, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public ReadOnlySpan<byte> EncodeRgb16(ReadOnlySpan<ushort> pixels, int width, int height) =>
        Encode(BigEndian(pixels), height, checked(width * 6), 6, Paeth, Header(width, height, 16, Rgb), []);

    /// <summary>All rows with their filters, as they stand in a file before they are compressed; for benchmarks that compare what compresses them.</summary>
    /// <param name="pixels">Bytes as in the file.</param>
    /// <param name="height">Rows.</param>
    /// <param name="stride">Bytes a row.</param>
    /// <param name="pixelBytes">Bytes a pixel.</param>
    /// <param name="well">By the best filter of each row; else by Paeth.</param>
    internal static ReadOnlySpan<byte> FilterAll(ReadOnlySpan<byte> pixels, int height, int stride, int pixelBytes, bool well)
    {
        var encoder = new PngEncoder();
        return well ? encoder.FilterWell(pixels, 0, height, stride, pixelBytes) : encoder.Filter(pixels, 0, height, stride, pixelBytes, Paeth);
    }

    private static byte[] Header(int width, int height, byte bitDepth, byte colorType)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bitDepth, colorType);
        return header;
    }

    private ReadOnlySpan<byte> Encode(
        ReadOnlySpan<byte> pixels, int height, int stride, int pixelBytes, byte filter, byte[] header, ReadOnlySpan<byte> palette)
    {
        if (pixels.Length != checked(stride * height))
            throw new ArgumentException($"{pixels.Length} bytes of pixels, expected {stride * height}", nameof(pixels));
        _file.Clear();
        _file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk("IHDR"u8, header);
        if (!palette.IsEmpty)
            WriteChunk("PLTE"u8, palette);
        var start = BeginChunk("IDAT"u8);
        if (compression == PngCompression.Small)
            WriteSmall(pixels, height, stride, pixelBytes, filter);
        else
            WriteBlocks(pixels, height, stride, pixelBytes, filter);
        EndChunk(start);
        WriteChunk("IEND"u8, []);
        return LastFile;
    }

    private void WriteBlocks(ReadOnlySpan<byte> pixels, int height, int stride, int pixelBytes, byte filter)
    {
        _file.Write([0x78, 0x01]);
        var sum = new Adler32();
        var rows = Math.Min(height, BlockBytes / (stride + 1) + 1);
        for (var first = 0; first < height; first += rows)
        {
            var end = Math.Min(height, first + rows);
            // Labels are filtered by Up, which is as good as any there, and undone by vectors.
            var block = compression == PngCompression.Fast || filter == Up ? Filter(pixels, first, end, stride, pixelBytes, filter) : FilterWell(pixels, first, end, stride, pixelBytes);
            sum.Append(block);
            _deflate.Write(_file, block, end == height, compression == PngCompression.Fast ? 4 : 1);
        }
        _file.Align();
        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, sum.Value);
        _file.Write(checksum);
    }

    private void WriteSmall(ReadOnlySpan<byte> pixels, int height, int stride, int pixelBytes, byte filter)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, Smallest, leaveOpen: true))
            zlib.Write(filter == Up ? Filter(pixels, 0, height, stride, pixelBytes, filter) : FilterWell(pixels, 0, height, stride, pixelBytes));
        _file.Write(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
    }

    /// <summary>All rows by one filter; the first, which has none above, by its left neighbours.</summary>
    private ReadOnlySpan<byte> Filter(ReadOnlySpan<byte> pixels, int first, int end, int stride, int pixelBytes, byte filter)
    {
        var filtered = Reserve(ref _filtered, checked((stride + 1) * (end - first)));
        for (var y = first; y < end; y++)
        {
            var row = filtered.Slice((y - first) * (stride + 1), stride + 1);
            row[0] = y == 0 ? Sub : filter;
            Apply(row[0], pixels, y, stride, pixelBytes, row[1..]);
        }
        return filtered;
    }

    /// <summary>Rows by that filter which leaves the least to be coded: of every fourth row, or each where time does not matter; the next ones are alike.</summary>
    private ReadOnlySpan<byte> FilterWell(ReadOnlySpan<byte> pixels, int first, int end, int stride, int pixelBytes)
    {
        var every = compression == PngCompression.Small ? 1 : 4;
        var filtered = Reserve(ref _filtered, checked((stride + 1) * (end - first)));
        var candidate = Reserve(ref _candidate, stride);
        var best = Up;
        for (var y = first; y < end; y++)
        {
            var row = filtered.Slice((y - first) * (stride + 1), stride + 1);
            if (y > 1 && (y - first) % every != 0)
            {
                row[0] = best;
                Apply(best, pixels, y, stride, pixelBytes, row[1..]);
                continue;
            }
            var least = long.MaxValue;
            foreach (var filter in y == 0 ? [Sub, None] : (ReadOnlySpan<byte>)[Up, Paeth, Sub, None])
            {
                Apply(filter, pixels, y, stride, pixelBytes, candidate);
                var magnitude = PngFilters.Magnitude(candidate);
                if (magnitude >= least)
                    continue;
                (least, best) = (magnitude, filter);
                row[0] = filter;
                candidate.CopyTo(row[1..]);
                // What is nearly nothing is not worth a search.
                if (least <= stride / 8)
                    break;
            }
        }
        return filtered;
    }

    private static void Apply(byte filter, ReadOnlySpan<byte> pixels, int y, int stride, int pixelBytes, Span<byte> filtered)
    {
        var row = pixels.Slice(y * stride, stride);
        var above = y == 0 ? default : pixels.Slice((y - 1) * stride, stride);
        switch (filter)
        {
            case None: row.CopyTo(filtered); break;
            case Sub: PngFilters.Sub(row, filtered, pixelBytes); break;
            case Up: PngFilters.Up(row, above, filtered); break;
            default: PngFilters.Paeth(row, above, filtered, pixelBytes); break;
        }
    }

    private static Span<byte> Reserve(ref byte[] buffer, int bytes)
    {
        if (buffer.Length < bytes)
            buffer = new byte[bytes];
        return buffer.AsSpan(0, bytes);
    }

    private ReadOnlySpan<byte> BigEndian(ReadOnlySpan<ushort> pixels)
    {
        var bytes = Reserve(ref _bigEndian, checked(pixels.Length * 2));
        BinaryPrimitives.ReverseEndianness(pixels, MemoryMarshal.Cast<byte, ushort>(bytes));
        return bytes;
    }

    private void WriteChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var start = BeginChunk(type);
        _file.Write(data);
        EndChunk(start);
    }

    private int BeginChunk(ReadOnlySpan<byte> type)
    {
        var start = _file.Length;
        _file.Write([0, 0, 0, 0]);
        _file.Write(type);
        return start;
    }

    private void EndChunk(int start)
    {
        var body = _file.Written[start..];
        BinaryPrimitives.WriteInt32BigEndian(body, body.Length - 8);
        Span<byte> crc = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.HashToUInt32(body[4..]));
        _file.Write(crc);
    }
}
