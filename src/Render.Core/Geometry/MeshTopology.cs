namespace Render.Core.Geometry;

/// <summary>How a mesh hangs together, by positions: vertices that lie in the same place are one.</summary>
/// <param name="IsClosed">Whether every edge has as many triangles on one side as on the other: the mesh has an inside.</param>
/// <param name="Pieces">The number of a vertex of each connected piece.</param>
internal sealed record MeshTopology(bool IsClosed, int[] Pieces)
{
    public static MeshTopology Of(TriangleTree tree)
    {
        var (ids, count) = Weld.Ids(tree.Mesh.Positions);
        var parent = new int[count];
        for (var i = 0; i < count; i++)
            parent[i] = i;
        int Root(int v)
        {
            while (parent[v] != v)
                v = parent[v] = parent[parent[v]];
            return v;
        }
        var edges = new Dictionary<(int, int), int>();
        void Edge(int a, int b) => edges[a < b ? (a, b) : (b, a)] = edges.GetValueOrDefault(a < b ? (a, b) : (b, a)) + (a < b ? 1 : -1);
        foreach (var (i, j, k) in tree.Corners)
        {
            var (a, b, c) = (ids[i], ids[j], ids[k]);
            if (a == b || b == c || c == a)
                continue;
            Edge(a, b);
            Edge(b, c);
            Edge(c, a);
            parent[Root(a)] = Root(b);
            parent[Root(b)] = Root(c);
        }
        var (seen, pieces) = (new HashSet<int>(), new List<int>());
        foreach (var (i, _, _) in tree.Corners)
            if (seen.Add(Root(ids[i])))
                pieces.Add(i);
        return new(edges.Values.All(balance => balance == 0), [.. pieces]);
    }
}
