namespace Render.Core.Sampling.Kinds;

/// <summary>
/// Directions within an angle of an axis, uniform over that cap of the sphere: the cosine of the angle to the axis is uniform (Archimedes).
/// </summary>
/// <param name="axis">Unit length.</param>
/// <param name="angleDeg">Between the axis and the cap's edge, 0..180.</param>
internal sealed class Cap(Double3 axis, double angleDeg)
{
    private readonly (Double3 U, Double3 V) _basis = Double3.Basis(axis);
    private readonly double _height = 1 - PortableMath.SinCosDegrees(angleDeg).Cos;

    /// <summary>Two uniform numbers to a unit vector.</summary>
    public Double3 Direction(double u, double v)
    {
        var cos = 1 - u * _height;
        var sin = Math.Sqrt(Math.Max(0, 1 - cos * cos));
        var (sinA, cosA) = PortableMath.SinCosDegrees(360 * v);
        return axis * cos + (_basis.U * cosA + _basis.V * sinA) * sin;
    }
}
