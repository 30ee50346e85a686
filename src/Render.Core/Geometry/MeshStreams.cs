using System.Numerics;

namespace Render.Core.Geometry;

/// <summary>Collects clusters into the streams of a <see cref="Mesh"/>.</summary>
internal sealed class MeshStreams(int triangles, bool hasTexCoords1, bool hasColors)
{
    private readonly List<Cluster> _clusters = new(triangles / 64 + 1);
    private readonly List<uint> _triangles = new(triangles);
    private readonly List<Vector3> _positions = new(triangles), _normals = new(triangles);
    private readonly List<Vector4> _tangents = new(triangles), _colors = [];
    private readonly List<Vector2> _texCoords = new(triangles), _texCoords1 = [];

    /// <summary>Appends one cluster: the part's triangles with these numbers, its vertices in the order of their first use.</summary>
    public void Add(MeshPart part, List<int> triangles)
    {
        var (firstVertex, firstTriangle) = (_positions.Count, _triangles.Count);
        var local = new Dictionary<int, int>(Cluster.MaxVertices);
        Span<uint> corners = stackalloc uint[3];
        foreach (var triangle in triangles)
        {
            for (var k = 0; k < 3; k++)
            {
                var vertex = part.Indices[3 * triangle + k];
                if (!local.TryGetValue(vertex, out var number))
                {
                    local.Add(vertex, number = local.Count);
                    AddVertex(part, vertex);
                }
                corners[k] = (uint)number;
            }
            _triangles.Add(corners[0] | corners[1] << 8 | corners[2] << 16);
        }
        var positions = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_positions)[firstVertex..];
        var words = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_triangles)[firstTriangle..];
        _clusters.Add(new((uint)firstVertex, (uint)local.Count, (uint)firstTriangle, (uint)triangles.Count, (uint)part.Material,
            ClusterBounds.Sphere(positions), ClusterBounds.Cone(positions, words)));
    }

    public Mesh ToMesh() => new()
    {
        Clusters = [.. _clusters],
        Triangles = [.. _triangles],
        Positions = [.. _positions],
        Normals = [.. _normals],
        Tangents = [.. _tangents],
        TexCoords = [.. _texCoords],
        TexCoords1 = hasTexCoords1 ? [.. _texCoords1] : null,
        Colors = hasColors ? [.. _colors] : null,
        Bounds = Bounds.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_positions)),
    };

    private void AddVertex(MeshPart part, int vertex)
    {
        _positions.Add(part.Positions[vertex]);
        _normals.Add(part.Normals![vertex]);
        _tangents.Add(part.Tangents![vertex]);
        _texCoords.Add(part.TexCoords is { } uv ? uv[vertex] : Vector2.Zero);
        if (hasTexCoords1)
            _texCoords1.Add(part.TexCoords1 is { } uv1 ? uv1[vertex] : Vector2.Zero);
        if (hasColors)
            _colors.Add(part.Colors is { } colors ? colors[vertex] : Vector4.One);
    }
}
