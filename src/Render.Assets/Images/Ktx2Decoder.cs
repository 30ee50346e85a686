using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Render.Assets.Images;

/// <summary>
/// Khronos textures, version 2, after the "KTX File Format Specification", version 2.0: the first level of a two-dimensional image in 8 bits a channel or in the
/// codings of <see cref="BlockDecoder"/>, plain, deflated (zlib) or in Zstandard. Basis Universal (ETC1S, UASTC), cube maps, arrays, volumes and other pixel
/// formats are refused by name. One channel becomes gray and of two, blue is what makes a unit normal of them, unless the file has a <c>KTXswizzle</c>.
/// </summary>
internal static class Ktx2Decoder
{
    private const int HeaderBytes = 80, LevelBytes = 24, MostLevels = 32, MostPixels = 1 << 28, MostEntries = 1000;
    private const int BasisLz = 1, Zstandard = 2, Zlib = 3;

    /// <summary>A byte stands for 1032 at most in deflate (RFC 1951, 3.2.5: 258 for two bits), 4 for a block of 128 KiB in Zstandard (RFC 8878, 3.1.1.2).</summary>
    private const long MostDeflated = 1032, MostZstandard = 1 << 15;

    private static ReadOnlySpan<byte> Identifier => [0xab, (byte)'K', (byte)'T', (byte)'X', (byte)' ', (byte)'2', (byte)'0', 0xbb, (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>How texels are stored: in blocks, or so many bytes each, blue first or not.</summary>
    private readonly record struct Format(BlockCoding? Coding, int Channels, bool IsBgr = false);

    /// <summary>False for files that <see cref="Decode"/> refuses for their kind.</summary>
    public static bool Reads(ReadOnlySpan<byte> file) => Refusal(file) is null;

    /// <summary>Why a file is refused for its kind; null where it is not.</summary>
    public static string? Refusal(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Identifier))
            return "a KTX image of version 1, which is not read; version 2 is";
        if (file.Length < HeaderBytes + LevelBytes)
            return "a KTX2 image that ends within its header";
        var (format, scheme, descriptor) = (Word(file, 12), Word(file, 44), Word(file, 48));
        if (scheme == BasisLz || format == 0)
        {
            // The colour model of the data format descriptor: 163 is ETC1S, 166 is UASTC.
            var model = descriptor <= (uint)file.Length - 13u ? file[(int)descriptor + 12] : 0;
            var name = scheme == BasisLz || model == 163 ? "Basis Universal (ETC1S)" : model == 166 ? "Basis Universal (UASTC)" : "of a format that it does not name";
            return $"a KTX2 image in {name}, which is not read; unpack it (ktx transcode --target rgba8, or basisu -unpack), or save it as PNG, JPEG or WebP";
        }
        if (FormatOf(format) is null)
            return FormattableString.Invariant($"a KTX2 image of the Vulkan format {format}, which is not read; 8 bits a channel, BC1 to BC5 and BC7 are");
        if (Word(file, 28) > 1 || Word(file, 32) > 1 || Word(file, 36) > 1)
            return "a KTX2 cube map, array or volume, which is not read as a texture";
        return scheme is 0 or Zstandard or Zlib ? null : FormattableString.Invariant($"a KTX2 image under the supercompression {scheme}, which is not known");
    }

    /// <param name="file">The whole file, its signature looked at already, and not refused for its kind.</param>
    /// <param name="checkSize">Refuses a width and height that are too large.</param>
    /// <exception cref="InvalidDataException">Not valid.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> file, Action<int, int> checkSize)
    {
        var (width, height, levels) = (Side(Word(file, 20)), Side(Math.Max(1, Word(file, 24))), Word(file, 40));
        checkSize(width, height);
        if (levels > MostLevels || HeaderBytes + LevelBytes * (long)Math.Max(1, levels) > file.Length)
            throw new InvalidDataException("the KTX2 header is damaged");
        var (offset, length) = (Long(file, HeaderBytes), Long(file, HeaderBytes + 8));
        if (length > (ulong)file.Length || offset > (ulong)file.Length - length)
            throw new InvalidDataException("the first level of the KTX2 file lies outside it");
        var format = FormatOf(Word(file, 12))!.Value;
        var needed = format.Coding is { } coding ? BlockDecoder.Bytes(width, height, coding) : (long)width * height * format.Channels;
        if (needed > Array.MaxLength)
            throw new InvalidDataException("the image is too large");
        var stored = file.Slice((int)offset, (int)length);
        var content = (int)Word(file, 44) switch
        {
            0 => stored.Length >= needed ? stored : throw new InvalidDataException("the KTX2 file is truncated"),
            Zlib => Inflate(stored, (int)needed),
            _ => Decompress(stored, (int)needed),
        };
        var pixels = format.Coding is { } blocks ? BlockDecoder.Decode(content, width, height, blocks) : Unpack(content, width * height, format);
        var (swizzle, isUpwards) = Entries(file);
        if (swizzle is not null)
            Swizzle(pixels, swizzle, width * height, format);
        if (isUpwards)
            Turn(pixels, width * 4);
        return new(width, height, pixels);
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private static int Side(uint side) => (int)Math.Min(side, MostPixels);

    /// <summary>By VkFormat; whether its name says sRGB counts for nothing, for what a texture means is said where it is used.</summary>
    private static Format? FormatOf(uint number) => number switch
    {
        9 or 15 => new(null, 1),
        16 or 22 => new(null, 2),
        23 or 29 => new(null, 3),
        30 or 36 => new(null, 3, IsBgr: true),
        37 or 43 => new(null, 4),
        44 or 50 => new(null, 4, IsBgr: true),
        131 or 132 => new(BlockCoding.Bc1Opaque, 3),
        133 or 134 => new(BlockCoding.Bc1, 4),
        135 or 136 => new(BlockCoding.Bc2, 4),
        137 or 138 => new(BlockCoding.Bc3, 4),
        139 => new(BlockCoding.Bc4, 1),
        141 => new(BlockCoding.Bc5, 2),
        145 or 146 => new(BlockCoding.Bc7, 4),
        _ => null,
    };

    private static byte[] Inflate(ReadOnlySpan<byte> stored, int needed)
    {
        if (needed > MostDeflated * stored.Length)
            throw new InvalidDataException("the KTX2 image claims more than its data can hold");
        using var zlib = new ZLibStream(new MemoryStream(stored.ToArray(), writable: false), CompressionMode.Decompress);
        var content = new byte[needed];
        return zlib.ReadAtLeast(content, needed, throwOnEndOfStream: false) == needed ? content : throw new InvalidDataException("the KTX2 file is truncated");
    }

    private static byte[] Decompress(ReadOnlySpan<byte> stored, int needed)
    {
        if (needed > MostZstandard * stored.Length)
            throw new InvalidDataException("the KTX2 image claims more than its data can hold");
        var content = new byte[needed];
        return ZstandardNative.Decompress(stored, content) == needed ? content : throw new InvalidDataException("the KTX2 file is truncated");
    }

    private static byte[] Unpack(ReadOnlySpan<byte> content, int count, Format format)
    {
        var pixels = new byte[checked(4 * count)];
        var (channels, red) = (format.Channels, format.IsBgr ? 2 : 0);
        for (int i = 0, s = 0; i < pixels.Length; i += 4, s += channels)
        {
            pixels[i] = content[s + red];
            pixels[i + 1] = content[channels == 1 ? s : s + 1];
            pixels[i + 2] = channels switch { 1 => content[s], 2 => UnitNormal.Third(content[s], content[s + 1]), _ => content[s + 2 - red] };
            pixels[i + 3] = channels == 4 ? content[s + 3] : (byte)255;
        }
        return pixels;
    }

    /// <summary>The four letters of KTXswizzle, or null, and whether KTXorientation says that rows go upwards. Entries that make no sense are passed over.</summary>
    private static (string? Swizzle, bool IsUpwards) Entries(ReadOnlySpan<byte> file)
    {
        var (swizzle, isUpwards) = ((string?)null, false);
        var (start, bytes) = (Word(file, 56), Word(file, 60));
        if (start > file.Length || bytes > file.Length - start)
            return default;
        var rest = file.Slice((int)start, (int)bytes);
        for (var i = 0; i < MostEntries && rest.Length >= 4; i++)
        {
            var length = Word(rest, 0);
            if (length > rest.Length - 4)
                break;
            var entry = rest.Slice(4, (int)length);
            var end = entry.IndexOf((byte)0);
            var (key, value) = end < 0 ? ("", "") : (Encoding.ASCII.GetString(entry[..end]), Encoding.ASCII.GetString(entry[(end + 1)..]).TrimEnd('\0'));
            if (key == "KTXswizzle" && value.Length == 4 && value.All(c => "rgba01".Contains(c, StringComparison.Ordinal)))
                swizzle = value;
            isUpwards |= key == "KTXorientation" && value.Length > 1 && value[1] == 'u';
            rest = rest[(4 + (int)Math.Min((length + 3) & ~3u, (uint)rest.Length - 4))..];
        }
        return (swizzle, isUpwards);
    }

    private static void Swizzle(byte[] pixels, string letters, int count, Format format)
    {
        Span<byte> from = stackalloc byte[6];
        for (var i = 0; i < count; i++)
        {
            var texel = pixels.AsSpan(4 * i, 4);
            // A channel that the format has not is 0, alpha 1.
            (from[0], from[1], from[2], from[3], from[4], from[5]) =
                (texel[0], format.Channels > 1 ? texel[1] : (byte)0, format.Channels > 2 ? texel[2] : (byte)0, texel[3], 0, 255);
            for (var k = 0; k < 4; k++)
                texel[k] = from["rgba01".IndexOf(letters[k], StringComparison.Ordinal)];
        }
    }

    private static void Turn(byte[] pixels, int stride)
    {
        var row = new byte[stride];
        for (int top = 0, bottom = pixels.Length - stride; top < bottom; top += stride, bottom -= stride)
        {
            pixels.AsSpan(top, stride).CopyTo(row);
            pixels.AsSpan(bottom, stride).CopyTo(pixels.AsSpan(top));
            row.CopyTo(pixels, bottom);
        }
    }
}
