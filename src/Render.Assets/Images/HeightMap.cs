using System.Numerics;

namespace Render.Assets.Images;

/// <summary>Heights as tangent-space normals, and images that are given as heights but hold normals already.</summary>
internal static class HeightMap
{
    /// <summary>
    /// Texels over which a step from black to white makes a slope of 1 at a bump scale of 1. Formats with height maps do not say how high white is;
    /// this gives the relief that modelling programs show by default.
    /// </summary>
    private const float SlopeTexels = 4;

    /// <summary>
    /// True for an image whose texels, taken as normals, are of unit length and look outwards, as no image of heights does: exporters put normal
    /// maps under map_Bump as often as heights.
    /// </summary>
    public static bool ShowsNormals(DecodedImage image)
    {
        var unit = 0;
        for (var i = 0; i < image.Pixels.Length; i += 4)
        {
            var n = new Vector3(image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]) * (2 / 255f) - Vector3.One;
            unit += n.Z > 0 && Math.Abs(n.Length() - 1) < 0.1f ? 1 : 0;
        }
        return unit > image.Pixels.Length / 4 * 0.9;
    }

    /// <summary>Normals by central differences of the red channel, repeated at the edges; x along u, y up in the image, as glTF has it.</summary>
    /// <param name="heights">White is high.</param>
    /// <param name="scale">Multiplies the heights.</param>
    public static DecodedImage ToNormals(DecodedImage heights, float scale)
    {
        var (width, height) = (heights.Width, heights.Height);
        var pixels = new byte[heights.Pixels.Length];
        float Height(int x, int y) => heights.Pixels[((y + height) % height * width + (x + width) % width) * 4] / 255f;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var slope = scale * SlopeTexels / 2;
                var normal = Vector3.Normalize(new(slope * (Height(x - 1, y) - Height(x + 1, y)), slope * (Height(x, y + 1) - Height(x, y - 1)), 1));
                var at = (y * width + x) * 4;
                for (var k = 0; k < 3; k++)
                    pixels[at + k] = (byte)(normal[k] * 127.5f + 128);
                pixels[at + 3] = 255;
            }
        }
        return new(width, height, pixels);
    }
}
