using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Render.Assets.Readers.Assimp;
using Render.Core;

namespace Render.Assets.Readers;

/// <summary>The decompressed values of one accessor.</summary>
/// <param name="Content">Little-endian.</param>
/// <param name="ComponentType">glTF's number.</param>
/// <param name="Type">glTF's word.</param>
/// <param name="Count">Elements.</param>
internal readonly record struct DecodedStream(byte[] Content, int ComponentType, string Type, int Count);

/// <summary>
/// Primitives in KHR_draco_mesh_compression. The decoder is libdraco's; it has no C interface, but libassimp, which has one, is linked with it and
/// decodes glTF: it is shown a file of this one primitive alone. Tangents are left out and made anew.
/// </summary>
internal static unsafe class GltfDraco
{
    public const string Extension = "KHR_draco_mesh_compression";

    private const int UnsignedShort = 5123, UnsignedInt = 5125, Float = 5126;

    /// <summary>The accessors of a primitive, indices included, with their values.</summary>
    /// <param name="primitive">From the file; loses its tangents.</param>
    /// <param name="compressed">The extension's object.</param>
    /// <param name="source">The compressed bytes.</param>
    /// <param name="accessors">Those of the file.</param>
    /// <exception cref="RenderException">The data is damaged, or libassimp is not installed or without Draco.</exception>
    public static List<(JsonObject Accessor, DecodedStream Stream)> Decode(JsonObject primitive, JsonObject compressed, ReadOnlyMemory<byte> source, JsonArray accessors)
    {
        JsonObject Accessor(JsonNode? index) => index is not null && index.GetValue<int>() is var i && i >= 0 && i < accessors.Count
            ? accessors[i]!.AsObject()
            : throw GltfDecompression.Invalid("a compressed primitive names an accessor that is not there.");

        if (primitive["attributes"] is not JsonObject attributes || compressed["attributes"] is not JsonObject identifiers || primitive["indices"] is not { } indices)
            throw GltfDecompression.Invalid("a compressed primitive lacks attributes or indices.");
        attributes.Remove("TANGENT");
        var alone = new Alone();
        var colors = attributes.Count(a => Is(a.Key, "COLOR_"));
        var streams = new List<(JsonObject Accessor, string Name, string Shown)>();
        foreach (var (name, index) in attributes)
        {
            if (identifiers[name] is not { } identifier)
                continue; // stored in the clear, as the extension allows
            // libassimp gives joints and weights to skinned nodes only; as colours it hands out any four numbers.
            var shown = Is(name, "JOINTS_") || Is(name, "WEIGHTS_") ? FormattableString.Invariant($"COLOR_{colors++}") : name;
            alone.Add(shown, Accessor(index), identifier.GetValue<int>());
            streams.Add((Accessor(index), name, shown));
        }
        var scene = Import(alone.ToGlb(Accessor(indices), source.Span));
        try
        {
            if (scene->MeshCount != 1 || scene->Meshes[0]->Vertices is null)
                throw Damaged();
            var mesh = scene->Meshes[0];
            var decoded = streams.ConvertAll(s => (s.Accessor, Stream(mesh, s.Name, s.Shown, s.Accessor["componentType"]?.GetValue<int>() ?? Float)));
            decoded.Add((Accessor(indices), Indices(mesh)));
            return decoded;
        }
        finally
        {
            AssimpNative.Release(scene);
        }
    }

    private static AiScene* Import(byte[] glb)
    {
        try
        {
            fixed (byte* content = glb)
            {
                var scene = AssimpNative.ImportFromMemory(content, (uint)glb.Length, 0, "glb");
                return scene is not null ? scene : throw Damaged();
            }
        }
        catch (DllNotFoundException e)
        {
            throw new RenderException(Failure.TryAgain, $"this file is compressed ({Extension}) and needs libassimp.so.5, which is not installed.",
                remedy: "Run: apt-get install libassimp5", inner: e);
        }
    }

    private static RenderException Damaged() => GltfDecompression.Invalid(
        "Draco data cannot be decompressed: " + (Marshal.PtrToStringUTF8((nint)AssimpNative.ErrorString()) is { Length: > 0 } error ? error : "it holds no mesh."));

    /// <param name="mesh">Decoded.</param>
    /// <param name="name">Of the attribute.</param>
    /// <param name="shown">The name under which libassimp saw it.</param>
    /// <param name="componentType">Of the accessor.</param>
    private static DecodedStream Stream(AiMesh* mesh, string name, string shown, int componentType)
    {
        var count = checked((int)mesh->VertexCount);
        T[] Values<T>(nint start)
            where T : unmanaged => start != 0 ? new ReadOnlySpan<T>((void*)start, count).ToArray() : throw Damaged();
        DecodedStream Of<T>(T[] values, int type, string word)
            where T : unmanaged => new(MemoryMarshal.AsBytes<T>(values).ToArray(), type, word, count);

        if (name == "POSITION")
            return Of(Values<Vector3>((nint)mesh->Vertices), Float, "VEC3");
        if (name == "NORMAL")
            return Of(Values<Vector3>((nint)mesh->Normals), Float, "VEC3");
        if (!int.TryParse(shown.AsSpan(shown.IndexOf('_', StringComparison.Ordinal) + 1), out var set) || set is < 0 or >= 8)
            throw GltfDecompression.Invalid($"the attribute {name} cannot be decompressed.");
        // libassimp's v grows upwards.
        if (Is(shown, "TEXCOORD_"))
            return Of(Array.ConvertAll(Values<Vector3>(mesh->TexCoords[set]), v => new Vector2(v.X, 1 - v.Y)), Float, "VEC2");
        var colors = Values<Vector4>(mesh->Colors[set]);
        if (!Is(name, "JOINTS_"))
            return Of(colors, Float, "VEC4");
        // Whole numbers came as shares of the largest.
        var largest = componentType == UnsignedShort ? 65535f : 255f;
        return Of([.. colors.SelectMany(c => new[] { c.X, c.Y, c.Z, c.W }).Select(v => (ushort)MathF.Round(Math.Clamp(v, 0, 1) * largest))], UnsignedShort, "VEC4");
    }

    private static DecodedStream Indices(AiMesh* mesh)
    {
        var indices = new List<uint>(checked((int)mesh->FaceCount * 3));
        for (uint f = 0; f < mesh->FaceCount; f++)
            if (mesh->Faces[f] is { IndexCount: 3 } face)
                indices.AddRange([face.Indices[0], face.Indices[1], face.Indices[2]]);
        return new(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(indices)).ToArray(), UnsignedInt, "SCALAR", indices.Count);
    }

    private static bool Is(string name, string kind) => name.StartsWith(kind, StringComparison.Ordinal);

    /// <summary>A file of one primitive.</summary>
    private sealed class Alone
    {
        private readonly JsonObject _attributes = [], _identifiers = [];
        private readonly JsonArray _accessors = [];

        public void Add(string name, JsonObject accessor, int identifier)
        {
            _attributes[name] = Number(accessor);
            _identifiers[name] = identifier;
        }

        public byte[] ToGlb(JsonObject indices, ReadOnlySpan<byte> source)
        {
            var primitive = new JsonObject
            {
                ["attributes"] = _attributes,
                ["indices"] = Number(indices),
                ["mode"] = 4,
                ["extensions"] = new JsonObject { [Extension] = new JsonObject { ["bufferView"] = 0, ["attributes"] = _identifiers } },
            };
            var root = new JsonObject
            {
                ["asset"] = new JsonObject { ["version"] = "2.0" },
                ["extensionsUsed"] = new JsonArray(Extension),
                ["extensionsRequired"] = new JsonArray(Extension),
                ["scene"] = 0,
                ["scenes"] = new JsonArray(new JsonObject { ["nodes"] = new JsonArray(0) }),
                ["nodes"] = new JsonArray(new JsonObject { ["mesh"] = 0 }),
                ["meshes"] = new JsonArray(new JsonObject { ["primitives"] = new JsonArray(primitive) }),
                ["accessors"] = _accessors,
                ["bufferViews"] = new JsonArray(new JsonObject { ["buffer"] = 0, ["byteOffset"] = 0, ["byteLength"] = source.Length }),
                ["buffers"] = new JsonArray(new JsonObject { ["byteLength"] = source.Length }),
            };
            return Container(JsonSerializer.SerializeToUtf8Bytes(root), source);
        }

        private int Number(JsonObject accessor)
        {
            var copy = new JsonObject();
            foreach (var name in new[] { "componentType", "count", "type", "normalized", "min", "max" })
                if (accessor[name] is { } value)
                    copy[name] = value.DeepClone();
            _accessors.Add(copy);
            return _accessors.Count - 1;
        }

        /// <summary>glTF 2.0, 4.4: a header of 12 bytes, then chunks that are multiples of 4.</summary>
        private static byte[] Container(ReadOnlySpan<byte> json, ReadOnlySpan<byte> binary)
        {
            static int Padded(int length) => (length + 3) / 4 * 4;
            var file = new byte[28 + Padded(json.Length) + Padded(binary.Length)];
            void Word(int at, int value) => BitConverter.TryWriteBytes(file.AsSpan(at), value);
            "glTF"u8.CopyTo(file);
            Word(4, 2);
            Word(8, file.Length);
            Word(12, Padded(json.Length));
            "JSON"u8.CopyTo(file.AsSpan(16));
            file.AsSpan(20, Padded(json.Length)).Fill((byte)' ');
            json.CopyTo(file.AsSpan(20));
            var at = 20 + Padded(json.Length);
            Word(at, Padded(binary.Length));
            "BIN\0"u8.CopyTo(file.AsSpan(at + 4));
            binary.CopyTo(file.AsSpan(at + 8));
            return file;
        }
    }
}
