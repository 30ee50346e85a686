using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Tiles;

/// <summary>Plain-woven linen in blue-grey: 64 by 64 threads, each of its own tone and thickness.</summary>
internal static class Fabric
{
    private const int Size = 512;

    public const int Threads = 64;

    public static Canvas Make()
    {
        var canvas = new Canvas(Size, Size, Vector3.Zero);
        canvas.Map((x, y, _) => At(x * Threads / Size, y * Threads / Size).Color);
        return canvas;
    }

    /// <summary>Colour and height (0 to about 1) at a place in threads.</summary>
    public static (Vector3 Color, double Height) At(double u, double v)
    {
        int warp = (int)u, weft = (int)v;
        double du = u - warp - 0.5, dv = v - weft - 0.5;
        bool warpOnTop = (warp + weft) % 2 == 0;
        // Across the upper thread a round profile; along it the arc from where it comes up to where it dives.
        (double across, double along, int thread, int seed) = warpOnTop ? (du, dv, warp, 3) : (dv, du, weft, 4);
        double round = Math.Sqrt(Math.Max(0, 1 - 4 * across * across)), rise = 1 - 1.6 * along * along;
        double slub = Noise.Value(thread + 0.5, (warpOnTop ? v : u) / 8, seed, Threads, Threads / 8) - 0.5;
        double tone = 0.42 + 0.58 * round * rise + 0.22 * slub + 0.12 * (Noise.Hash(thread, 0, seed + 2) - 0.5);
        Vector3 yarn = warpOnTop ? new Vector3(0.46f, 0.53f, 0.60f) : new Vector3(0.55f, 0.60f, 0.64f);
        return (yarn * (float)tone, round * rise);
    }
}
