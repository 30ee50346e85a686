using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Render.Dataset.Encoders;

/// <summary>
/// Writes the kinds of PNG that a dataset holds (ISO/IEC 15948:2004), one IDAT chunk each, no ancillary chunks. Photographs are
/// filtered by Paeth and
/// coded by Huffman alone, which is faster than matching and smaller than zlib's level 1; label images have long runs, so they are filtered by
/// Up and matched. The buffers are kept: a result is valid until the next call. Not thread-safe.
/// </summary>
public sealed class PngEncoder : IDisposable
{
    private const byte Gray = 0, Rgb = 2, Indexed = 3;

    private static readonly ZLibCompressionOptions Photo =
        new() { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.HuffmanOnly };

    private static readonly ZLibCompressionOptions Label = new() { CompressionLevel = 1 };

    private readonly MemoryStream _file = new();
    private byte[] _filtered = [];
    private byte[] _bigEndian = [];

    /// <summary>The file that the last call made.</summary>
    public ReadOnlySpan<byte> LastFile => _file.GetBuffer().AsSpan(0, (int)_file.Length);

    /// <summary>8-bit RGB.</summary>
    /// <param name="pixels">Width * height * 3, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public ReadOnlySpan<byte> EncodeRgb8(ReadOnlySpan<byte> pixels, int width, int height) =>
        Encode(pixels, height, checked(width * 3), 3, paeth: true, Header(width, height, 8, Rgb), [], Photo);

    /// <summary>8-bit RGB of few colours in long runs: labels.</summary>
    /// <param name="pixels">Width * height * 3, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public ReadOnlySpan<byte> EncodeLabelRgb8(ReadOnlySpan<byte> pixels, int width, int height) =>
        Encode(pixels, height, checked(width * 3), 3, paeth: false, Header(width, height, 8, Rgb), [], Label);

    /// <summary>8-bit gray: masks.</summary>
    /// <param name="pixels">Width * height, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public ReadOnlySpan<byte> EncodeGray8(ReadOnlySpan<byte> pixels, int width, int height) =>
        Encode(pixels, height, width, 1, paeth: false, Header(width, height, 8, Gray), [], Label);

    /// <summary>8-bit palette indices.</summary>
    /// <param name="indices">Width * height, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="palette">RGB triples, 1..256 of them; every index must lie inside.</param>
    public ReadOnlySpan<byte> EncodeIndexed8(ReadOnlySpan<byte> indices, int width, int height, ReadOnlySpan<byte> palette)
    {
        if (palette.Length is 0 or > 768 || palette.Length % 3 != 0)
            throw new ArgumentException("a palette has 1..256 RGB triples", nameof(palette));
        return Encode(indices, height, width, 1, paeth: false, Header(width, height, 8, Indexed), palette, Label);
    }

    /// <summary>16-bit gray: labels.</summary>
    /// <param name="pixels">Width * height, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public ReadOnlySpan<byte> EncodeGray16(ReadOnlySpan<ushort> pixels, int width, int height)
    {
        var bytes = checked(pixels.Length * 2);
        if (_bigEndian.Length < bytes)
            _bigEndian = new byte[bytes];
        BinaryPrimitives.ReverseEndianness(pixels, MemoryMarshal.Cast<byte, ushort>(_bigEndian.AsSpan()));
        return Encode(_bigEndian.AsSpan(0, bytes), height, width * 2, 2, paeth: false, Header(width, height, 16, Gray), [], Label);
    }

    /// <summary>16-bit RGB: directions and places, which change smoothly, so that a pixel's difference to its neighbours is small.</summary>
    /// <param name="pixels">Width * height * 3, top row first.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public ReadOnlySpan<byte> EncodeRgb16(ReadOnlySpan<ushort> pixels, int width, int height)
    {
        var bytes = checked(pixels.Length * 2);
        if (_bigEndian.Length < bytes)
            _bigEndian = new byte[bytes];
        BinaryPrimitives.ReverseEndianness(pixels, MemoryMarshal.Cast<byte, ushort>(_bigEndian.AsSpan()));
        return Encode(_bigEndian.AsSpan(0, bytes), height, checked(width * 6), 6, paeth: true, Header(width, height, 16, Rgb), [], Label);
    }

    public void Dispose() => _file.Dispose();

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
        ReadOnlySpan<byte> pixels, int height, int stride, int pixelBytes, bool paeth, byte[] header, ReadOnlySpan<byte> palette,
        ZLibCompressionOptions compression)
    {
        if (pixels.Length != checked(stride * height))
            throw new ArgumentException($"{pixels.Length} bytes of pixels, expected {stride * height}", nameof(pixels));
        var size = Filter(pixels, height, stride, pixelBytes, paeth);
        _file.SetLength(0);
        _file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk("IHDR"u8, header);
        if (!palette.IsEmpty)
            WriteChunk("PLTE"u8, palette);
        var start = BeginChunk("IDAT"u8);
        using (var zlib = new ZLibStream(_file, compression, leaveOpen: true))
            zlib.Write(_filtered.AsSpan(0, size));
        EndChunk(start);
        WriteChunk("IEND"u8, []);
        return LastFile;
    }

    private int Filter(ReadOnlySpan<byte> pixels, int height, int stride, int pixelBytes, bool paeth)
    {
        var size = checked((stride + 1) * height);
        if (_filtered.Length < size)
            _filtered = new byte[size];
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Slice(y * stride, stride);
            var filtered = _filtered.AsSpan(y * (stride + 1) + 1, stride);
            ref var filter = ref _filtered[y * (stride + 1)];
            if (y == 0)
            {
                filter = 1;
                PngFilters.Sub(row, filtered, pixelBytes);
                continue;
            }
            var above = pixels.Slice((y - 1) * stride, stride);
            filter = paeth ? (byte)4 : (byte)2;
            if (paeth)
                PngFilters.Paeth(row, above, filtered, pixelBytes);
            else
                PngFilters.Up(row, above, filtered);
        }
        return size;
    }

    private void WriteChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var start = BeginChunk(type);
        _file.Write(data);
        EndChunk(start);
    }

    private int BeginChunk(ReadOnlySpan<byte> type)
    {
        var start = (int)_file.Length;
        _file.Write([0, 0, 0, 0]);
        _file.Write(type);
        return start;
    }

    private void EndChunk(int start)
    {
        var body = _file.GetBuffer().AsSpan(start, (int)_file.Length - start);
        BinaryPrimitives.WriteInt32BigEndian(body, body.Length - 8);
        Span<byte> crc = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.HashToUInt32(body[4..]));
        _file.Write(crc);
    }
}
