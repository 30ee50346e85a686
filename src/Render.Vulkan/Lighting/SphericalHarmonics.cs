using System.Numerics;
using Render.Core.Materials;

namespace Render.Vulkan.Lighting;

/// <summary>
/// Diffuse light of an environment: its irradiance as a function of the surface normal, in nine real spherical harmonics (Ramamoorthi and
/// Hanrahan, "An Efficient Representation for Irradiance Environment Maps", SIGGRAPH 2001), which are within about 1 % of the truth for
/// everyday maps. The worst case, a single point of light, overshoots by 6 % and rings to -4 % of its peak: what is below zero is cut off, and
/// that is less visible than the contrast which a window over the bands would cost.
/// </summary>
public sealed class SphericalHarmonics
{
    public const int Count = 9;

    private SphericalHarmonics(Vector3[] coefficients) => Coefficients = coefficients;

    /// <summary>
    /// Nine RGB factors of the polynomials 1, y, z, x, xy, yz, 3z^2 - 1, xz, x^2 - y^2 of the unit normal; their sum, or 0 where that is
    /// negative, is the irradiance, W/m2 (cosine lobe and basis constants are multiplied in).
    /// </summary>
    public IReadOnlyList<Vector3> Coefficients { get; }

    /// <summary>An environment of radiance 1 in all directions: irradiance pi.</summary>
    public static SphericalHarmonics Uniform { get; } = new([new Vector3(MathF.PI), .. Enumerable.Repeat(Vector3.Zero, Count - 1)]);

    /// <summary>Those of <see cref="Coefficients"/>.</summary>
    public static SphericalHarmonics FromCoefficients(Vector3[] coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        ArgumentOutOfRangeException.ThrowIfNotEqual(coefficients.Length, Count);
        return new(coefficients);
    }

    /// <summary>Irradiance of an equirectangular map, projected in double precision over every texel by its true solid angle.</summary>
    public static SphericalHarmonics Of(EnvironmentMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var sums = new double[Count * 3];
        Span<double> basis = stackalloc double[Count];
        var (cosines, sines) = (new double[map.Width], new double[map.Width]);
        for (var column = 0; column < map.Width; column++)
            (sines[column], cosines[column]) = Math.SinCos((0.5 - (column + 0.5) / map.Width) * 2 * Math.PI);
        for (var row = 0; row < map.Height; row++)
        {
            var (top, bottom) = (Math.PI * (0.5 - (double)row / map.Height), Math.PI * (0.5 - (row + 1.0) / map.Height));
            var solidAngle = 2 * Math.PI / map.Width * (Math.Sin(top) - Math.Sin(bottom));
            var (z, ring) = Math.SinCos((top + bottom) / 2);
            for (var column = 0; column < map.Width; column++)
            {
                Polynomials(ring * cosines[column], ring * sines[column], z, basis);
                var texel = (row * map.Width + column) * 3;
                for (var channel = 0; channel < 3; channel++)
                {
                    var radiance = map.Pixels[texel + channel] * solidAngle;
                    for (var i = 0; i < Count; i++)
                        sums[i * 3 + channel] += radiance * basis[i];
                }
            }
        }
        // Each polynomial p_i = Y_i / k_i: projected with k_i and read with k_i again, times the cosine lobe's A_l of its band.
        for (var i = 0; i < Count; i++)
            for (var channel = 0; channel < 3; channel++)
                sums[i * 3 + channel] *= Normalization[i] * Normalization[i] * CosineLobe[Band(i)];
        return new([.. Enumerable.Range(0, Count).Select(i => new Vector3((float)sums[i * 3], (float)sums[i * 3 + 1], (float)sums[i * 3 + 2]))]);
    }

    /// <summary>Irradiance (RGB, W/m2) on a surface with this unit normal.</summary>
    public Vector3 Irradiance(Vector3 normal)
    {
        Span<double> basis = stackalloc double[Count];
        Polynomials(normal.X, normal.Y, normal.Z, basis);
        var sum = Vector3.Zero;
        for (var i = 0; i < Count; i++)
            sum += Coefficients[i] * (float)basis[i];
        return Vector3.Max(sum, Vector3.Zero);
    }

    private static readonly double[] CosineLobe = [Math.PI, 2 * Math.PI / 3, Math.PI / 4];

    private static readonly double[] Normalization =
    [
        0.5 * Math.Sqrt(1 / Math.PI),
        Math.Sqrt(3 / (4 * Math.PI)), Math.Sqrt(3 / (4 * Math.PI)), Math.Sqrt(3 / (4 * Math.PI)),
        0.5 * Math.Sqrt(15 / Math.PI), 0.5 * Math.Sqrt(15 / Math.PI), 0.25 * Math.Sqrt(5 / Math.PI), 0.5 * Math.Sqrt(15 / Math.PI), 0.25 * Math.Sqrt(15 / Math.PI),
    ];

    private static int Band(int i) => i == 0 ? 0 : i < 4 ? 1 : 2;

    private static void Polynomials(double x, double y, double z, Span<double> p)
    {
        (p[0], p[1], p[2], p[3]) = (1, y, z, x);
        (p[4], p[5], p[6], p[7], p[8]) = (x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y);
    }
}
