using System.Numerics;
using MakeAssets.Painting;
using static MakeAssets.Materials.Fields;

namespace MakeAssets.Materials;

/// <summary>Polished stone and glazed clay.</summary>
internal static class Stone
{
    /// <summary>White marble with grey and ochre veins, polished. 900 mm.</summary>
    public static SurfacePoint Marble(double u, double v)
    {
        double warpU = u + 0.16 * Fractal(u, v, 3, 5, 3), warpV = v + 0.16 * Fractal(u, v, 3, 5, 5);
        double Vein(int across, int down, int seed, double sharpness)
        {
            double n = Math.Abs(Fractal(warpU, warpV, across, down, 5, seed));
            return Portable.Exp(-n * sharpness);
        }
        double strong = Vein(2, 3, 7, 26) * Noise.Smoothstep(-0.25, 0.25, Fractal(u, v, 3, 3, 23)), fine = Vein(5, 4, 11, 34), cloud = Fractal(warpU, warpV, 4, 5, 13);
        Vector3 color = new Vector3(0.925f, 0.92f, 0.905f) * (float)(1 + 0.055 * cloud);
        color = Mix(color, new(0.66f, 0.665f, 0.68f), 0.45 * Vein(2, 3, 7, 6) * strong + 0.30 * fine);
        color = Mix(color, new(0.40f, 0.405f, 0.42f), 0.72 * strong * strong);
        color = Mix(color, new(0.72f, 0.62f, 0.46f), 0.35 * Vein(3, 2, 17, 40));
        return new(color, 0.01 * cloud, 0.13 + 0.05 * fine + 0.03 * cloud);
    }

    /// <summary>Sea-green glazed tiles of 96 mm with joints of 4 mm, five by five: each glaze has its own depth and its own slight tilt. 500 mm.</summary>
    public static SurfacePoint CeramicTiles(double u, double v)
    {
        const double pitch = 100, joint = 4;
        int column = (int)Math.Floor(u * 5), row = (int)Math.Floor(v * 5);
        double x = u * 500 - pitch * column, y = v * 500 - pitch * row;
        double edge = -Distance.Rectangle(x, y, new Box(joint / 2, joint / 2, pitch - joint / 2, pitch - joint / 2), 3) + 0.35 * Fractal(u, v, 40, 3, 3);
        double face = Noise.Smoothstep(-0.4, 0.7, edge);
        double tone = Noise.Hash(column, row, 5), pool = Fractal(u, v, 16, 4, 7), speck = Noise.Smoothstep(0.30, 0.42, Fractal(u, v, 90, 2, 9));
        Vector3 glaze = Mix(new(0.12f, 0.38f, 0.37f), new(0.30f, 0.58f, 0.52f), tone + 0.45 * pool);
        // The glaze runs thin over the rim, where the clay shows paler.
        glaze = Mix(glaze, new(0.55f, 0.68f, 0.60f), 0.45 * Portable.Exp(-Math.Max(edge, 0) / 2.2));
        glaze = Mix(glaze, glaze * 0.6f, 0.5 * speck);
        Vector3 grout = new Vector3(0.74f, 0.72f, 0.68f) * (float)(1 + 0.15 * Fractal(u, v, 110, 3, 11));
        double tilt = (Noise.Hash(column, row, 13) - 0.5) * 0.012 * (x - 50) + (Noise.Hash(column, row, 15) - 0.5) * 0.012 * (y - 50);
        double glazed = tilt + 0.5 * pool - 0.9 * Portable.Exp(-Math.Max(edge, 0) / 1.6);
        return new(Mix(grout, glaze, face), Noise.Lerp(-2.2 + 0.3 * Fractal(u, v, 110, 2, 17), glazed, face), Noise.Lerp(0.90, 0.09, face));
    }
}
