using System.Numerics;

namespace Render.Assets.Readers;

/// <summary>An affine transform in double precision for row vectors, as System.Numerics means them: p' = p * L + T.</summary>
internal readonly record struct Transform(
    double M11, double M12, double M13, double M21, double M22, double M23, double M31, double M32, double M33, double X, double Y, double Z)
{
    public static Transform Scale(double factor) => new(factor, 0, 0, 0, factor, 0, 0, 0, factor, 0, 0, 0);

    public static Transform From(Matrix4x4 m) => new(m.M11, m.M12, m.M13, m.M21, m.M22, m.M23, m.M31, m.M32, m.M33, m.M41, m.M42, m.M43);

    /// <summary>Scale, then rotation (unit or not), then translation.</summary>
    public static Transform From(Vector3 scale, Quaternion rotation, Vector3 translation)
    {
        double x = rotation.X, y = rotation.Y, z = rotation.Z, w = rotation.W;
        var n = x * x + y * y + z * z + w * w;
        var f = n > 0 ? 2 / n : 0;
        return new(
            scale.X * (1 - f * (y * y + z * z)), scale.X * f * (x * y + z * w), scale.X * f * (x * z - y * w),
            scale.Y * f * (x * y - z * w), scale.Y * (1 - f * (x * x + z * z)), scale.Y * f * (y * z + x * w),
            scale.Z * f * (x * z + y * w), scale.Z * f * (y * z - x * w), scale.Z * (1 - f * (x * x + y * y)),
            translation.X, translation.Y, translation.Z);
    }

    /// <summary>Negative where the transform mirrors.</summary>
    public double Determinant => M11 * (M22 * M33 - M23 * M32) - M12 * (M21 * M33 - M23 * M31) + M13 * (M21 * M32 - M22 * M31);

    /// <summary>This one first, then the other.</summary>
    public Transform Then(in Transform o)
    {
        var (x, y, z) = o.Direction(X, Y, Z);
        var (a, b, c) = (o.Direction(M11, M12, M13), o.Direction(M21, M22, M23), o.Direction(M31, M32, M33));
        return new(a.X, a.Y, a.Z, b.X, b.Y, b.Z, c.X, c.Y, c.Z, x + o.X, y + o.Y, z + o.Z);
    }

    /// <summary>Element by element, for blending.</summary>
    public Transform Plus(in Transform o, double weight) => new(
        M11 + weight * o.M11, M12 + weight * o.M12, M13 + weight * o.M13,
        M21 + weight * o.M21, M22 + weight * o.M22, M23 + weight * o.M23,
        M31 + weight * o.M31, M32 + weight * o.M32, M33 + weight * o.M33,
        X + weight * o.X, Y + weight * o.Y, Z + weight * o.Z);

    public Vector3 Point(Vector3 p)
    {
        var (x, y, z) = Direction(p.X, p.Y, p.Z);
        return new((float)(x + X), (float)(y + Y), (float)(z + Z));
    }

    /// <summary>A direction on the surface, unit length.</summary>
    public Vector3 Tangent(Vector3 t)
    {
        var (x, y, z) = Direction(t.X, t.Y, t.Z);
        return Unit(x, y, z);
    }

    /// <summary>By the matrix of cofactors, which is the inverse transpose up to scale and exists for flattened parts too; unit length.</summary>
    public Vector3 Normal(Vector3 n)
    {
        var sign = Determinant < 0 ? -1 : 1;
        return Unit(
            sign * (n.X * (M22 * M33 - M23 * M32) + n.Y * (M13 * M32 - M12 * M33) + n.Z * (M12 * M23 - M13 * M22)),
            sign * (n.X * (M23 * M31 - M21 * M33) + n.Y * (M11 * M33 - M13 * M31) + n.Z * (M13 * M21 - M11 * M23)),
            sign * (n.X * (M21 * M32 - M22 * M31) + n.Y * (M12 * M31 - M11 * M32) + n.Z * (M11 * M22 - M12 * M21)));
    }

    private (double X, double Y, double Z) Direction(double x, double y, double z) =>
        (x * M11 + y * M21 + z * M31, x * M12 + y * M22 + z * M32, x * M13 + y * M23 + z * M33);

    private static Vector3 Unit(double x, double y, double z)
    {
        var scale = 1 / Math.Sqrt(x * x + y * y + z * z);
        return new((float)(x * scale), (float)(y * scale), (float)(z * scale));
    }
}
