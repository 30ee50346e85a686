using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Materials;

/// <summary>Noise over a tile, u and v from 0 to 1, that meets itself at the borders.</summary>
internal static class Fields
{
    /// <summary>Fractal noise around 0, within (-1, 1), its largest features so many times across and down.</summary>
    public static double Fractal(double u, double v, int across, int down, int octaves, int seed) =>
        Noise.Fractal(u * across, v * down, octaves, seed, across, down);

    public static double Fractal(double u, double v, int across, int octaves, int seed) => Fractal(u, v, across, across, octaves, seed);

    /// <summary>An sRGB colour between two.</summary>
    public static Vector3 Mix(Vector3 a, Vector3 b, double t) => Vector3.Lerp(a, b, (float)Math.Clamp(t, 0, 1));

    public static double Fraction(double x) => x - Math.Floor(x);
}
