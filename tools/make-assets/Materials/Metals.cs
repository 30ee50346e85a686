using System.Numerics;
using MakeAssets.Painting;
using static MakeAssets.Materials.Fields;

namespace MakeAssets.Materials;

internal static class Metals
{
    /// <summary>Stainless steel, brushed along u. 400 mm.</summary>
    public static SurfacePoint BrushedSteel(double u, double v)
    {
        double lines = Fractal(u, v, 6, 256, 2, 3) + 0.8 * Fractal(u, v, 12, 128, 3, 5), scratch = Noise.Smoothstep(0.36, 0.44, Fractal(u, v, 5, 200, 1, 7));
        double smudge = Fractal(u, v, 5, 5, 9);
        Vector3 color = new Vector3(0.775f, 0.78f, 0.785f) * (float)(1 + 0.05 * lines - 0.05 * scratch + 0.02 * smudge);
        return new(color, 0.14 * lines - 0.12 * scratch, 0.30 + 0.10 * lines + 0.07 * smudge, 1);
    }

    /// <summary>Painted sheet steel that rusts: green-grey paint, where it has flaked off rust of all ages, bare metal at few scratches. 700 mm.</summary>
    public static SurfacePoint RustyIron(double u, double v)
    {
        double spread = Fractal(u, v, 4, 7, 3) + 0.35 * Fractal(u, v, 17, 4, 5), depth = Noise.Smoothstep(-0.02, 0.05, spread - 0.04);
        double stain = Noise.Smoothstep(-0.16, 0.04, spread), crust = Fractal(u, v, 70, 4, 7), age = Fractal(u, v, 7, 4, 9);
        Vector3 paint = new Vector3(0.36f, 0.43f, 0.42f) * (float)(1 + 0.10 * Fractal(u, v, 9, 4, 11) + 0.05 * Fractal(u, v, 140, 2, 13));
        paint = Mix(paint, new(0.50f, 0.34f, 0.21f), 0.55 * stain * stain);
        Vector3 rust = Mix(new(0.30f, 0.15f, 0.095f), new(0.60f, 0.35f, 0.19f), 0.45 + 1.1 * age + 0.5 * crust);
        rust = Mix(rust, new(0.20f, 0.12f, 0.10f), 0.7 * Noise.Smoothstep(0.20, 0.6, -crust + 0.5 * spread));
        // Scratches go through the paint to the steel.
        double bare = Noise.Smoothstep(0.395, 0.43, Fractal(u, v, 3, 90, 2, 17)) * (1 - depth) * Noise.Smoothstep(-0.05, 0.2, Fractal(u, v, 6, 2, 19));
        Vector3 color = Mix(Mix(paint, rust, depth), new(0.66f, 0.65f, 0.63f), bare);
        double height = Noise.Lerp(0.05 * Fractal(u, v, 30, 2, 21), -0.55 + 0.9 * crust, depth) - 0.2 * bare;
        return new(color, height, Noise.Lerp(Noise.Lerp(0.42 + 0.25 * stain, 0.94, depth), 0.32, bare), bare);
    }
}
