using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Render.Core;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>EXT_meshopt_compression: a mesh that libmeshoptimizer's own encoder compressed comes back as it was; damaged data is refused.</summary>
public sealed unsafe partial class MeshoptTests : IDisposable
{
    private const string Library = "libmeshoptimizer.so.2d";
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_compressed_mesh_is_the_mesh(bool fallback)
    {
        SkipWithoutLibrary();
        _folder.Write("packed.glb", Compressed(fallback, b => b));
        var model = _folder.Import("packed.glb");
        Assert.Equal(Corners().Aggregate(Vector3.Max) is var m ? new Vector3(m.X, -Corners().Min(p => p.Z), m.Y) : default, model.Mesh.Bounds.Max);
        var expected = MeshTriangles.Canonical(Indices().Chunk(3).Select(t => (ZUp(t[0]), ZUp(t[1]), ZUp(t[2]))));
        Assert.Equal(expected, MeshTriangles.Canonical(model.Mesh));
        // The octahedral filter keeps unit vectors to about its 8 bits.
        Assert.All(model.Mesh.Normals, n => Assert.True(Vector3.Distance(n, Vector3.Normalize(new(1, -2, 2))) < 0.02f, n.ToString()));
        Assert.DoesNotContain(model.Notes, n => n.Code is "invalid-file" or "extension-ignored" or "unused-buffer");

        static Vector3 ZUp(uint i) => Corners()[i] is var p ? new(p.X, -p.Z, p.Y) : default;
    }

    [Fact]
    public void Damaged_data_is_refused_by_name()
    {
        SkipWithoutLibrary();
        _folder.Write("cut.glb", Compressed(true, bytes => [.. bytes.Select((b, i) => i == 0 ? (byte)0x55 : b)]));
        var error = Assert.Throws<RenderException>(() => _folder.Import("cut.glb"));
        Assert.Equal((Failure.InvalidInput, "cut.glb"), (error.Failure, error.Where));
        Assert.Contains("compressed data is damaged", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("count", 1_000_000_000)]
    [InlineData("count", (1L << 62) + 1)] // times 12 bytes is 12 in 64 bits
    [InlineData("byteStride", 3)]
    [InlineData("byteLength", 1_000_000)]
    [InlineData("buffer", 7)]
    public void Claims_that_the_data_cannot_meet_are_refused_before_anything_is_allocated(string name, long value)
    {
        SkipWithoutLibrary();
        _folder.Write("claim.glb", Compressed(true, b => b, json => json["bufferViews"]![0]!["extensions"]!["EXT_meshopt_compression"]![name] = value));
        var error = Assert.Throws<RenderException>(() => _folder.Import("claim.glb"));
        Assert.Equal((Failure.InvalidInput, "claim.glb"), (error.Failure, error.Where));
        Assert.Contains("compressed view", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void SkipWithoutLibrary() =>
        Assert.SkipUnless(NativeLibrary.TryLoad(Library, out _), $"{Library} is not installed: tools/setup run.");

    private static Vector3[] Corners() => [.. Enumerable.Range(0, 100).Select(i => new Vector3(i % 10, i / 10 * 0.5f, i * i % 7 * 0.25f))];

    private static uint[] Indices() => [.. Enumerable.Range(0, 81).Select(q => (uint)(q / 9 * 10 + q % 9)).SelectMany(i => new[] { i, i + 1, i + 11, i, i + 11, i + 10 })];

    /// <summary>Positions as they are, normals through the octahedral filter, indices; in one buffer, with or without an empty one to fall back on.</summary>
    private static byte[] Compressed(bool fallback, Func<byte[], byte[]> damage, Action<JsonObject>? change = null)
    {
        var glb = new GlbBuilder();
        var attributes = glb.Attributes(Corners());
        attributes["NORMAL"] = glb.Accessor<uint>(new uint[100], "VEC3", 5120);
        glb.Json["accessors"]![1]!["normalized"] = true;
        glb.Json["bufferViews"]![1]!["byteStride"] = 4;
        glb.Add("nodes", new JsonObject { ["mesh"] = glb.Mesh(attributes, Indices()) });
        glb.ToBytes();

        var normals = new byte[400];
        var unfiltered = Enumerable.Repeat(new Vector4(Vector3.Normalize(new(1, 2, 2)), 0), 100).ToArray();
        byte[][] packed = [Vertices(MemoryMarshal.AsBytes<Vector3>(Corners()).ToArray(), 12), [], Triangles(Indices())];
        fixed (byte* to = normals)
        fixed (Vector4* from = unfiltered)
            EncodeFilterOct(to, 100, 4, 8, (float*)from);
        packed[1] = Vertices(normals, 4);
        packed = [.. packed.Select(damage)];
        var (count, stride, mode) = (new[] { 100, 100, Indices().Length }, new[] { 12, 4, 4 }, new[] { "ATTRIBUTES", "ATTRIBUTES", "TRIANGLES" });
        var offset = 0;
        for (var i = 0; i < 3; i++)
        {
            var view = glb.Json["bufferViews"]![i]!;
            view["buffer"] = fallback ? 1 : 0;
            view["byteOffset"] = 0;
            view["byteLength"] = count[i] * stride[i];
            view["extensions"] = new JsonObject
            {
                ["EXT_meshopt_compression"] = new JsonObject
                {
                    ["buffer"] = 0,
                    ["byteOffset"] = offset,
                    ["byteLength"] = packed[i].Length,
                    ["byteStride"] = stride[i],
                    ["count"] = count[i],
                    ["mode"] = mode[i],
                    ["filter"] = i == 1 ? "OCTAHEDRAL" : "NONE",
                },
            };
            offset += packed[i].Length;
        }
        byte[] chunk = [.. packed.SelectMany(p => p)];
        chunk = [.. chunk, .. new byte[(4 - chunk.Length % 4) % 4]];
        var buffers = new JsonArray(new JsonObject { ["byteLength"] = chunk.Length });
        if (fallback)
            buffers.Add(new JsonObject { ["byteLength"] = 4000, ["extensions"] = new JsonObject { ["EXT_meshopt_compression"] = new JsonObject { ["fallback"] = true } } });
        glb.Json["buffers"] = buffers;
        glb.Json["extensionsUsed"] = new JsonArray("EXT_meshopt_compression", "KHR_mesh_quantization");
        glb.Json["extensionsRequired"] = new JsonArray("EXT_meshopt_compression", "KHR_mesh_quantization");
        change?.Invoke(glb.Json);
        return GlbBuilder.Container(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(glb.Json), chunk);
    }

    private static byte[] Vertices(byte[] vertices, int stride)
    {
        var count = (nuint)(vertices.Length / stride);
        var packed = new byte[EncodeVertexBufferBound(count, (nuint)stride)];
        fixed (byte* to = packed, from = vertices)
            return packed[..(int)EncodeVertexBuffer(to, (nuint)packed.Length, from, count, (nuint)stride)];
    }

    private static byte[] Triangles(uint[] indices)
    {
        EncodeIndexVersion(1);
        var packed = new byte[EncodeIndexBufferBound((nuint)indices.Length, 100)];
        fixed (byte* to = packed)
        fixed (uint* from = indices)
            return packed[..(int)EncodeIndexBuffer(to, (nuint)packed.Length, from, (nuint)indices.Length)];
    }

    [LibraryImport(Library, EntryPoint = "meshopt_encodeVertexBufferBound")]
    private static partial nuint EncodeVertexBufferBound(nuint count, nuint stride);

    [LibraryImport(Library, EntryPoint = "meshopt_encodeVertexBuffer")]
    private static partial nuint EncodeVertexBuffer(byte* to, nuint size, byte* vertices, nuint count, nuint stride);

    [LibraryImport(Library, EntryPoint = "meshopt_encodeIndexBufferBound")]
    private static partial nuint EncodeIndexBufferBound(nuint count, nuint vertices);

    [LibraryImport(Library, EntryPoint = "meshopt_encodeIndexBuffer")]
    private static partial nuint EncodeIndexBuffer(byte* to, nuint size, uint* indices, nuint count);

    [LibraryImport(Library, EntryPoint = "meshopt_encodeIndexVersion")]
    private static partial void EncodeIndexVersion(int version);

    [LibraryImport(Library, EntryPoint = "meshopt_encodeFilterOct")]
    private static partial void EncodeFilterOct(byte* to, nuint count, nuint stride, int bits, float* from);
}
