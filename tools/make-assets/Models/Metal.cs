using System.Numerics;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Models;

/// <summary>Metals that several models share. Base colours are measured reflectances, linear.</summary>
internal static class Metal
{
    public static readonly Vector3 SteelColor = new(0.56f, 0.57f, 0.58f);

    /// <summary>Steel with fine lines along the texture's u, as a lathe tool or a brush leaves them.</summary>
    public static Finish BrushedSteel() => Brushed("brushed steel", SteelColor, 0.34);

    public static Finish Brushed(string name, Vector3 color, double roughness) => new(name)
    {
        BaseColor = color,
        Metallic = 1,
        Roughness = 1,
        MetallicRoughnessMap = SurfaceMaps.MetallicRoughness(256, 256,
            (x, y) => roughness + 0.14 * Lines(x, y) + 0.10 * Noise.Fractal(x / 64.0, y / 64.0, 3, 4, 4, 4), (_, _) => 1),
        NormalMap = SurfaceMaps.Normals(256, 256, (x, y) => 0.35 * Lines(x, y)),
    };

    private static double Lines(int x, int y) =>
        Noise.Value(x / 64.0, y / 2.0, 21, 4, 128) - 0.5 + 0.6 * (Noise.Value(x / 32.0, y / 1.0, 22, 8, 256) - 0.5);
}
