using System.Numerics;
using System.Runtime.InteropServices;

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

    /// <summary>
    /// Above so many triangles a leaf is a whole cluster, which is compact: such a tree is built in a fiftieth of the time, and the few rays that are cast
    /// into a frame are worth no more.
    /// </summary>
    private const int MostSplitTriangles = 1 << 18;

    private readonly List<Node> _nodes = [];
    private readonly Item[] _items;
    private readonly int[] _order;

    /// <param name="mesh">Not changed any more.</param>
    /// <param name="mostSplitTriangles">Above so many triangles a leaf is a cluster; for tests.</param>
    public TriangleTree(Mesh mesh, int mostSplitTriangles = MostSplitTriangles)
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
        var byCluster = Corners.Length > mostSplitTriangles;
        _items = byCluster
            ? Array.ConvertAll(mesh.Clusters, c => Around((int)c.TriangleOffset, (int)c.TriangleCount))
            : [.. Enumerable.Range(0, Corners.Length).Select(t => Around(t, 1))];
        _order = [.. Enumerable.Range(0, _items.Length)];
        _nodes.Add(default);
        Split(0, 0, _order.Length, 0, byCluster ? 1 : LeafTriangles);
        Order = byCluster ? Expand() : _order;
        Nodes = [.. _nodes];
        (_nodes, _items, _order) = ([], [], []);
    }

    /// <summary>What is split: a triangle, or a cluster of them.</summary>
    private readonly record struct Item(Vector3 Min, Vector3 Max, int First, int Count)
    {
        public Vector3 Center => (Min + Max) / 2;
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

    private Item Around(int first, int count)
    {
        var (min, max) = (new Vector3(float.PositiveInfinity), new Vector3(float.NegativeInfinity));
        foreach (var (a, b, c) in Corners.AsSpan(first, count))
        {
            min = Vector3.Min(min, Vector3.Min(P(a), Vector3.Min(P(b), P(c))));
            max = Vector3.Max(max, Vector3.Max(P(a), Vector3.Max(P(b), P(c))));
        }
        return new(min, max, first, count);
    }

    /// <summary>Leaves of clusters become leaves of their triangles.</summary>
    private int[] Expand()
    {
        var order = new int[Corners.Length];
        var starts = new int[_order.Length + 1];
        for (var i = 0; i < _order.Length; i++)
        {
            var item = _items[_order[i]];
            for (var t = 0; t < item.Count; t++)
                order[starts[i] + t] = item.First + t;
            starts[i + 1] = starts[i] + item.Count;
        }
        foreach (ref var node in CollectionsMarshal.AsSpan(_nodes))
            if (node.Count > 0)
                node = node with { First = starts[node.First], Count = starts[node.First + node.Count] - starts[node.First] };
        return order;
    }

    private void Split(int node, int first, int count, int depth, int leaf)
    {
        var (min, max) = (new Vector3(float.PositiveInfinity), new Vector3(float.NegativeInfinity));
        var (centerMin, centerMax) = (min, max);
        foreach (var number in _order.AsSpan(first, count))
        {
            ref readonly var item = ref _items[number];
            (min, max) = (Vector3.Min(min, item.Min), Vector3.Max(max, item.Max));
            (centerMin, centerMax) = (Vector3.Min(centerMin, item.Center), Vector3.Max(centerMax, item.Center));
        }
        var extent = centerMax - centerMin;
        if (count <= leaf || extent == Vector3.Zero)
        {
            _nodes[node] = new(min, max, first, count);
            return;
        }
        var left = depth < MaxHeuristicDepth ? Partition(first, count, centerMin, extent) : Halve(first, count, extent);
        var children = _nodes.Count;
        _nodes.Add(default);
        _nodes.Add(default);
        _nodes[node] = new(min, max, children, 0);
        Split(children, first, left, depth + 1, leaf);
        Split(children + 1, first + left, count - left, depth + 1, leaf);
    }

    /// <summary>Orders the items along the longest axis; half of them go left.</summary>
    private int Halve(int first, int count, Vector3 extent)
    {
        var axis = extent.X >= extent.Y && extent.X >= extent.Z ? 0 : extent.Y >= extent.Z ? 1 : 2;
        _order.AsSpan(first, count).Sort((a, b) => _items[a].Center[axis].CompareTo(_items[b].Center[axis]));
        return count / 2;
    }

    /// <summary>The cheapest of the planes between bins on all axes; how many items go left.</summary>
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
            foreach (var number in _order.AsSpan(first, count))
            {
                ref readonly var item = ref _items[number];
                ref var bin = ref bins[Bin(number, axis, origin, extent)];
                bin = (Vector3.Min(bin.Min, item.Min), Vector3.Max(bin.Max, item.Max), bin.Count + 1);
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
        var range = _order.AsSpan(first, count);
        var left = 0;
        for (var i = 0; i < count; i++)
            if (Bin(range[i], bestAxis, origin, extent) <= bestBin)
                (range[left++], range[i]) = (range[i], range[left - 1]);
        return left;
    }

    private int Bin(int item, int axis, Vector3 origin, Vector3 extent) =>
        Math.Clamp((int)((_items[item].Center[axis] - origin[axis]) / extent[axis] * Bins), 0, Bins - 1);

    private static float HalfArea(Vector3 size) => size.X * size.Y + size.Y * size.Z + size.Z * size.X;
}
