using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Environments;

/// <summary>Open country below a sky: ground that shows its texture near by, and ridges along the horizon that haze makes paler with distance.</summary>
internal static class Landscape
{
    private const double EyeHeight = 1.6;

    /// <summary>The colour of the country in a direction, or null where the sky is seen.</summary>
    /// <param name="direction">Unit length.</param>
    /// <param name="albedo">Of the ground.</param>
    /// <param name="irradiance">Of the ground, linear RGB.</param>
    /// <param name="haze">What far things fade into: the sky at the horizon.</param>
    /// <param name="seed">Another country.</param>
    public static Vector3? Radiance(Vector3 direction, Vector3 albedo, Vector3 irradiance, Vector3 haze, int seed)
    {
        double turn = Portable.Atan2(direction.Y, direction.X) / (2 * Math.PI) + 0.5;
        if (direction.Z >= 0)
        {
            // Nearer ridges are lower in the picture and darker.
            for (int ridge = 0; ridge < 3; ridge++)
            {
                int period = 14 - 4 * ridge;
                double height = 0.008 + 0.020 * ridge + (0.030 + 0.022 * ridge) * Noise.Fractal(turn * period, ridge, 5, seed + 20 + ridge, period);
                if (direction.Z < height)
                    return Vector3.Lerp(albedo * irradiance * (0.5f / MathF.PI), haze, 0.25f + 0.22f * ridge);
            }
            return null;
        }
        double distance = EyeHeight / Math.Max(-direction.Z, 1e-4);
        double x = direction.X * distance, y = direction.Y * distance;
        // Detail finer than a pixel would glitter, so each scale fades out where it becomes too small to be seen.
        double tufts = Noise.Fractal(x * 2.2, y * 2.2, 3, seed) * Math.Clamp(14 / distance, 0, 1);
        double patches = Noise.Fractal(x / 9, y / 9, 3, seed + 7) * Math.Clamp(120 / distance, 0, 1);
        Vector3 ground = albedo * irradiance * (float)((1 + 0.55 * tufts + 0.35 * patches) / Math.PI);
        return Vector3.Lerp(ground, haze, (float)(0.5 * Noise.Smoothstep(60, 900, distance)));
    }
}
