using Render.Core.Sampling;

namespace Render.Core.Geometry;

/// <param name="Face">Of the hull, on which it rests.</param>
/// <param name="Probability">That it comes to rest so.</param>
/// <param name="Turn">Brings that face down, about the shortest way.</param>
internal readonly record struct StablePose(int Face, double Probability, Rotation Turn);

/// <summary>
/// The poses in which a solid rests on a plane, and how likely each is when it is put down in any rotation: the solid angle of each face of its hull, seen from the centre of mass; a face that does not
/// hold hands its part on to the one that the solid topples to, over the edge beyond which its centre of mass lies (Goldberg, Mirtich, Zhuang, Craig, Carlisle,
/// Canny, "Part pose statistics: estimators and experiments", 1999, the quasi-static estimator).
/// </summary>
internal static class StablePoses
{
    /// <summary>In the order of the faces; the probabilities add up to 1.</summary>
    public static StablePose[] Of(ConvexHull hull)
    {
        var probabilities = new double[hull.Faces.Length];
        var (next, sum) = (new int[hull.Faces.Length], 0.0);
        for (var f = 0; f < next.Length; f++)
            next[f] = ToppledTo(hull, f);
        for (var f = 0; f < next.Length; f++)
        {
            var (rest, angle) = (f, SolidAngle(hull, f));
            while (next[rest] != rest)
                rest = next[rest];
            probabilities[rest] += angle;
            sum += angle;
        }
        return [.. Enumerable.Range(0, next.Length).Where(f => probabilities[f] > 0).Select(f => new StablePose(f, probabilities[f] / sum, Rotation.Between(hull.Normals[f], new(0, 0, -1))))];
    }

    /// <summary>Of a face, seen from the centre of mass, by its triangles (Van Oosterom and Strackee 1983).</summary>
    private static double SolidAngle(ConvexHull hull, int face)
    {
        var (corners, center, angle) = (hull.Faces[face], hull.Mass.Center, 0.0);
        for (var i = 1; i + 1 < corners.Length; i++)
        {
            var (a, b, c) = (hull.Vertices[corners[0]] - center, hull.Vertices[corners[i]] - center, hull.Vertices[corners[i + 1]] - center);
            var (la, lb, lc) = (a.Length, b.Length, c.Length);
            angle += 2 * PortableMath.Atan2(Double3.Dot(a, Double3.Cross(b, c)),
                la * lb * lc + Double3.Dot(a, b) * lc + Double3.Dot(a, c) * lb + Double3.Dot(b, c) * la);
        }
        return angle;
    }

    /// <summary>Height of the centre of mass over a face.</summary>
    private static double Height(ConvexHull hull, int face) => hull.Offsets[face] - Double3.Dot(hull.Normals[face], hull.Mass.Center);

    /// <summary>The face itself where it holds.</summary>
    private static int ToppledTo(ConvexHull hull, int face)
    {
        var foot = hull.Mass.Center + hull.Normals[face] * Height(hull, face);
        var (nearest, to) = (double.PositiveInfinity, face);
        foreach (var edge in hull.Edges)
        {
            if (edge.Left != face && edge.Right != face)
                continue;
            var (from, until) = edge.Left == face ? (edge.From, edge.To) : (edge.To, edge.From);
            var (p, along) = (hull.Vertices[from], hull.Vertices[until] - hull.Vertices[from]);
            // Counter-clockwise: inside is left of every edge.
            if (Double3.Dot(Double3.Cross(hull.Normals[face], along), foot - p) >= 0)
                continue;
            var part = Math.Clamp(Double3.Dot(foot - p, along) / Double3.Dot(along, along), 0, 1);
            var distance = (foot - p - along * part).Length;
            if (distance < nearest)
                (nearest, to) = (distance, edge.Left == face ? edge.Right : edge.Left);
        }
        // It falls: what rounding makes of nearly flat neighbours must not go round in a circle.
        return Height(hull, to) < Height(hull, face) ? to : face;
    }
}
