using System.Numerics;
using Render.Core.Geometry;

namespace Render.Tests.Assets;

/// <summary>A mesh as the set of its triangles, whatever its clusters and vertex order are.</summary>
public static class MeshTriangles
{
    /// <summary>Vertex numbers in the mesh's streams, three a triangle.</summary>
    public static IEnumerable<(Cluster Cluster, int A, int B, int C)> Of(Mesh mesh) =>
        from cluster in mesh.Clusters
        from word in mesh.Triangles.Skip((int)cluster.TriangleOffset).Take((int)cluster.TriangleCount)
        let first = (int)cluster.VertexOffset
        select (cluster, first + (int)(word & 255), first + (int)(word >> 8 & 255), first + (int)(word >> 16));

    /// <summary>Positions, each triangle turned to start at its least corner (which keeps the winding), in sorted order.</summary>
    public static (Vector3, Vector3, Vector3)[] Canonical(Mesh mesh, float rounding = 0) =>
        Canonical(Of(mesh).Select(t => (mesh.Positions[t.A], mesh.Positions[t.B], mesh.Positions[t.C])), rounding);

    public static (Vector3, Vector3, Vector3)[] Canonical(IEnumerable<(Vector3, Vector3, Vector3)> triangles, float rounding = 0) =>
        [.. triangles.Select(t => Turned(Rounded(t.Item1, rounding), Rounded(t.Item2, rounding), Rounded(t.Item3, rounding)))
            .OrderBy(t => Key(t.Item1)).ThenBy(t => Key(t.Item2)).ThenBy(t => Key(t.Item3))];

    private static Vector3 Rounded(Vector3 p, float to) => to == 0 ? p : new(MathF.Round(p.X / to) * to, MathF.Round(p.Y / to) * to, MathF.Round(p.Z / to) * to);

    private static (Vector3, Vector3, Vector3) Turned(Vector3 a, Vector3 b, Vector3 c)
    {
        var least = new[] { a, b, c }.MinBy(Key);
        return least == a ? (a, b, c) : least == b ? (b, c, a) : (c, a, b);
    }

    private static (float, float, float) Key(Vector3 p) => (p.X + 0f, p.Y + 0f, p.Z + 0f);
}
