using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>
/// What a posed model covers: the convex hull of its vertices seen from above, and its lowest and highest vertex. Exact on the vertices.
/// </summary>
internal sealed class Footprint
{
    private Footprint(ModelShape shape, Pose pose, (double X, double Y)[] hull, double minZ, double maxZ)
    {
        (Shape, Pose, Hull, MinZ, MaxZ) = (shape, pose, hull, minZ, maxZ);
        Box = (hull.Min(p => p.X), hull.Min(p => p.Y), hull.Max(p => p.X), hull.Max(p => p.Y));
    }

    /// <summary>Of the model.</summary>
    public ModelShape Shape { get; }

    public Pose Pose { get; }

    /// <summary>Counter-clockwise, metres; one or two points where the model is a point or a line from above.</summary>
    public (double X, double Y)[] Hull { get; }

    public double MinZ { get; }

    public double MaxZ { get; }

    /// <summary>Around the hull.</summary>
    public (double MinX, double MinY, double MaxX, double MaxY) Box { get; }

    public static Footprint Of(ModelShape shape, Pose pose)
    {
        var points = new (double X, double Y)[shape.Points.Length];
        var (minZ, maxZ) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < points.Length; i++)
        {
            var p = pose.Apply(shape.Points[i]);
            points[i] = (p.X, p.Y);
            (minZ, maxZ) = (Math.Min(minZ, p.Z), Math.Max(maxZ, p.Z));
        }
        return new(shape, pose, HullOf(WithoutInner(points)), minZ, maxZ);
    }

    public Footprint Moved(Double3 by) => new(Shape, Pose with { Position = Pose.Position + by }, [.. Hull.Select(p => (p.X + by.X, p.Y + by.Y))], MinZ + by.Z, MaxZ + by.Z);

    /// <summary>Of the same model so many times as large, about the origin.</summary>
    public Footprint Scaled(double by) => new(Shape, Pose.Scaled(by) with { Position = Pose.Position * by }, [.. Hull.Select(p => (p.X * by, p.Y * by))], MinZ * by, MaxZ * by);

    /// <summary>Whether a straight line parts the two from above with at least the gap between them, or a level does.</summary>
    public bool IsClearOf(Footprint other, double gap) =>
        MinZ >= other.MaxZ + gap || other.MinZ >= MaxZ + gap || AreApart(Box, other.Box, gap) || AreApart(other.Box, Box, gap)
        || HasAxis(Hull, other.Hull, gap) || HasAxis(other.Hull, Hull, gap);

    /// <summary>Most objects of a frame are: the cheapest of the lines that may part them are level with the axes.</summary>
    private static bool AreApart(in (double MinX, double MinY, double MaxX, double MaxY) a, in (double MinX, double MinY, double MaxX, double MaxY) b, double gap) =>
        a.MinX >= b.MaxX + gap || a.MinY >= b.MaxY + gap;

    /// <summary>Separating axes among the normals of a's edges (Gottschalk, Lin, Manocha 1996, in the plane).</summary>
    private static bool HasAxis((double X, double Y)[] a, (double X, double Y)[] b, double gap)
    {
        for (var i = 0; i < a.Length; i++)
        {
            var (from, to) = (a[i], a[(i + 1) % a.Length]);
            var (nx, ny) = (to.Y - from.Y, from.X - to.X);
            var length = Math.Sqrt(nx * nx + ny * ny);
            if (length == 0)
                continue;
            var edge = a.Max(p => p.X * nx + p.Y * ny);
            if (b.Min(p => p.X * nx + p.Y * ny) - edge >= gap * length)
                return true;
        }
        return false;
    }

    /// <summary>
    /// Without most of the points that cannot be on the hull: those inside the polygon of the extremes in eight directions (Akl and Toussaint 1978).
    /// </summary>
    private static List<(double X, double Y)> WithoutInner((double X, double Y)[] points)
    {
        ReadOnlySpan<(double X, double Y)> directions = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)];
        Span<(double X, double Y)> extremes = stackalloc (double, double)[directions.Length];
        for (var d = 0; d < directions.Length; d++)
        {
            var best = double.NegativeInfinity;
            foreach (var p in points)
                if (p.X * directions[d].X + p.Y * directions[d].Y is var reach && reach > best)
                    (best, extremes[d]) = (reach, p);
        }
        var kept = new List<(double, double)>();
        foreach (var p in points)
        {
            var inside = true;
            for (var d = 0; d < extremes.Length && inside; d++)
            {
                var (a, b) = (extremes[d], extremes[(d + 1) % extremes.Length]);
                inside = a == b || Cross(a, b, p) > 0;
            }
            if (!inside)
                kept.Add(p);
        }
        // All extremes are one point: so are all points.
        return kept.Count > 0 ? kept : [extremes[0]];
    }

    /// <summary>Andrew's monotone chain (1979).</summary>
    private static (double X, double Y)[] HullOf(List<(double X, double Y)> points)
    {
        points.Sort();
        var hull = new List<(double X, double Y)>();
        for (var side = 0; side < 2; side++)
        {
            var start = hull.Count;
            foreach (var p in points)
            {
                while (hull.Count >= start + 2 && Cross(hull[^2], hull[^1], p) <= 0)
                    hull.RemoveAt(hull.Count - 1);
                hull.Add(p);
            }
            hull.RemoveAt(hull.Count - 1);
            points.Reverse();
        }
        return hull.Count > 0 ? [.. hull] : [points[0]];
    }

    private static double Cross((double X, double Y) a, (double X, double Y) b, (double X, double Y) p) =>
        (b.X - a.X) * (p.Y - a.Y) - (b.Y - a.Y) * (p.X - a.X);
}
