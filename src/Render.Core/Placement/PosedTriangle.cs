using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>A triangle in the world, counter-clockwise from outside, metres; and how two of them lie to each other.</summary>
internal readonly record struct PosedTriangle(Double3 A, Double3 B, Double3 C)
{
    public Double3 Min => new(Math.Min(A.X, Math.Min(B.X, C.X)), Math.Min(A.Y, Math.Min(B.Y, C.Y)), Math.Min(A.Z, Math.Min(B.Z, C.Z)));

    public Double3 Max => new(Math.Max(A.X, Math.Max(B.X, C.X)), Math.Max(A.Y, Math.Max(B.Y, C.Y)), Math.Max(A.Z, Math.Max(B.Z, C.Z)));

    /// <summary>Whether an edge of one goes from one side of the other to its other side, through it.</summary>
    public bool Crosses(in PosedTriangle other) =>
        other.IsPiercedBy(A, B) || other.IsPiercedBy(B, C) || other.IsPiercedBy(C, A) || IsPiercedBy(other.A, other.B) || IsPiercedBy(other.B, other.C) || IsPiercedBy(other.C, other.A);

    /// <summary>Whether a segment goes from one side of the triangle to the other, through it.</summary>
    public bool IsPiercedBy(Double3 p, Double3 q)
    {
        var (sideP, sideQ) = (Volume(A, B, C, p), Volume(A, B, C, q));
        if (!(sideP > 0 && sideQ < 0) && !(sideP < 0 && sideQ > 0))
            return false;
        var (u, v, w) = (Volume(p, q, A, B), Volume(p, q, B, C), Volume(p, q, C, A));
        return (u > 0 && v > 0 && w > 0) || (u < 0 && v < 0 && w < 0);
    }

    /// <summary>Six times the volume of the tetrahedron; positive where the triangle is counter-clockwise seen from the point.</summary>
    public double SideOf(Double3 point) => Volume(A, B, C, point);

    /// <summary>Whether both lie in one plane, face the same side and have an area in common: what is behind one of them is behind the other.</summary>
    /// <param name="other">Of another mesh.</param>
    /// <param name="tolerance">As near to the plane counts as in it, as little in common as nothing; metres.</param>
    public bool Covers(in PosedTriangle other, double tolerance)
    {
        var (mine, its) = (Double3.Cross(B - A, C - A), Double3.Cross(other.B - other.A, other.C - other.A));
        if (!(Double3.Dot(mine, its) > 0))
            return false;
        var normal = mine.Normalized();
        if (Math.Abs(Double3.Dot(other.A - A, normal)) > tolerance || Math.Abs(Double3.Dot(other.B - A, normal)) > tolerance || Math.Abs(Double3.Dot(other.C - A, normal)) > tolerance)
            return false;
        return !IsBeyondAnEdge(this, other, normal, tolerance) && !IsBeyondAnEdge(other, this, normal, tolerance);
    }

    /// <summary>Square of the least distance between two triangles that do not cross, square metres.</summary>
    public double SquaredDistance(in PosedTriangle other)
    {
        ReadOnlySpan<Double3> mine = [A, B, C, A], its = [other.A, other.B, other.C, other.A];
        var least = double.PositiveInfinity;
        for (var i = 0; i < 3; i++)
        {
            least = Math.Min(least, Math.Min(SquaredHeight(other.A, other.B, other.C, mine[i]), SquaredHeight(A, B, C, its[i])));
            for (var j = 0; j < 3; j++)
                least = Math.Min(least, SquaredDistance(mine[i], mine[i + 1], its[j], its[j + 1]));
        }
        return least;
    }

    /// <summary>Whether, in their common plane, an edge of one parts the two.</summary>
    private static bool IsBeyondAnEdge(in PosedTriangle of, in PosedTriangle other, Double3 normal, double tolerance)
    {
        ReadOnlySpan<Double3> corners = [of.A, of.B, of.C, of.A];
        for (var i = 0; i < 3; i++)
        {
            var inward = Double3.Cross(normal, corners[i + 1] - corners[i]);
            var limit = Double3.Dot(corners[i], inward) + tolerance * inward.Length;
            if (Double3.Dot(other.A, inward) <= limit && Double3.Dot(other.B, inward) <= limit && Double3.Dot(other.C, inward) <= limit)
                return true;
        }
        return false;
    }

    /// <summary>Of a point over the inside of a triangle; infinite where it is beside it.</summary>
    private static double SquaredHeight(Double3 a, Double3 b, Double3 c, Double3 point)
    {
        var normal = Double3.Cross(b - a, c - a);
        var squared = Double3.Dot(normal, normal);
        if (squared <= 0 || Double3.Dot(Double3.Cross(b - a, point - a), normal) < 0 || Double3.Dot(Double3.Cross(c - b, point - b), normal) < 0
            || Double3.Dot(Double3.Cross(a - c, point - c), normal) < 0)
            return double.PositiveInfinity;
        var height = Double3.Dot(point - a, normal);
        return height * height / squared;
    }

    /// <summary>Of two segments: Ericson, "Real-Time Collision Detection" (2005), section 5.1.9.</summary>
    private static double SquaredDistance(Double3 p1, Double3 q1, Double3 p2, Double3 q2)
    {
        var (d1, d2, r) = (q1 - p1, q2 - p2, p1 - p2);
        var (a, e, f, c, b) = (Double3.Dot(d1, d1), Double3.Dot(d2, d2), Double3.Dot(d2, r), Double3.Dot(d1, r), Double3.Dot(d1, d2));
        var determinant = a * e - b * b;
        var s = determinant > 0 ? Math.Clamp((b * f - c * e) / determinant, 0, 1) : 0;
        var t = e > 0 ? (b * s + f) / e : 0;
        if (t is < 0 or > 1)
        {
            t = Math.Clamp(t, 0, 1);
            s = a > 0 ? Math.Clamp((b * t - c) / a, 0, 1) : 0;
        }
        var between = p1 + d1 * s - (p2 + d2 * t);
        return Double3.Dot(between, between);
    }

    private static double Volume(Double3 a, Double3 b, Double3 c, Double3 d) => Double3.Dot(d - a, Double3.Cross(b - a, c - a));
}
