using System.Security.Cryptography;
using System.Text;

namespace Render.Core.Materials;

/// <summary>One channel of an image, 0..3; of no image it is 255 everywhere.</summary>
internal readonly record struct TextureChannel(TextureImage? Image, int Index)
{
    public string Key => Image is null ? "1" : $"{Image.ContentHash}.{Index}";
}

/// <summary>Images put together from channels of others, where a change replaces a part of what one texture holds.</summary>
internal static class TextureChannels
{
    /// <summary>Equal keys are equal images.</summary>
    public static string Key(ReadOnlySpan<TextureChannel> channels)
    {
        var key = new StringBuilder("channels");
        foreach (var channel in channels)
            key.Append(' ').Append(channel.Key);
        return key.ToString();
    }

    /// <summary>As large as the largest of them; the others are enlarged, bilinear between texel centres, edges joined.</summary>
    /// <param name="channels">Red, green, blue and alpha.</param>
    /// <param name="colorSpace">Of the result, and of all colours in it.</param>
    public static TextureImage Combine(TextureChannel[] channels, ColorSpace colorSpace)
    {
        var images = channels.Select(c => c.Image).OfType<TextureImage>().ToArray();
        var (width, height) = (images.Max(i => i.Width), images.Max(i => i.Height));
        var pixels = new byte[checked(width * height * 4)];
        for (var k = 0; k < 4; k++)
            Fill(pixels, k, channels[k], width, height);
        return new()
        {
            Name = images[0].Name,
            ContentHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Key(channels)} {colorSpace}"))),
            Width = width,
            Height = height,
            ColorSpace = colorSpace,
            Levels = MipmapChain.Of(width, height, pixels, colorSpace),
        };
    }

    private static void Fill(byte[] pixels, int channel, TextureChannel source, int width, int height)
    {
        if (source.Image is not { } image)
        {
            for (var i = channel; i < pixels.Length; i += 4)
                pixels[i] = 255;
            return;
        }
        var texels = image.Levels[0];
        if ((image.Width, image.Height) == (width, height))
        {
            for (var i = 0; i < width * height; i++)
                pixels[4 * i + channel] = texels[4 * i + source.Index];
            return;
        }
        for (var y = 0; y < height; y++)
        {
            var (top, bottom, fy) = Taps(y, height, image.Height);
            for (var x = 0; x < width; x++)
            {
                var (left, right, fx) = Taps(x, width, image.Width);
                float Texel(int column, int row) => texels[(row * image.Width + column) * 4 + source.Index];
                var (a, b) = (Texel(left, top) + (Texel(right, top) - Texel(left, top)) * fx, Texel(left, bottom) + (Texel(right, bottom) - Texel(left, bottom)) * fx);
                pixels[(y * width + x) * 4 + channel] = (byte)(a + (b - a) * fy + 0.5f);
            }
        }
    }

    private static (int First, int Second, float Weight) Taps(int i, int size, int sourceSize)
    {
        var at = (i + 0.5f) * sourceSize / size - 0.5f;
        var first = (int)MathF.Floor(at);
        return ((first + sourceSize) % sourceSize, (first + 1) % sourceSize, at - first);
    }
}
