using Render.Core.Sampling;

namespace Render.Core.Geometry;

/// <summary>
/// A mesh a hair smaller on every side: each vertex moved inwards from all the faces that meet in it. What only touches the mesh is then clear of it, and what runs
/// along it no longer lies in its planes and edges.
/// </summary>
internal static class MeshInset
{
    /// <summary>How far faces move, in parts of the diagonal of the mesh's box: below the rounding of float32 poses, far above that of double precision.</summary>
    public const double Depth = 1e-7;

    /// <summary>A vertex between faces that nearly face each other moves no farther than so many times the depth.</summary>
    private const double MostReach = 20;

    /// <summary>Added to all vertices, in parts of the depth and less than it: meshes of right angles then share no edge, diagonal or plane with others.</summary>
    private static readonly Double3 _generic = new(0.1137, -0.0731, 0.0519);

    /// <summary>Of all vertices of the tree's mesh, object space. One that no triangle with an area uses stays.</summary>
    public static Double3[] Of(TriangleTree tree)
    {
        var points = Array.ConvertAll(tree.Mesh.Positions, p => new Double3(p.X, p.Y, p.Z));
        var (ids, count) = Weld.Ids(tree.Mesh.Positions);
        var (outward, least) = (new Double3[count], new double[count]);
        foreach (var (normal, triangle) in Faces(tree, points))
            foreach (var vertex in triangle)
                outward[ids[vertex]] += normal;
        for (var v = 0; v < count; v++)
            (outward[v], least[v]) = (outward[v].Length > 0 ? outward[v].Normalized() : default, 1);
        foreach (var (normal, triangle) in Faces(tree, points))
            foreach (var vertex in triangle)
                least[ids[vertex]] = Math.Min(least[ids[vertex]], Double3.Dot(normal, outward[ids[vertex]]));
        var root = tree.Nodes[0];
        var depth = Depth * (root.Max - root.Min).Length();
        for (var i = 0; i < points.Length; i++)
        {
            // Of a saddle, no direction is inwards from all faces: their mean is as good as any.
            var reach = least[ids[i]] > 0 ? Math.Min(1 / least[ids[i]], MostReach) : 1;
            if (outward[ids[i]] != default)
                points[i] += (_generic - outward[ids[i]] * reach) * depth;
        }
        return points;
    }

    private static IEnumerable<(Double3 Normal, int[] Triangle)> Faces(TriangleTree tree, Double3[] points)
    {
        foreach (var (a, b, c) in tree.Corners)
            if (Double3.Cross(points[b] - points[a], points[c] - points[a]) is var normal && normal.Length > 0)
                yield return (normal.Normalized(), [a, b, c]);
    }
}
