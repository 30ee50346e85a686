using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Environments;

/// <summary>
/// A clear sky at turbidity 2.5 with the sun 42 degrees high, over dry grassland. The sun's disc is widened to a radius of 2.5 degrees and gives a
/// third of the sky's irradiance, not five times as much: scenes have their own suns, and this one only makes the highlight that eyes expect.
/// </summary>
internal static class ClearSky
{
    private const double DiscDegrees = 2.5, DiscRadiance = 90;

    private static readonly PreethamSky Sky = new(turbidity: 2.5, sunElevation: 42, sunAzimuth: 90);

    public static Vector3 Radiance(Vector3 direction)
    {
        // The ground is lit by the sky and by a sun of twice the sky's irradiance.
        Vector3 irradiance = Sky.Irradiance + new Vector3(2.0f, 1.9f, 1.7f);
        if (Landscape.Radiance(direction, new Vector3(0.25f, 0.23f, 0.13f), irradiance, 0.8f * Sky.Radiance(direction with { Z = 0 }), seed: 97) is { } ground)
            return ground;
        double disc = 1 - Noise.Smoothstep(DiscDegrees - 0.6, DiscDegrees + 0.6, Sky.DegreesFromSun(direction));
        return Sky.Radiance(direction) + new Vector3(1f, 0.93f, 0.82f) * (float)(DiscRadiance * disc);
    }
}
