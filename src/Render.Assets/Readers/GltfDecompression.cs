using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Render.Core;

namespace Render.Assets.Readers;

/// <summary>
/// A compressed glTF file written anew in the clear, before SharpGLTF, which knows no compression, sees it: EXT_meshopt_compression
/// (<see cref="GltfMeshopt"/>) and KHR_draco_mesh_compression (<see cref="GltfDraco"/>).
/// </summary>
internal sealed class GltfDecompression
{
    /// <summary>Name of the buffer that holds what was decompressed; no file may bear it, for it is absolute.</summary>
    private const string DecodedUri = "/decompressed";

    /// <summary>The GLB's own chunk, which a text file has to name.</summary>
    private const string ChunkUri = "/chunk";

    private readonly JsonObject _root;
    private readonly JsonArray _buffers, _views;
    private readonly Dictionary<string, byte[]> _given;
    private readonly ConfinedFiles _files;
    private readonly List<byte> _decoded = [];

    private GltfDecompression(JsonObject root, byte[] chunk, ConfinedFiles files)
    {
        (_root, _files) = (root, files);
        _buffers = root["buffers"] as JsonArray ?? throw Invalid("there are no buffers.");
        _views = root["bufferViews"] as JsonArray ?? throw Invalid("there are no buffer views.");
        _given = new(StringComparer.Ordinal) { [ChunkUri] = chunk };
        if (_buffers.Count > 0 && _buffers[0]!["uri"] is null && !IsFallback(_buffers[0]!))
            _buffers[0]!["uri"] = ChunkUri;
    }

    /// <summary>True for JSON that names one of the two extensions.</summary>
    public static bool IsNeeded(ReadOnlySpan<byte> json) =>
        json.IndexOf(Encoding.ASCII.GetBytes('"' + GltfMeshopt.Extension + '"')) >= 0 || json.IndexOf(Encoding.ASCII.GetBytes('"' + GltfDraco.Extension + '"')) >= 0;

    /// <summary>The document with nothing compressed, and its buffers that are in no file, by URI.</summary>
    /// <param name="json">The document's JSON.</param>
    /// <param name="chunk">The GLB's binary chunk; empty where there is none.</param>
    /// <param name="files">Reads the other buffers.</param>
    /// <exception cref="RenderException">Compressed data that makes no sense, or a library is not installed.</exception>
    public static (byte[] Json, Dictionary<string, byte[]> Buffers) Decompress(ReadOnlySpan<byte> json, ReadOnlyMemory<byte> chunk, ConfinedFiles files)
    {
        var root = JsonNode.Parse(json, documentOptions: new() { MaxDepth = 128 })!.AsObject();
        return new GltfDecompression(root, chunk.ToArray(), files).Decompress();
    }

    /// <summary>A whole number of an object in the file.</summary>
    public static long Number(JsonObject from, string name, long otherwise) => from[name] is { } value ? value.GetValue<long>() : otherwise;

    public static RenderException Invalid(string message) => new(Failure.InvalidInput, "not a valid glTF file: " + message);

    private (byte[], Dictionary<string, byte[]>) Decompress()
    {
        foreach (var view in _views.OfType<JsonObject>().ToArray())
            if (view["extensions"]?[GltfMeshopt.Extension] is JsonObject compressed)
            {
                Place(view, GltfMeshopt.Decode(compressed, Slice(compressed)));
                Forget(view, GltfMeshopt.Extension);
            }
        foreach (var primitive in (_root["meshes"] as JsonArray ?? []).SelectMany(m => m!["primitives"] as JsonArray ?? []).OfType<JsonObject>())
            if (primitive["extensions"]?[GltfDraco.Extension] is JsonObject compressed)
                DecompressDraco(primitive, compressed);
        foreach (var fallback in _buffers.Where(b => IsFallback(b!)))
        {
            // Nothing refers to it any more, but its number must stay.
            fallback!["uri"] = "data:application/octet-stream;base64,AAAAAA==";
            fallback["byteLength"] = 4;
            Forget(fallback.AsObject(), GltfMeshopt.Extension);
        }
        _buffers.Add(new JsonObject { ["uri"] = DecodedUri, ["byteLength"] = _decoded.Count });
        foreach (var list in new[] { "extensionsUsed", "extensionsRequired" })
            foreach (var extension in new[] { GltfMeshopt.Extension, GltfDraco.Extension })
                if (_root[list] is JsonArray names && names.FirstOrDefault(n => n?.GetValue<string>() == extension) is { } name && names.Remove(name) && names.Count == 0)
                    _root.Remove(list);
        _given[DecodedUri] = _decoded.ToArray();
        return (JsonSerializer.SerializeToUtf8Bytes(_root), _given);
    }

    private void DecompressDraco(JsonObject primitive, JsonObject compressed)
    {
        var view = Number(compressed, "bufferView", -1);
        if (view < 0 || view >= _views.Count || _root["accessors"] is not JsonArray accessors)
            throw Invalid("a compressed primitive names a buffer view that is not there.");
        foreach (var (accessor, stream) in GltfDraco.Decode(primitive, compressed, Slice(_views[(int)view]!.AsObject()), accessors))
        {
            _views.Add(Place(new(), stream.Content));
            accessor.Remove("sparse");
            accessor.Remove("byteOffset");
            accessor.Remove("normalized");
            Bound(accessor, stream);
            accessor["bufferView"] = _views.Count - 1;
            accessor["componentType"] = stream.ComponentType;
            accessor["type"] = stream.Type;
            accessor["count"] = stream.Count;
        }
        primitive["mode"] = 4;
        Forget(primitive, GltfDraco.Extension);
    }

    /// <summary>The bounds in the file are those of before the compression, which rounds.</summary>
    private static void Bound(JsonObject accessor, DecodedStream stream)
    {
        accessor.Remove("min");
        accessor.Remove("max");
        if (stream.Type != "VEC3" || stream.Count == 0)
            return;
        var points = MemoryMarshal.Cast<byte, Vector3>(stream.Content);
        var (min, max) = (points[0], points[0]);
        foreach (var p in points)
            (min, max) = (Vector3.Min(min, p), Vector3.Max(max, p));
        if (!float.IsFinite((max - min).LengthSquared()))
            return;
        accessor["min"] = new JsonArray(min.X, min.Y, min.Z);
        accessor["max"] = new JsonArray(max.X, max.Y, max.Z);
    }

    /// <summary>Lets a buffer view show decompressed bytes.</summary>
    private JsonObject Place(JsonObject view, byte[] content)
    {
        while (_decoded.Count % 4 != 0)
            _decoded.Add(0);
        view["buffer"] = _buffers.Count;
        view["byteOffset"] = _decoded.Count;
        view["byteLength"] = content.Length;
        _decoded.AddRange(content);
        return view;
    }

    /// <summary>An object without extensions must not say "extensions".</summary>
    private static void Forget(JsonObject owner, string extension)
    {
        var extensions = owner["extensions"]!.AsObject();
        extensions.Remove(extension);
        if (extensions.Count == 0)
            owner.Remove("extensions");
    }

    private static bool IsFallback(JsonNode buffer) => buffer["uri"] is null && buffer["extensions"]?[GltfMeshopt.Extension] is not null;

    /// <summary>The bytes that an object with buffer, byteOffset and byteLength shows.</summary>
    private ReadOnlyMemory<byte> Slice(JsonObject view)
    {
        var (index, offset, length) = (Number(view, "buffer", -1), Number(view, "byteOffset", 0), Number(view, "byteLength", -1));
        if (index < 0 || index >= _buffers.Count || _buffers[(int)index]!["uri"]?.GetValue<string>() is not { } uri)
            throw Invalid("a compressed view names a buffer that is not there.");
        if (!_given.TryGetValue(uri, out var content))
        {
            content = uri.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
                ? Convert.FromBase64String(uri[(uri.IndexOf(',', StringComparison.Ordinal) + 1)..])
                : _files.ReadUri(uri) ?? throw new RenderException(Failure.InvalidInput, $"the buffer '{uri}' is missing.");
            _given.Add(uri, content);
        }
        if (offset < 0 || length < 0 || length > content.Length || offset > content.Length - length)
            throw Invalid("a compressed view lies outside its buffer.");
        return content.AsMemory((int)offset, (int)length);
    }
}
