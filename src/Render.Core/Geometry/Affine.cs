using Render.Core.Sampling;

namespace Render.Core.Geometry;

/// <summary>An affine map in double precision, 3 x 4, row-major, on column vectors.</summary>
internal readonly record struct Affine(Double3 Row0, Double3 Row1, Double3 Row2, Double3 Translation)
{
    /// <summary>Exactly the twelve numbers of a 3 x 4 row-major matrix.</summary>
    public static Affine Of(ReadOnlySpan<float> m) => new(
        new(m[0], m[1], m[2]), new(m[4], m[5], m[6]), new(m[8], m[9], m[10]), new(m[3], m[7], m[11]));

    public Double3 Point(Double3 p) => Direction(p) + Translation;

    public Double3 Direction(Double3 d) => new(Double3.Dot(Row0, d), Double3.Dot(Row1, d), Double3.Dot(Row2, d));

    /// <summary>First <paramref name="inner"/>, then this.</summary>
    public Affine After(in Affine inner)
    {
        var (x, y, z) = (new Double3(inner.Row0.X, inner.Row1.X, inner.Row2.X), new Double3(inner.Row0.Y, inner.Row1.Y, inner.Row2.Y),
            new Double3(inner.Row0.Z, inner.Row1.Z, inner.Row2.Z));
        Double3 Row(Double3 row) => new(Double3.Dot(row, x), Double3.Dot(row, y), Double3.Dot(row, z));
        return new(Row(Row0), Row(Row1), Row(Row2), Point(inner.Translation));
    }

    /// <summary>By cofactors. Holds infinities or NaN where the map is singular: see <see cref="Condition"/>.</summary>
    public Affine Inverse()
    {
        var (c0, c1, c2) = (Double3.Cross(Row1, Row2), Double3.Cross(Row2, Row0), Double3.Cross(Row0, Row1));
        var s = 1 / Double3.Dot(Row0, c0);
        var linear = new Affine(new(c0.X * s, c1.X * s, c2.X * s), new(c0.Y * s, c1.Y * s, c2.Y * s), new(c0.Z * s, c1.Z * s, c2.Z * s), default);
        return linear with { Translation = -linear.Direction(Translation) };
    }

    /// <summary>Frobenius norm of the linear part times that of its inverse: how many times rounding is amplified; not finite where singular.</summary>
    public double Condition(in Affine inverse) => Math.Sqrt(SquaredNorm * inverse.SquaredNorm);

    private double SquaredNorm => Double3.Dot(Row0, Row0) + Double3.Dot(Row1, Row1) + Double3.Dot(Row2, Row2);
}
