using System.Buffers.Binary;

namespace Render.Assets.Images;

/// <summary>Block compression as graphics devices read it.</summary>
internal enum BlockCoding
{
    Bc1,

    /// <summary>As BC1, with the clear colour a solid black.</summary>
    Bc1Opaque,
    Bc2,
    Bc3,
    Bc4,
    Bc5,
    Bc7,
}

/// <summary>
/// Images in blocks of 4 x 4 texels, after Microsoft's "Texture block compression in Direct3D". BC4's one channel becomes gray; of BC5's two, blue is what makes a
/// unit normal of them.
/// </summary>
internal static class BlockDecoder
{
    /// <summary>Of an image, whose last blocks may reach over its edge.</summary>
    public static long Bytes(int width, int height, BlockCoding coding) => (long)((width + 3) / 4) * ((height + 3) / 4) * BlockBytes(coding);

    /// <summary>RGBA, rows as they are stored.</summary>
    /// <param name="content">At least <see cref="Bytes"/> of them.</param>
    /// <param name="width">1 or more.</param>
    /// <param name="height">1 or more.</param>
    /// <param name="coding">Of the blocks.</param>
    public static byte[] Decode(ReadOnlySpan<byte> content, int width, int height, BlockCoding coding)
    {
        var pixels = new byte[checked(width * height * 4)];
        DecodeBlocks(content, width, height, coding, pixels);
        return pixels;
    }

    private static int BlockBytes(BlockCoding coding) => coding is BlockCoding.Bc1 or BlockCoding.Bc1Opaque or BlockCoding.Bc4 ? 8 : 16;

    private static void DecodeBlocks(ReadOnlySpan<byte> content, int width, int height, BlockCoding coding, Span<byte> pixels)
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
    private static void DecodeBlock(ReadOnlySpan<byte> source, BlockCoding coding, Span<byte> texels)
    {
        switch (coding)
        {
            case BlockCoding.Bc1 or BlockCoding.Bc1Opaque:
                Colors(source, mayBeClear: true, texels);
                for (var i = 3; coding == BlockCoding.Bc1Opaque && i < 64; i += 4)
                    texels[i] = 255;
                break;
            case BlockCoding.Bc2:
                Colors(source[8..], mayBeClear: false, texels);
                for (var i = 0; i < 16; i++)
                    texels[4 * i + 3] = (byte)((source[i / 2] >> 4 * (i % 2) & 15) * 17);
                break;
            case BlockCoding.Bc3:
                Colors(source[8..], mayBeClear: false, texels);
                Single(source, texels[3..]);
                break;
            case BlockCoding.Bc4:
                Single(source, texels);
                for (var i = 0; i < 64; i += 4)
                    (texels[i + 1], texels[i + 2], texels[i + 3]) = (texels[i], texels[i], 255);
                break;
            case BlockCoding.Bc7:
                Bc7Block.Decode(source, texels);
                break;
            default:
                Single(source, texels);
                Single(source[8..], texels[1..]);
                for (var i = 0; i < 64; i += 4)
                    (texels[i + 2], texels[i + 3]) = (UnitNormal.Third(texels[i], texels[i + 1]), 255);
                break;
        }
    }

    /// <summary>Two colours of 5, 6, 5 bits and what lies between them; two bits a texel.</summary>
    private static void Colors(ReadOnlySpan<byte> source, bool mayBeClear, Span<byte> texels)
    {
        var (a, b) = (BinaryPrimitives.ReadUInt16LittleEndian(source), BinaryPrimitives.ReadUInt16LittleEndian(source[2..]));
        var fourColors = a > b || !mayBeClear;
        var numbers = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
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
}
