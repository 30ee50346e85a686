using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Environments;

/// <summary>
/// A closed layer of cloud: the CIE standard overcast sky (ISO 15469), three times as bright at the zenith as at the horizon, with the
/// undersides of the clouds drawn into it, over a meadow. It gives a level surface 1.3 W/m2 and hardly a shadow.
/// </summary>
internal static class Overcast
{
    private const double IrradianceUp = 1.3;

    // The irradiance of the CIE overcast sky is 7 pi / 9 of its zenith's radiance.
    private const double Zenith = IrradianceUp * 9 / (7 * Math.PI);

    public static Vector3 Radiance(Vector3 direction)
    {
        Vector3 haze = Sky(Vector3.Normalize(direction with { Z = 0.04f }));
        return Landscape.Radiance(direction, new Vector3(0.13f, 0.17f, 0.07f), new Vector3((float)IrradianceUp), haze, seed: 73) ?? Sky(direction);
    }

    private static Vector3 Sky(Vector3 d)
    {
        double z = Math.Max(d.Z, 0), x = d.X / (z + 0.16), y = d.Y / (z + 0.16);
        double rolls = Noise.Fractal(x * 0.7 + 0.6 * Noise.Fractal(x, y, 2, 9), y * 1.1, 5, 23), fine = Noise.Fractal(x * 3.1, y * 3.1, 3, 29);
        // Toward the horizon the eye looks through many clouds at once, and their differences vanish.
        double contrast = Noise.Smoothstep(0, 0.35, z);
        double light = Zenith * (1 + 2 * z) / 3 * (1 + contrast * (0.42 * rolls + 0.10 * fine));
        var thick = new Vector3(0.90f, 0.97f, 1.10f);
        var thin = new Vector3(1.03f, 1.0f, 0.96f);
        return (float)light * Vector3.Lerp(thick, thin, (float)Math.Clamp(0.5 + contrast * rolls, 0, 1));
    }
}
