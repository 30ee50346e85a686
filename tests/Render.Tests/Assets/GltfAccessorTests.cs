using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json.Nodes;
using Render.Core.Geometry;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>
/// Every way in which glTF 2.0 stores numbers (specification, 3.6.2 and 3.7.2.1; KHR_mesh_quantization): what is read back is what the specification's
/// formulae give for the bytes written here.
/// </summary>
public sealed class GltfAccessorTests : IDisposable
{
    private const int Byte = 5120, UnsignedByte = 5121, Short = 5122, UnsignedShort = 5123, UnsignedInt = 5125, Float = 5126;
    private static readonly Vector3[] Quad = [new(0, 0, 0), new(1, 0, 0), new(1, 1, 0), new(0, 1, 0)];
    private static readonly uint[] QuadIndices = [0, 1, 2, 0, 2, 3];
    private readonly TestFolder _folder = new();
    private readonly GlbBuilder _glb = new();

    [Theory]
    [InlineData(Byte, false)]
    [InlineData(Byte, true)]
    [InlineData(UnsignedByte, false)]
    [InlineData(UnsignedByte, true)]
    [InlineData(Short, false)]
    [InlineData(Short, true)]
    [InlineData(UnsignedShort, false)]
    [InlineData(UnsignedShort, true)]
    public void Quantized_positions_and_texture_coordinates(int componentType, bool normalized)
    {
        _glb.Json["extensionsUsed"] = new JsonArray("KHR_mesh_quantization", "KHR_texture_transform");
        _glb.Json["extensionsRequired"] = new JsonArray("KHR_mesh_quantization");
        float[][] corners = [[0, 0, 0], [100, 0, 7], [100, 50, 0], [0, 50, 0]];
        var attributes = new JsonObject
        {
            ["POSITION"] = Stored(corners, componentType, normalized, bounds: true),
            ["TEXCOORD_0"] = Stored([[0, 0], [20, 0], [20, 100], [0, 100]], componentType, normalized),
        };
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, QuadIndices) });
        var mesh = Import().Mesh;
        var unit = normalized ? 1f / Largest(componentType) : 1;
        Assert.True(Vector3.Distance(new Vector3(100, 0, 50) * unit, mesh.Bounds.Max) < 1e-6f, mesh.Bounds.ToString());
        Assert.Equal(-7 * unit, mesh.Bounds.Min.Y, 1e-6f);
        Assert.True(Vector2.Distance(new Vector2(20, 100) * unit, mesh.TexCoords.MaxBy(t => t.X + t.Y)) < 1e-6f);
    }

    [Theory]
    [InlineData(Byte)]
    [InlineData(Short)]
    [InlineData(Float)]
    public void Normals_and_tangents(int componentType)
    {
        if (componentType != Float)
        {
            _glb.Json["extensionsUsed"] = new JsonArray("KHR_mesh_quantization");
            _glb.Json["extensionsRequired"] = new JsonArray("KHR_mesh_quantization");
        }
        var one = componentType == Float ? 1 : Largest(componentType);
        var attributes = _glb.Attributes(Quad);
        attributes["NORMAL"] = Stored([.. Enumerable.Repeat(new float[] { 0, 0, one }, 4)], componentType, componentType != Float);
        attributes["TANGENT"] = Stored([.. Enumerable.Repeat(new float[] { 0, one, 0, -one }, 4)], componentType, componentType != Float);
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, QuadIndices) });
        var model = Import();
        // (x, y, z) -> (x, -z, y).
        Assert.All(model.Mesh.Normals, n => Assert.Equal(-Vector3.UnitY, n));
        Assert.All(model.Mesh.Tangents, t => Assert.Equal(new Vector4(0, 0, 1, -1), t));
        Assert.Empty(model.Notes);
    }

    [Theory]
    [InlineData("VEC3", UnsignedByte)]
    [InlineData("VEC4", UnsignedByte)]
    [InlineData("VEC3", UnsignedShort)]
    [InlineData("VEC4", UnsignedShort)]
    [InlineData("VEC3", Float)]
    [InlineData("VEC4", Float)]
    public void Vertex_colors(string type, int componentType)
    {
        var one = componentType == Float ? 1 : Largest(componentType);
        var color = new[] { 0.2f * one, one, 0, 0.4f * one }[..(type == "VEC3" ? 3 : 4)];
        var attributes = _glb.Attributes(Quad);
        attributes["COLOR_0"] = Stored([.. Enumerable.Repeat(color, 4)], componentType, componentType != Float);
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, QuadIndices) });
        Assert.All(Import().Mesh.Colors!, c => Assert.True(Vector4.Distance(new(0.2f, 1, 0, type == "VEC3" ? 1 : 0.4f), c) < 1e-5f, c.ToString()));
    }

    [Theory]
    [InlineData(UnsignedByte)]
    [InlineData(UnsignedShort)]
    [InlineData(UnsignedInt)]
    public void Indices(int componentType)
    {
        var attributes = _glb.Attributes(Quad);
        var mesh = _glb.Mesh(attributes, null);
        _glb.Json["meshes"]![mesh]!["primitives"]![0]!["indices"] = Stored([.. QuadIndices.Select(i => new float[] { i })], componentType, false, stride: false);
        _glb.Add("nodes", new JsonObject { ["mesh"] = mesh });
        var model = Import();
        Assert.Equal(2, model.Mesh.Triangles.Length);
        Assert.Equal(new Vector3(1, 0, 1), model.Mesh.Bounds.Max);
    }

    [Theory]
    [InlineData(UnsignedByte, true)]
    [InlineData(UnsignedShort, false)]
    [InlineData(UnsignedInt, true)]
    public void Sparse_values_over_data_or_zeros(int indexType, bool overData)
    {
        var attributes = _glb.Attributes(Quad);
        var accessor = _glb.Json["accessors"]![0]!.AsObject();
        var indices = _glb.View<byte>(Bytes([[2], [3]], indexType, 1));
        var values = _glb.View<Vector3>([new(5, 4, 0), new(0, 9, 0)]);
        if (!overData)
            accessor.Remove("bufferView");
        accessor["sparse"] = new JsonObject
        {
            ["count"] = 2,
            ["indices"] = new JsonObject { ["bufferView"] = indices, ["componentType"] = indexType },
            ["values"] = new JsonObject { ["bufferView"] = values },
        };
        accessor["min"] = new JsonArray(0, 0, 0);
        accessor["max"] = new JsonArray(overData ? 5 : 5, 9, 0);
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, [0, 2, 3]) });
        var mesh = Import().Mesh;
        Assert.Equal([(Vector3.Zero, new Vector3(5, 0, 4), new Vector3(0, 0, 9))], MeshTriangles.Canonical(mesh).Select(Sorted));

        static (Vector3, Vector3, Vector3) Sorted((Vector3 A, Vector3 B, Vector3 C) t) => t.A == Vector3.Zero ? t : t.B == Vector3.Zero ? (t.B, t.C, t.A) : (t.C, t.A, t.B);
    }

    [Fact]
    public void Interleaved_views_are_read_by_their_stride()
    {
        // Position, 4 bytes of something else, texture coordinate; the positions start at byte 8 of the view.
        var bytes = new byte[8 + 4 * 24];
        for (var i = 0; i < 4; i++)
        {
            var at = bytes.AsSpan(8 + 24 * i);
            for (var k = 0; k < 3; k++)
                BinaryPrimitives.WriteSingleLittleEndian(at[(4 * k)..], Quad[i][k]);
            BinaryPrimitives.WriteSingleLittleEndian(at[12..], float.NaN);
            BinaryPrimitives.WriteSingleLittleEndian(at[16..], Quad[i].X * 3);
            BinaryPrimitives.WriteSingleLittleEndian(at[20..], Quad[i].Y * 5);
        }
        var view = _glb.View<byte>(bytes);
        _glb.Json["bufferViews"]![view]!["byteStride"] = 24;
        _glb.Json["bufferViews"]![view]!["target"] = 34962;
        var attributes = new JsonObject
        {
            ["POSITION"] = _glb.Add("accessors", new JsonObject
            {
                ["bufferView"] = view,
                ["byteOffset"] = 8,
                ["componentType"] = Float,
                ["count"] = 4,
                ["type"] = "VEC3",
                ["min"] = new JsonArray(0, 0, 0),
                ["max"] = new JsonArray(1, 1, 0),
            }),
            ["TEXCOORD_0"] = _glb.Add("accessors", new JsonObject { ["bufferView"] = view, ["byteOffset"] = 24, ["componentType"] = Float, ["count"] = 4, ["type"] = "VEC2" }),
        };
        _glb.Add("nodes", new JsonObject { ["mesh"] = _glb.Mesh(attributes, QuadIndices) });
        var mesh = Import().Mesh;
        Assert.Equal(new Vector3(1, 0, 1), mesh.Bounds.Max);
        for (var i = 0; i < mesh.Positions.Length; i++)
            Assert.Equal(new Vector2(mesh.Positions[i].X * 3, mesh.Positions[i].Z * 5), mesh.TexCoords[i]);
    }

    public void Dispose() => _folder.Dispose();

    private static int Largest(int componentType) => componentType switch { Byte => 127, UnsignedByte => 255, Short => 32767, UnsignedShort => 65535, _ => 1 };

    private static int Size(int componentType) => componentType switch { Byte or UnsignedByte => 1, Short or UnsignedShort => 2, _ => 4 };

    /// <summary>Little-endian; every element starts at a multiple of <paramref name="alignment"/>.</summary>
    private static byte[] Bytes(float[][] elements, int componentType, int alignment)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        foreach (var element in elements)
        {
            while (memory.Length % alignment != 0)
                writer.Write((byte)0);
            foreach (var value in element)
            {
                if (componentType == Float)
                    writer.Write(value);
                else
                    writer.Write(BitConverter.GetBytes((long)MathF.Round(value)).AsSpan(0, Size(componentType)));
            }
        }
        return memory.ToArray();
    }

    /// <summary>An accessor of the numbers as they are stored.</summary>
    private int Stored(float[][] elements, int componentType, bool normalized, bool bounds = false, bool stride = true)
    {
        var view = _glb.View<byte>(Bytes(elements, componentType, stride ? 4 : 1));
        var width = elements[0].Length;
        if (stride)
            _glb.Json["bufferViews"]![view]!["byteStride"] = (width * Size(componentType) + 3) / 4 * 4;
        var accessor = new JsonObject
        {
            ["bufferView"] = view,
            ["componentType"] = componentType,
            ["count"] = elements.Length,
            ["type"] = width == 1 ? "SCALAR" : "VEC" + width,
        };
        if (normalized)
            accessor["normalized"] = true;
        if (bounds)
        {
            accessor["min"] = new JsonArray([.. Enumerable.Range(0, width).Select(k => (JsonNode)elements.Min(e => e[k]))]);
            accessor["max"] = new JsonArray([.. Enumerable.Range(0, width).Select(k => (JsonNode)elements.Max(e => e[k]))]);
        }
        return _glb.Add("accessors", accessor);
    }

    private Model Import()
    {
        _folder.Write("test.glb", _glb.ToBytes());
        var model = _folder.Import("test.glb");
        Assert.DoesNotContain(model.Notes, n => n.Code == "invalid-file");
        return model;
    }
}
