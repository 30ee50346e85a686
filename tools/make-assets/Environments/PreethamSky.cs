using System.Numerics;

namespace MakeAssets.Environments;

/// <summary>
/// A cloudless sky without its sun's disc: A. J. Preetham, P. Shirley, B. Smits, "A Practical Analytic Model for Daylight", SIGGRAPH 1999
/// (appendix: Perez coefficients and zenith values of Y, x, y). Scaled so that it gives a level surface 1 W/m2 of luminance-weighted irradiance.
/// </summary>
internal sealed class PreethamSky
{
    private static readonly Perez Luminance = new(0.1787, -1.4630, -0.3554, 0.4275, -0.0227, 5.3251, 0.1206, -2.5771, -0.0670, 0.3703);
    private static readonly Perez ChromaX = new(-0.0193, -0.2592, -0.0665, 0.0008, -0.0004, 0.2125, -0.0641, -0.8989, -0.0033, 0.0452);
    private static readonly Perez ChromaY = new(-0.0167, -0.2608, -0.0950, 0.0092, -0.0079, 0.2102, -0.0441, -1.6537, -0.0109, 0.0529);

    private readonly double _turbidity, _thetaSun;
    private readonly float _scale;

    /// <param name="turbidity">2 very clear to 6 hazy.</param>
    /// <param name="sunElevation">Degrees, above 0.</param>
    /// <param name="sunAzimuth">Degrees from +x toward +y.</param>
    public PreethamSky(double turbidity, double sunElevation, double sunAzimuth)
    {
        (_turbidity, _thetaSun) = (turbidity, (90 - sunElevation) * Math.PI / 180);
        Sun = new Vector3(
            (float)(Portable.Sin(_thetaSun) * Portable.Cos(sunAzimuth * Math.PI / 180)),
            (float)(Portable.Sin(_thetaSun) * Portable.Sin(sunAzimuth * Math.PI / 180)), (float)Portable.Cos(_thetaSun));
        Vector3 unscaled = UnscaledIrradiance();
        _scale = 1 / (0.2126f * unscaled.X + 0.7152f * unscaled.Y + 0.0722f * unscaled.Z);
        Irradiance = _scale * unscaled;
    }

    /// <summary>Towards the sun, unit length.</summary>
    public Vector3 Sun { get; }

    /// <summary>Of a level surface, linear RGB.</summary>
    public Vector3 Irradiance { get; }

    /// <summary>Linear RGB; the last 7.5 degrees above the horizon keep the colour above them, where the model is pinker than a real sky.</summary>
    public Vector3 Radiance(Vector3 direction) => _scale * Unscaled(new Vector3(direction.X, direction.Y, Math.Max(direction.Z, 0.13f)));

    /// <summary>Degrees between a direction and the sun.</summary>
    public double DegreesFromSun(Vector3 direction) => Portable.Acos(Math.Clamp(Vector3.Dot(direction, Sun), -1, 1)) * 180 / Math.PI;

    private Vector3 Unscaled(Vector3 direction)
    {
        double theta = Portable.Acos(direction.Z), gamma = Portable.Acos(Math.Clamp(Vector3.Dot(Vector3.Normalize(direction), Sun), -1, 1));
        double t = _turbidity, s = _thetaSun, s2 = s * s, s3 = s2 * s;
        double chi = (4.0 / 9 - t / 120) * (Math.PI - 2 * s);
        double zenithLuminance = (4.0453 * t - 4.9710) * Portable.Sin(chi) / Portable.Cos(chi) - 0.2155 * t + 2.4192;
        double zenithX = t * t * (0.00166 * s3 - 0.00375 * s2 + 0.00209 * s) + t * (-0.02903 * s3 + 0.06377 * s2 - 0.03202 * s + 0.00394)
            + (0.11693 * s3 - 0.21196 * s2 + 0.06052 * s + 0.25886);
        double zenithY = t * t * (0.00275 * s3 - 0.00610 * s2 + 0.00317 * s) + t * (-0.04214 * s3 + 0.08970 * s2 - 0.04153 * s + 0.00516)
            + (0.15346 * s3 - 0.26756 * s2 + 0.06670 * s + 0.26688);
        double luminance = zenithLuminance * Luminance.Relative(theta, gamma, s, t);
        double x = zenithX * ChromaX.Relative(theta, gamma, s, t), y = zenithY * ChromaY.Relative(theta, gamma, s, t);
        // CIE xyY to linear sRGB (IEC 61966-2-1).
        double bigX = x / y * luminance, bigZ = (1 - x - y) / y * luminance;
        var rgb = new Vector3(
            (float)(3.2406 * bigX - 1.5372 * luminance - 0.4986 * bigZ),
            (float)(-0.9689 * bigX + 1.8758 * luminance + 0.0415 * bigZ),
            (float)(0.0557 * bigX - 0.2040 * luminance + 1.0570 * bigZ));
        return Vector3.Max(rgb, Vector3.Zero);
    }

    /// <summary>Irradiance of a level surface under the unscaled sky without its sun, by the midpoint rule over the upper half.</summary>
    private Vector3 UnscaledIrradiance()
    {
        const int rows = 64, columns = 128;
        Vector3 sum = Vector3.Zero;
        for (int r = 0; r < rows; r++)
        {
            double theta = Math.PI / 2 * (r + 0.5) / rows;
            float weight = (float)(Portable.Sin(theta) * Portable.Cos(theta) * (Math.PI / 2 / rows) * (2 * Math.PI / columns));
            for (int c = 0; c < columns; c++)
            {
                double phi = 2 * Math.PI * (c + 0.5) / columns;
                sum += weight * Unscaled(new Vector3((float)(Portable.Sin(theta) * Portable.Cos(phi)),
                    (float)(Portable.Sin(theta) * Portable.Sin(phi)), (float)Portable.Cos(theta)));
            }
        }
        return sum;
    }

    /// <summary>Perez's five parameters A..E, each a line in the turbidity (slope, intercept).</summary>
    private readonly record struct Perez(double A1, double A0, double B1, double B0, double C1, double C0, double D1, double D0, double E1, double E0)
    {
        public double Relative(double theta, double gamma, double thetaSun, double turbidity) =>
            At(theta, gamma, turbidity) / At(0, thetaSun, turbidity);

        private double At(double theta, double gamma, double t)
        {
            double a = A1 * t + A0, b = B1 * t + B0, c = C1 * t + C0, d = D1 * t + D0, e = E1 * t + E0, cos = Portable.Cos(gamma);
            return (1 + a * Portable.Exp(b / Portable.Cos(theta))) * (1 + c * Portable.Exp(d * gamma) + e * cos * cos);
        }
    }
}
