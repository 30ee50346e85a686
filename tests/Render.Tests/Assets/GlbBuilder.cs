using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Render.Tests.Assets;

/// <summary>Writes GLB files from the published container and schema alone, so that tests do not trust the library that reads them.</summary>
public sealed class GlbBuilder
{
    private readonly List<byte> _binary = [];

    public JsonObject Json { get; } = new()
    {
        ["asset"] = new JsonObject { ["version"] = "2.0" },
        ["scene"] = 0,
        ["scenes"] = new JsonArray(),
        ["nodes"] = new JsonArray(),
        ["meshes"] = new JsonArray(),
        ["accessors"] = new JsonArray(),
        ["bufferViews"] = new JsonArray(),
        ["materials"] = new JsonArray(),
    };

    /// <summary>Index of the item added.</summary>
    public int Add(string array, JsonNode item)
    {
        if (Json[array] is not JsonArray items)
            Json[array] = items = [];
        items.Add(item);
        return items.Count - 1;
    }

    public int View<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        while (_binary.Count % 4 != 0)
            _binary.Add(0);
        var bytes = MemoryMarshal.AsBytes(values);
        var view = new JsonObject { ["buffer"] = 0, ["byteOffset"] = _binary.Count, ["byteLength"] = bytes.Length };
        _binary.AddRange(bytes);
        return Add("bufferViews", view);
    }

    /// <param name="values">Scalars, vectors or matrices of floats, or indices.</param>
    /// <param name="type">SCALAR, VEC2, VEC3, VEC4.</param>
    /// <param name="componentType">5126 float, 5125 uint, 5123 ushort, 5121 byte.</param>
    public int Accessor<T>(ReadOnlySpan<T> values, string type, int componentType = 5126)
        where T : unmanaged
    {
        var accessor = new JsonObject { ["bufferView"] = View(values), ["componentType"] = componentType, ["count"] = values.Length, ["type"] = type };
        if (typeof(T) == typeof(System.Numerics.Vector3))
        {
            var points = MemoryMarshal.Cast<T, System.Numerics.Vector3>(values);
            var (min, max) = (points[0], points[0]);
            foreach (var p in points)
                (min, max) = (System.Numerics.Vector3.Min(min, p), System.Numerics.Vector3.Max(max, p));
            // JSON has no way to write the others.
            if (float.IsFinite((max - min).LengthSquared()))
            {
                accessor["min"] = new JsonArray(min.X, min.Y, min.Z);
                accessor["max"] = new JsonArray(max.X, max.Y, max.Z);
            }
        }
        return Add("accessors", accessor);
    }

    public JsonObject Attributes(System.Numerics.Vector3[] positions) => new() { ["POSITION"] = Accessor<System.Numerics.Vector3>(positions, "VEC3") };

    /// <summary>A mesh of one primitive.</summary>
    public int Mesh(JsonObject attributes, uint[]? indices, int mode = 4, int? material = null)
    {
        var primitive = new JsonObject { ["attributes"] = attributes, ["mode"] = mode };
        if (indices is not null)
            primitive["indices"] = Accessor<uint>(indices, "SCALAR", 5125);
        if (material is not null)
            primitive["material"] = material;
        return Add("meshes", new JsonObject { ["primitives"] = new JsonArray(primitive) });
    }

    /// <summary>Ends the file; all of <paramref name="roots"/> are in the scene (all nodes where none is given).</summary>
    public byte[] ToBytes(params int[] roots)
    {
        if (Json["scenes"]!.AsArray().Count == 0)
        {
            var all = roots.Length > 0 ? roots : [.. Enumerable.Range(0, Json["nodes"]!.AsArray().Count)];
            Add("scenes", new JsonObject { ["nodes"] = new JsonArray([.. all.Select(i => (JsonNode)i)]) });
        }
        foreach (var empty in Json.Where(p => p.Value is JsonArray { Count: 0 }).Select(p => p.Key).ToArray())
            Json.Remove(empty);
        while (_binary.Count % 4 != 0)
            _binary.Add(0);
        if (_binary.Count > 0)
            Json["buffers"] = new JsonArray(new JsonObject { ["byteLength"] = _binary.Count });
        return Container(JsonSerializer.SerializeToUtf8Bytes(Json), [.. _binary]);
    }

    /// <summary>The container alone, around any JSON.</summary>
    public static byte[] Container(byte[] json, byte[] binary)
    {
        var padded = json.Concat(Enumerable.Repeat((byte)' ', (4 - json.Length % 4) % 4)).ToArray();
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("glTF"u8);
        writer.Write(2);
        writer.Write(12 + 8 + padded.Length + (binary.Length > 0 ? 8 + binary.Length : 0));
        writer.Write(padded.Length);
        writer.Write("JSON"u8);
        writer.Write(padded);
        if (binary.Length > 0)
        {
            writer.Write(binary.Length);
            writer.Write("BIN\0"u8);
            writer.Write(binary);
        }
        return file.ToArray();
    }
}
