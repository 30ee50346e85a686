using System.Numerics;

namespace Render.Core.Geometry;

/// <summary>
/// A bounding volume hierarchy over the triangles of one mesh, in object space, built once and shared by all frames and threads. Split by
/// the surface area heuristic over bins (Wald, "On fast Construction of SAH-based Bounding Volume Hierarchies", 2007). Bounds are exact:
/// they are minima and maxima of float32 positions.
/// </summary>
internal sealed class TriangleTree
{
    /// <summary>Bounds what a traversal must remember.</summary>
    public const int MaxDepth = 96;

    /// <summary>From this depth on, halves by count: 2^31 triangles are then spent before <see cref="MaxDepth"/>.</summary>
    private const int MaxHeuristicDepth = 60;

    private const int LeafTriangles = 4;
    private const int Bins = 16;

    private readonly List<Node> _nodes = [];
    private readonly Vector3[] _centers;

    public TriangleTree(Mesh mesh)
    {
        Mesh = mesh;
        Corners = new (int, int, int)[mesh.Triangles.Length];
        Materials = new int[mesh.Triangles.Length];
        foreach (var cluster in mesh.Clusters)
        {
            for (var t = cluster.TriangleOffset; t < cluster.TriangleOffset + cluster.TriangleCount; t++)
            {
                var (word, first) = (mesh.Triangles[t], (int)cluster.VertexOffset);
                Corners[t] = (first + (int)(word & 255), first + (int)(word >> 8 & 255), first + (int)(word >> 16 & 255));
                Materials[t] = (int)cluster.Material;
            }
        }
        Order = [.. Enumerable.Range(0, Corners.Length)];
        _centers = [.. Corners.Select(c => (Vector3.Min(Vector3.Min(P(c.A), P(c.B)), P(c.C)) + Vector3.Max(Vector3.Max(P(c.A), P(c.B)), P(c.C))) / 2)];
        _nodes.Add(default);
        Split(0, 0, Order.Length, 0);
        Nodes = [.. _nodes];
        (_nodes, _centers) = ([], []);
    }

    /// <param name="Min">Lower corner, object space.</param>
    /// <param name="Max">Upper corner.</param>
    /// <param name="First">A leaf's first place in <see cref="Order"/>, or the first of two neighbouring child nodes.</param>
    /// <param name="Count">Triangles of a leaf; 0: an inner node.</param>
    public readonly record struct Node(Vector3 Min, Vector3 Max, int First, int Count);

    public Mesh Mesh { get; }

    /// <summary>The root is node 0.</summary>
    public Node[] Nodes { get; }

    /// <summary>Triangle numbers, ordered by leaf.</summary>
    public int[] Order { get; }

    /// <summary>Vertex numbers in the mesh's streams, by triangle.</summary>
    public (int A, int B, int C)[] Corners { get; }

    /// <summary>Index into the model's materials, by triangle.</summary>
    public int[] Materials { get; }

    private Vector3 P(int vertex) => Mesh.Positions[vertex];

    private void Split(int node, int first, int count, int depth)
    {
        var (min, max) = (new Vector3(float.PositiveInfinity), new Vector3(float.NegativeInfinity));
        var (centerMin, centerMax) = (min, max);
        foreach (var triangle in Order.AsSpan(first, count))
        {
            var (a, b, c) = Corners[triangle];
            min = Vector3.Min(min, Vector3.Min(P(a), Vector3.Min(P(b), P(c))));
            max = Vector3.Max(max, Vector3.Max(P(a), Vector3.Max(P(b), P(c))));
            (centerMin, centerMax) = (Vector3.Min(centerMin, _centers[triangle]), Vector3.Max(centerMax, _centers[triangle]));
        }
        var extent = centerMax - centerMin;
        if (count <= LeafTriangles || extent == Vector3.Zero)
        {
            _nodes[node] = new(min, max, first, count);
            return;
        }
        var left = depth < MaxHeuristicDepth ? Partition(first, count, centerMin, extent) : Halve(first, count, extent);
        var children = _nodes.Count;
        _nodes.Add(default);
        _nodes.Add(default);
        _nodes[node] = new(min, max, children, 0);
        Split(children, first, left, depth + 1);
        Split(children + 1, first + left, count - left, depth + 1);
    }

    /// <summary>Orders the triangles along the longest axis; half of them go left.</summary>
    private int Halve(int first, int count, Vector3 extent)
    {
        var axis = extent.X >= extent.Y && extent.X >= extent.Z ? 0 : extent.Y >= extent.Z ? 1 : 2;
        Order.AsSpan(first, count).Sort((a, b) => _centers[a][axis].CompareTo(_centers[b][axis]));
        return count / 2;
    }

    /// <summary>The cheapest of the planes between bins on all axes; how many triangles go left.</summary>
    private int Partition(int first, int count, Vector3 origin, Vector3 extent)
    {
        var (best, bestAxis, bestBin) = (float.PositiveInfinity, -1, 0);
        var bins = new (Vector3 Min, Vector3 Max, int Count)[Bins];
        Span<float> rightCost = stackalloc float[Bins];
        for (var axis = 0; axis < 3; axis++)
        {
            if (!(extent[axis] > 0))
                continue;
            Array.Fill(bins, (new(float.PositiveInfinity), new(float.NegativeInfinity), 0));
            foreach (var triangle in Order.AsSpan(first, count))
            {
                var (a, b, c) = Corners[triangle];
                ref var bin = ref bins[Bin(triangle, axis, origin, extent)];
                bin = (Vector3.Min(bin.Min, Vector3.Min(P(a), Vector3.Min(P(b), P(c)))),
                    Vector3.Max(bin.Max, Vector3.Max(P(a), Vector3.Max(P(b), P(c)))), bin.Count + 1);
            }
            var (min, max, sum) = (new Vector3(float.PositiveInfinity), new Vector3(float.NegativeInfinity), 0);
            for (var bin = Bins - 1; bin > 0; bin--)
            {
                (min, max, sum) = (Vector3.Min(min, bins[bin].Min), Vector3.Max(max, bins[bin].Max), sum + bins[bin].Count);
                rightCost[bin] = sum == 0 ? float.PositiveInfinity : sum * HalfArea(max - min);
            }
            (min, max, sum) = (new(float.PositiveInfinity), new(float.NegativeInfinity), 0);
            for (var bin = 0; bin < Bins - 1; bin++)
            {
                (min, max, sum) = (Vector3.Min(min, bins[bin].Min), Vector3.Max(max, bins[bin].Max), sum + bins[bin].Count);
                var cost = sum == 0 ? float.PositiveInfinity : sum * HalfArea(max - min) + rightCost[bin + 1];
                if (cost < best)
                    (best, bestAxis, bestBin) = (cost, axis, bin);
            }
        }
        if (bestAxis < 0)
            return Halve(first, count, extent);
        var range = Order.AsSpan(first, count);
        var left = 0;
        for (var i = 0; i < count; i++)
            if (Bin(range[i], bestAxis, origin, extent) <= bestBin)
                (range[left++], range[i]) = (range[i], range[left - 1]);
        return left;
    }

    private int Bin(int triangle, int axis, Vector3 origin, Vector3 extent) =>
        Math.Clamp((int)((_centers[triangle][axis] - origin[axis]) / extent[axis] * Bins), 0, Bins - 1);

    private static float HalfArea(Vector3 size) => size.X * size.Y + size.Y * size.Z + size.Z * size.X;
}
