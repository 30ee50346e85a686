using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Render.Core.Materials;

namespace Render.Core.Geometry;

/// <summary>Collects the triangles of a shape and makes a model with one default material of them.</summary>
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
        var part = new MeshPart
        {
            Material = 0,
            Positions = [.. _vertices.Select(v => v.Position)],
            Normals = [.. _vertices.Select(v => v.Normal)],
            Tangents = [.. _vertices.Select(v => v.Tangent)],
            TexCoords = [.. _vertices.Select(v => v.TexCoord)],
            Indices = [.. _triangles.SelectMany(t => new[] { t.A, t.B, t.C })],
        };
        var mesh = ClusterBuilder.Build([part]);
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
}
