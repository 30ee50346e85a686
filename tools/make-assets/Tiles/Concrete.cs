using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Tiles;

/// <summary>Cast concrete: clouds of moisture, fine sand, small air holes with a lit lower rim.</summary>
internal static class Concrete
{
    public static Canvas Make()
    {
        const int size = 512;
        var canvas = new Canvas(size, size, Vector3.Zero);
        canvas.Map((x, y, _) =>
        {
            double cloud = Noise.Fractal(x / 128, y / 128, 5, 3, 4, 4), sand = Noise.Fractal(x / 3.2, y / 3.2, 1, 5, 160, 160);
            return new Vector3(0.62f, 0.61f, 0.585f) * (float)(1 + 0.20 * cloud + 0.07 * sand);
        });
        for (int i = 0; i < 150; i++)
        {
            double cx = size * Noise.Hash(i, 0, 7), cy = size * Noise.Hash(i, 1, 7), r = 0.8 + 2.6 * Portable.Pow(Noise.Hash(i, 2, 7), 3);
            // Holes near a border are painted again on the other side, so that the tile has no seam.
            foreach (double dx in (ReadOnlySpan<double>)[-size, 0, size])
            {
                foreach (double dy in (ReadOnlySpan<double>)[-size, 0, size])
                {
                    canvas.Circle(cx + dx, cy + dy + 0.7, r + 0.5, new Vector3(0.70f, 0.69f, 0.665f));
                    canvas.Circle(cx + dx, cy + dy, r, new Vector3(0.36f, 0.355f, 0.345f));
                }
            }
        }
        return canvas;
    }
}
