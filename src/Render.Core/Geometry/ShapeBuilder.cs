using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Render.Core.Materials;

namespace Render.Core.Geometry;

/// <summary>Collects the triangles of a shape, in an order that keeps neighbours together, and makes a model with one default material of them.</summary>
internal sealed class ShapeBuilder
{
    private readonly record struct VertexData(Vector3 Position, Vector3 Normal, Vector4 Tangent, Vector2 TexCoord);

    private readonly Dictionary<VertexData, int> _numbers = [];
    private readonly List<VertexData> _vertices = [];
    private readonly List<(int A, int B, int C)> _triangles = [];

    /// <summary>Number of the vertex; equal ones are shared. The bitangent, normal x tangent, is up in the texture.</summary>
    public int Vertex(Vector3 position, Vector3 normal, Vector3 tangent, Vector2 texCoord)
    {
        var vertex = new VertexData(position, normal, new Vector4(tangent, 1), texCoord);
        if (!_numbers.TryGetValue(vertex, out var number))
        {
            _numbers.Add(vertex, number = _vertices.Count);
            _vertices.Add(vertex);
        }
        return number;
    }

    /// <summary>Counter-clockwise seen from the front.</summary>
    public void Triangle(int a, int b, int c) => _triangles.Add((a, b, c));

    /// <summary>Counter-clockwise seen from the front.</summary>
    public void Quad(int a, int b, int c, int d)
    {
        Triangle(a, b, c);
        Triangle(a, c, d);
    }

    public Model Build(string reference)
    {
        var mesh = Cut();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(reference));
        hash.AppendData(MemoryMarshal.AsBytes(mesh.Triangles.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(mesh.Positions.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(mesh.Normals.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(mesh.TexCoords.AsSpan()));
        return new Model
        {
            Id = reference,
            ContentHash = Convert.ToHexStringLower(hash.GetHashAndReset()),
            Mesh = mesh,
            Materials = [new Material { Name = reference }],
            Textures = [],
        };
    }

    /// <summary>Fills one cluster after the other in the order of the triangles.</summary>
    private Mesh Cut()
    {
        var (clusters, words, order) = (new List<Cluster>(), new List<uint>(), new List<int>());
        var local = new Dictionary<int, uint>();
        var (firstVertex, firstTriangle) = (0, 0);
        uint Local(int vertex)
        {
            if (!local.TryGetValue(vertex, out var number))
            {
                local.Add(vertex, number = (uint)local.Count);
                order.Add(vertex);
            }
            return number;
        }
        void Close()
        {
            clusters.Add(Bound(order, firstVertex, firstTriangle));
            (firstVertex, firstTriangle) = (order.Count, words.Count);
            local.Clear();
        }
        foreach (var (a, b, c) in _triangles)
        {
            if (words.Count - firstTriangle == Cluster.MaxTriangles || local.Count > Cluster.MaxVertices - 3)
                Close();
            words.Add(Local(a) | Local(b) << 8 | Local(c) << 16);
        }
        Close();
        Cluster Bound(List<int> order, int firstVertex, int firstTriangle)
        {
            var count = order.Count - firstVertex;
            var positions = order.GetRange(firstVertex, count).ConvertAll(v => _vertices[v].Position).ToArray();
            var center = Bounds.Of(positions).Center;
            // Rounded up: a sphere that is too small would lose triangles at the border of the image.
            var radius = positions.Max(p => Vector3.Distance(p, center)) * 1.00001f;
            return new((uint)firstVertex, (uint)count, (uint)firstTriangle, (uint)(words.Count - firstTriangle), 0,
                new Vector4(center, radius), new Vector4(0, 0, 1, 1));
        }
        var vertices = order.ConvertAll(v => _vertices[v]);
        var all = vertices.ConvertAll(v => v.Position).ToArray();
        return new Mesh
        {
            Clusters = [.. clusters],
            Triangles = [.. words],
            Positions = all,
            Normals = [.. vertices.Select(v => v.Normal)],
            Tangents = [.. vertices.Select(v => v.Tangent)],
            TexCoords = [.. vertices.Select(v => v.TexCoord)],
            Bounds = Bounds.Of(all),
        };
    }
}
