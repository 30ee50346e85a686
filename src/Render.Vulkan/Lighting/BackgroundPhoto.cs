using System.Globalization;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Vulkan.Materials;

namespace Render.Vulkan.Lighting;

/// <summary>
/// A photograph behind everything, one texel for each pixel of the image: resampled in linear light by a triangle as wide as the coarser of both grids (at equal
/// size every texel is what it was). It goes through the same exposure and tone curve as everything, from values that come out of them as its own bytes.
/// </summary>
internal static class BackgroundPhoto
{
    /// <summary>The photograph for images of one size: sRGB bytes, RGB0, row-major.</summary>
    public static TexelBlock Of(TextureImage photo, ImageFit fit, int width, int height)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"photo:{photo.ContentHash}:{fit}:{width}x{height}");
        return new(key, photo.Name, (long)width * height, words => Resample(photo.Levels[0], photo.Width, photo.Height, fit, width, height).CopyTo(words));
    }

    internal static uint[] Resample(byte[] texels, int sourceWidth, int sourceHeight, ImageFit fit, int width, int height)
    {
        // Source texels for each pixel.
        double across = (double)sourceWidth / width, down = (double)sourceHeight / height;
        if (fit != ImageFit.Stretch)
            across = down = fit == ImageFit.Cover ? Math.Min(across, down) : Math.Max(across, down);
        var columns = Taps(sourceWidth, width, across);
        var rows = Taps(sourceHeight, height, down);
        var narrow = new float[sourceHeight * width * 3];
        Parallel.For(0, sourceHeight, y =>
        {
            for (var x = 0; x < width; x++)
                for (var channel = 0; channel < 3; channel++)
                {
                    var (first, weights) = columns[x];
                    var sum = 0f;
                    for (var k = 0; k < weights.Length; k++)
                        sum += weights[k] * Srgb.Decode(texels[4 * (y * sourceWidth + first + k) + channel]);
                    narrow[3 * (y * width + x) + channel] = sum;
                }
        });
        var words = new uint[width * height];
        Parallel.For(0, height, y =>
        {
            var (first, weights) = rows[y];
            for (var x = 0; x < width; x++)
                for (var channel = 0; channel < 3; channel++)
                {
                    var sum = 0f;
                    for (var k = 0; k < weights.Length; k++)
                        sum += weights[k] * narrow[3 * ((first + k) * width + x) + channel];
                    words[y * width + x] |= (uint)Srgb.ToByte(sum) << (8 * channel);
                }
        });
        return words;
    }

    /// <summary>For each pixel of an axis the first of its source texels and their weights; none outside of the photograph.</summary>
    private static (int First, float[] Weights)[] Taps(int source, int target, double step)
    {
        var taps = new (int, float[])[target];
        var reach = Math.Max(step, 1);
        for (var i = 0; i < target; i++)
        {
            var centre = (i + 0.5 - target / 2.0) * step + source / 2.0 - 0.5;
            if (centre < -0.5 || centre > source - 0.5)
            {
                taps[i] = (0, []);
                continue;
            }
            var first = Math.Max(0, (int)Math.Floor(centre - reach) + 1);
            var last = Math.Min(source - 1, (int)Math.Ceiling(centre + reach) - 1);
            var weights = Enumerable.Range(first, last - first + 1).Select(k => 1 - Math.Abs(k - centre) / reach).ToArray();
            var sum = weights.Sum();
            taps[i] = (first, Array.ConvertAll(weights, w => (float)(w / sum)));
        }
        return taps;
    }
}
