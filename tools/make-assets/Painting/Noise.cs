namespace MakeAssets.Painting;

/// <summary>
/// Value noise on an integer lattice, from an integer hash: no state, the same on every machine. A lattice may wrap, so textures tile.
/// </summary>
internal static class Noise
{
    /// <summary>A uniform number in [0, 1) for a lattice point: the finaliser of MurmurHash3 over the mixed coordinates.</summary>
    public static double Hash(int x, int y, int seed)
    {
        uint h = unchecked((uint)x * 0x9E3779B1u ^ (uint)y * 0x85EBCA77u ^ (uint)seed * 0xC2B2AE3Du);
        h ^= h >> 16;
        h = unchecked(h * 0x85EBCA6Bu);
        h ^= h >> 13;
        h = unchecked(h * 0xC2B2AE35u);
        h ^= h >> 16;
        return h / 4294967296.0;
    }

    /// <summary>Smooth noise in [0, 1) at a point in lattice units. A period above 0 wraps the lattice in that direction.</summary>
    public static double Value(double x, double y, int seed, int periodX = 0, int periodY = 0)
    {
        int x0 = (int)Math.Floor(x), y0 = (int)Math.Floor(y);
        double fx = Fade(x - x0), fy = Fade(y - y0);
        int x1 = Wrap(x0 + 1, periodX), y1 = Wrap(y0 + 1, periodY);
        x0 = Wrap(x0, periodX);
        y0 = Wrap(y0, periodY);
        double top = Lerp(Hash(x0, y0, seed), Hash(x1, y0, seed), fx);
        double bottom = Lerp(Hash(x0, y1, seed), Hash(x1, y1, seed), fx);
        return Lerp(top, bottom, fy);
    }

    /// <summary>Fractal noise around 0, within (-1, 1): octaves of halved size and halved strength.</summary>
    public static double Fractal(double x, double y, int octaves, int seed, int periodX = 0, int periodY = 0)
    {
        double sum = 0, amplitude = 0.5, scale = 1;
        for (int o = 0; o < octaves; o++)
        {
            sum += amplitude * (2 * Value(x * scale, y * scale, seed + 101 * o, periodX << o, periodY << o) - 1);
            amplitude *= 0.5;
            scale *= 2;
        }
        return sum;
    }

    public static double Lerp(double a, double b, double t) => a + (b - a) * t;

    /// <summary>0 below the first edge, 1 above the second, a cubic between.</summary>
    public static double Smoothstep(double edge0, double edge1, double x)
    {
        double t = Math.Clamp((x - edge0) / (edge1 - edge0), 0, 1);
        return t * t * (3 - 2 * t);
    }

    private static double Fade(double t) => t * t * t * (t * (t * 6 - 15) + 10);

    private static int Wrap(int i, int period) => period <= 0 ? i : ((i % period) + period) % period;
}
