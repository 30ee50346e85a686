namespace Render.Core.Sampling;

/// <summary>A rotation as a unit quaternion (w, x, y, z), in double precision.</summary>
public readonly record struct Rotation(double W, double X, double Y, double Z)
{
    public static Rotation Identity => new(1, 0, 0, 0);

    /// <summary>About the world's Z axis, counter-clockwise seen from above, degrees.</summary>
    public static Rotation AboutZ(double degrees)
    {
        var (sin, cos) = PortableMath.SinCosDegrees(degrees / 2);
        return new(cos, 0, 0, sin);
    }

    /// <summary>About an axis of unit length, counter-clockwise seen from its tip, degrees.</summary>
    public static Rotation About(Double3 axis, double degrees)
    {
        var (sin, cos) = PortableMath.SinCosDegrees(degrees / 2);
        return new(cos, axis.X * sin, axis.Y * sin, axis.Z * sin);
    }

    /// <summary>The smallest rotation that turns one unit vector into another; about any axis across where they are opposite.</summary>
    public static Rotation Between(Double3 from, Double3 to)
    {
        var cos = Double3.Dot(from, to);
        var half = from + to;
        // Through the bisector: with h = (from + to) / |from + to|, the quaternion is (from . h, from x h).
        if (cos < -1 + 1e-12)
        {
            var across = Double3.Basis(from).U;
            return new(0, across.X, across.Y, across.Z);
        }
        half = half.Normalized();
        var axis = Double3.Cross(from, half);
        return new(Double3.Dot(from, half), axis.X, axis.Y, axis.Z);
    }

    /// <summary>About X, then Y, then Z, all axes of the world, degrees: R = Rz Ry Rx.</summary>
    public static Rotation FromEuler(double xDeg, double yDeg, double zDeg)
    {
        var (sx, cx) = PortableMath.SinCosDegrees(xDeg / 2);
        var (sy, cy) = PortableMath.SinCosDegrees(yDeg / 2);
        return AboutZ(zDeg) * new Rotation(cy, 0, sy, 0) * new Rotation(cx, sx, 0, 0);
    }

    /// <summary>
    /// That turns the world's axes into three others, which make a right-handed system of unit vectors; w is at least 0. Of the four ways to take a quaternion from a matrix that
    /// which divides by the largest number: Shepperd, "Quaternion from Rotation Matrix", J. Guidance and Control 1 (1978).
    /// </summary>
    public static Rotation OfAxes(Double3 x, Double3 y, Double3 z)
    {
        double w2 = 1 + x.X + y.Y + z.Z, x2 = 1 + x.X - y.Y - z.Z, y2 = 1 - x.X + y.Y - z.Z, z2 = 1 - x.X - y.Y + z.Z;
        var (xy, xz, yz) = (x.Y + y.X, x.Z + z.X, y.Z + z.Y);
        var (wx, wy, wz) = (y.Z - z.Y, z.X - x.Z, x.Y - y.X);
        var most = Math.Max(Math.Max(w2, x2), Math.Max(y2, z2));
        var four = most == w2 ? (w2, wx, wy, wz) : most == x2 ? (wx, x2, xy, xz) : most == y2 ? (wy, xy, y2, yz) : (wz, xz, yz, z2);
        var over = (four.Item1 < 0 ? -1 : 1) / Math.Sqrt(four.Item1 * four.Item1 + four.Item2 * four.Item2 + four.Item3 * four.Item3 + four.Item4 * four.Item4);
        return new(four.Item1 * over, four.Item2 * over, four.Item3 * over, four.Item4 * over);
    }

    /// <summary>Uniform over all rotations, from three uniform numbers (Shoemake, "Uniform Random Rotations", Graphics Gems III, 1992).</summary>
    internal static Rotation Random(RandomStream stream)
    {
        var u = stream.NextUnit();
        var (sin1, cos1) = PortableMath.SinCosDegrees(360 * stream.NextUnit());
        var (sin2, cos2) = PortableMath.SinCosDegrees(360 * stream.NextUnit());
        var (a, b) = (Math.Sqrt(1 - u), Math.Sqrt(u));
        return new(b * cos2, a * sin1, a * cos1, b * sin2);
    }

    /// <summary>The turn back.</summary>
    public Rotation Inverse() => new(W, -X, -Y, -Z);

    /// <summary>First <paramref name="b"/>, then <paramref name="a"/>.</summary>
    public static Rotation operator *(Rotation a, Rotation b) => new(
        a.W * b.W - a.X * b.X - a.Y * b.Y - a.Z * b.Z,
        a.W * b.X + a.X * b.W + a.Y * b.Z - a.Z * b.Y,
        a.W * b.Y - a.X * b.Z + a.Y * b.W + a.Z * b.X,
        a.W * b.Z + a.X * b.Y - a.Y * b.X + a.Z * b.W);

    /// <summary>The three rows of the rotation matrix that acts on column vectors.</summary>
    public (Double3 Row0, Double3 Row1, Double3 Row2) ToRows() => (
        new(1 - 2 * (Y * Y + Z * Z), 2 * (X * Y - W * Z), 2 * (X * Z + W * Y)),
        new(2 * (X * Y + W * Z), 1 - 2 * (X * X + Z * Z), 2 * (Y * Z - W * X)),
        new(2 * (X * Z - W * Y), 2 * (Y * Z + W * X), 1 - 2 * (X * X + Y * Y)));
}
