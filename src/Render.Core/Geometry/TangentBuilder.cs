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
        if ((part.TangentTexCoordSet == 1 ? part.TexCoords1 : part.TexCoords) is not { } uvs)
            return part with { Tangents = Array.ConvertAll(normals, n => new Vector4(AnyTangent(n), 1)) };

        var (split, source, mirrored) = SplitByOrientation(part, uvs);
        var frames = new (Vector3, Vector3, Vector2, bool)[source.Length];
        for (var i = 0; i < frames.Length; i++)
            frames[i] = (split.Positions[i], split.Normals![i], uvs[source[i]], mirrored[i]);
        var (ids, count) = Weld.Ids(frames);
        var sums = new Vector3[count];
        for (var t = 0; t < split.Indices.Length; t += 3)
        {
            var direction = DirectionOfU(split, t, uvs, source);
            for (var k = 0; k < 3; k++)
            {
                var vertex = split.Indices[t + k];
                var (at, n) = (split.Positions[vertex], split.Normals![vertex]);
                var projected = Project(direction, n);
                if (projected.LengthSquared() > 0)
                    sums[ids[vertex]] += Vector3.Normalize(projected) * Triangle.Angle(
                        at, split.Positions[split.Indices[t + (k + 1) % 3]], split.Positions[split.Indices[t + (k + 2) % 3]]);
            }
        }
        var tangents = new Vector4[source.Length];
        for (var i = 0; i < tangents.Length; i++)
        {
            var sum = sums[ids[i]];
            var tangent = sum.LengthSquared() > 1e-12f ? Vector3.Normalize(sum) : AnyTangent(split.Normals![i]);
            tangents[i] = new(tangent, mirrored[i] ? -1 : 1);
        }
        return split with { Tangents = tangents };
    }

    /// <summary>A unit vector at right angles to a unit vector (Duff et al., "Building an orthonormal basis, revisited", 2017).</summary>
    public static Vector3 AnyTangent(Vector3 n)
    {
        var sign = MathF.CopySign(1, n.Z);
        var a = -1 / (sign + n.Z);
        return Vector3.Normalize(new(1 + sign * n.X * n.X * a, sign * n.X * n.Y * a, -sign * n.X));
    }

    private static Vector3 Project(Vector3 v, Vector3 n) => v - n * Vector3.Dot(n, v);

    /// <summary>
    /// Twice the signed area in (u, v). Since v grows downwards in the image and glTF's bitangent points up in it, a triangle with a positive
    /// area here is a mirrored one.
    /// </summary>
    private static double SignedArea(Vector2 a, Vector2 b, Vector2 c) =>
        ((double)b.X - a.X) * ((double)c.Y - a.Y) - ((double)c.X - a.X) * ((double)b.Y - a.Y);

    private static (MeshPart Part, int[] Source, bool[] Mirrored) SplitByOrientation(MeshPart part, Vector2[] uvs)
    {
        var keys = new (int Vertex, bool Mirrored)[part.Indices.Length];
        for (var t = 0; t < keys.Length; t += 3)
        {
            var (a, b, c) = (part.Indices[t], part.Indices[t + 1], part.Indices[t + 2]);
            var flag = SignedArea(uvs[a], uvs[b], uvs[c]) > 0;
            (keys[t], keys[t + 1], keys[t + 2]) = ((a, flag), (b, flag), (c, flag));
        }
        var (ids, count) = Weld.Ids(keys);
        var source = new int[count];
        var mirrored = new bool[count];
        for (var i = 0; i < keys.Length; i++)
            (source[ids[i]], mirrored[ids[i]]) = keys[i];
        return (part.Gather(source, ids), source, mirrored);
    }

    /// <summary>Unit vector in which u grows on the triangle; zero where texture coordinates give none.</summary>
    private static Vector3 DirectionOfU(MeshPart part, int t, Vector2[] uvs, int[] source)
    {
        int i = part.Indices[t], j = part.Indices[t + 1], k = part.Indices[t + 2];
        Vector2 a = uvs[source[i]], b = uvs[source[j]], c = uvs[source[k]];
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
