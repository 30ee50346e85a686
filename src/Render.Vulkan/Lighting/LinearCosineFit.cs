using System.Numerics;

namespace Render.Vulkan.Lighting;

/// <summary>
/// Fits a linearly transformed cosine to the GGX lobe (Heitz, Dupuy, Hill and Neubelt, "Real-Time Polygonal-Light Shading with Linearly Transformed
/// Cosines", SIGGRAPH 2016): the matrix whose cosine lobe is nearest to the lobe in the third power of the difference, by the downhill simplex (Nelder and Mead
/// 1965) over its three free numbers, from the fit before. It made <see cref="LinearCosineTable"/>'s resource, and a test makes parts of that again.
/// </summary>
internal sealed class LinearCosineFit
{
    private const int SamplesASide = 32;

    private readonly double _alpha;
    private readonly (double X, double Z) _viewer;
    private readonly (double X, double Z) _axis;

    /// <param name="roughness">Perceptual, above 0 to 1.</param>
    /// <param name="cosine">Of the angle from the normal to the viewer, above 0 to 1.</param>
    public LinearCosineFit(double roughness, double cosine)
    {
        _alpha = roughness * roughness;
        _viewer = (Math.Sqrt(1 - cosine * cosine), cosine);
        // The mean direction of the lobe, and its albedo.
        double albedo = 0, x = 0, z = 0;
        ForEachPair((u, v) =>
        {
            var (light, density) = SampleLobe(u, v);
            if (light.Z <= 0)
                return;
            var weight = Lobe(light) / density;
            (albedo, x, z) = (albedo + weight, x + weight * light.X, z + weight * light.Z);
        });
        Albedo = albedo / (SamplesASide * SamplesASide);
        var length = Math.Sqrt(x * x + z * z);
        // At normal incidence the lobe is round.
        _axis = cosine > 1 - 1e-9 ? (0, 1) : (x / length, z / length);
    }

    public double Albedo { get; }

    /// <summary>Whether the lobe is round, so that the fit has one free number.</summary>
    private bool IsRound => _viewer.X < 1e-6;

    /// <summary>Nearest matrix, by its three numbers in the frame of the lobe's mean direction: widths along and across the plane of incidence, and a shear.</summary>
    /// <param name="from">Where the search begins.</param>
    public (double Along, double Across, double Shear) Fit((double Along, double Across, double Shear) from)
    {
        double Cost(double[] p) => Error(Bounded(p));
        var best = Simplex(Cost, [from.Along, from.Across, from.Shear], IsRound ? 1 : 3);
        return Bounded(best);
    }

    /// <summary>
    /// The inverse of the matrix, divided by its middle element: entries (1,1), (1,3), (3,1), (3,3); (2,2) is 1, all others 0. World frame: normal +Z,
    /// viewer in the plane of X and Z.
    /// </summary>
    public Vector4 Inverse((double Along, double Across, double Shear) p)
    {
        var (a, b, c, d) = Matrix(p);
        var scale = p.Across / (a * d - b * c);
        return new((float)(d * scale), (float)(-b * scale), (float)(-c * scale), (float)(a * scale));
    }

    /// <summary>Integral of the third power of the difference between the lobe and the fit, the albedo of both being 1.</summary>
    public double Error((double Along, double Across, double Shear) p)
    {
        var (a, b, c, d) = Matrix(p);
        var determinant = p.Across * (a * d - b * c);
        double Fitted((double X, double Y, double Z) l)
        {
            // The direction before the transform, and the change of solid angle.
            var inverse = 1 / (a * d - b * c);
            var (x, y, z) = ((d * l.X - b * l.Z) * inverse, l.Y / p.Across, (a * l.Z - c * l.X) * inverse);
            var length = Math.Sqrt(x * x + y * y + z * z);
            return Math.Max(z / length, 0) / (Math.PI * Math.Abs(determinant) * length * length * length);
        }
        var sum = 0.0;
        void Add((double X, double Y, double Z) light)
        {
            if (light.Z <= 0)
                return;
            var (lobe, fitted) = (Lobe(light) / Albedo, Fitted(light));
            var difference = Math.Abs(lobe - fitted);
            sum += difference * difference * difference / (Density(light) + fitted);
        }
        ForEachPair((u, v) =>
        {
            Add(SampleLobe(u, v).Light);
            var (radius, height) = (Math.Sqrt(u), Math.Sqrt(1 - u));
            var (sin, cos) = Math.SinCos(2 * Math.PI * v);
            var (x, y, z) = (a * radius * cos + b * height, p.Across * radius * sin, c * radius * cos + d * height);
            var length = Math.Sqrt(x * x + y * y + z * z);
            Add((x / length, y / length, z / length));
        });
        return sum / (SamplesASide * SamplesASide);
    }

    private (double Along, double Across, double Shear) Bounded(double[] p) => IsRound
        ? (Math.Max(p[0], 1e-4), Math.Max(p[0], 1e-4), 0)
        : (Math.Max(p[0], 1e-4), Math.Max(p[1], 1e-4), p[2]);

    // Rows (a, b), (c, d) of the matrix in X and Z: the frame of the mean direction times (along, shear; 0, 1).
    private (double A, double B, double C, double D) Matrix((double Along, double Across, double Shear) p) =>
        (_axis.Z * p.Along, _axis.Z * p.Shear + _axis.X, -_axis.X * p.Along, -_axis.X * p.Shear + _axis.Z);

    /// <summary>The reflected part of the light from a direction, the cosine included, without Fresnel's factor.</summary>
    private double Lobe((double X, double Y, double Z) light)
    {
        var a2 = _alpha * _alpha;
        var (noH, _) = Half(light);
        var visibility = 0.5 / (light.Z * Math.Sqrt(_viewer.Z * _viewer.Z * (1 - a2) + a2) + _viewer.Z * Math.Sqrt(light.Z * light.Z * (1 - a2) + a2));
        return GgxSampling.Distribution(noH, _alpha) * visibility * light.Z;
    }

    private double Density((double X, double Y, double Z) light)
    {
        var (noH, voH) = Half(light);
        return GgxSampling.Distribution(noH, _alpha) * noH / (4 * voH);
    }

    private (double NoH, double VoH) Half((double X, double Y, double Z) light)
    {
        var (x, y, z) = (light.X + _viewer.X, light.Y, light.Z + _viewer.Z);
        var length = Math.Sqrt(x * x + y * y + z * z);
        return (z / length, (x * _viewer.X + z * _viewer.Z) / length);
    }

    private ((double X, double Y, double Z) Light, double Density) SampleLobe(double u, double v)
    {
        var cosine = Math.Sqrt((1 - v) / (1 + (_alpha * _alpha - 1) * v));
        var sine = Math.Sqrt(Math.Max(0, 1 - cosine * cosine));
        var (s, c) = Math.SinCos(2 * Math.PI * u);
        var h = (X: sine * c, Y: sine * s, Z: cosine);
        var voH = h.X * _viewer.X + h.Z * _viewer.Z;
        var light = (2 * voH * h.X - _viewer.X, 2 * voH * h.Y, 2 * voH * h.Z - _viewer.Z);
        return (light, voH > 0 ? GgxSampling.Distribution(cosine, _alpha) * cosine / (4 * voH) : 1);
    }

    private static void ForEachPair(Action<double, double> action)
    {
        for (var i = 0; i < SamplesASide; i++)
            for (var j = 0; j < SamplesASide; j++)
                action((i + 0.5) / SamplesASide, (j + 0.5) / SamplesASide);
    }

    /// <summary>Downhill simplex with the usual factors (reflect 1, expand 2, contract and shrink 1/2) over the first so many numbers.</summary>
    private static double[] Simplex(Func<double[], double> cost, double[] start, int free)
    {
        const double firstStep = 0.05, tolerance = 1e-6;
        const int mostRounds = 120;
        var corners = new (double[] P, double Cost)[free + 1];
        for (var i = 0; i <= free; i++)
        {
            double[] p = [.. start];
            if (i < free)
                p[i] += firstStep;
            corners[i] = (p, cost(p));
        }
        (double[] P, double Cost) Towards(double[] centre, double factor)
        {
            double[] p = [.. start];
            for (var i = 0; i < free; i++)
                p[i] = centre[i] + factor * (corners[free].P[i] - centre[i]);
            return (p, cost(p));
        }
        for (var round = 0; round < mostRounds; round++)
        {
            Array.Sort(corners, (a, b) => a.Cost.CompareTo(b.Cost));
            if (corners[free].Cost - corners[0].Cost <= tolerance * Math.Abs(corners[0].Cost))
                break;
            var centre = new double[free];
            for (var corner = 0; corner < free; corner++)
                for (var i = 0; i < free; i++)
                    centre[i] += corners[corner].P[i] / free;
            var reflected = Towards(centre, -1);
            if (reflected.Cost < corners[0].Cost)
            {
                var expanded = Towards(centre, -2);
                corners[free] = expanded.Cost < reflected.Cost ? expanded : reflected;
            }
            else if (reflected.Cost < corners[free - 1].Cost)
            {
                corners[free] = reflected;
            }
            else if (Towards(centre, reflected.Cost < corners[free].Cost ? -0.5 : 0.5) is var contracted && contracted.Cost < Math.Min(reflected.Cost, corners[free].Cost))
            {
                corners[free] = contracted;
            }
            else
            {
                for (var corner = 1; corner <= free; corner++)
                {
                    var p = corners[corner].P.Zip(corners[0].P, (x, best) => (x + best) / 2).ToArray();
                    corners[corner] = (p, cost(p));
                }
            }
        }
        Array.Sort(corners, (a, b) => a.Cost.CompareTo(b.Cost));
        return corners[0].P;
    }
}
