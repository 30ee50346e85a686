using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Render.Dataset.Check;

/// <summary>
/// Reads the PNG files of label images without interlacing (ISO/IEC 15948:2004), strictly: every checksum, every length, and nothing after the end. It shares no code
/// with the encoder. The buffers are kept; not thread-safe.
/// </summary>
internal sealed class LabelPngReader
{
    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    private byte[] _compressed = [];
    private byte[] _rows = [];
    private byte[] _pixels = [];
    private int _colors;

    /// <summary>Width * height pixels as the file holds them, so numbers of 16 bits have the high byte first; top row first; valid until the next call.</summary>
    /// <param name="png">The whole file.</param>
    /// <param name="form">That the image must have.</param>
    /// <param name="width">Pixels that it must have.</param>
    /// <param name="height">Likewise.</param>
    /// <exception cref="InvalidDataException">It is damaged, of another form, or of another size.</exception>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> png, LabelPngForm form, int width, int height)
    {
        var compressed = Chunks(png, form, width, height);
        var stride = checked(form.PixelBytes * width);
        var size = checked((stride + 1) * height);
        if (_rows.Length < size)
            _rows = new byte[size];
        if (_pixels.Length < stride * height)
            _pixels = new byte[stride * height];
        Inflate(compressed, _rows.AsSpan(0, size));
        var pixels = _pixels.AsSpan(0, stride * height);
        for (var y = 0; y < height; y++)
        {
            var filter = _rows[y * (stride + 1)];
            var row = _rows.AsSpan(y * (stride + 1) + 1, stride);
            var result = pixels.Slice(y * stride, stride);
            if (filter == 1)
                UndoSub(row, result, form.PixelBytes);
            else if (filter == 2 && y > 0)
                UndoUp(row, pixels.Slice((y - 1) * stride, stride), result);
            else if (filter is 0 or 2)
                row.CopyTo(result);
            else if (filter == 4 && y > 0)
                UndoPaeth(row, pixels.Slice((y - 1) * stride, stride), result, form.PixelBytes);
            else if (filter is 3 or 4)
                UndoMixed(row, y > 0 ? pixels.Slice((y - 1) * stride, stride) : default, result, form.PixelBytes, paeth: filter == 4);
            else
                throw new InvalidDataException($"row {y} has the filter {filter}, which there is not");
        }
        if (form == LabelPngForm.Indexed8 && _colors < 256 && pixels.IndexOfAnyExceptInRange((byte)0, (byte)(_colors - 1)) is var at and >= 0)
            throw new InvalidDataException($"pixel ({at % width}, {at / width}) has the color {pixels[at]}, its palette has {_colors}");
        return pixels;
    }

    /// <summary>Width * height numbers of a 16-bit gray image, top row first.</summary>
    /// <inheritdoc cref="Read"/>
    public ushort[] ReadGray16(ReadOnlySpan<byte> png, int width, int height)
    {
        var numbers = new ushort[width * height];
        Read(png, LabelPngForm.Gray16, width, height).CopyTo(MemoryMarshal.AsBytes(numbers.AsSpan()));
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(numbers, numbers);
        return numbers;
    }

    /// <summary>Checks the header and collects the data; how many bytes.</summary>
    private int Chunks(ReadOnlySpan<byte> png, LabelPngForm form, int width, int height)
    {
        if (!png.StartsWith(Signature))
            throw new InvalidDataException("it is no PNG");
        if (_compressed.Length < png.Length)
            _compressed = new byte[png.Length];
        var (at, size, first) = (Signature.Length, 0, true);
        _colors = 0;
        while (true)
        {
            if (png.Length - at < 12 || BinaryPrimitives.ReadUInt32BigEndian(png[at..]) > png.Length - at - 12)
                throw new InvalidDataException("it ends within a chunk");
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            var body = png.Slice(at + 4, 4 + length);
            if (Crc32.HashToUInt32(body) != BinaryPrimitives.ReadUInt32BigEndian(png[(at + 8 + length)..]))
                throw new InvalidDataException($"the checksum of the chunk at byte {at} is wrong");
            at += 12 + length;
            var type = body[..4];
            var data = body[4..];
            if (first != type.SequenceEqual("IHDR"u8))
                throw new InvalidDataException("its header is not the first chunk, or not the only one");
            if (first)
                CheckHeader(data, form, width, height);
            else if (type.SequenceEqual("PLTE"u8) && form == LabelPngForm.Indexed8 && size == 0 && _colors == 0 && length is > 0 and <= 768 && length % 3 == 0)
                _colors = length / 3;
            else if (type.SequenceEqual("IDAT"u8))
                data.CopyTo(_compressed.AsSpan(size));
            else if (!type.SequenceEqual("IEND"u8))
                throw new InvalidDataException($"it has a chunk at byte {at - 12 - length} that no label image has");
            else if (at != png.Length)
                throw new InvalidDataException("something follows its end");
            else if (form == LabelPngForm.Indexed8 && _colors == 0)
                throw new InvalidDataException("it has no palette");
            else
                return size;
            size += type.SequenceEqual("IDAT"u8) ? length : 0;
            first = false;
        }
    }

    private static void CheckHeader(ReadOnlySpan<byte> header, LabelPngForm form, int width, int height)
    {
        if (header.Length != 13 || !header[8..].SequenceEqual<byte>([form.BitDepth, form.ColorType, 0, 0, 0]))
            throw new InvalidDataException($"it is not {form.Name} without interlacing");
        var (w, h) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        if ((w, h) != (width, height))
            throw new InvalidDataException($"it is {w} x {h}, not {width} x {height}");
    }

    private void Inflate(int compressed, Span<byte> rows)
    {
        using var data = new MemoryStream(_compressed, 0, compressed, writable: false);
        using var zlib = new ZLibStream(data, CompressionMode.Decompress);
        var read = zlib.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false);
        if (read < rows.Length || zlib.ReadByte() >= 0)
            throw new InvalidDataException($"its data is not the {rows.Length} bytes that its size asks for");
    }

    // A byte is the sum of all filtered bytes of its kind so far.
    private static void UndoSub(ReadOnlySpan<byte> row, Span<byte> result, int pixelBytes)
    {
        row[..pixelBytes].CopyTo(result);
        for (var i = pixelBytes; i < row.Length; i++)
            result[i] = (byte)(row[i] + result[i - pixelBytes]);
    }

    private static void UndoUp(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> result)
    {
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            (new Vector<byte>(row[i..]) + new Vector<byte>(above[i..])).CopyTo(result[i..]);
        for (; i < row.Length; i++)
            result[i] = (byte)(row[i] + above[i]);
    }

    /// <summary>Paeth's, channel by channel, so that what is left and in the corner stays at hand.</summary>
    private static void UndoPaeth(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> result, int pixelBytes)
    {
        above = above[..row.Length];
        result = result[..row.Length];
        for (var channel = 0; channel < pixelBytes; channel++)
        {
            var (left, corner) = (0, 0);
            for (var i = channel; i < row.Length; i += pixelBytes)
            {
                int up = above[i];
                left = (byte)(row[i] + Paeth(left, up, corner));
                result[i] = (byte)left;
                corner = up;
            }
        }
    }

    /// <summary>Average, and Paeth's: both look at the pixel before and at those above; nothing above: zeros.</summary>
    private static void UndoMixed(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> result, int pixelBytes, bool paeth)
    {
        for (var i = 0; i < row.Length; i++)
        {
            int left = i < pixelBytes ? 0 : result[i - pixelBytes], up = above.IsEmpty ? 0 : above[i], corner = i < pixelBytes || above.IsEmpty ? 0 : above[i - pixelBytes];
            result[i] = (byte)(row[i] + (paeth ? Paeth(left, up, corner) : (left + up) / 2));
        }
    }

    /// <summary>Whichever is nearest to left + up - corner, in this order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Paeth(int left, int up, int corner)
    {
        var (a, b, c) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}

/// <summary>How a label image keeps its pixels.</summary>
/// <param name="Name">For messages.</param>
/// <param name="BitDepth">Of a channel, as the header has it.</param>
/// <param name="ColorType">As the header has it.</param>
/// <param name="PixelBytes">Bytes a pixel.</param>
internal sealed record LabelPngForm(string Name, byte BitDepth, byte ColorType, int PixelBytes)
{
    public static LabelPngForm Gray16 { get; } = new("16-bit gray", 16, 0, 2);

    public static LabelPngForm Indexed8 { get; } = new("an 8-bit palette", 8, 3, 1);

    public static LabelPngForm Rgb8 { get; } = new("8-bit RGB", 8, 2, 3);

    public static LabelPngForm Rgb16 { get; } = new("16-bit RGB", 16, 2, 6);
}
