namespace Render.Core.Geometry;

/// <summary>A point or direction in double precision.</summary>
internal readonly record struct Point3(double X, double Y, double Z)
{
    public static Point3 operator +(Point3 a, Point3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Point3 operator -(Point3 a, Point3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static double Dot(Point3 a, Point3 b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    /// <summary>Exactly negated where the operands are exchanged, so neighbours agree bit for bit about their common edge.</summary>
    public static Point3 Cross(Point3 a, Point3 b) => new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);
}

/// <summary>An affine map in double precision, 3 x 4, row-major, on column vectors.</summary>
internal readonly record struct Affine(Point3 Row0, Point3 Row1, Point3 Row2, Point3 Translation)
{
    /// <summary>Exactly the twelve numbers of a 3 x 4 row-major matrix.</summary>
    public static Affine Of(ReadOnlySpan<float> m) => new(
        new(m[0], m[1], m[2]), new(m[4], m[5], m[6]), new(m[8], m[9], m[10]), new(m[3], m[7], m[11]));

    public Point3 Point(Point3 p) => Direction(p) + Translation;

    public Point3 Direction(Point3 d) => new(Point3.Dot(Row0, d), Point3.Dot(Row1, d), Point3.Dot(Row2, d));

    /// <summary>First <paramref name="inner"/>, then this.</summary>
    public Affine After(in Affine inner)
    {
        var (x, y, z) = (new Point3(inner.Row0.X, inner.Row1.X, inner.Row2.X), new Point3(inner.Row0.Y, inner.Row1.Y, inner.Row2.Y),
            new Point3(inner.Row0.Z, inner.Row1.Z, inner.Row2.Z));
        Point3 Row(Point3 row) => new(Point3.Dot(row, x), Point3.Dot(row, y), Point3.Dot(row, z));
        return new(Row(Row0), Row(Row1), Row(Row2), Point(inner.Translation));
    }

    /// <summary>By cofactors. Holds infinities or NaN where the map is singular: see <see cref="Condition"/>.</summary>
    public Affine Inverse()
    {
        var (c0, c1, c2) = (Point3.Cross(Row1, Row2), Point3.Cross(Row2, Row0), Point3.Cross(Row0, Row1));
        var s = 1 / Point3.Dot(Row0, c0);
        var linear = new Affine(new(c0.X * s, c1.X * s, c2.X * s), new(c0.Y * s, c1.Y * s, c2.Y * s), new(c0.Z * s, c1.Z * s, c2.Z * s), default);
        return linear with { Translation = default(Point3) - linear.Direction(Translation) };
    }

    /// <summary>Frobenius norm of the linear part times that of its inverse: how many times rounding is amplified; not finite where singular.</summary>
    public double Condition(in Affine inverse) => Math.Sqrt(SquaredNorm * inverse.SquaredNorm);

    private double SquaredNorm => Point3.Dot(Row0, Row0) + Point3.Dot(Row1, Row1) + Point3.Dot(Row2, Row2);
}
