using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Tiles;

/// <summary>Eight by eight stone tiles, ivory and slate, with grout between.</summary>
internal static class Checker
{
    public static Canvas Make()
    {
        const int size = 512, cell = 64;
        var canvas = new Canvas(size, size, Vector3.Zero);
        canvas.Map((x, y, _) =>
        {
            int cx = (int)(x / cell), cy = (int)(y / cell);
            Vector3 stone = (cx + cy) % 2 == 0 ? Canvas.Hex(0xE6E1D6) : Canvas.Hex(0x3B4149);
            double vein = Noise.Fractal(x / 32 + 5 * Noise.Hash(cx, cy, 3), y / 32 + 9 * Noise.Hash(cx, cy, 4), 3, 7);
            double edge = Distance.Rectangle(x, y, new Box(cell * cx + 1.5, cell * cy + 1.5, cell * (cx + 1) - 1.5, cell * (cy + 1) - 1.5), 2);
            Vector3 color = stone * (float)(1 + 0.07 * vein + 0.05 * (Noise.Hash(cx, cy, 5) - 0.5));
            return Vector3.Lerp(color, Canvas.Hex(0x8E8A82), (float)Math.Clamp(0.5 + edge, 0, 1));
        });
        return canvas;
    }
}
