using System.Numerics;

namespace Render.Core.Sampling;

/// <summary>
/// Three doubles: a point, a direction or a linear RGB colour while it is drawn and composed, before the one rounding to float32.
/// </summary>
public readonly record struct Double3(double X, double Y, double Z)
{
    public static Double3 Zero => default;

    public double Length => Math.Sqrt(Dot(this, this));

    public static Double3 operator +(Double3 a, Double3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Double3 operator -(Double3 a, Double3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Double3 operator -(Double3 a) => new(-a.X, -a.Y, -a.Z);

    public static Double3 operator *(Double3 a, double s) => new(a.X * s, a.Y * s, a.Z * s);

    public static Double3 operator *(Double3 a, Double3 b) => new(a.X * b.X, a.Y * b.Y, a.Z * b.Z);

    public static double Dot(Double3 a, Double3 b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    public static Double3 Cross(Double3 a, Double3 b) => new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    /// <summary>From azimuth (counter-clockwise from +X, seen from above) and elevation above the horizon, degrees: a unit vector.</summary>
    public static Double3 FromAngles(double azimuthDeg, double elevationDeg)
    {
        var (sinA, cosA) = PortableMath.SinCosDegrees(azimuthDeg);
        var (sinE, cosE) = PortableMath.SinCosDegrees(elevationDeg);
        return new(cosE * cosA, cosE * sinA, sinE);
    }

    /// <summary>Unit length. The vector must not be zero.</summary>
    public Double3 Normalized() => this * (1 / Length);

    /// <summary>
    /// Two unit vectors that make a right-handed system with a unit vector. Duff et al., "Building an Orthonormal Basis, Revisited", JCGT 6 (2017).
    /// </summary>
    public static (Double3 U, Double3 V) Basis(Double3 unit)
    {
        var sign = unit.Z >= 0 ? 1.0 : -1.0;
        var a = -1 / (sign + unit.Z);
        var b = unit.X * unit.Y * a;
        return (new(1 + sign * unit.X * unit.X * a, sign * b, -sign * unit.X), new(b, sign + unit.Y * unit.Y * a, -unit.Y));
    }

    /// <summary>Each component rounded once.</summary>
    public Vector3 ToSingle() => new((float)X, (float)Y, (float)Z);
}
