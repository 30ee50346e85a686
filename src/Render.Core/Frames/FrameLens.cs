namespace Render.Core.Frames;

/// <summary>How a lens bends what a pinhole would show.</summary>
public enum LensModel
{
    /// <summary>
    /// Brown (1966) and Conrady (1919), with OpenCV's coefficients: with x = X/Z, y = Y/Z, r^2 = x^2 + y^2 and
    /// g = (1 + k1 r^2 + k2 r^4 + k3 r^6) / (1 + k4 r^2 + k5 r^4 + k6 r^6), the distorted point is
    /// (x g + 2 p1 x y + p2 (r^2 + 2 x^2), y g + p1 (r^2 + 2 y^2) + 2 p2 x y).
    /// </summary>
    BrownConrady,

    /// <summary>
    /// Kannala and Brandt (2006), as OpenCV's fisheye: with theta the angle from the axis, the distorted radius is
    /// theta (1 + k1 theta^2 + k2 theta^4 + k3 theta^6 + k4 theta^8).
    /// </summary>
    KannalaBrandt,
}

/// <summary>
/// A lens. The distorted point (x, y) is seen at pixel (Fx x + Cx, Fy y + Cy). Nothing is seen from where the distorted
/// radius grows by less than a tenth of the undistorted one (or of the angle), for there the model ends, nor farther from the axis than <see cref="MaxAngleDeg"/>: such pixels are black, with id 0.
/// </summary>
public sealed record FrameLens
{
    public required LensModel Model { get; init; }

    /// <summary>Radial coefficients: k1..k6 (Brown-Conrady) or k1..k4 (Kannala-Brandt); those left out are 0.</summary>
    public double[] K { get; init; } = [];

    /// <summary>Tangential coefficients p1, p2 of Brown-Conrady, or none.</summary>
    public double[] P { get; init; } = [];

    /// <summary>Degrees from the axis, above 0 and below 180: the rim of the image circle.</summary>
    public double MaxAngleDeg { get; init; } = 179;

    /// <summary>The coefficient, 0 where it is left out.</summary>
    /// <param name="index">From 0.</param>
    public double Radial(int index) => index < K.Length ? K[index] : 0;

    /// <inheritdoc cref="Radial"/>
    public double Tangential(int index) => index < P.Length ? P[index] : 0;
}
