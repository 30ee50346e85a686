using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Render.Assets.Images;

/// <summary>
/// DirectDraw surfaces after Microsoft's "DDS programming guide": the codings of <see cref="BlockDecoder"/> and pixels of 8 to 32 bits under masks. The
/// first level of a two-dimensional image is read; cube maps, volumes, BC6H and floats are refused.
/// </summary>
internal static class DdsDecoder
{
    private const int HeaderBytes = 128, ExtensionBytes = 20, MostPixels = 1 << 28;
    private const uint FlagAlpha = 1, FlagAlphaOnly = 2, FlagFourCc = 4, FlagRgb = 0x40, FlagLuminance = 0x20000, CapsCubeOrVolume = 0x200 | 0x200000;

    /// <param name="file">The whole file, its signature looked at already.</param>
    /// <param name="checkSize">Refuses a width and height that are too large.</param>
    /// <exception cref="InvalidDataException">Not valid, or of a kind that is refused.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> file, Action<int, int> checkSize)
    {
        if (file.Length < HeaderBytes || Word(file, 4) != 124 || Word(file, 76) != 32)
            throw new InvalidDataException("the DDS header is damaged");
        var (height, width) = (Side(Word(file, 12)), Side(Word(file, 16)));
        checkSize(width, height);
        if ((Word(file, 112) & CapsCubeOrVolume) != 0)
            throw new InvalidDataException("a DDS cube map or volume is not read as a texture");
        var (coding, masks, bits, at) = Format(file);
        var content = file[at..];
        if (content.Length < (coding is { } blocks ? BlockDecoder.Bytes(width, height, blocks) : ((long)width * bits + 7) / 8 * height))
            throw new InvalidDataException("the DDS file is truncated");
        if (coding is not null)
            return new(width, height, BlockDecoder.Decode(content, width, height, coding.Value));
        var pixels = new byte[checked(width * height * 4)];
        Unpack(content, width, height, bits / 8, masks, pixels);
        return new(width, height, pixels);
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static int Side(uint side) => (int)Math.Min(side, MostPixels);

    /// <summary>The coding of blocks, or null and the masks of pixels.</summary>
    private static (BlockCoding? Coding, Channels Masks, int Bits, int ContentAt) Format(ReadOnlySpan<byte> file)
    {
        var flags = Word(file, 80);
        if ((flags & FlagFourCc) != 0)
        {
            var code = Encoding.ASCII.GetString(file.Slice(84, 4));
            return code switch
            {
                "DXT1" => (BlockCoding.Bc1, default, 0, HeaderBytes),
                "DXT2" or "DXT3" => (BlockCoding.Bc2, default, 0, HeaderBytes),
                "DXT4" or "DXT5" => (BlockCoding.Bc3, default, 0, HeaderBytes),
                "ATI1" or "BC4U" => (BlockCoding.Bc4, default, 0, HeaderBytes),
                "ATI2" or "BC5U" => (BlockCoding.Bc5, default, 0, HeaderBytes),
                "DX10" => Extended(file),
                _ => throw new InvalidDataException($"DDS of the kind '{code}' is not read"),
            };
        }
        var bits = (int)Math.Min(Word(file, 88), 64);
        if (bits is not (8 or 16 or 24 or 32) || (flags & (FlagRgb | FlagLuminance | FlagAlphaOnly)) == 0)
            throw new InvalidDataException("DDS of this pixel format is not read");
        var (red, green, blue, alpha) = (Word(file, 92), Word(file, 96), Word(file, 100), Word(file, 104));
        if ((flags & FlagRgb) == 0)
            (green, blue) = (red, red);
        return (null, new(red, green, blue, (flags & (FlagAlpha | FlagAlphaOnly)) != 0 ? alpha : 0), bits, HeaderBytes);
    }

    /// <summary>The header of Direct3D 10, by its DXGI_FORMAT.</summary>
    private static (BlockCoding?, Channels, int, int) Extended(ReadOnlySpan<byte> file)
    {
        const int at = HeaderBytes + ExtensionBytes;
        if (file.Length < at)
            throw new InvalidDataException("the DDS header is damaged");
        return Word(file, HeaderBytes) switch
        {
            28 or 29 => (null, new(0xff, 0xff00, 0xff0000, 0xff000000), 32, at),
            87 or 91 => (null, new(0xff0000, 0xff00, 0xff, 0xff000000), 32, at),
            88 or 93 => (null, new(0xff0000, 0xff00, 0xff, 0), 32, at),
            71 or 72 => (BlockCoding.Bc1, default, 0, at),
            74 or 75 => (BlockCoding.Bc2, default, 0, at),
            77 or 78 => (BlockCoding.Bc3, default, 0, at),
            80 => (BlockCoding.Bc4, default, 0, at),
            83 => (BlockCoding.Bc5, default, 0, at),
            98 or 99 => (BlockCoding.Bc7, default, 0, at),
            var other => throw new InvalidDataException(FormattableString.Invariant($"DDS of the DXGI format {other} is not read; BC1 to BC5, BC7 and 8 bits a channel are")),
        };
    }

    private static void Unpack(ReadOnlySpan<byte> content, int width, int height, int bytes, Channels masks, Span<byte> pixels)
    {
        for (var i = 0; i < width * height; i++)
        {
            uint value = 0;
            for (var k = bytes - 1; k >= 0; k--)
                value = value << 8 | content[i * bytes + k];
            pixels[4 * i] = Channels.Value(value, masks.Red, 0);
            pixels[4 * i + 1] = Channels.Value(value, masks.Green, 0);
            pixels[4 * i + 2] = Channels.Value(value, masks.Blue, 0);
            pixels[4 * i + 3] = Channels.Value(value, masks.Alpha, 255);
        }
    }

    /// <summary>The bits of each channel in a pixel; 0 for a channel that there is none of.</summary>
    private readonly record struct Channels(uint Red, uint Green, uint Blue, uint Alpha)
    {
        public static byte Value(uint pixel, uint mask, byte otherwise)
        {
            if (mask == 0)
                return otherwise;
            var shift = BitOperations.TrailingZeroCount(mask);
            var largest = (ulong)(mask >> shift);
            return (byte)(((pixel & mask) >> shift) * 255ul / largest);
        }
    }
}
