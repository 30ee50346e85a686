using System.Numerics;

namespace Render.Core.Geometry;

/// <summary>
/// Cuts parts into clusters of one material. Greedy, after meshoptimizer's meshlet builder (Kapoulkine): a cluster is seeded at the first free
/// triangle in Morton order and takes, until it is full, the neighbouring triangle that keeps it smallest: near its centre, few new vertices,
/// facing the same way. Small compact clusters are what culling lives on. Deterministic: ties go to the lower triangle number.
/// </summary>
public static class ClusterBuilder
{
    /// <param name="parts">Finished parts: normals, tangents, indices in range, at least one triangle in each.</param>
    public static Mesh Build(IReadOnlyList<MeshPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var output = new MeshStreams(
            parts.Sum(p => p.Indices.Length / 3), parts.Any(p => p.TexCoords1 is not null), parts.Any(p => p.Colors is not null));
        foreach (var part in parts)
        {
            var growth = new ClusterGrowth(part);
            while (growth.Next() is { Count: > 0 } triangles)
                output.Add(part, triangles);
        }
        return output.ToMesh();
    }
}

/// <summary>Hands out the triangles of one part, cluster by cluster.</summary>
internal sealed class ClusterGrowth
{
    private readonly MeshPart _part;
    private readonly Vector3[] _centers, _normals;
    private readonly int[] _order, _positionIds, _starts, _corners;
    private readonly bool[] _taken;

    /// <summary>Number of the cluster (from 1) that last touched a triangle or vertex, so that nothing has to be cleared.</summary>
    private readonly int[] _candidateOf, _vertexOf;
    private readonly List<int> _candidates = [], _cluster = [];
    private readonly float _typicalArea;
    private int _next, _number, _vertices;

    public ClusterGrowth(MeshPart part)
    {
        _part = part;
        var count = part.Indices.Length / 3;
        (_centers, _normals, _taken) = (new Vector3[count], new Vector3[count], new bool[count]);
        (_candidateOf, _vertexOf) = (new int[count], new int[part.Positions.Length]);
        double area = 0;
        for (var t = 0; t < count; t++)
        {
            var (a, b, c) = (At(t, 0), At(t, 1), At(t, 2));
            _centers[t] = (a + b + c) / 3;
            var triangle = Triangle.Of(a, b, c);
            _normals[t] = triangle.Normal;
            area += triangle.DoubleArea / 2;
        }
        _typicalArea = (float)Math.Clamp(area / Math.Max(count, 1), float.Epsilon, float.MaxValue);
        _order = Morton.Order(_centers);
        (_positionIds, var positions) = Weld.Ids(part.Positions);
        (_starts, _corners) = Weld.Group(part.Indices, v => _positionIds[v], positions);
    }

    /// <summary>The next cluster's triangles; empty when all are handed out. The list is reused by the next call.</summary>
    public List<int> Next()
    {
        _cluster.Clear();
        _candidates.Clear();
        _vertices = 0;
        _number++;
        var (center, axis) = (Vector3.Zero, Vector3.Zero);
        while (_cluster.Count < Cluster.MaxTriangles)
        {
            var triangle = _cluster.Count == 0 ? Seed() : Best(center / _cluster.Count, axis);
            if (triangle < 0 || _vertices + NewVertices(triangle) > Cluster.MaxVertices)
                break;
            Take(triangle);
            center += _centers[triangle];
            axis += _normals[triangle];
        }
        return _cluster;
    }

    private Vector3 At(int triangle, int corner) => _part.Positions[_part.Indices[3 * triangle + corner]];

    private int Seed()
    {
        while (_next < _order.Length && _taken[_order[_next]])
            _next++;
        return _next < _order.Length ? _order[_next] : -1;
    }

    private int NewVertices(int triangle)
    {
        var fresh = 0;
        for (var k = 0; k < 3; k++)
            fresh += _vertexOf[_part.Indices[3 * triangle + k]] == _number ? 0 : 1;
        return fresh;
    }

    /// <summary>
    /// The best neighbour. Where there is none left, the next free triangle in Morton order if it is near: a mesh of many small pieces (foliage,
    /// text, unwelded soup) would else give clusters of a triangle or two.
    /// </summary>
    private int Best(Vector3 center, Vector3 axis)
    {
        var length = axis.Length();
        axis = length > 0 ? axis / length : Vector3.Zero;
        var (best, bestCost) = (-1, float.PositiveInfinity);
        for (var i = _candidates.Count - 1; i >= 0; i--)
        {
            var triangle = _candidates[i];
            if (_taken[triangle])
            {
                _candidates[i] = _candidates[^1];
                _candidates.RemoveAt(_candidates.Count - 1);
                continue;
            }
            var cost = Cost(triangle, center, axis);
            if (cost < bestCost || (cost == bestCost && triangle < best))
                (best, bestCost) = (triangle, cost);
        }
        if (best >= 0)
            return best;
        var near = Seed();
        // A full cluster of typical triangles, if flat and round, has this squared radius; a jump of some radii is still compact enough.
        var reach = 8 * _typicalArea * Cluster.MaxTriangles / MathF.PI;
        return near >= 0 && Vector3.DistanceSquared(_centers[near], center) < reach ? near : -1;
    }

    private float Cost(int triangle, Vector3 center, Vector3 axis)
    {
        var distance = Vector3.DistanceSquared(_centers[triangle], center) + _typicalArea;
        return distance * (1 + 0.25f * NewVertices(triangle)) * (1.5f - 0.5f * Vector3.Dot(_normals[triangle], axis));
    }

    private void Take(int triangle)
    {
        _taken[triangle] = true;
        _cluster.Add(triangle);
        _vertices += NewVertices(triangle);
        for (var k = 0; k < 3; k++)
        {
            var vertex = _part.Indices[3 * triangle + k];
            if (_vertexOf[vertex] == _number)
                continue;
            _vertexOf[vertex] = _number;
            AddNeighbours(_positionIds[vertex]);
        }
    }

    /// <summary>The hub of a large fan would make the candidates as many as the triangles: some of its free neighbours are enough.</summary>
    private void AddNeighbours(int position)
    {
        const int Most = 64;
        var added = 0;
        for (var i = _starts[position]; i < _starts[position + 1] && added < Most; i++)
        {
            var triangle = _corners[i] / 3;
            if (_taken[triangle])
            {
                // Skip taken ones for good, so that a hub is not walked again from its start by every cluster.
                if (i == _starts[position])
                    _starts[position]++;
                continue;
            }
            if (_candidateOf[triangle] == _number)
                continue;
            _candidateOf[triangle] = _number;
            _candidates.Add(triangle);
            added++;
        }
    }
}
