namespace Render.Core.Materials;

/// <summary>
/// Mipmaps by a box filter, each level from the one above at 16 bits. A side of odd length n shrinks to floor(n / 2) with the three-tap weights of
/// Guthe and Heckbert ("Non-power-of-two mipmapping", NVIDIA 2005), so that every texel keeps its weight and nothing drifts.
/// </summary>
public static class MipmapChain
{
    private static readonly ushort[] Widen = [.. Enumerable.Range(0, 256).Select(i => (ushort)(i * 257))];

    private static readonly byte[] Narrow = [.. Enumerable.Range(0, 65536).Select(i => (byte)((i + 128) / 257))];

    /// <summary>All levels, the given one first, down to 1 x 1. Alpha is always averaged as it is.</summary>
    public static byte[][] Of(int width, int height, byte[] pixels, ColorSpace colorSpace)
    {
        var (decode, encode) = colorSpace == ColorSpace.Srgb ? (SrgbTables.ToLinear16.ToArray(), SrgbTables.FromLinear16.ToArray()) : (Widen, Narrow);
        var levels = new List<byte[]> { pixels };
        ushort[]? linear = null;
        for (var (w, h) = (width, height); w > 1 || h > 1; (w, h) = (Half(w), Half(h)))
        {
            linear = linear is null && w % 2 == 0 && h % 2 == 0
                ? HalveFirst(pixels, w, h, decode)
                : Halve(linear ?? Decode(pixels, decode), w, h);
            levels.Add(Encode(linear, encode));
        }
        return [.. levels];
    }

    private static int Half(int side) => Math.Max(1, side / 2);

    private static ushort[] Decode(byte[] pixels, ushort[] table)
    {
        var linear = GC.AllocateUninitializedArray<ushort>(pixels.Length);
        for (var i = 0; i + 3 < linear.Length; i += 4)
        {
            linear[i] = table[pixels[i]];
            linear[i + 1] = table[pixels[i + 1]];
            linear[i + 2] = table[pixels[i + 2]];
            linear[i + 3] = Widen[pixels[i + 3]];
        }
        return linear;
    }

    private static byte[] Encode(ushort[] linear, byte[] table)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(linear.Length);
        for (var i = 0; i + 3 < pixels.Length; i += 4)
        {
            pixels[i] = table[linear[i]];
            pixels[i + 1] = table[linear[i + 1]];
            pixels[i + 2] = table[linear[i + 2]];
            pixels[i + 3] = Narrow[linear[i + 3]];
        }
        return pixels;
    }

    /// <summary>Decoding and halving in one pass: the first level holds three quarters of all the work.</summary>
    private static ushort[] HalveFirst(byte[] pixels, int width, int height, ushort[] table)
    {
        var result = GC.AllocateUninitializedArray<ushort>(width / 2 * (height / 2) * 4);
        for (int y = 0, d = 0; y < height; y += 2)
        {
            var top = pixels.AsSpan(y * width * 4, width * 4);
            var bottom = pixels.AsSpan((y + 1) * width * 4, width * 4);
            for (var x = 0; x + 7 < top.Length; x += 8, d += 4)
            {
                for (var c = 0; c < 3; c++)
                    result[d + c] = (ushort)((table[top[x + c]] + table[top[x + 4 + c]] + table[bottom[x + c]] + table[bottom[x + 4 + c]] + 2) >> 2);
                result[d + 3] = (ushort)(((top[x + 3] + top[x + 7] + bottom[x + 3] + bottom[x + 7]) * 257 + 2) >> 2);
            }
        }
        return result;
    }

    private static ushort[] Halve(ushort[] source, int width, int height)
    {
        if (width % 2 == 0 && height % 2 == 0)
            return HalveEven(source, width, height);
        var (w, h) = (Half(width), Half(height));
        var (across, down) = (Taps.Of(width), Taps.Of(height));
        var result = GC.AllocateUninitializedArray<ushort>(w * h * 4);
        Span<float> sum = stackalloc float[4];
        for (var y = 0; y < h; y++)
        {
            for (var x = 0; x < w; x++)
            {
                sum.Clear();
                for (var j = 0; j < down.Count; j++)
                {
                    for (var i = 0; i < across.Count; i++)
                    {
                        var weight = down.Weight(y, j) * across.Weight(x, i);
                        var texel = source.AsSpan(((down.Step * y + j) * width + across.Step * x + i) * 4, 4);
                        for (var c = 0; c < 4; c++)
                            sum[c] += weight * texel[c];
                    }
                }
                for (var c = 0; c < 4; c++)
                    result[(y * w + x) * 4 + c] = (ushort)(sum[c] + 0.5f);
            }
        }
        return result;
    }

    private static ushort[] HalveEven(ushort[] source, int width, int height)
    {
        var result = GC.AllocateUninitializedArray<ushort>(width / 2 * (height / 2) * 4);
        for (int y = 0, d = 0; y < height; y += 2)
        {
            var top = source.AsSpan(y * width * 4, width * 4);
            var bottom = source.AsSpan((y + 1) * width * 4, width * 4);
            for (var x = 0; x + 7 < top.Length; x += 8, d += 4)
                for (var c = 0; c < 4; c++)
                    result[d + c] = (ushort)((top[x + c] + top[x + 4 + c] + bottom[x + c] + bottom[x + 4 + c] + 2) >> 2);
        }
        return result;
    }

    /// <summary>The texels of a side of length n that fall under texel i of the halved side: 1, 2, or 3 with fractional weights.</summary>
    private readonly record struct Taps(int Count, int Step, int Half)
    {
        public static Taps Of(int n) => n == 1 ? new(1, 1, 1) : n % 2 == 0 ? new(2, 2, n / 2) : new(3, 2, n / 2);

        /// <summary>
        /// For odd n = 2m + 1 texel i covers [i n / m, (i + 1) n / m], of length 2 + 1/m, from 2i on: it takes m - i, m and i + 1 parts of n.
        /// </summary>
        public float Weight(int i, int tap) => Count switch
        {
            1 => 1,
            2 => 0.5f,
            _ => (tap switch { 0 => Half - i, 1 => Half, _ => i + 1 }) / (2f * Half + 1),
        };
    }
}
