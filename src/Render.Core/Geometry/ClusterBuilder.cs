using System.Numerics;
using System.Runtime.InteropServices;

namespace Render.Core.Geometry;

/// <summary>
/// Cuts parts into clusters of one material. Greedy, after meshoptimizer's meshlet builder (Kapoulkine): a cluster is seeded at the first free
/// triangle in Morton order and takes, until it is full, the neighbouring triangle that keeps it smallest: near its centre, few new vertices,
/// facing the same way. Small compact clusters are what culling lives on. Deterministic: ties go to the lower triangle number.
/// </summary>
public static class ClusterBuilder
{
    /// <summary>Larger parts are cut along the Morton curve before they are clustered: pieces are worked at side by side, and fit into caches.</summary>
    private const int PieceTriangles = 1 << 17;

    /// <summary>Enough for a clean cut: a grid of 128 cells a side.</summary>
    private const int CutBits = 7;

    /// <param name="parts">Finished parts: normals, tangents, indices in range, at least one triangle in each.</param>
    public static Mesh Build(IReadOnlyList<MeshPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        MeshPart[] pieces = [.. parts.SelectMany(Pieces)];
        var streams = new MeshStreams[pieces.Length];
        Parallel.For(0, pieces.Length, i =>
        {
            streams[i] = new(pieces[i]);
            var growth = new ClusterGrowth(pieces[i]);
            while (growth.Next())
                streams[i].Add(growth.Vertices, growth.Triangles);
        });
        return MeshStreams.ToMesh(streams);
    }

    /// <summary>The part in pieces of nearly the same number of triangles, whatever the number of threads.</summary>
    private static MeshPart[] Pieces(MeshPart part)
    {
        var count = part.Indices.Length / 3;
        if (count <= PieceTriangles)
            return [part];
        var centers = new Vector3[count];
        Ranges.Run(count, (from, to) =>
        {
            for (var t = from; t < to; t++)
                centers[t] = (part.Positions[part.Indices[3 * t]] + part.Positions[part.Indices[3 * t + 1]] + part.Positions[part.Indices[3 * t + 2]]) / 3;
        });
        var order = Morton.Order(centers, CutBits);
        var pieces = new MeshPart[(count + PieceTriangles - 1) / PieceTriangles];
        int First(int piece) => (int)((long)piece * count / pieces.Length);
        var pieceOf = new int[count];
        Parallel.For(0, pieces.Length, p =>
        {
            foreach (var t in order.AsSpan(First(p)..First(p + 1)))
                pieceOf[t] = p;
        });
        // Handed out in their order, so that each piece has its own in rising order.
        int[][] triangles = [.. Enumerable.Range(0, pieces.Length).Select(p => new int[First(p + 1) - First(p)])];
        var taken = new int[pieces.Length];
        for (var t = 0; t < count; t++)
            triangles[pieceOf[t]][taken[pieceOf[t]]++] = t;
        Parallel.For(0, pieces.Length, p => pieces[p] = Piece(part, triangles[p]));
        return pieces;
    }

    private static MeshPart Piece(MeshPart part, int[] triangles)
    {
        var (numbers, source) = (new int[part.Positions.Length], new List<int>(triangles.Length));
        var indices = new int[3 * triangles.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            var vertex = part.Indices[3 * triangles[i / 3] + i % 3];
            if (numbers[vertex] == 0)
            {
                source.Add(vertex);
                numbers[vertex] = source.Count;
            }
            indices[i] = numbers[vertex] - 1;
        }
        return part.Gather([.. source], indices);
    }
}

/// <summary>Hands out the triangles of one part, cluster by cluster.</summary>
internal sealed class ClusterGrowth
{
    private readonly Vector3[] _centers, _normals;
    private readonly int[] _indices, _order, _positionIds, _starts, _corners;
    private readonly bool[] _taken;

    /// <summary>Number of the cluster (from 1) that last touched a triangle or vertex, so that nothing has to be cleared.</summary>
    private readonly int[] _candidateOf, _vertexOf;

    /// <summary>Number of a vertex within the cluster that last touched it.</summary>
    private readonly byte[] _local;
    private readonly ClusterCandidates _candidates = new();
    private readonly List<int> _vertices = new(Cluster.MaxVertices);
    private readonly List<uint> _triangles = new(Cluster.MaxTriangles);
    private readonly float _typicalArea;
    private int _next, _number;

    public ClusterGrowth(MeshPart part)
    {
        _indices = part.Indices;
        var count = _indices.Length / 3;
        (_centers, _normals, _taken) = (new Vector3[count], new Vector3[count], new bool[count]);
        (_candidateOf, _vertexOf, _local) = (new int[count], new int[part.Positions.Length], new byte[part.Positions.Length]);
        double area = 0;
        for (var t = 0; t < count; t++)
        {
            var (a, b, c) = (part.Positions[_indices[3 * t]], part.Positions[_indices[3 * t + 1]], part.Positions[_indices[3 * t + 2]]);
            _centers[t] = (a + b + c) / 3;
            var triangle = Triangle.Of(a, b, c);
            _normals[t] = triangle.Normal;
            area += triangle.DoubleArea / 2;
        }
        _typicalArea = (float)Math.Clamp(area / Math.Max(count, 1), float.Epsilon, float.MaxValue);
        _order = Morton.Order(_centers);
        (_positionIds, var positions) = Weld.Ids(part.Positions);
        (_starts, _corners) = Weld.Group(_indices, _positionIds, positions);
    }

    /// <summary>The cluster's vertices, as numbers in the part, in the order of their first use.</summary>
    public ReadOnlySpan<int> Vertices => CollectionsMarshal.AsSpan(_vertices);

    /// <summary>The cluster's triangles as <see cref="Mesh.Triangles"/> holds them.</summary>
    public ReadOnlySpan<uint> Triangles => CollectionsMarshal.AsSpan(_triangles);

    /// <summary>Grows the next cluster; false when all triangles are handed out.</summary>
    public bool Next()
    {
        _triangles.Clear();
        _vertices.Clear();
        _candidates.Clear();
        _number++;
        var (center, axis) = (Vector3.Zero, Vector3.Zero);
        while (_triangles.Count < Cluster.MaxTriangles)
        {
            var triangle = _triangles.Count == 0 ? Seed() : Best(center / _triangles.Count, axis);
            if (triangle < 0 || _vertices.Count + NewVertices(triangle) > Cluster.MaxVertices)
                break;
            Take(triangle);
            center += _centers[triangle];
            axis += _normals[triangle];
        }
        return _triangles.Count > 0;
    }

    private int Seed()
    {
        while (_next < _order.Length && _taken[_order[_next]])
            _next++;
        return _next < _order.Length ? _order[_next] : -1;
    }

    private int NewVertices(int triangle)
    {
        var (indices, vertexOf) = (_indices, _vertexOf);
        return (vertexOf[indices[3 * triangle]] == _number ? 0 : 1)
            + (vertexOf[indices[3 * triangle + 1]] == _number ? 0 : 1)
            + (vertexOf[indices[3 * triangle + 2]] == _number ? 0 : 1);
    }

    /// <summary>
    /// The best neighbour. Where there is none left, the next free triangle in Morton order if it is near: a mesh of many small pieces (foliage,
    /// text, unwelded soup) would else give clusters of a triangle or two.
    /// </summary>
    private int Best(Vector3 center, Vector3 axis)
    {
        var length = axis.Length();
        axis = length > 0 ? axis / length : Vector3.Zero;
        if (_candidates.Count > 0)
        {
            // The other factors of the cost are at least 1, but for rounding: beside the nearest candidate's cost, few need more than their distance.
            var bestAt = _candidates.Measure(center, _typicalArea);
            var best = _candidates.Triangle(bestAt);
            var bestCost = Cost(best, _candidates.Distance(bestAt), axis);
            for (var at = -1; (at = _candidates.Next(at, bestCost)) >= 0;)
            {
                var triangle = _candidates.Triangle(at);
                var cost = Cost(triangle, _candidates.Distance(at), axis);
                if (cost < bestCost || (cost == bestCost && triangle < best))
                    (best, bestCost, bestAt) = (triangle, cost, at);
            }
            _candidates.RemoveAt(bestAt);
            return best;
        }
        var near = Seed();
        // A full cluster of typical triangles, if flat and round, has this squared radius; a jump of some radii is still compact enough.
        var reach = 8 * _typicalArea * Cluster.MaxTriangles / MathF.PI;
        return near >= 0 && Vector3.DistanceSquared(_centers[near], center) < reach ? near : -1;
    }

    private float Cost(int triangle, float distance, Vector3 axis) =>
        distance * (1 + 0.25f * NewVertices(triangle)) * (1.5f - 0.5f * Vector3.Dot(_normals[triangle], axis));

    private void Take(int triangle)
    {
        _taken[triangle] = true;
        uint word = 0;
        for (var k = 0; k < 3; k++)
        {
            var vertex = _indices[3 * triangle + k];
            if (_vertexOf[vertex] != _number)
            {
                _vertexOf[vertex] = _number;
                _local[vertex] = (byte)_vertices.Count;
                _vertices.Add(vertex);
                AddNeighbours(_positionIds[vertex]);
            }
            word |= (uint)_local[vertex] << (8 * k);
        }
        _triangles.Add(word);
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
            _candidates.Add(triangle, _centers[triangle]);
            added++;
        }
    }
}
