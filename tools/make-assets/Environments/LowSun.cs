using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Environments;

/// <summary>
/// An hour before sunset: the sun 9 degrees high over hills, streaks of cirrus that it lights from below. The disc is widened to a radius of
/// 2.5 degrees and dimmed, as <see cref="ClearSky"/> explains; a glow around it carries as much again.
/// </summary>
internal static class LowSun
{
    private const double DiscDegrees = 2.5, DiscRadiance = 88;

    private static readonly PreethamSky Sky = new(turbidity: 3.2, sunElevation: 9, sunAzimuth: 60);

    private static readonly Vector3 SunColor = new(1f, 0.62f, 0.30f);

    public static Vector3 Radiance(Vector3 direction)
    {
        Vector3 horizon = Air(Vector3.Normalize(direction with { Z = 0.05f }));
        // The low sun gives the ground half of what the sky gives it.
        Vector3 irradiance = Sky.Irradiance + 0.5f * SunColor;
        return Landscape.Radiance(direction, new Vector3(0.27f, 0.22f, 0.11f), irradiance, horizon, seed: 41) ?? Air(direction);
    }

    private static Vector3 Air(Vector3 direction)
    {
        double away = Sky.DegreesFromSun(direction);
        // The model ends its reddening too early for so low a sun: warm toward it, and at the horizon all around.
        float low = (float)Portable.Exp(-9 * Math.Max(direction.Z, 0)), near = (float)Portable.Exp(-away / 35);
        Vector3 sky = Sky.Radiance(direction) * Vector3.Lerp(Vector3.One, new Vector3(1.25f, 0.92f, 0.62f), Math.Clamp(0.65f * low + 0.5f * near, 0, 1));
        double glow = 2.6 * Portable.Exp(-away / 5) + 0.35 * Portable.Exp(-away / 22);
        sky += SunColor * (float)glow;
        Vector3 cloud = 0.30f * Sky.Irradiance + new Vector3(0.62f, 0.36f, 0.22f) * (0.25f + 1.2f * near);
        sky = Vector3.Lerp(sky, cloud, (float)(0.62 * Cirrus(direction)));
        double disc = 1 - Noise.Smoothstep(DiscDegrees - 0.6, DiscDegrees + 0.6, away);
        return sky + SunColor * (float)(DiscRadiance * disc);
    }

    /// <summary>Cover in [0, 1] of a high layer, combed by the wind along one direction.</summary>
    private static double Cirrus(Vector3 d)
    {
        if (d.Z <= 0)
            return 0;
        double x = d.X / (d.Z + 0.10), y = d.Y / (d.Z + 0.10);
        (x, y) = (0.8 * x + 0.6 * y, 0.8 * y - 0.6 * x);
        double bend = 0.8 * Noise.Fractal(x / 3, y / 3, 2, 5);
        double streaks = Noise.Fractal(x * 0.45, (y + bend) * 2.4, 5, 11), banks = Noise.Fractal(x / 2.6, y / 2.6, 2, 17);
        return Noise.Smoothstep(0.02, 0.55, streaks + 0.7 * banks) * Noise.Smoothstep(0.01, 0.12, d.Z);
    }
}
