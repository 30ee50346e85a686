using System.Numerics;
using Render.Core.Materials;

namespace Render.Assets.Images;

/// <summary>Images put together from channels of others, for materials that keep in several files what here is one texture.</summary>
internal static class ImageChannels
{
    /// <summary>The image at another size: bilinear between texel centres, of the stored numbers, edges clamped.</summary>
    public static byte[] At(this DecodedImage image, int width, int height)
    {
        if ((image.Width, image.Height) == (width, height))
            return image.Pixels;
        var result = new byte[checked(width * height * 4)];
        for (var y = 0; y < height; y++)
        {
            var (top, bottom, fy) = Taps(y, height, image.Height);
            for (var x = 0; x < width; x++)
            {
                var (left, right, fx) = Taps(x, width, image.Width);
                for (var k = 0; k < 4; k++)
                {
                    float Texel(int column, int row) => image.Pixels[(row * image.Width + column) * 4 + k];
                    var value = float.Lerp(float.Lerp(Texel(left, top), Texel(right, top), fx), float.Lerp(Texel(left, bottom), Texel(right, bottom), fx), fy);
                    result[(y * width + x) * 4 + k] = (byte)(value + 0.5f);
                }
            }
        }
        return result;
    }

    /// <summary>Green: the red of <paramref name="roughness"/>, blue: the red of <paramref name="metallic"/>; 255 where there is no image.</summary>
    public static DecodedImage MetallicRoughness(DecodedImage? metallic, DecodedImage? roughness)
    {
        var (width, height) = (Math.Max(metallic?.Width ?? 1, roughness?.Width ?? 1), Math.Max(metallic?.Height ?? 1, roughness?.Height ?? 1));
        var (m, r) = (metallic?.At(width, height), roughness?.At(width, height));
        var pixels = new byte[width * height * 4];
        for (var i = 0; i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = (255, r?[i] ?? 255, m?[i] ?? 255, 255);
        return new(width, height, pixels);
    }

    /// <summary>The colour, with the red of another image as its alpha.</summary>
    /// <param name="color">Null: white.</param>
    /// <param name="opacity">Solid where 255.</param>
    public static DecodedImage WithOpacity(DecodedImage? color, DecodedImage opacity)
    {
        var (width, height) = (Math.Max(color?.Width ?? 1, opacity.Width), Math.Max(color?.Height ?? 1, opacity.Height));
        var (texels, alpha) = (color?.At(width, height), opacity.At(width, height));
        var pixels = new byte[width * height * 4];
        for (var i = 0; i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = (texels?[i] ?? 255, texels?[i + 1] ?? 255, texels?[i + 2] ?? 255, alpha[i]);
        return new(width, height, pixels);
    }

    /// <summary>One channel, 0..3, in all four of an image.</summary>
    public static DecodedImage Single(this DecodedImage image, int channel)
    {
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = image.Pixels[(i & ~3) + channel];
        return new(image.Width, image.Height, pixels);
    }

    /// <summary>True where a texel is not solid.</summary>
    public static bool HasAlpha(this DecodedImage image)
    {
        for (var i = 3; i < image.Pixels.Length; i += 4)
            if (image.Pixels[i] < 255)
                return true;
        return false;
    }

    /// <summary>The mean of the stored numbers, 0..1; colours in linear light where they are sRGB.</summary>
    public static Vector4 Mean(this DecodedImage image, ColorSpace colorSpace)
    {
        Span<double> sums = stackalloc double[4];
        for (var i = 0; i < image.Pixels.Length; i++)
            sums[i & 3] += colorSpace == ColorSpace.Srgb && (i & 3) < 3 ? SrgbTables.ToLinear(image.Pixels[i]) : image.Pixels[i] / 255.0;
        var texels = image.Pixels.Length / 4;
        return new((float)(sums[0] / texels), (float)(sums[1] / texels), (float)(sums[2] / texels), (float)(sums[3] / texels));
    }

    private static (int First, int Second, float Weight) Taps(int i, int size, int sourceSize)
    {
        var at = Math.Clamp((i + 0.5f) * sourceSize / size - 0.5f, 0, sourceSize - 1);
        var first = (int)at;
        return (first, Math.Min(first + 1, sourceSize - 1), at - first);
    }
}
