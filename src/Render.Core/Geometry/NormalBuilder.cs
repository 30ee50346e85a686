using System.Numerics;

namespace Render.Core.Geometry;

/// <summary>
/// Makes normals from the triangles: weights are the angles at the corners (Thürmer and Wüthrich, "Computing vertex normals from polygonal
/// facets", 1998), so that the result does not depend on how a face is cut into triangles.
/// </summary>
public static class NormalBuilder
{
    /// <summary>Faces that meet at more than this angle, in degrees, keep an edge between them.</summary>
    public const float CreaseDegrees = 60;

    /// <summary>Corners that meet in one point beyond this number are averaged without looking for creases: the search is quadratic.</summary>
    private const int MaxCreaseCorners = 64;

    /// <summary>One normal a triangle; vertices are split.</summary>
    public static MeshPart Flat(MeshPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        var faces = FaceNormals(part);
        var flat = part.Gather(part.Indices, [.. Enumerable.Range(0, part.Indices.Length)]);
        var normals = new Vector3[part.Indices.Length];
        for (var i = 0; i < normals.Length; i++)
            normals[i] = faces[i / 3];
        return flat with { Normals = normals, Tangents = null };
    }

    /// <summary>Smooth over all faces that meet in a position at less than <see cref="CreaseDegrees"/>; vertices are split at creases.</summary>
    public static MeshPart Smooth(MeshPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        var faces = FaceNormals(part);
        var angles = CornerAngles(part);
        var (starts, corners) = CornersByPosition(part);
        var cosine = MathF.Cos(CreaseDegrees * MathF.PI / 180);
        var normals = new Vector3[part.Indices.Length];
        for (var p = 0; p + 1 < starts.Length; p++)
        {
            var group = corners.AsSpan(starts[p]..starts[p + 1]);
            foreach (var corner in group)
            {
                var sum = Vector3.Zero;
                foreach (var other in group)
                    if (group.Length > MaxCreaseCorners || Vector3.Dot(faces[corner / 3], faces[other / 3]) >= cosine)
                        sum += angles[other] * faces[other / 3];
                normals[corner] = UnitOr(sum, faces[corner / 3]);
                if (group.Length <= MaxCreaseCorners)
                    continue;
                foreach (var other in group)
                    normals[other] = UnitOr(sum, faces[other / 3]);
                break;
            }
        }
        return Split(part, normals);
    }

    /// <summary>Unit normals at the vertices as they are, averaged over the triangles that use them.</summary>
    internal static Vector3[] AtVertices(MeshPart part)
    {
        var faces = FaceNormals(part);
        var angles = CornerAngles(part);
        var sums = new Vector3[part.Positions.Length];
        for (var i = 0; i < part.Indices.Length; i++)
            sums[part.Indices[i]] += angles[i] * faces[i / 3];
        for (var i = 0; i < part.Indices.Length; i++)
            sums[part.Indices[i]] = UnitOr(sums[part.Indices[i]], faces[i / 3]);
        return sums;
    }

    private static Vector3 UnitOr(Vector3 v, Vector3 otherwise)
    {
        var length = v.Length();
        return length > 1e-6f ? v / length : otherwise;
    }

    private static Vector3[] FaceNormals(MeshPart part)
    {
        var normals = new Vector3[part.Indices.Length / 3];
        for (var t = 0; t < normals.Length; t++)
        {
            var (a, b, c) = (part.Indices[3 * t], part.Indices[3 * t + 1], part.Indices[3 * t + 2]);
            normals[t] = Triangle.Of(part.Positions[a], part.Positions[b], part.Positions[c]).Normal;
        }
        return normals;
    }

    private static float[] CornerAngles(MeshPart part)
    {
        var angles = new float[part.Indices.Length];
        for (var i = 0; i < angles.Length; i++)
        {
            var t = i - i % 3;
            Vector3 At(int k) => part.Positions[part.Indices[t + (i + k) % 3]];
            angles[i] = Triangle.Angle(At(0), At(1), At(2));
        }
        return angles;
    }

    private static (int[] Starts, int[] Corners) CornersByPosition(MeshPart part)
    {
        var (ids, count) = Weld.Ids(part.Positions);
        return Weld.Group(part.Indices, ids, count);
    }

    /// <summary>Gives every corner its normal; corners of one vertex with the same normal stay one vertex.</summary>
    private static MeshPart Split(MeshPart part, Vector3[] cornerNormals)
    {
        var keys = new (int Vertex, Vector3 Normal)[part.Indices.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = (part.Indices[i], cornerNormals[i]);
        var (ids, count) = Weld.Ids(keys);
        var source = new int[count];
        var normals = new Vector3[count];
        for (var i = 0; i < keys.Length; i++)
            (source[ids[i]], normals[ids[i]]) = keys[i];
        return part.Gather(source, ids) with { Normals = normals, Tangents = null };
    }
}
