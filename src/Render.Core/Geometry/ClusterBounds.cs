using System.Numerics;

namespace Render.Core.Geometry;

/// <summary>Bounding sphere and normal cone of a cluster, on the safe side of rounding.</summary>
internal static class ClusterBounds
{
    /// <summary>Beyond any rounding of a float sphere test; costs nothing in culling.</summary>
    private const double Slack = 1 + 1e-5;

    /// <summary>The smaller of Ritter's sphere (1990) and the one around the middle of the box.</summary>
    public static Vector4 Sphere(ReadOnlySpan<Vector3> points)
    {
        var box = Around(points, Bounds.Of(points).Center);
        var a = Farthest(points, points[0]);
        var b = Farthest(points, a);
        var center = Vector3.Lerp(a, b, 0.5f);
        var radius = Vector3.Distance(a, b) * 0.5f;
        foreach (var p in points)
        {
            var distance = Vector3.Distance(p, center);
            if (distance <= radius)
                continue;
            var grown = (radius + distance) * 0.5f;
            center += (p - center) * ((grown - radius) / distance);
            radius = grown;
        }
        var ritter = Around(points, center);
        return ritter.W < box.W ? ritter : box;
    }

    /// <summary>Axis and sine of the half angle of a cone that holds all face normals; w = 1 where they span nearly a half space or more.</summary>
    public static Vector4 Cone(ReadOnlySpan<Vector3> points, ReadOnlySpan<uint> triangles)
    {
        var axis = Vector3.Zero;
        foreach (var word in triangles)
            axis += Normal(points, word);
        var length = axis.Length();
        if (!(length > 1e-6f))
            return new(Vector3.UnitZ, 1);
        axis /= length;
        var cosine = 1f;
        foreach (var word in triangles)
            cosine = Math.Min(cosine, Vector3.Dot(axis, Normal(points, word)));
        // The normals are rounded, so the cone is opened by a little more than that.
        var safe = cosine - 1e-5f;
        return safe > 0.05f ? new(axis, Math.Min(1, MathF.Sqrt(1 - safe * safe))) : new(axis, 1);
    }

    private static Vector3 Normal(ReadOnlySpan<Vector3> points, uint word) =>
        Triangle.Of(points[(int)(word & 255)], points[(int)(word >> 8 & 255)], points[(int)(word >> 16 & 255)]).Normal;

    private static Vector3 Farthest(ReadOnlySpan<Vector3> points, Vector3 from)
    {
        var (farthest, most) = (from, -1f);
        foreach (var p in points)
        {
            var distance = Vector3.DistanceSquared(p, from);
            if (distance > most)
                (farthest, most) = (p, distance);
        }
        return farthest;
    }

    private static Vector4 Around(ReadOnlySpan<Vector3> points, Vector3 center)
    {
        double most = 0;
        foreach (var p in points)
        {
            double x = (double)p.X - center.X, y = (double)p.Y - center.Y, z = (double)p.Z - center.Z;
            most = Math.Max(most, x * x + y * y + z * z);
        }
        return new(center, (float)(Math.Sqrt(most) * Slack));
    }
}
