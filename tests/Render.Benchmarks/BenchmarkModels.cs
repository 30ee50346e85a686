using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetVips;

namespace Render.Benchmarks;

/// <summary>GLB files for the import benchmark: bumpy spheres as modelling programs export them, indexed, with normals and texture coordinates.</summary>
internal static class BenchmarkModels
{
    /// <summary>One mesh of 2 n^2 triangles and (n + 1)^2 vertices.</summary>
    /// <param name="n">Rows and columns of quads.</param>
    /// <param name="variant">Another number gives another shape.</param>
    /// <param name="png">Base colour texture, or null for a plain material.</param>
    public static byte[] Sphere(int n, int variant, byte[]? png)
    {
        var vertices = (n + 1) * (n + 1);
        var (positions, normals, texCoords) = (new Vector3[vertices], new Vector3[vertices], new Vector2[vertices]);
        for (var i = 0; i < vertices; i++)
        {
            var (u, v) = ((double)(i % (n + 1)) / n, (double)(i / (n + 1)) / n);
            var (sinPhi, cosPhi) = Math.SinCos(2 * Math.PI * u);
            var (sinTheta, cosTheta) = Math.SinCos(Math.PI * v);
            var direction = new Vector3((float)(sinTheta * cosPhi), (float)cosTheta, (float)(-sinTheta * sinPhi));
            positions[i] = direction * (1 + 0.05f * MathF.Sin((3 + variant % 7) * direction.X + variant) * MathF.Sin(5 * direction.Y));
            normals[i] = direction;
            texCoords[i] = new((float)u, (float)v);
        }
        var indices = new uint[6 * n * n];
        for (int row = 0, at = 0; row < n; row++)
            for (var column = 0; column < n; column++)
            {
                var a = (uint)(row * (n + 1) + column);
                var b = a + (uint)n + 1;
                foreach (var index in (ReadOnlySpan<uint>)[a, b, a + 1, a + 1, b, b + 1])
                    indices[at++] = index;
            }
        return Container(positions, normals, texCoords, indices, png);
    }

    /// <summary>A square RGB picture.</summary>
    public static byte[] Picture(int side, int variant)
    {
        var pixels = new byte[side * side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i / 3 % side, i / 3 / side);
            pixels[i] = (byte)(128 + 100 * Math.Sin(0.02 * (i % 3 + 1) * x + variant) * Math.Cos(0.03 * y));
        }
        using var image = Image.NewFromMemory(pixels, side, side, 3, Enums.BandFormat.Uchar);
        return image.PngsaveBuffer();
    }

    private static byte[] Container(Vector3[] positions, Vector3[] normals, Vector2[] texCoords, uint[] indices, byte[]? png)
    {
        using var binary = new MemoryStream();
        var json = JsonNode.Parse("""
            {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
            "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2}, "indices": 3, "material": 0}]}],
            "materials": [{"name": "skin", "pbrMetallicRoughness": {"metallicFactor": 0}}], "accessors": [], "bufferViews": []}
            """)!;
        Accessor<Vector3>(positions, 5126, "VEC3");
        Accessor<Vector3>(normals, 5126, "VEC3");
        Accessor<Vector2>(texCoords, 5126, "VEC2");
        Accessor<uint>(indices, 5125, "SCALAR");
        var bounds = Core.Geometry.Bounds.Of(positions);
        json["accessors"]![0]!["min"] = new JsonArray(bounds.Min.X, bounds.Min.Y, bounds.Min.Z);
        json["accessors"]![0]!["max"] = new JsonArray(bounds.Max.X, bounds.Max.Y, bounds.Max.Z);
        if (png is not null)
        {
            json["images"] = new JsonArray(new JsonObject { ["bufferView"] = View<byte>(png), ["mimeType"] = "image/png" });
            json["textures"] = new JsonArray(new JsonObject { ["source"] = 0 });
            json["materials"]![0]!["pbrMetallicRoughness"]!["baseColorTexture"] = new JsonObject { ["index"] = 0 };
        }
        json["buffers"] = new JsonArray(new JsonObject { ["byteLength"] = binary.Length });
        var text = JsonSerializer.SerializeToUtf8Bytes(json);
        var padding = (4 - text.Length % 4) % 4;
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("glTF"u8);
        writer.Write(2);
        writer.Write(12 + 8 + text.Length + padding + 8 + (int)binary.Length);
        writer.Write(text.Length + padding);
        writer.Write("JSON"u8);
        writer.Write(text);
        writer.Write("   "u8[..padding]);
        writer.Write((int)binary.Length);
        writer.Write("BIN\0"u8);
        writer.Write(binary.GetBuffer().AsSpan(0, (int)binary.Length));
        return file.ToArray();

        int View<T>(ReadOnlySpan<T> values)
            where T : unmanaged
        {
            var views = json["bufferViews"]!.AsArray();
            var bytes = MemoryMarshal.AsBytes(values);
            views.Add(new JsonObject { ["buffer"] = 0, ["byteOffset"] = binary.Length, ["byteLength"] = bytes.Length });
            binary.Write(bytes);
            binary.Write(new byte[(4 - bytes.Length % 4) % 4]);
            return views.Count - 1;
        }

        void Accessor<T>(ReadOnlySpan<T> values, int component, string type)
            where T : unmanaged => json["accessors"]!.AsArray().Add(
                new JsonObject { ["bufferView"] = View(values), ["componentType"] = component, ["count"] = values.Length, ["type"] = type });
    }
}
