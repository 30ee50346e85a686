using Render.Core.Materials;
using Render.Core.Sampling;
using Render.Core.Scenes;

namespace Render.Core.Lighting;

/// <summary>
/// The light of a clear or hazy day, by the height of the sun and the turbidity of the air (Preetham, Shirley and Smits, "A Practical Analytic Model for
/// Daylight", SIGGRAPH 1999): luminance and chromaticity of the sky, and what the air leaves of the sun. The model ends at sunset; below the horizon the
/// sky is that of sunset, darker by 10^0.37 a degree, which is how the light of civil twilight falls. Directions: Z up, the sun's azimuth is +X.
/// Everything is computed by <see cref="PortableMath"/>, so the same on every machine. Immutable.
/// </summary>
public sealed class PreethamSky
{
    /// <summary>
    /// Radiance of a luminance of 1 kcd/m2, and irradiance of an illuminance of 1 klx: W/m2. True daylight would be 6; with this, a clear noon (sun about
    /// 100 klx) is well exposed at EV 0, as all other light of a scene is, and other hours are to noon as they are in nature.
    /// </summary>
    public const double WattsPerKilolux = 0.03;

    /// <summary>Degrees: the sun's elevations that the model takes; lower ones are taken for the lowest.</summary>
    public const double LowestSun = -12;

    /// <summary>Illuminance of the sun above the air, klx, and its apparent radius, degrees.</summary>
    private const double SunAboveAir = 128, SunRadius = 0.265;

    private const double SunKelvin = 5778;

    /// <summary>Micrometres that stand for red, green and blue.</summary>
    private static readonly double[] Wavelengths = [0.610, 0.550, 0.465];

    /// <summary>Absorption by ozone at them, 1/cm (Chappuis band), of which there is 0.35 cm.</summary>
    private static readonly double[] Ozone = [0.120, 0.085, 0.010];

    private readonly Distribution _luminance;
    private readonly Distribution _x;
    private readonly Distribution _y;
    private readonly Double3 _sun;
    private readonly double _twilight;

    /// <param name="sunElevationDeg">Of the sun above the horizon, -90 to 90.</param>
    /// <param name="turbidity">2 (very clear) to 10 (haze).</param>
    /// <param name="groundAlbedo">Of the ground below the horizon, 0 to 1: grey, lit by the sky and the sun.</param>
    public PreethamSky(double sunElevationDeg, double turbidity, double groundAlbedo)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(sunElevationDeg), 90);
        if (turbidity is not (>= 2 and <= 10))
            throw new ArgumentOutOfRangeException(nameof(turbidity), turbidity, "must lie in 2..10");
        var elevation = Math.Max(sunElevationDeg, 0);
        var t = turbidity;
        var fromZenith = (90 - elevation) * (Math.PI / 180);
        _sun = Double3.FromAngles(0, elevation);
        _twilight = sunElevationDeg < 0 ? PortableMath.Pow(10, 0.37 * Math.Max(sunElevationDeg, LowestSun)) : 1;

        // Zenith: luminance in kcd/m2 and chromaticity; then the five numbers of Perez for each (appendix A.2).
        var (sin, cos) = PortableMath.SinCosDegrees((4.0 / 9 - t / 120) * (180 - 2 * (90 - elevation)));
        var zenith = (4.0453 * t - 4.9710) * (sin / cos) - 0.2155 * t + 2.4192;
        _luminance = new(zenith, fromZenith,
            [0.1787 * t - 1.4630, -0.3554 * t + 0.4275, -0.0227 * t + 5.3251, 0.1206 * t - 2.5771, -0.0670 * t + 0.3703]);
        _x = new(Chromaticity(t, fromZenith, [0.00166, -0.00375, 0.00209, 0, -0.02903, 0.06377, -0.03202, 0.00394, 0.11693, -0.21196, 0.06052, 0.25886]), fromZenith,
            [-0.0193 * t - 0.2592, -0.0665 * t + 0.0008, -0.0004 * t + 0.2125, -0.0641 * t - 0.8989, -0.0033 * t + 0.0452]);
        _y = new(Chromaticity(t, fromZenith, [0.00275, -0.00610, 0.00317, 0, -0.04214, 0.08970, -0.04153, 0.00516, 0.15346, -0.26756, 0.06670, 0.26688]), fromZenith,
            [-0.0167 * t - 0.2608, -0.0950 * t + 0.0092, -0.0079 * t + 0.2102, -0.0441 * t - 1.6537, -0.0109 * t + 0.0529]);
        SunIrradiance = Sun(sunElevationDeg, elevation, t);
        SkyIrradiance = OnTheGround();
        Ground = (SkyIrradiance + SunIrradiance * _sun.Z) * (groundAlbedo / Math.PI);
    }

    /// <summary>Linear RGB, W/m2, on a surface that faces the sun; falls to 0 while its disc sets.</summary>
    public Double3 SunIrradiance { get; }

    /// <summary>Linear RGB, W/m2, of the sky alone on the ground.</summary>
    public Double3 SkyIrradiance { get; }

    /// <summary>Linear RGB radiance below the horizon.</summary>
    public Double3 Ground { get; }

    /// <summary>Luminance at the zenith, kcd/m2.</summary>
    public double ZenithLuminance => _luminance.Zenith * _twilight;

    /// <summary>Linear RGB radiance in a unit direction, without the disc of the sun.</summary>
    public Double3 Radiance(Double3 direction) =>
        direction.Z <= 0 ? Ground : Above(direction.Z, Math.Clamp(Double3.Dot(direction, _sun), -1, 1));

    /// <summary>The equirectangular map: the sun in its middle column (azimuth 0), rows from the zenith down.</summary>
    /// <param name="width">Texels; even. The height is half of it.</param>
    public EnvironmentMap ToMap(int width)
    {
        var height = width / 2;
        var pixels = new float[3 * width * height];
        var cosines = new double[width / 2];
        for (var column = 0; column < cosines.Length; column++)
            cosines[column] = PortableMath.SinCosDegrees((0.5 - (column + 0.5) / width) * 360).Cos;
        Parallel.For(0, height, row =>
        {
            var (z, ring) = PortableMath.SinCosDegrees((0.5 - (row + 0.5) / height) * 180);
            // Both sides of the sun are alike.
            for (var column = 0; column < cosines.Length; column++)
            {
                var color = z <= 0 ? Ground : Above(z, Math.Clamp(ring * cosines[column] * _sun.X + z * _sun.Z, -1, 1));
                color.ToSingle().CopyTo(pixels, 3 * (row * width + column));
                color.ToSingle().CopyTo(pixels, 3 * (row * width + width - 1 - column));
            }
        });
        return new() { Id = "sky", ContentHash = "", Width = width, Height = height, Pixels = pixels };
    }

    private Double3 Above(double cosZenith, double cosSun)
    {
        var fromSun = PortableMath.Acos(cosSun);
        // Perez's formula has a pole just below the horizon.
        var inverse = 1 / Math.Max(cosZenith, 0.01);
        var luminance = Math.Max(_luminance.At(inverse, fromSun, cosSun), 0) * (_twilight * WattsPerKilolux);
        var (x, y) = (_x.At(inverse, fromSun, cosSun), _y.At(inverse, fromSun, cosSun));
        return Rgb(x / y * luminance, luminance, (1 - x - y) / y * luminance);
    }

    // IEC 61966-2-1; what lies outside of its gamut is cut off.
    private static Double3 Rgb(double x, double y, double z) => new(
        Math.Max(3.2404542 * x - 1.5371385 * y - 0.4985314 * z, 0),
        Math.Max(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z, 0),
        Math.Max(0.0556434 * x - 0.2040259 * y + 1.0572252 * z, 0));

    private static double Chromaticity(double t, double angle, double[] m)
    {
        double Row(int i) => ((m[i] * angle + m[i + 1]) * angle + m[i + 2]) * angle + m[i + 3];
        return (Row(0) * t + Row(4)) * t + Row(8);
    }

    // Appendix A.1: Rayleigh's scattering, Angstrom's for haze, ozone; without water vapour, which takes no visible light.
    private static Double3 Sun(double elevation, double clamped, double turbidity)
    {
        var mass = 1 / (PortableMath.SinCosDegrees(clamped).Sin + 0.15 * PortableMath.Pow(93.885 - (90 - clamped), -1.253));
        var haze = 0.04608 * turbidity - 0.04586;
        var disc = Math.Clamp((elevation + SunRadius) / (2 * SunRadius), 0, 1);
        double Left(int i) => SunAboveAir * WattsPerKilolux * disc * PortableMath.Exp(-mass
            * (0.008735 * PortableMath.Pow(Wavelengths[i], -4.08) + haze * PortableMath.Pow(Wavelengths[i], -1.3) + 0.35 * Ozone[i]));
        return new Double3(Left(0), Left(1), Left(2)) * BlackBody.Color(SunKelvin);
    }

    // By the midpoints of rings and sectors of equal weight in irradiance.
    private Double3 OnTheGround()
    {
        const int rings = 16, sectors = 16;
        var sum = Double3.Zero;
        for (var ring = 0; ring < rings; ring++)
        {
            var sine = Math.Sqrt((ring + 0.5) / rings);
            var cosine = Math.Sqrt(1 - sine * sine);
            for (var sector = 0; sector < sectors; sector++)
                sum += Above(cosine, Math.Clamp(sine * PortableMath.SinCosDegrees((sector + 0.5) * (180.0 / sectors)).Cos * _sun.X + cosine * _sun.Z, -1, 1));
        }
        return sum * (Math.PI / (rings * sectors));
    }

    /// <summary>Perez et al., "All-Weather Model for Sky Luminance Distribution" (1993): (1 + A e^(B / cos z)) (1 + C e^(D g) + E cos^2 g), scaled to its value at the zenith.</summary>
    private sealed class Distribution
    {
        private readonly double[] _c;
        private readonly double _scale;

        public Distribution(double zenith, double sunFromZenith, double[] coefficients)
        {
            (Zenith, _c, _scale) = (zenith, coefficients, 1);
            _scale = zenith / At(1, sunFromZenith, PortableMath.SinCosDegrees(sunFromZenith * (180 / Math.PI)).Cos);
        }

        public double Zenith { get; }

        public double At(double inverseCosine, double fromSun, double cosSun) => _scale * (1 + _c[0] * PortableMath.Exp(_c[1] * inverseCosine))
            * (1 + _c[2] * PortableMath.Exp(_c[3] * fromSun) + _c[4] * cosSun * cosSun);
    }
}
