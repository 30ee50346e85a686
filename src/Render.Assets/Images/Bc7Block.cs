using System.Buffers.Binary;

namespace Render.Assets.Images;

/// <summary>
/// A block of BC7 (BPTC), after the Khronos Data Format Specification, "BPTC compressed texture image formats", and Microsoft's "BC7 format mode reference":
/// eight modes that divide 128 bits between partitions, endpoints and indices in their own ways. The tables are those of the specification.
/// </summary>
internal static class Bc7Block
{
    /// <param name="Subsets">Sets of texels, each with endpoints of its own.</param>
    /// <param name="PartitionBits">Number of the partition into sets.</param>
    /// <param name="RotationBits">Which channel changed places with alpha.</param>
    /// <param name="SelectorBits">Whether the two sets of indices change places.</param>
    /// <param name="ColorBits">Of an endpoint's red, green, blue.</param>
    /// <param name="AlphaBits">Of an endpoint's alpha; 0: solid.</param>
    /// <param name="OwnLowBits">1: each endpoint has a lowest bit, common to its channels.</param>
    /// <param name="SharedLowBits">1: the two endpoints of a set share one.</param>
    /// <param name="IndexBits">Of a texel.</param>
    /// <param name="SecondIndexBits">Of a texel, for alpha; 0: the same index.</param>
    private readonly record struct Mode(
        int Subsets, int PartitionBits, int RotationBits, int SelectorBits, int ColorBits, int AlphaBits, int OwnLowBits, int SharedLowBits, int IndexBits, int SecondIndexBits);

    private static readonly Mode[] Modes =
    [
        new(3, 4, 0, 0, 4, 0, 1, 0, 3, 0), new(2, 6, 0, 0, 6, 0, 0, 1, 3, 0), new(3, 6, 0, 0, 5, 0, 0, 0, 2, 0), new(2, 6, 0, 0, 7, 0, 1, 0, 2, 0),
        new(1, 0, 2, 1, 5, 6, 0, 0, 2, 3), new(1, 0, 2, 0, 7, 8, 0, 0, 2, 2), new(1, 0, 0, 0, 7, 7, 1, 0, 4, 0), new(2, 6, 0, 0, 5, 5, 1, 0, 2, 0),
    ];

    /// <summary>Sets of the texels, two bits each, the first texel lowest, by number of the partition.</summary>
    private static readonly uint[] TwoSubsets =
    [
        0x50505050, 0x40404040, 0x54545454, 0x54505040, 0x50404000, 0x55545450, 0x55545040, 0x54504000, 0x50400000, 0x55555450, 0x55544000, 0x54400000, 0x55555440,
        0x55550000, 0x55555500, 0x55000000, 0x55150100, 0x00004054, 0x15010000, 0x00405054, 0x00004050, 0x15050100, 0x05010000, 0x40505054, 0x00404050, 0x05010100,
        0x14141414, 0x05141450, 0x01155440, 0x00555500, 0x15014054, 0x05414150, 0x44444444, 0x55005500, 0x11441144, 0x05055050, 0x05500550, 0x11114444, 0x41144114,
        0x44111144, 0x15055054, 0x01055040, 0x05041050, 0x05455150, 0x14414114, 0x50050550, 0x41411414, 0x00141400, 0x00041504, 0x00105410, 0x10541000, 0x04150400,
        0x50410514, 0x41051450, 0x05415014, 0x14054150, 0x41050514, 0x41505014, 0x40011554, 0x54150140, 0x50505500, 0x00555050, 0x15151010, 0x54540404,
    ];

    private static readonly uint[] ThreeSubsets =
    [
        0xaa685050, 0x6a5a5040, 0x5a5a4200, 0x5450a0a8, 0xa5a50000, 0xa0a05050, 0x5555a0a0, 0x5a5a5050, 0xaa550000, 0xaa555500, 0xaaaa5500, 0x90909090, 0x94949494,
        0xa4a4a4a4, 0xa9a59450, 0x2a0a4250, 0xa5945040, 0x0a425054, 0xa5a5a500, 0x55a0a0a0, 0xa8a85454, 0x6a6a4040, 0xa4a45000, 0x1a1a0500, 0x0050a4a4, 0xaaa59090,
        0x14696914, 0x69691400, 0xa08585a0, 0xaa821414, 0x50a4a450, 0x6a5a0200, 0xa9a58000, 0x5090a0a8, 0xa8a09050, 0x24242424, 0x00aa5500, 0x24924924, 0x24499224,
        0x50a50a50, 0x500aa550, 0xaaaa4444, 0x66660000, 0xa5a0a5a0, 0x50a050a0, 0x69286928, 0x44aaaa44, 0x66666600, 0xaa444444, 0x54a854a8, 0x95809580, 0x96969600,
        0xa85454a8, 0x80959580, 0xaa141414, 0x96960000, 0xaaaa1414, 0xa05050a0, 0xa0a5a5a0, 0x96000000, 0x40804080, 0xa9a8a9a8, 0xaaaaaa44, 0x2a4a5254,
    ];

    /// <summary>The texel of the second of two sets whose index lacks its highest bit, which is 0.</summary>
    private static readonly byte[] SecondOfTwo =
    [
        15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 2, 8, 2, 2, 8, 8, 15, 2, 8, 2, 2, 8, 8, 2, 2,
        15, 15, 6, 8, 2, 8, 15, 15, 2, 8, 2, 2, 2, 15, 15, 6, 6, 2, 6, 8, 15, 15, 2, 2, 15, 15, 15, 15, 15, 2, 2, 15,
    ];

    private static readonly byte[] SecondOfThree =
    [
        3, 3, 15, 15, 8, 3, 15, 15, 8, 8, 6, 6, 6, 5, 3, 3, 3, 3, 8, 15, 3, 3, 6, 10, 5, 8, 8, 6, 8, 5, 15, 15,
        8, 15, 3, 5, 6, 10, 8, 15, 15, 3, 15, 5, 15, 15, 15, 15, 3, 15, 5, 5, 5, 8, 5, 10, 5, 10, 8, 13, 15, 12, 3, 3,
    ];

    private static readonly byte[] ThirdOfThree =
    [
        15, 8, 8, 3, 15, 15, 3, 8, 15, 15, 15, 15, 15, 15, 15, 8, 15, 8, 15, 3, 15, 8, 15, 8, 3, 15, 6, 10, 15, 15, 10, 8,
        15, 3, 15, 10, 10, 8, 9, 10, 6, 15, 8, 15, 3, 6, 6, 8, 15, 3, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 3, 15, 15, 8,
    ];

    /// <summary>64ths of the second endpoint, by bits of the index.</summary>
    private static readonly byte[][] Weights = [[], [], [0, 21, 43, 64], [0, 9, 18, 27, 37, 46, 55, 64], [0, 4, 9, 13, 17, 21, 26, 30, 34, 38, 43, 47, 51, 55, 60, 64]];

    /// <param name="source">16 bytes.</param>
    /// <param name="texels">4 x 4, RGBA; clear black where the mode is the reserved one.</param>
    public static void Decode(ReadOnlySpan<byte> source, Span<byte> texels)
    {
        var number = System.Numerics.BitOperations.TrailingZeroCount(source[0] | 256);
        if (number == 8)
        {
            texels[..64].Clear();
            return;
        }
        var mode = Modes[number];
        var bits = new Bits(BinaryPrimitives.ReadUInt128LittleEndian(source) >> number + 1);
        var partition = bits.Take(mode.PartitionBits);
        var (rotation, swapped) = (bits.Take(mode.RotationBits), bits.Take(mode.SelectorBits) != 0);
        Span<int> ends = stackalloc int[24];
        Endpoints(mode, ref bits, ends);
        var sets = mode.Subsets switch { 1 => 0u, 2 => TwoSubsets[partition], _ => ThreeSubsets[partition] };
        var (second, third) = mode.Subsets switch { 1 => (0, 0), 2 => (SecondOfTwo[partition], 0), _ => (SecondOfThree[partition], (int)ThirdOfThree[partition]) };
        Span<int> first = stackalloc int[16], own = stackalloc int[16];
        for (var i = 0; i < 16; i++)
            first[i] = bits.Take(mode.IndexBits - (i == 0 || i == second || i == third ? 1 : 0));
        for (var i = 0; i < 16 && mode.SecondIndexBits > 0; i++)
            own[i] = bits.Take(mode.SecondIndexBits - (i == 0 ? 1 : 0));
        var hasOwn = mode.SecondIndexBits > 0;
        var (weights, ownWeights) = (Weights[mode.IndexBits], Weights[mode.SecondIndexBits]);
        for (var i = 0; i < 16; i++)
        {
            var at = (int)(sets >> 2 * i & 3) * 8;
            var (colorWeight, alphaWeight) = (weights[first[i]], hasOwn ? ownWeights[own[i]] : weights[first[i]]);
            if (swapped)
                (colorWeight, alphaWeight) = (alphaWeight, colorWeight);
            for (var k = 0; k < 4; k++)
            {
                var weight = k < 3 ? colorWeight : alphaWeight;
                texels[4 * i + k] = (byte)(((64 - weight) * ends[at + k] + weight * ends[at + 4 + k] + 32) >> 6);
            }
            if (rotation > 0)
                (texels[4 * i + 3], texels[4 * i + rotation - 1]) = (texels[4 * i + rotation - 1], texels[4 * i + 3]);
        }
    }

    /// <summary>Two of each set, RGBA, at 8 bits.</summary>
    private static void Endpoints(Mode mode, ref Bits bits, Span<int> ends)
    {
        var count = 2 * mode.Subsets;
        for (var k = 0; k < 4; k++)
            for (var e = 0; e < count; e++)
                ends[4 * e + k] = bits.Take(k < 3 ? mode.ColorBits : mode.AlphaBits);
        var low = mode.OwnLowBits + mode.SharedLowBits;
        for (var e = 0; e < count && low > 0; e += 2)
        {
            var one = bits.Take(1);
            var two = mode.SharedLowBits > 0 ? one : bits.Take(1);
            for (var k = 0; k < 4; k++)
                (ends[4 * e + k], ends[4 * e + 4 + k]) = (ends[4 * e + k] << 1 | one, ends[4 * e + 4 + k] << 1 | two);
        }
        for (var i = 0; i < 4 * count; i++)
        {
            var have = (i % 4 < 3 ? mode.ColorBits : mode.AlphaBits) + low;
            ends[i] = i % 4 == 3 && mode.AlphaBits == 0 ? 255 : ends[i] << 8 - have | ends[i] << 8 - have >> have;
        }
    }

    /// <summary>From the lowest on.</summary>
    private struct Bits(UInt128 left)
    {
        public int Take(int count)
        {
            var taken = (int)(uint)(left & (UInt128)((1u << count) - 1));
            left >>= count;
            return taken;
        }
    }
}
