using Render.Core.Sampling;

namespace Render.Core.Scenes;

/// <summary>The colour of a black body.</summary>
internal static class BlackBody
{
    public const double MinKelvin = 1667;
    public const double MaxKelvin = 25000;

    /// <summary>
    /// Linear sRGB of luminance 1, so that a light's strength keeps its meaning whatever its temperature; no component below 0. Chromaticity: Kim et al.,
    /// "Design of Advanced Color Temperature Control System for HDTV Applications", J. Korean Physical Society 41 (2002), cubic
    /// splines of the Planckian locus. XYZ to RGB: IEC 61966-2-1.
    /// </summary>
    /// <param name="kelvin">1667..25000.</param>
    public static Double3 Color(double kelvin)
    {
        var (x, y) = Chromaticity(kelvin);
        var (bigX, bigZ) = (x / y, (1 - x - y) / y);
        var r = Math.Max(0, 3.2406 * bigX - 1.5372 - 0.4986 * bigZ);
        var g = Math.Max(0, -0.9689 * bigX + 1.8758 + 0.0415 * bigZ);
        var b = Math.Max(0, 0.0557 * bigX - 0.2040 + 1.0570 * bigZ);
        return new Double3(r, g, b) * (1 / Luminance(r, g, b));
    }

    /// <summary>CIE 1931 x and y of the Planckian locus.</summary>
    internal static (double X, double Y) Chromaticity(double kelvin)
    {
        var t = 1000 / kelvin;
        var x = kelvin <= 4000
            ? ((-0.2661239 * t - 0.2343589) * t + 0.8776956) * t + 0.179910
            : ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.240390;
        var y = kelvin switch
        {
            <= 2222 => ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683,
            <= 4000 => ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867,
            _ => ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483,
        };
        return (x, y);
    }

    internal static double Luminance(double r, double g, double b) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
