using System.Numerics;

namespace Render.Vulkan.Lighting;

/// <summary>What environment filtering and the reflectance table share: low-discrepancy points and the GGX distribution.</summary>
internal static class GgxSampling
{
    /// <summary>Point i of n of the Hammersley set in the unit square.</summary>
    public static (double U, double V) Hammersley(int i, int n)
    {
        var bits = (uint)i;
        bits = bits << 16 | bits >> 16;
        bits = (bits & 0x55555555u) << 1 | (bits & 0xAAAAAAAAu) >> 1;
        bits = (bits & 0x33333333u) << 2 | (bits & 0xCCCCCCCCu) >> 2;
        bits = (bits & 0x0F0F0F0Fu) << 4 | (bits & 0xF0F0F0F0u) >> 4;
        bits = (bits & 0x00FF00FFu) << 8 | (bits & 0xFF00FF00u) >> 8;
        return ((i + 0.5) / n, bits * (1.0 / 4294967296.0));
    }

    /// <summary>Half vector around +Z with density D(h) (n.h); alpha is roughness squared (Walter et al. 2007, eq. 35).</summary>
    public static Vector3 HalfVector(double u, double v, double alpha)
    {
        var cosine = Math.Sqrt((1 - v) / (1 + (alpha * alpha - 1) * v));
        var sine = Math.Sqrt(Math.Max(0, 1 - cosine * cosine));
        var (s, c) = Math.SinCos(2 * Math.PI * u);
        return new((float)(sine * c), (float)(sine * s), (float)cosine);
    }

    /// <summary>Trowbridge-Reitz (GGX) distribution of normals.</summary>
    public static double Distribution(double cosine, double alpha)
    {
        var d = cosine * cosine * (alpha * alpha - 1) + 1;
        return alpha * alpha / (Math.PI * d * d);
    }
}
