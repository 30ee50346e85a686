using System.Numerics;

namespace Render.Core.Geometry;

/// <summary>Normal, area and angles of a triangle in double precision, from its float corners.</summary>
internal readonly struct Triangle
{
    private readonly double _x, _y, _z;

    private Triangle(double x, double y, double z) => (_x, _y, _z) = (x, y, z);

    /// <summary>Counter-clockwise corners.</summary>
    public static Triangle Of(Vector3 a, Vector3 b, Vector3 c)
    {
        double ux = (double)b.X - a.X, uy = (double)b.Y - a.Y, uz = (double)b.Z - a.Z;
        double vx = (double)c.X - a.X, vy = (double)c.Y - a.Y, vz = (double)c.Z - a.Z;
        return new(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx);
    }

    /// <summary>Twice the area.</summary>
    public double DoubleArea => Math.Sqrt(_x * _x + _y * _y + _z * _z);

    /// <summary>True where the corners are on one line or the area is not finite or too small for a normal.</summary>
    public bool IsDegenerate => !(DoubleArea is > 1e-60 and < double.PositiveInfinity);

    /// <summary>Unit normal. Undefined where degenerate.</summary>
    public Vector3 Normal
    {
        get
        {
            var scale = 1 / DoubleArea;
            return new((float)(_x * scale), (float)(_y * scale), (float)(_z * scale));
        }
    }

    /// <summary>
    /// Interior angle at <paramref name="at"/>, radians, to 3e-7; 0 where an edge has no length. The arctangent is the polynomial of Abramowitz and Stegun, "Handbook of Mathematical
    /// Functions", 4.4.49, not the platform's: what an import gives must not depend on its library, and it is a million triangles' dearest operation.
    /// </summary>
    public static float Angle(Vector3 at, Vector3 b, Vector3 c)
    {
        var (u, v) = (b - at, c - at);
        var (y, x) = (Vector3.Cross(u, v).Length(), Vector3.Dot(u, v));
        if (y == 0)
            return 0;
        var steep = y > Math.Abs(x);
        var t = steep ? Math.Abs(x) / y : y / Math.Abs(x);
        var s = t * t;
        var angle = t * (1 + s * (-0.3333314528f + s * (0.1999355085f + s * (-0.1420889944f + s * (0.1065626393f
            + s * (-0.0752896400f + s * (0.0429096138f + s * (-0.0161657367f + s * 0.0028662257f))))))));
        angle = steep ? MathF.PI / 2 - angle : angle;
        return x < 0 ? MathF.PI - angle : angle;
    }
}
