using Render.Core.Materials;

namespace Render.Vulkan.Materials;

/// <summary>Contents of a packed texture: what it is made of, and how texels beyond the edges were found when it was resampled.</summary>
/// <param name="Srgb">Whether RGB are sRGB-encoded; alpha never is.</param>
/// <param name="First">Content hash of the image in the first channels, or null.</param>
/// <param name="Second">Content hash of the image in the last channels, or null.</param>
/// <param name="WrapU">Addressing in u.</param>
/// <param name="WrapV">Addressing in v.</param>
public readonly record struct TextureKey(bool Srgb, string? First, string? Second, TextureWrap WrapU, TextureWrap WrapV);

/// <summary>
/// Textures as the GPU holds them: square, a power of two on each side, RGBA8 with mipmaps, several maps of a material in the channels of one
/// so that the shader fetches less: colour with occlusion in its alpha, and normal (red, green) with roughness (blue) and metallic (alpha).
/// </summary>
public sealed class PackedTexture
{
    /// <summary>Equal keys have equal contents and are uploaded once.</summary>
    public required TextureKey Key { get; init; }

    /// <summary>Name of the file or slot, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Texels on each side: a power of two.</summary>
    public required int Size { get; init; }

    /// <summary>Makes the levels: Size x Size first, 1 x 1 last, RGBA8 row-major. Called once, on upload.</summary>
    public required Func<byte[][]> Levels { get; init; }
}

/// <summary>Packs the images of materials.</summary>
public static class TexturePacking
{
    /// <summary>Smaller images are resampled up to this, so that few size classes suffice.</summary>
    public const int SmallestSize = 64;

    /// <summary>Colour (sRGB) in RGB, white where there is none, and in alpha occlusion: the red of that image, else 1.</summary>
    public static PackedTexture Color(TextureImage? color, TextureImage? occlusion, TextureReference addressing)
    {
        var size = SizeOf(color, occlusion);
        return new()
        {
            Key = new(true, color?.ContentHash, occlusion?.ContentHash, addressing.WrapU, addressing.WrapV),
            Name = (color ?? occlusion)!.Name,
            Size = size,
            Levels = () => occlusion is null && AsIs(color!, size) ? color!.Levels : Pack(
                size, srgb: true, addressing, new(color, 0), new(color, 1), new(color, 2), new(occlusion, 0)),
        };
    }

    /// <summary>Tangent-space normal in red and green (blue follows from them), roughness in blue, metallic in alpha; what is absent is 1.</summary>
    public static PackedTexture Surface(TextureImage? normal, TextureImage? metallicRoughness, TextureReference addressing)
    {
        var size = SizeOf(normal, metallicRoughness);
        return new()
        {
            Key = new(false, normal?.ContentHash, metallicRoughness?.ContentHash, addressing.WrapU, addressing.WrapV),
            Name = (normal ?? metallicRoughness)!.Name,
            Size = size,
            Levels = () => Pack(
                size, srgb: false, addressing, new(normal, 0), new(normal, 1), new(metallicRoughness, 1), new(metallicRoughness, 2)),
        };
    }

    /// <summary>Occlusion by itself, in red.</summary>
    public static PackedTexture Occlusion(TextureImage occlusion, TextureReference addressing)
    {
        var size = SizeOf(occlusion, null);
        return new()
        {
            Key = new(false, occlusion.ContentHash, null, addressing.WrapU, addressing.WrapV),
            Name = occlusion.Name,
            Size = size,
            Levels = () => AsIs(occlusion, size) ? occlusion.Levels
                : Pack(size, srgb: false, addressing, new(occlusion, 0), new(occlusion, 1), new(null, 0), new(null, 0)),
        };
    }

    /// <summary>The one colour of an image that has no other; null where it varies.</summary>
    public static (byte R, byte G, byte B, byte A)? ConstantOf(TextureImage image)
    {
        var texels = image.Levels[0];
        for (var i = 4; i < texels.Length; i++)
            if (texels[i] != texels[i & 3])
                return null;
        return (texels[0], texels[1], texels[2], texels[3]);
    }

    private static int SizeOf(TextureImage? a, TextureImage? b)
    {
        var largest = Math.Max(Math.Max(a?.Width ?? 1, a?.Height ?? 1), Math.Max(b?.Width ?? 1, b?.Height ?? 1));
        return Math.Max(SmallestSize, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)largest));
    }

    private static bool AsIs(TextureImage image, int size) => image.Width == size && image.Height == size;

    /// <summary>One channel of an image, or 255 throughout where there is none.</summary>
    private readonly record struct Channel(TextureImage? Image, int Index);

    private static byte[][] Pack(int size, bool srgb, TextureReference addressing, params ReadOnlySpan<Channel> channels)
    {
        var levels = new List<byte[]>();
        for (var side = size; side >= 1; side /= 2)
            levels.Add(new byte[side * side * 4]);
        for (var to = 0; to < channels.Length; to++)
        {
            var (image, from) = channels[to];
            if (image is null)
            {
                foreach (var level in levels)
                    for (var i = to; i < level.Length; i += 4)
                        level[i] = 255;
                continue;
            }
            var encoded = srgb && to < 3;
            if (AsIs(image, size))
            {
                for (var k = 0; k < levels.Count; k++)
                    for (var i = 0; i < levels[k].Length; i += 4)
                        levels[k][i + to] = image.Levels[k][i + from];
                continue;
            }
            var values = Resample(image, from, size, encoded, addressing);
            for (int k = 0, side = size; k < levels.Count; k++, side /= 2)
            {
                for (var i = 0; i < values.Length; i++)
                    levels[k][i * 4 + to] = encoded ? Srgb.Encode(values[i]) : (byte)MathF.Round(values[i] * 255);
                if (side > 1)
                    values = Halved(values, side);
            }
        }
        return [.. levels];
    }

    /// <summary>One channel of level 0, bilinear, as linear numbers 0..1.</summary>
    private static float[] Resample(TextureImage image, int channel, int size, bool encoded, TextureReference addressing)
    {
        var (width, height, texels) = (image.Width, image.Height, image.Levels[0]);
        var result = new float[size * size];
        Parallel.For(0, size, row =>
        {
            var v = (row + 0.5f) * height / size - 0.5f;
            var y = (int)MathF.Floor(v);
            var (y0, y1) = (Wrapped(y, height, addressing.WrapV), Wrapped(y + 1, height, addressing.WrapV));
            for (var column = 0; column < size; column++)
            {
                var u = (column + 0.5f) * width / size - 0.5f;
                var x = (int)MathF.Floor(u);
                var (x0, x1) = (Wrapped(x, width, addressing.WrapU), Wrapped(x + 1, width, addressing.WrapU));
                float At(int tx, int ty)
                {
                    var value = texels[(ty * width + tx) * 4 + channel];
                    return encoded ? Srgb.Decode(value) : value / 255f;
                }
                var top = float.Lerp(At(x0, y0), At(x1, y0), u - x);
                result[row * size + column] = float.Lerp(top, float.Lerp(At(x0, y1), At(x1, y1), u - x), v - y);
            }
        });
        return result;
    }

    private static int Wrapped(int i, int n, TextureWrap wrap) => wrap switch
    {
        TextureWrap.Repeat => (i + n) % n,
        _ => Math.Clamp(i, 0, n - 1), // One texel beyond the edge, a mirrored image shows its edge again.
    };

    private static float[] Halved(float[] values, int side)
    {
        var half = side / 2;
        var result = new float[half * half];
        for (var y = 0; y < half; y++)
            for (var x = 0; x < half; x++)
            {
                var i = 2 * y * side + 2 * x;
                result[y * half + x] = (values[i] + values[i + 1] + values[i + side] + values[i + side + 1]) * 0.25f;
            }
        return result;
    }
}
