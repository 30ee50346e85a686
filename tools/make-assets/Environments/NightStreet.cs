using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Environments;

/// <summary>
/// A street of a town at night, seen from the middle of the carriageway 1.5 m above it: lamps on both sides, lit windows and shops, neon signs,
/// wet asphalt that mirrors them. Exposed as a camera would: a level surface gets 0.7 to 1 W/m2, nearly all of it from few small lights.
/// </summary>
internal static class NightStreet
{
    private const double Ground = -1.5, Facade = 9, LampHeight = 4.6, LampSide = 3.2, LampPitch = 22, LampRadius = 0.32;

    /// <summary>Radiant intensity of a lamp below it, and what its surface shows.</summary>
    private static readonly Vector3 LampIntensity = new(30f, 21f, 12f), LampRadiance = new(96f, 70f, 40f);

    public static Vector3 Radiance(Vector3 direction) => Trace(Vector3.Zero, direction, mirrored: true) + Halos(direction);

    private static Vector3 Trace(Vector3 from, Vector3 d, bool mirrored)
    {
        double wall = Math.Abs(d.X) < 1e-6 ? double.MaxValue : ((d.X > 0 ? Facade : -Facade) - from.X) / d.X;
        double road = d.Z < -1e-6 ? (Ground - from.Z) / d.Z : double.MaxValue;
        double nearest = Math.Min(wall, road);
        if (Lamp(from, d, nearest) is { } lamp)
            return lamp;
        Vector3 seen;
        Vector3 point = from + d * (float)Math.Min(nearest, 1e5);
        if (road < wall)
            seen = mirrored ? Road(point, d) : Vector3.Zero;
        else if (wall < double.MaxValue && point.Z < Roof(point.X, point.Y))
            seen = Front(point, wall);
        else
            return Sky(d);
        return Vector3.Lerp(seen, Sky(d with { Z = 0.03f }), (float)Noise.Smoothstep(60, 260, Math.Min(nearest, 1e5)));
    }

    /// <summary>The glow of the town on haze.</summary>
    private static Vector3 Sky(Vector3 d)
    {
        float up = Math.Max(d.Z, 0);
        return Vector3.Lerp(new Vector3(0.045f, 0.033f, 0.030f), new Vector3(0.006f, 0.008f, 0.017f), (float)Noise.Smoothstep(0, 0.55, up));
    }

    private static double Roof(double x, double y)
    {
        int house = (int)Math.Floor(y / 13);
        return 6.5 + 9 * Noise.Hash(house, x > 0 ? 1 : 2, 3);
    }

    private const int Pairs = 200;

    private static readonly Vector3[] AllLamps = [.. Enumerable.Range(-Pairs, 2 * Pairs + 1).SelectMany(i => (Vector3[])[
        new((float)LampSide, (float)(LampPitch * i + 3), (float)LampHeight), new((float)-LampSide, (float)(LampPitch * i + 14), (float)LampHeight)])];

    /// <summary>The seven pairs around a place along the street.</summary>
    private static ReadOnlySpan<Vector3> Lamps(double near)
    {
        int middle = (int)Math.Clamp(Math.Round(near / LampPitch), 3 - Pairs, Pairs - 3);
        return AllLamps.AsSpan(2 * (middle - 3 + Pairs), 14);
    }

    private static Vector3? Lamp(Vector3 from, Vector3 d, double before)
    {
        return Lamp(Lamps(from.Y), from, d, before) ?? Lamp(Lamps(from.Y + Math.Sign(d.Y) * 6 * LampPitch), from, d, before);
    }

    private static Vector3? Lamp(ReadOnlySpan<Vector3> lamps, Vector3 from, Vector3 d, double before)
    {
        foreach (Vector3 lamp in lamps)
        {
            Vector3 to = lamp - from;
            float along = Vector3.Dot(to, d);
            if (along > 0 && along < before && (to - along * d).LengthSquared() < LampRadius * LampRadius)
                return LampRadiance;
            // The pole beyond the kerb; the arm that carries the lamp over the road is too thin to see.
            double pole = Math.Abs(d.X) < 1e-6 ? -1 : (Math.Sign(lamp.X) * (LampSide + 2.6) - from.X) / d.X;
            Vector3 at = from + d * (float)pole;
            if (pole > 0 && pole < before && Math.Abs(at.Y - lamp.Y) < 0.07 && at.Z < LampHeight + 0.1)
                return new Vector3(0.012f, 0.012f, 0.013f);
        }
        return null;
    }

    /// <summary>Light scattered in the eye, or the lens, around each of the nearest lamps.</summary>
    private static Vector3 Halos(Vector3 d)
    {
        float sum = 0;
        foreach (Vector3 lamp in Lamps(0))
        {
            float cosine = Vector3.Dot(Vector3.Normalize(lamp), d);
            if (cosine < 0.7f)
                continue; // nothing is left of it
            double away = Portable.Acos(Math.Min(cosine, 1)) * 180 / Math.PI;
            sum += (float)(Portable.Exp(-away / 2.2) * 30 / lamp.LengthSquared());
        }
        return sum * new Vector3(1f, 0.72f, 0.40f);
    }

    private static Vector3 Irradiance(Vector3 p, Vector3 normal)
    {
        var sum = new Vector3(0.05f, 0.045f, 0.05f);
        foreach (Vector3 lamp in Lamps(p.Y))
        {
            Vector3 to = lamp - p;
            float square = Math.Max(to.LengthSquared(), 1);
            // Lamps shine downward.
            float down = Math.Clamp(to.Z / MathF.Sqrt(square), 0, 1), cosine = Math.Max(0, Vector3.Dot(normal, to)) / MathF.Sqrt(square);
            sum += LampIntensity * (cosine * (0.25f + 0.75f * down) / square);
        }
        return sum;
    }

    private static Vector3 Front(Vector3 p, double distance)
    {
        int side = p.X > 0 ? 1 : 2, house = (int)Math.Floor(p.Y / 13);
        Vector3 tint = Vector3.Lerp(new Vector3(0.34f, 0.20f, 0.15f), new Vector3(0.40f, 0.38f, 0.34f), (float)Noise.Hash(house, side, 7));
        Vector3 wall = tint * Irradiance(p, p.X > 0 ? -Vector3.UnitX : Vector3.UnitX) / MathF.PI * (float)(1 + 0.3 * Noise.Fractal(p.Y * 2, p.Z * 2, 3, 9));
        double y = p.Y - 13 * house, up = p.Z - Ground;
        return up < 3.6 ? Shop(y, up, house, side, wall) : Windows(y, up - 3.6, house, side, wall, distance);
    }

    /// <summary>The ground floor: a shop window with goods before a bright wall, a sign above it, or a closed shutter.</summary>
    private static Vector3 Shop(double y, double up, int house, int side, Vector3 wall)
    {
        double kind = Noise.Hash(house, side, 11);
        var lamp = Vector3.Lerp(new Vector3(1f, 0.64f, 0.32f), new Vector3(0.70f, 0.90f, 1f), (float)Noise.Hash(house, side, 13));
        if (kind > 0.35 && Distance.Rectangle(y, up, new Box(2, 2.75, 11, 3.35), 0.08) < 0)
        {
            // Neon: letters are dashes at this distance.
            Vector3 neon = Noise.Hash(house, side, 17) switch { < 0.35 => new(10f, 0.7f, 0.5f), < 0.65 => new(0.5f, 5.5f, 7.5f), _ => new(8f, 4.6f, 0.8f) };
            bool letter = Noise.Hash((int)Math.Floor(y / 0.34), house, 19) > 0.22 && Math.Abs(up - 3.05) < 0.17 && y - 0.34 * Math.Floor(y / 0.34) > 0.09 && y is > 2.5 and < 10.5;
            return letter ? neon : neon * 0.02f + wall * 0.4f;
        }
        if (Distance.Rectangle(y, up, new Box(1.2, 0.5, 11.8, 2.55)) > 0 || Math.Abs(y - 6.5) < 0.08)
            return wall;
        if (kind <= 0.35)
            return wall * (up * 9 - Math.Floor(up * 9) < 0.5 ? 0.75f : 0.5f);
        double goods = 0.5 + 0.9 * Noise.Hash((int)Math.Floor(y / 0.55), house, 23);
        bool dark = up < 0.5 + goods && Noise.Hash((int)Math.Floor(y / 0.55), house, 29) > 0.3;
        return lamp * (float)(dark ? 0.5 * Noise.Hash((int)Math.Floor(y / 0.55), house, 31) : 1.1 * (0.6 + 0.4 * up / 2.5));
    }

    private static Vector3 Windows(double y, double up, int house, int side, Vector3 wall, double distance)
    {
        int column = (int)Math.Floor(y / 2.1), floor = (int)Math.Floor(up / 3.0);
        double x = y - 2.1 * column, z = up - 3.0 * floor;
        if (Distance.Rectangle(x, z, new Box(0.55, 0.8, 1.6, 2.4)) > 0)
            return Distance.Rectangle(x, z, new Box(0.47, 0.7, 1.68, 2.5)) < 0 ? wall * 1.7f : wall;
        double lit = Noise.Hash(column + 17 * house, floor + 31 * side, 37);
        if (lit > 0.36 || Math.Abs(x - 1.07) < 0.035 || (distance < 80 && Math.Abs(z - 1.85) < 0.035))
            return new Vector3(0.010f, 0.012f, 0.016f);
        // Curtains, and a ceiling light that is brighter above.
        double curtain = Math.Abs(x - 1.07) > 0.28 + 0.2 * lit ? 0.45 : 1;
        return Vector3.Lerp(new Vector3(1f, 0.66f, 0.34f), new Vector3(0.75f, 0.86f, 1f), (float)Noise.Smoothstep(0.27, 0.30, lit)) * (float)((0.5 + 0.7 * z) * curtain);
    }

    /// <summary>Asphalt with a film of water: part of what lies behind it in the mirror, more at grazing angles (Schlick), torn by ripples.</summary>
    private static Vector3 Road(Vector3 p, Vector3 d)
    {
        double x = Math.Abs(p.X);
        double distance = Math.Sqrt(p.X * p.X + p.Y * p.Y), grain = Noise.Fractal(p.X * 14, p.Y * 14, 2, 43) * Math.Clamp(8 / distance, 0, 1);
        bool pavement = x > 5, line = x < 0.08 && p.Y - 6 * Math.Floor(p.Y / 6) < 3, kerb = x is > 4.85 and <= 5;
        float albedo = (float)((line ? 0.50 : kerb ? 0.26 : pavement ? 0.20 : 0.10) * (1 + 0.5 * grain));
        Vector3 diffuse = albedo * Irradiance(p, Vector3.UnitZ) / MathF.PI;
        double puddle = Noise.Smoothstep(-0.12, 0.28, Noise.Fractal(p.X / 2.5, p.Y / 3.5, 3, 47));
        double grazing = Portable.Pow(1 - Math.Clamp(-d.Z, 0, 1), 5);
        double mirror = (0.04 + 0.96 * grazing) * (pavement ? 0.25 : 0.25 + 0.6 * puddle);
        double tilt = (0.012 + 0.05 * (1 - puddle)) * Noise.Fractal(p.X * 9, p.Y * 5, 3, 53);
        var away = Vector3.Normalize(new Vector3(d.X + (float)tilt, d.Y, -d.Z + (float)(2 * tilt)));
        if (away.Z < 0.001f)
            away.Z = 0.001f;
        // A lamp that is mirrored by rough water is a streak, not a point: its peak is cut.
        Vector3 image = Vector3.Min(Trace(p + new Vector3(0, 0, 1e-3f), away, mirrored: false), new Vector3(24));
        return diffuse + image * (float)mirror;
    }
}
