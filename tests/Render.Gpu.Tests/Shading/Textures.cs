using Render.Core.Materials;

namespace Render.Gpu.Tests.Shading;

/// <summary>Images of the tests' own.</summary>
internal static class Textures
{
    // Mipmaps by the mean of the texels below, in linear light where the texels are sRGB.
    public static TextureImage Of(string name, ColorSpace space, int width, int height, Func<int, int, byte[]> texel)
    {
        double Decode(byte b, int channel) => space == ColorSpace.Linear || channel == 3 ? b / 255.0
            : b / 255.0 is var x && x <= 0.04045 ? x / 12.92 : Math.Pow((x + 0.055) / 1.055, 2.4);
        byte Encode(double v, int channel) => (byte)Math.Round(255 * (space == ColorSpace.Linear || channel == 3 ? v
            : v <= 0.0031308 ? 12.92 * v : 1.055 * Math.Pow(v, 1 / 2.4) - 0.055));
        var levels = new List<byte[]>();
        for (int w = width, h = height; ; w = Math.Max(1, w / 2), h = Math.Max(1, h / 2))
        {
            var level = new byte[w * h * 4];
            for (var i = 0; i < level.Length; i++)
            {
                var (x, y, channel) = (i / 4 % w, i / 4 / w, i % 4);
                var (sum, count) = (0.0, 0);
                for (var sy = y * height / h; sy < (y + 1) * height / h; sy++)
                    for (var sx = x * width / w; sx < (x + 1) * width / w; sx++, count++)
                        sum += Decode(texel(sx, sy)[channel], channel);
                level[i] = Encode(sum / count, channel);
            }
            levels.Add(level);
            if (w == 1 && h == 1)
                break;
        }
        return new()
        {
            Name = name,
            ContentHash = $"{name}{width}x{height}{Convert.ToHexString(levels[0].AsSpan(0, 4))}",
            Width = width,
            Height = height,
            ColorSpace = space,
            Levels = [.. levels],
        };
    }
}
