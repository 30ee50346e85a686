using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Formats;

/// <summary>
/// Binary glTF 2.0: one node, one mesh, one buffer, textures embedded, as PNG unless told otherwise. Models are Z up and are turned to glTF's Y up,
/// (x, y, z) -> (x, z, -y), the inverse of what the renderer's import does.
/// </summary>
internal sealed class GlbWriter : IDisposable
{
    private const int ArrayBuffer = 34962, ElementArrayBuffer = 34963, Float = 5126, UnsignedShort = 5123, UnsignedInt = 5125;

    private readonly MemoryStream _buffer = new();
    private readonly JsonArray _views = [], _accessors = [], _images = [], _textures = [];
    private readonly Dictionary<Canvas, int> _textureOf = [];

    private readonly Func<Canvas, byte[]> _encode;
    private readonly string _mimeType;

    private GlbWriter(Func<Canvas, byte[]> encode, string mimeType) => (_encode, _mimeType) = (encode, mimeType);

    public static byte[] Encode(Model model) => Encode(model, PngWriter.Encode, "image/png");

    /// <param name="model">What is written.</param>
    /// <param name="encode">Makes an image file of a canvas.</param>
    /// <param name="mimeType">Of such a file.</param>
    public static byte[] Encode(Model model, Func<Canvas, byte[]> encode, string mimeType)
    {
        using var writer = new GlbWriter(encode, mimeType);
        JsonObject document = writer.Document(model);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(document);
        byte[] binary = writer._buffer.ToArray();
        int jsonLength = (json.Length + 3) & ~3, binaryLength = (binary.Length + 3) & ~3;
        var glb = new byte[12 + 8 + jsonLength + 8 + binaryLength];
        Header(glb, 0, 0x46546C67, 2);
        BinaryPrimitives.WriteInt32LittleEndian(glb.AsSpan(8), glb.Length);
        Header(glb, 12, jsonLength, 0x4E4F534A);
        json.CopyTo(glb, 20);
        glb.AsSpan(20 + json.Length, jsonLength - json.Length).Fill((byte)' ');
        Header(glb, 20 + jsonLength, binaryLength, 0x004E4942);
        binary.CopyTo(glb, 28 + jsonLength);
        return glb;
    }

    public void Dispose() => _buffer.Dispose();

    private static void Header(byte[] glb, int at, int first, int second)
    {
        BinaryPrimitives.WriteInt32LittleEndian(glb.AsSpan(at), first);
        BinaryPrimitives.WriteInt32LittleEndian(glb.AsSpan(at + 4), second);
    }

    private JsonObject Document(Model model)
    {
        var primitives = new JsonArray([.. model.Primitives.Select(WritePrimitive)]);
        var materials = new JsonArray([.. model.Finishes.Select(WriteMaterial)]);
        var document = new JsonObject
        {
            ["asset"] = new JsonObject { ["version"] = "2.0", ["generator"] = "Render make-assets", ["copyright"] = "CC0 1.0" },
            ["scene"] = 0,
            ["scenes"] = new JsonArray(new JsonObject { ["nodes"] = new JsonArray(0) }),
            ["nodes"] = new JsonArray(new JsonObject { ["name"] = model.Name, ["mesh"] = 0 }),
            ["meshes"] = new JsonArray(new JsonObject { ["name"] = model.Name, ["primitives"] = primitives }),
            ["materials"] = materials,
            ["accessors"] = _accessors,
            ["bufferViews"] = _views,
            ["buffers"] = new JsonArray(new JsonObject { ["byteLength"] = (_buffer.Length + 3) & ~3 }),
        };
        if (_images.Count > 0)
        {
            document["images"] = _images;
            document["textures"] = _textures;
            document["samplers"] = new JsonArray(new JsonObject
            { ["magFilter"] = 9729, ["minFilter"] = 9987, ["wrapS"] = 10497, ["wrapT"] = 10497 });
        }
        return document;
    }

    private JsonObject WritePrimitive(Primitive p)
    {
        Vector3[] positions = [.. p.Positions.Select(ToYUp)];
        Vector3 low = positions.Aggregate(Vector3.Min), high = positions.Aggregate(Vector3.Max);
        int position = Accessor(View(Bytes(positions.SelectMany(v => new[] { v.X, v.Y, v.Z })), ArrayBuffer), Float, "VEC3", positions.Length);
        _accessors[position]!["min"] = new JsonArray(low.X, low.Y, low.Z);
        _accessors[position]!["max"] = new JsonArray(high.X, high.Y, high.Z);
        int normal = Accessor(View(Bytes(p.Normals.Select(ToYUp).SelectMany(v => new[] { v.X, v.Y, v.Z })), ArrayBuffer),
            Float, "VEC3", p.Normals.Length);
        int uv = Accessor(View(Bytes(p.Uvs.SelectMany(v => new[] { v.X, v.Y })), ArrayBuffer), Float, "VEC2", p.Uvs.Length);
        bool small = positions.Length <= ushort.MaxValue;
        int indices = Accessor(View(IndexBytes(p.Indices, small), ElementArrayBuffer), small ? UnsignedShort : UnsignedInt, "SCALAR", p.Indices.Length);
        return new JsonObject
        {
            ["attributes"] = new JsonObject { ["POSITION"] = position, ["NORMAL"] = normal, ["TEXCOORD_0"] = uv },
            ["indices"] = indices,
            ["material"] = p.Material,
        };
    }

    private JsonNode WriteMaterial(Finish finish)
    {
        var surface = new JsonObject
        {
            ["baseColorFactor"] = new JsonArray(finish.BaseColor.X, finish.BaseColor.Y, finish.BaseColor.Z, 1f),
            ["metallicFactor"] = finish.Metallic,
            ["roughnessFactor"] = finish.Roughness,
        };
        if (finish.BaseColorMap is { } color)
            surface["baseColorTexture"] = Texture(color);
        if (finish.MetallicRoughnessMap is { } roughness)
            surface["metallicRoughnessTexture"] = Texture(roughness);
        var material = new JsonObject { ["name"] = finish.Name, ["pbrMetallicRoughness"] = surface };
        if (finish.NormalMap is { } normals)
            material["normalTexture"] = Texture(normals);
        if (finish.OcclusionMap is { } occlusion)
            material["occlusionTexture"] = Texture(occlusion);
        if (finish.Emission != Vector3.Zero)
            material["emissiveFactor"] = new JsonArray(finish.Emission.X, finish.Emission.Y, finish.Emission.Z);
        return material;
    }

    private JsonObject Texture(Canvas canvas)
    {
        if (!_textureOf.TryGetValue(canvas, out int index))
        {
            _textureOf[canvas] = index = _textures.Count;
            _images.Add(new JsonObject { ["bufferView"] = View(_encode(canvas), null), ["mimeType"] = _mimeType });
            _textures.Add(new JsonObject { ["sampler"] = 0, ["source"] = index });
        }
        return new JsonObject { ["index"] = index };
    }

    private int View(byte[] bytes, int? target)
    {
        while (_buffer.Length % 4 != 0)
            _buffer.WriteByte(0);
        var view = new JsonObject { ["buffer"] = 0, ["byteOffset"] = _buffer.Length, ["byteLength"] = bytes.Length };
        if (target is { } t)
            view["target"] = t;
        _buffer.Write(bytes);
        _views.Add(view);
        return _views.Count - 1;
    }

    private int Accessor(int view, int componentType, string type, int count)
    {
        _accessors.Add(new JsonObject { ["bufferView"] = view, ["componentType"] = componentType, ["count"] = count, ["type"] = type });
        return _accessors.Count - 1;
    }

    private static Vector3 ToYUp(Vector3 v) => new(v.X, v.Z, 0f - v.Y);

    private static byte[] Bytes(IEnumerable<float> values)
    {
        float[] array = [.. values];
        var bytes = new byte[array.Length * 4];
        for (int i = 0; i < array.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), array[i]);
        return bytes;
    }

    private static byte[] IndexBytes(int[] indices, bool small)
    {
        int size = small ? 2 : 4;
        var bytes = new byte[indices.Length * size];
        for (int i = 0; i < indices.Length; i++)
        {
            if (small)
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)indices[i]);
            else
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), indices[i]);
        }
        return bytes;
    }
}
