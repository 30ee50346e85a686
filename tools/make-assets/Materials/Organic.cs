using System.Numerics;
using MakeAssets.Painting;
using MakeAssets.Tiles;
using static MakeAssets.Materials.Fields;

namespace MakeAssets.Materials;

/// <summary>Wood, cork, hide and cloth.</summary>
internal static class Organic
{
    /// <summary>Oak boards of 150 mm along u, oiled. 900 mm.</summary>
    public static SurfacePoint OakBoards(double u, double v)
    {
        (Vector3 color, double edge, double relief) = Wood.At(u * Wood.Size, v * Wood.Size);
        return new(color, -1.6 * (1 - Noise.Smoothstep(0.3, 4.0, edge)) - 0.22 * relief, 0.48 + 0.22 * relief);
    }

    /// <summary>Pressed cork: granules in all tones of brown, dark pores between. 300 mm.</summary>
    public static SurfacePoint Cork(double u, double v)
    {
        double bentU = u + 0.008 * Fractal(u, v, 20, 2, 3), bentV = v + 0.008 * Fractal(u, v, 20, 2, 5);
        Cells.Nearest grain = Cells.At(bentU, bentV, 46, 46, 7);
        double seam = grain.F2 - grain.F1, tone = grain.Hash(9), fleck = Noise.Smoothstep(0.90, 0.97, grain.Hash(11)), fibre = Fractal(u, v, 110, 3, 13);
        Vector3 color = Mix(new(0.60f, 0.42f, 0.27f), new(0.80f, 0.63f, 0.44f), tone + 0.35 * fibre + 0.25 * Fractal(u, v, 5, 3, 15));
        color = Mix(color, new(0.33f, 0.20f, 0.12f), fleck);
        double gap = 1 - Noise.Smoothstep(0.01, 0.11, seam + 0.04 * fibre);
        color = Mix(color, new(0.36f, 0.235f, 0.145f), 0.62 * gap);
        return new(color, 0.35 * (tone - 0.5) + 0.22 * fibre - 0.55 * gap, 0.90);
    }

    /// <summary>Cowhide, dyed brown: a grain of small cushions, creases, worn shine on the high places. 250 mm.</summary>
    public static SurfacePoint Leather(double u, double v)
    {
        double bentU = u + 0.012 * Fractal(u, v, 12, 3, 3), bentV = v + 0.012 * Fractal(u, v, 12, 3, 5);
        Cells.Nearest grain = Cells.At(bentU, bentV, 62, 62, 7, 0.9), small = Cells.At(bentU, bentV, 120, 120, 11, 0.9);
        double cushion = Noise.Smoothstep(0.0, 0.32, grain.F2 - grain.F1), fine = Noise.Smoothstep(0.0, 0.35, small.F2 - small.F1);
        double crease = Portable.Exp(-Math.Abs(Fractal(bentU, bentV, 4, 6, 4, 13)) * 38) * Noise.Smoothstep(0, 0.25, Fractal(u, v, 3, 2, 15));
        double height = 0.42 * cushion + 0.12 * fine - 0.5 * crease, dye = Fractal(u, v, 4, 5, 17);
        Vector3 color = Mix(new(0.235f, 0.125f, 0.075f), new(0.47f, 0.27f, 0.155f), 0.35 + 0.45 * cushion + 0.8 * dye - 0.35 * crease);
        color *= (float)(0.94 + 0.10 * fine + 0.06 * (grain.Hash(19) - 0.5));
        return new(color, height, 0.60 - 0.16 * cushion - 0.06 * dye + 0.1 * crease);
    }

    /// <summary>Plain-woven linen in blue-grey, 64 by 64 threads. 80 mm.</summary>
    public static SurfacePoint Linen(double u, double v)
    {
        (Vector3 color, double height) = Fabric.At(u * Fabric.Threads, v * Fabric.Threads);
        return new(color, 0.55 * height, 0.93);
    }
}
