using System.Numerics;
using System.Runtime.InteropServices;

namespace Render.Core.Geometry;

/// <summary>Collects the clusters of one part into the streams of a <see cref="Mesh"/>.</summary>
internal sealed class MeshStreams
{
    private readonly MeshPart _part;
    private readonly List<Cluster> _clusters;
    private readonly List<uint> _triangles;
    private readonly List<int> _vertices;
    private readonly List<Vector3> _positions;

    /// <param name="part">Whose triangles are added.</param>
    public MeshStreams(MeshPart part)
    {
        _part = part;
        var triangles = part.Indices.Length / 3;
        (_clusters, _triangles, _vertices, _positions) = (new(triangles / 64 + 1), new(triangles), new(triangles), new(triangles));
    }

    /// <summary>Appends one cluster.</summary>
    /// <param name="vertices">Numbers of its vertices in the part.</param>
    /// <param name="triangles">Words as in <see cref="Mesh.Triangles"/>.</param>
    public void Add(ReadOnlySpan<int> vertices, ReadOnlySpan<uint> triangles)
    {
        var (firstVertex, firstTriangle) = (_vertices.Count, _triangles.Count);
        _vertices.AddRange(vertices);
        _triangles.AddRange(triangles);
        foreach (var vertex in vertices)
            _positions.Add(_part.Positions[vertex]);
        var positions = CollectionsMarshal.AsSpan(_positions)[firstVertex..];
        _clusters.Add(new((uint)firstVertex, (uint)vertices.Length, (uint)firstTriangle, (uint)triangles.Length, (uint)_part.Material,
            ClusterBounds.Sphere(positions), ClusterBounds.Cone(positions, triangles)));
    }

    /// <summary>All of them, one after another.</summary>
    public static Mesh ToMesh(IReadOnlyList<MeshStreams> streams)
    {
        var (firstVertex, firstTriangle) = (new int[streams.Count + 1], new int[streams.Count + 1]);
        for (var i = 0; i < streams.Count; i++)
            (firstVertex[i + 1], firstTriangle[i + 1]) =
                (checked(firstVertex[i] + streams[i]._vertices.Count), checked(firstTriangle[i] + streams[i]._triangles.Count));
        T[] Stream<T>(Func<MeshPart, T[]?> of, T otherwise)
        {
            var stream = GC.AllocateUninitializedArray<T>(firstVertex[^1]);
            Parallel.For(0, streams.Count, i => Gather(streams[i]._vertices, of(streams[i]._part), otherwise, stream.AsSpan(firstVertex[i])));
            return stream;
        }

        var (clusters, triangles) = (new List<Cluster>(), GC.AllocateUninitializedArray<uint>(firstTriangle[^1]));
        for (var i = 0; i < streams.Count; i++)
        {
            streams[i]._triangles.CopyTo(triangles, firstTriangle[i]);
            foreach (var c in streams[i]._clusters)
                clusters.Add(c with { VertexOffset = c.VertexOffset + (uint)firstVertex[i], TriangleOffset = c.TriangleOffset + (uint)firstTriangle[i] });
        }
        var positions = Stream(p => p.Positions, default);
        return new()
        {
            Clusters = [.. clusters],
            Triangles = triangles,
            Positions = positions,
            Normals = Stream(p => p.Normals, default),
            Tangents = Stream(p => p.Tangents, default),
            TexCoords = Stream(p => p.TexCoords, default),
            TexCoords1 = streams.Any(s => s._part.TexCoords1 is not null) ? Stream(p => p.TexCoords1, default) : null,
            Colors = streams.Any(s => s._part.Colors is not null) ? Stream(p => p.Colors, Vector4.One) : null,
            Bounds = Bounds.Of(positions),
        };
    }

    private static void Gather<T>(List<int> vertices, T[]? values, T otherwise, Span<T> to)
    {
        if (values is null)
            to[..vertices.Count].Fill(otherwise);
        else
            for (var i = 0; i < vertices.Count; i++)
                to[i] = values[vertices[i]];
    }
}
