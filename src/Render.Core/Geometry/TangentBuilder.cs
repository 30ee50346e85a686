using System.Numerics;

namespace Render.Core.Geometry;

/// <summary>
/// Derives tangent frames from texture coordinates after MikkTSpace (Mikkelsen, "Simulation of wrinkled surfaces revisited", 2008), to which
/// glTF refers: the triangle's direction of growing u, projected into the vertex's tangent plane, averaged with the corner angles over the
/// triangles that share position, normal and texture coordinate and have the same orientation in texture space. Vertices at which both
/// orientations meet are split.
/// </summary>
public static class TangentBuilder
{
    /// <summary>The part with tangents. Needs unit normals. Where there is no direction of u, any unit tangent with handedness +1.</summary>
    public static MeshPart Derive(MeshPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        var normals = part.Normals ?? throw new ArgumentException("needs normals", nameof(part));
        if (TexCoords(part) is null)
            return part with { Tangents = Array.ConvertAll(normals, n => new Vector4(AnyTangent(n), 1)) };

        var (split, mirrored) = SplitByOrientation(part);
        var uvs = TexCoords(split)!;
        var frames = new (Vector3, Vector3, Vector2, bool)[mirrored.Length];
        Ranges.Run(frames.Length, (from, to) =>
        {
            for (var i = from; i < to; i++)
                frames[i] = (split.Positions[i], split.Normals![i], uvs[i], mirrored[i]);
        });
        var welding = Task.Run(() => Weld.Ids(frames));
        // Side by side, then added up in the order of the triangles: the same sum for any number of threads.
        var weighted = new Vector3[split.Indices.Length];
        Ranges.Run(split.Indices.Length / 3, (from, to) =>
        {
            for (var t = 3 * from; t < 3 * to; t += 3)
                Weighted(split, t, DirectionOfU(split, t, uvs), weighted.AsSpan(t, 3));
        });
        var (ids, count) = welding.Result;
        var sums = new Vector3[count];
        for (var i = 0; i < weighted.Length; i++)
            sums[ids[split.Indices[i]]] += weighted[i];
        var tangents = new Vector4[mirrored.Length];
        Ranges.Run(tangents.Length, (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                var sum = sums[ids[i]];
                var tangent = sum.LengthSquared() > 1e-12f ? Vector3.Normalize(sum) : AnyTangent(split.Normals![i]);
                tangents[i] = new(tangent, mirrored[i] ? -1 : 1);
            }
        });
        return split with { Tangents = tangents };
    }

    /// <summary>A unit vector at right angles to a unit vector (Duff et al., "Building an orthonormal basis, revisited", 2017).</summary>
    public static Vector3 AnyTangent(Vector3 n)
    {
        var sign = MathF.CopySign(1, n.Z);
        var a = -1 / (sign + n.Z);
        return Vector3.Normalize(new(1 + sign * n.X * n.X * a, sign * n.X * n.Y * a, -sign * n.X));
    }

    /// <summary>What a triangle adds at its corners: its direction in their tangent planes, times the angle.</summary>
    private static void Weighted(MeshPart part, int t, Vector3 direction, Span<Vector3> corners)
    {
        for (var k = 0; k < 3; k++)
        {
            var vertex = part.Indices[t + k];
            var projected = Project(direction, part.Normals![vertex]);
            corners[k] = projected.LengthSquared() > 0
                ? Vector3.Normalize(projected) * Triangle.Angle(
                    part.Positions[vertex], part.Positions[part.Indices[t + (k + 1) % 3]], part.Positions[part.Indices[t + (k + 2) % 3]])
                : Vector3.Zero;
        }
    }

    private static Vector3 Project(Vector3 v, Vector3 n) => v - n * Vector3.Dot(n, v);

    /// <summary>
    /// Twice the signed area in (u, v). Since v grows downwards in the image and glTF's bitangent points up in it, a triangle with a positive
    /// area here is a mirrored one.
    /// </summary>
    private static double SignedArea(Vector2 a, Vector2 b, Vector2 c) =>
        ((double)b.X - a.X) * ((double)c.Y - a.Y) - ((double)c.X - a.X) * ((double)b.Y - a.Y);

    private static Vector2[]? TexCoords(MeshPart part) => part.TangentTexCoordSet == 1 ? part.TexCoords1 : part.TexCoords;

    /// <summary>The part, its vertices split where both orientations meet, and for each of them whether it belongs to mirrored triangles.</summary>
    private static (MeshPart Part, bool[] Mirrored) SplitByOrientation(MeshPart part)
    {
        var uvs = TexCoords(part)!;
        var flags = new bool[part.Indices.Length / 3];
        Ranges.Run(flags.Length, (from, to) =>
        {
            for (var t = from; t < to; t++)
                flags[t] = SignedArea(uvs[part.Indices[3 * t]], uvs[part.Indices[3 * t + 1]], uvs[part.Indices[3 * t + 2]]) > 0;
        });
        // Most files have one orientation only: their vertices stay as they are.
        if (!flags.AsSpan().Contains(true) || !flags.AsSpan().Contains(false))
            return (part, [.. Enumerable.Repeat(flags.Length > 0 && flags[0], part.Positions.Length)]);
        var numbers = new int[2 * part.Positions.Length];
        var (source, mirrored) = (new List<int>(part.Positions.Length), new List<bool>(part.Positions.Length));
        var indices = new int[part.Indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            var (vertex, flag) = (part.Indices[i], flags[i / 3]);
            ref var number = ref numbers[2 * vertex + (flag ? 1 : 0)];
            if (number == 0)
            {
                source.Add(vertex);
                mirrored.Add(flag);
                number = source.Count;
            }
            indices[i] = number - 1;
        }
        return (part.Gather([.. source], indices), [.. mirrored]);
    }

    /// <summary>Unit vector in which u grows on the triangle; zero where texture coordinates give none.</summary>
    private static Vector3 DirectionOfU(MeshPart part, int t, Vector2[] uvs)
    {
        int i = part.Indices[t], j = part.Indices[t + 1], k = part.Indices[t + 2];
        Vector2 a = uvs[i], b = uvs[j], c = uvs[k];
        var area = SignedArea(a, b, c);
        if (area == 0)
            return Vector3.Zero;
        var e1 = part.Positions[j] - part.Positions[i];
        var e2 = part.Positions[k] - part.Positions[i];
        var direction = (e1 * (c.Y - a.Y) - e2 * (b.Y - a.Y)) * Math.Sign(area);
        var length = direction.Length();
        return length > 0 && float.IsFinite(length) ? direction / length : Vector3.Zero;
    }
}
