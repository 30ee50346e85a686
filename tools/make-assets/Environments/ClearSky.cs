using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Environments;

/// <summary>
/// A clear sky at turbidity 2.5 with the sun 42 degrees high, over ground of albedo 0.25. The sun's disc is widened to a radius of 2.5 degrees
/// and gives a third of the sky's irradiance, not five times as much: scenes have their own suns, and this one only makes the highlight that
/// eyes expect.
/// </summary>
internal static class ClearSky
{
    private const double DiscDegrees = 2.5, DiscRadiance = 90, GroundAlbedo = 0.25;

    private static readonly PreethamSky Sky = new(turbidity: 2.5, sunElevation: 42, sunAzimuth: 90);

    public static Vector3 Radiance(Vector3 direction)
    {
        Vector3 sky = Sky.Radiance(direction);
        double disc = 1 - Noise.Smoothstep(DiscDegrees - 0.6, DiscDegrees + 0.6, Sky.DegreesFromSun(direction));
        sky += new Vector3(1f, 0.93f, 0.82f) * (float)(DiscRadiance * disc);
        // The ground is lit by the sky and by a sun of twice the sky's irradiance; haze joins the two at the horizon.
        Vector3 ground = new Vector3(1.10f, 1.0f, 0.86f) * (float)(GroundAlbedo / Math.PI) * (Sky.Irradiance + new Vector3(2.0f, 1.9f, 1.7f));
        return Vector3.Lerp(ground, sky, (float)Noise.Smoothstep(-0.03, 0.01, direction.Z));
    }
}
