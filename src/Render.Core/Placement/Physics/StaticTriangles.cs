using Render.Core.Sampling;

namespace Render.Core.Placement.Physics;

/// <summary>A triangle that does not move; its number is its own among all.</summary>
internal sealed record StaticTriangle(int Number, Double3 A, Double3 B, Double3 C, Double3 Normal)
{
    public Double3 this[int corner] => corner switch { 0 => A, 1 => B, _ => C };

    /// <summary>The corner that lies farthest in a direction.</summary>
    public Double3 Farthest(Double3 direction)
    {
        var (a, b, c) = (Double3.Dot(direction, A), Double3.Dot(direction, B), Double3.Dot(direction, C));
        return a >= b && a >= c ? A : b >= c ? B : C;
    }
}

/// <summary>Triangles that do not move, found by boxes: a tree of bounding boxes, halved by count along the longest axis.</summary>
internal sealed class StaticTriangles
{
    private const int LeafSize = 4;

    private readonly List<(Double3 Min, Double3 Max, int First, int Count)> _nodes = [];
    private readonly int[] _order;
    private readonly StaticTriangle[] _triangles;
    private readonly Stack<int> _pending = new();

    /// <param name="corners">Three a triangle; those without an area are left out.</param>
    public StaticTriangles(ReadOnlySpan<Double3> corners)
    {
        var triangles = new List<StaticTriangle>();
        for (var i = 0; i + 2 < corners.Length; i += 3)
            if (Double3.Cross(corners[i + 1] - corners[i], corners[i + 2] - corners[i]) is var cross && cross.Length > 1e-14)
                triangles.Add(new(triangles.Count, corners[i], corners[i + 1], corners[i + 2], cross.Normalized()));
        _triangles = [.. triangles];
        _order = [.. Enumerable.Range(0, _triangles.Length)];
        Lowest = _triangles.Length == 0 ? double.PositiveInfinity : _triangles.Min(t => Math.Min(t.A.Z, Math.Min(t.B.Z, t.C.Z)));
        if (_triangles.Length > 0)
            Build(0, _triangles.Length);
    }

    /// <summary>The least height of all.</summary>
    public double Lowest { get; }

    /// <summary>Adds all triangles whose boxes touch the box, in an order that depends on the triangles alone.</summary>
    public void Find(Double3 min, Double3 max, List<StaticTriangle> found)
    {
        _pending.Clear();
        if (_nodes.Count > 0)
            _pending.Push(0);
        while (_pending.TryPop(out var number))
        {
            var node = _nodes[number];
            if (!Touch(node.Min, node.Max, min, max))
                continue;
            if (node.Count == 0)
            {
                _pending.Push(node.First);
                _pending.Push(number + 1);
                continue;
            }
            for (var i = node.First; i < node.First + node.Count; i++)
                if (Box(_order[i]) is var (low, high) && Touch(low, high, min, max))
                    found.Add(_triangles[_order[i]]);
        }
    }

    private static bool Touch(Double3 min1, Double3 max1, Double3 min2, Double3 max2) =>
        min1.X <= max2.X && min2.X <= max1.X && min1.Y <= max2.Y && min2.Y <= max1.Y && min1.Z <= max2.Z && min2.Z <= max1.Z;

    private (Double3 Min, Double3 Max) Box(int triangle)
    {
        var t = _triangles[triangle];
        return (Min(t.A, Min(t.B, t.C)), Max(t.A, Max(t.B, t.C)));
    }

    /// <summary>The first child follows its parent; an inner node (Count 0) names the second.</summary>
    private void Build(int first, int count)
    {
        var (min, max) = Box(_order[first]);
        for (var i = first + 1; i < first + count; i++)
            if (Box(_order[i]) is var (low, high))
                (min, max) = (Min(min, low), Max(max, high));
        var node = _nodes.Count;
        _nodes.Add((min, max, first, count));
        if (count <= LeafSize)
            return;
        var extent = max - min;
        Func<Double3, double> along = extent.X >= extent.Y && extent.X >= extent.Z ? p => p.X : extent.Y >= extent.Z ? p => p.Y : p => p.Z;
        double Middle(int t) => along(_triangles[t].A) + along(_triangles[t].B) + along(_triangles[t].C);
        _order.AsSpan(first, count).Sort((a, b) => (Middle(a), a).CompareTo((Middle(b), b)));
        Build(first, count / 2);
        _nodes[node] = (min, max, _nodes.Count, 0);
        Build(first + count / 2, count - count / 2);
    }

    private static Double3 Min(Double3 a, Double3 b) => new(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Min(a.Z, b.Z));

    private static Double3 Max(Double3 a, Double3 b) => new(Math.Max(a.X, b.X), Math.Max(a.Y, b.Y), Math.Max(a.Z, b.Z));
}
