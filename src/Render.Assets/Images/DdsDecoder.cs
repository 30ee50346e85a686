using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Render.Assets.Images;

/// <summary>
/// DirectDraw surfaces after Microsoft's "DDS programming guide" and, for the block formats, its "Texture block compression in Direct3D": BC1 to BC5
/// and pixels of 8 to 32 bits under masks. The first level of a two-dimensional image is read; cube maps, volumes, BC6H, BC7 and floats are refused.
/// One channel becomes gray; of BC5's two, blue is what makes a unit normal of them.
/// </summary>
internal static class DdsDecoder
{
    private const int HeaderBytes = 128, ExtensionBytes = 20, MostPixels = 1 << 28;
    private const uint FlagAlpha = 1, FlagAlphaOnly = 2, FlagFourCc = 4, FlagRgb = 0x40, FlagLuminance = 0x20000, CapsCubeOrVolume = 0x200 | 0x200000;

    private enum Coding
    {
        Masks,
        Bc1,
        Bc2,
        Bc3,
        Bc4,
        Bc5,
    }

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
        var needed = coding == Coding.Masks ? ((long)width * bits + 7) / 8 * height : (long)((width + 3) / 4) * ((height + 3) / 4) * BlockBytes(coding);
        if (content.Length < needed)
            throw new InvalidDataException("the DDS file is truncated");
        var pixels = new byte[checked(width * height * 4)];
        if (coding == Coding.Masks)
            Unpack(content, width, height, bits / 8, masks, pixels);
        else
            DecodeBlocks(content, width, height, coding, pixels);
        return new(width, height, pixels);
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static int Side(uint side) => (int)Math.Min(side, MostPixels);

    private static int BlockBytes(Coding coding) => coding is Coding.Bc1 or Coding.Bc4 ? 8 : 16;

    private static (Coding Coding, Channels Masks, int Bits, int ContentAt) Format(ReadOnlySpan<byte> file)
    {
        var flags = Word(file, 80);
        if ((flags & FlagFourCc) != 0)
        {
            var code = Encoding.ASCII.GetString(file.Slice(84, 4));
            return code switch
            {
                "DXT1" => (Coding.Bc1, default, 0, HeaderBytes),
                "DXT2" or "DXT3" => (Coding.Bc2, default, 0, HeaderBytes),
                "DXT4" or "DXT5" => (Coding.Bc3, default, 0, HeaderBytes),
                "ATI1" or "BC4U" => (Coding.Bc4, default, 0, HeaderBytes),
                "ATI2" or "BC5U" => (Coding.Bc5, default, 0, HeaderBytes),
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
        return (Coding.Masks, new(red, green, blue, (flags & (FlagAlpha | FlagAlphaOnly)) != 0 ? alpha : 0), bits, HeaderBytes);
    }

    /// <summary>The header of Direct3D 10, by its DXGI_FORMAT.</summary>
    private static (Coding, Channels, int, int) Extended(ReadOnlySpan<byte> file)
    {
        const int at = HeaderBytes + ExtensionBytes;
        if (file.Length < at)
            throw new InvalidDataException("the DDS header is damaged");
        return Word(file, HeaderBytes) switch
        {
            28 or 29 => (Coding.Masks, new(0xff, 0xff00, 0xff0000, 0xff000000), 32, at),
            87 or 91 => (Coding.Masks, new(0xff0000, 0xff00, 0xff, 0xff000000), 32, at),
            88 or 93 => (Coding.Masks, new(0xff0000, 0xff00, 0xff, 0), 32, at),
            71 or 72 => (Coding.Bc1, default, 0, at),
            74 or 75 => (Coding.Bc2, default, 0, at),
            77 or 78 => (Coding.Bc3, default, 0, at),
            80 => (Coding.Bc4, default, 0, at),
            83 => (Coding.Bc5, default, 0, at),
            var other => throw new InvalidDataException(FormattableString.Invariant($"DDS of the DXGI format {other} is not read; BC1 to BC5 and 8 bits a channel are")),
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

    private static void DecodeBlocks(ReadOnlySpan<byte> content, int width, int height, Coding coding, Span<byte> pixels)
    {
        Span<byte> block = stackalloc byte[64];
        var at = 0;
        for (var y = 0; y < height; y += 4)
        {
            for (var x = 0; x < width; x += 4, at += BlockBytes(coding))
            {
                DecodeBlock(content[at..], coding, block);
                for (var row = 0; row < Math.Min(4, height - y); row++)
                    block.Slice(16 * row, 4 * Math.Min(4, width - x)).CopyTo(pixels[(((y + row) * width + x) * 4)..]);
            }
        }
    }

    /// <summary>4 x 4 texels, RGBA.</summary>
    private static void DecodeBlock(ReadOnlySpan<byte> source, Coding coding, Span<byte> texels)
    {
        switch (coding)
        {
            case Coding.Bc1:
                Colors(source, mayBeClear: true, texels);
                break;
            case Coding.Bc2:
                Colors(source[8..], mayBeClear: false, texels);
                for (var i = 0; i < 16; i++)
                    texels[4 * i + 3] = (byte)((source[i / 2] >> 4 * (i % 2) & 15) * 17);
                break;
            case Coding.Bc3:
                Colors(source[8..], mayBeClear: false, texels);
                Single(source, texels[3..]);
                break;
            case Coding.Bc4:
                Single(source, texels);
                for (var i = 0; i < 64; i += 4)
                    (texels[i + 1], texels[i + 2], texels[i + 3]) = (texels[i], texels[i], 255);
                break;
            default:
                Single(source, texels);
                Single(source[8..], texels[1..]);
                for (var i = 0; i < 64; i += 4)
                {
                    var (x, y) = (texels[i] / 127.5f - 1, texels[i + 1] / 127.5f - 1);
                    (texels[i + 2], texels[i + 3]) = ((byte)(MathF.Sqrt(Math.Max(1 - x * x - y * y, 0)) * 127.5f + 128), 255);
                }
                break;
        }
    }

    /// <summary>Two colours of 5, 6, 5 bits and what lies between them; two bits a texel.</summary>
    private static void Colors(ReadOnlySpan<byte> source, bool mayBeClear, Span<byte> texels)
    {
        var (a, b) = (BinaryPrimitives.ReadUInt16LittleEndian(source), BinaryPrimitives.ReadUInt16LittleEndian(source[2..]));
        var fourColors = a > b || !mayBeClear;
        var numbers = Word(source, 4);
        for (var i = 0; i < 16; i++)
        {
            var number = numbers >> 2 * i & 3;
            for (var k = 0; k < 3; k++)
            {
                var (first, second) = (Channel(a, k), Channel(b, k));
                texels[4 * i + k] = (byte)(number switch
                {
                    0 => first,
                    1 => second,
                    2 => fourColors ? (2 * first + second + 1) / 3 : (first + second + 1) / 2,
                    _ => fourColors ? (first + 2 * second + 1) / 3 : 0,
                });
            }
            texels[4 * i + 3] = (byte)(number == 3 && !fourColors ? 0 : 255);
        }

        static int Channel(ushort color, int k)
        {
            var bits = k == 1 ? 6 : 5;
            var value = color >> (k == 0 ? 11 : k == 1 ? 5 : 0) & (1 << bits) - 1;
            return value << 8 - bits | value >> 2 * bits - 8;
        }
    }

    /// <summary>Two values and what lies between them, three bits a texel; into every fourth byte.</summary>
    private static void Single(ReadOnlySpan<byte> source, Span<byte> texels)
    {
        var (a, b) = (source[0], source[1]);
        var numbers = BinaryPrimitives.ReadUInt64LittleEndian(source) >> 16;
        for (var i = 0; i < 16; i++)
        {
            var number = (int)(numbers >> 3 * i & 7);
            texels[4 * i] = (byte)(number switch
            {
                0 => a,
                1 => b,
                _ when a > b => ((8 - number) * a + (number - 1) * b + 3) / 7,
                6 => 0,
                7 => 255,
                _ => ((6 - number) * a + (number - 1) * b + 2) / 5,
            });
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
