using System.Globalization;
using Render.Core;
using Render.Core.Materials;

namespace Render.Vulkan.Materials;

/// <summary>
/// Textures as Shaders/texels.glsl reads them, at their own size: a word with width and height (16 bits each), for each level its first word from
/// the beginning of the block, then the levels, RGBA8 row by row. Several maps of a material share the channels of one, so that the shader
/// fetches less: colour with occlusion in its alpha, and normal (red, green) with roughness (blue) and metallic (alpha).
/// </summary>
internal static class TexturePacking
{
    /// <summary>Texels on a side.</summary>
    public const int MaxSize = 32768;

    /// <summary>Levels that the table at the beginning of a block can name.</summary>
    public const int MaxLevels = 16;

    /// <summary>What a slot without a texture reads: a single white texel.</summary>
    public static TexelBlock White { get; } = Pack("white", [new(null, 0), new(null, 0), new(null, 0), new(null, 0)]);

    /// <summary>Whether two images can share a texture: they have the same size, or one is absent.</summary>
    public static bool Fit(TextureImage? a, TextureImage? b) => a is null || b is null || (a.Width == b.Width && a.Height == b.Height);

    /// <summary>Colour (sRGB) in RGB, white where there is none, and in alpha occlusion: the red of that image, else 1.</summary>
    public static TexelBlock Color(TextureImage? color, TextureImage? occlusion) =>
        Pack("color", [new(color, 0), new(color, 1), new(color, 2), new(occlusion, 0)]);

    /// <summary>Colour (sRGB) with its own alpha.</summary>
    public static TexelBlock ColorWithAlpha(TextureImage color) => Pack("color", [new(color, 0), new(color, 1), new(color, 2), new(color, 3)]);

    /// <summary>Tangent-space normal in red and green (blue follows from them), roughness in blue, metallic in alpha; what is absent is 1.</summary>
    public static TexelBlock Surface(TextureImage? normal, TextureImage? metallicRoughness) =>
        Pack("surface", [new(normal, 0), new(normal, 1), new(metallicRoughness, 1), new(metallicRoughness, 2)]);

    /// <summary>Occlusion by itself, in red.</summary>
    public static TexelBlock Occlusion(TextureImage occlusion) =>
        Pack("occlusion", [new(occlusion, 0), new(null, 0), new(null, 0), new(null, 0)]);

    /// <summary>The one colour of an image that has no other; null where it varies.</summary>
    public static (byte R, byte G, byte B, byte A)? ConstantOf(TextureImage image)
    {
        var texels = image.Levels[0];
        for (var i = 4; i < texels.Length; i++)
            if (texels[i] != texels[i & 3])
                return null;
        return (texels[0], texels[1], texels[2], texels[3]);
    }

    /// <summary>One channel of an image, or 255 throughout where there is none.</summary>
    private readonly record struct Channel(TextureImage? Image, int Index);

    private static TexelBlock Pack(string kind, Channel[] channels)
    {
        var first = Array.Find(channels, c => c.Image is not null).Image;
        var (width, height) = (first?.Width ?? 1, first?.Height ?? 1);
        var name = first?.Name ?? kind;
        if (width > MaxSize || height > MaxSize)
            throw new RenderException(Failure.InvalidInput, string.Create(CultureInfo.InvariantCulture,
                $"the texture has {width} x {height} texels; {MaxSize} on a side are the most that can be used."), name, "Make the image smaller.");
        var levels = first?.Levels.Length ?? 1;
        long length = 1 + MaxLevels;
        for (var level = 0; level < levels; level++)
            length += Texels(width, height, level);
        var key = kind + string.Concat(channels.Select(c => $":{c.Image?.ContentHash}.{c.Index}"));
        return new(key, name, length, words => Write(channels, width, height, levels, words));
    }

    private static void Write(Channel[] channels, int width, int height, int levels, Span<uint> words)
    {
        words[0] = (uint)width | (uint)height << 16;
        words[1..(1 + MaxLevels)].Clear();
        var at = 1 + MaxLevels;
        for (var level = 0; level < levels; level++)
        {
            words[1 + level] = (uint)at;
            var target = words.Slice(at, (int)Texels(width, height, level));
            var (red, green, blue, alpha) = (Bytes(0), Bytes(1), Bytes(2), Bytes(3));
            for (var i = 0; i < target.Length; i++)
                target[i] = red.At(i) | green.At(i) << 8 | blue.At(i) << 16 | alpha.At(i) << 24;
            at += target.Length;
            Source Bytes(int channel) => new(channels[channel].Image?.Levels[level] ?? AllOnes, channels[channel]);
        }
    }

    /// <summary>What a channel reads of one level.</summary>
    private readonly struct Source(byte[] bytes, Channel channel)
    {
        private readonly int _step = channel.Image is null ? 0 : 4, _first = channel.Image is null ? 0 : channel.Index;

        public uint At(int texel) => bytes[_step * texel + _first];
    }

    private static byte[] AllOnes { get; } = [255];

    private static long Texels(int width, int height, int level) => (long)Math.Max(1, width >> level) * Math.Max(1, height >> level);
}
