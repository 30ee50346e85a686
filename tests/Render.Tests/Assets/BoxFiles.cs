using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;

namespace Render.Tests.Assets;

/// <summary>
/// One box, from (0, 0, 0) to (1, 2, 3) in object space (Z up, metres), written in several formats, each in its own axes: what comes back must be
/// the same 12 triangles.
/// </summary>
public static class BoxFiles
{
    public static Vector3 Size => new(1, 2, 3);

    public static Vector3[] Corners { get; } = [.. Enumerable.Range(0, 8).Select(i => new Vector3(i & 1, (i >> 1) & 1, (i >> 2) & 1) * Size)];

    /// <summary>Counter-clockwise seen from outside.</summary>
    public static uint[] Indices { get; } =
    [
        0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, // z = 0, z = 3
        0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, // y = 0, y = 2
        0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5, // x = 0, x = 1
    ];

    /// <summary>Object space to Y up: the inverse of (x, y, z) -> (x, -z, y).</summary>
    public static Vector3 YUp(Vector3 p) => new(p.X, p.Z, -p.Y);

    public static byte[] Glb()
    {
        var glb = new GlbBuilder();
        glb.Add("nodes", new JsonObject { ["mesh"] = glb.Mesh(glb.Attributes([.. Corners.Select(YUp)]), Indices) });
        return glb.ToBytes();
    }

    public static string Obj(string header = "")
    {
        var text = new StringBuilder(header);
        foreach (var p in Corners.Select(YUp))
            text.Append(CultureInfo.InvariantCulture, $"v {p.X} {p.Y} {p.Z}\n");
        for (var i = 0; i < Indices.Length; i += 3)
            text.Append(CultureInfo.InvariantCulture, $"f {Indices[i] + 1} {Indices[i + 1] + 1} {Indices[i + 2] + 1}\n");
        return text.ToString();
    }

    public static string Ply(string? color = null)
    {
        var text = new StringBuilder("ply\nformat ascii 1.0\nelement vertex 8\nproperty float x\nproperty float y\nproperty float z\n");
        if (color is not null)
            text.Append("property uchar red\nproperty uchar green\nproperty uchar blue\n");
        text.Append("element face 12\nproperty list uchar int vertex_indices\nend_header\n");
        foreach (var p in Corners)
            text.Append(CultureInfo.InvariantCulture, $"{p.X} {p.Y} {p.Z} {color}\n");
        for (var i = 0; i < Indices.Length; i += 3)
            text.Append(CultureInfo.InvariantCulture, $"3 {Indices[i]} {Indices[i + 1]} {Indices[i + 2]}\n");
        return text.ToString();
    }

    public static string Stl()
    {
        var text = new StringBuilder("solid box\n");
        for (var i = 0; i < Indices.Length; i += 3)
        {
            var (a, b, c) = (Corners[Indices[i]], Corners[Indices[i + 1]], Corners[Indices[i + 2]]);
            var n = Vector3.Normalize(Vector3.Cross(b - a, c - a));
            text.Append(CultureInfo.InvariantCulture, $"facet normal {n.X} {n.Y} {n.Z}\nouter loop\n");
            foreach (var p in new[] { a, b, c })
                text.Append(CultureInfo.InvariantCulture, $"vertex {p.X} {p.Y} {p.Z}\n");
            text.Append("endloop\nendfacet\n");
        }
        return text.Append("endsolid box\n").ToString();
    }

    /// <summary>The box as text glTF, its buffer in the file.</summary>
    public static string Gltf()
    {
        var glb = Glb();
        var length = BitConverter.ToInt32(glb, 12);
        var json = JsonNode.Parse(glb.AsSpan(20, length))!;
        json["buffers"]![0]!["uri"] = "data:application/octet-stream;base64," + Convert.ToBase64String(glb.AsSpan(20 + length + 8));
        return json.ToJsonString();
    }

    /// <summary>Little-endian binary PLY.</summary>
    public static byte[] BinaryPly()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write("ply\nformat binary_little_endian 1.0\nelement vertex 8\nproperty float x\nproperty float y\nproperty float z\nelement face 12\nproperty list uchar int vertex_indices\nend_header\n"u8);
        foreach (var p in Corners)
            Write(writer, p);
        for (var i = 0; i < Indices.Length; i++)
        {
            if (i % 3 == 0)
                writer.Write((byte)3);
            writer.Write(Indices[i]);
        }
        return memory.ToArray();
    }

    public static byte[] BinaryStl()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write(new byte[80]);
        writer.Write(Indices.Length / 3);
        for (var i = 0; i < Indices.Length; i += 3)
        {
            var (a, b, c) = (Corners[Indices[i]], Corners[Indices[i + 1]], Corners[Indices[i + 2]]);
            foreach (var p in new[] { Vector3.Normalize(Vector3.Cross(b - a, c - a)), a, b, c })
                Write(writer, p);
            writer.Write((ushort)0);
        }
        return memory.ToArray();
    }

    public static string Off()
    {
        var text = new StringBuilder("OFF\n8 12 0\n");
        foreach (var p in Corners)
            text.Append(CultureInfo.InvariantCulture, $"{p.X} {p.Y} {p.Z}\n");
        for (var i = 0; i < Indices.Length; i += 3)
            text.Append(CultureInfo.InvariantCulture, $"3 {Indices[i]} {Indices[i + 1]} {Indices[i + 2]}\n");
        return text.ToString();
    }

    /// <summary>DirectX's text format: left-handed, Y up, clockwise front: (x, z, y), and every triangle turned round.</summary>
    public static string X()
    {
        var text = new StringBuilder("xof 0303txt 0032\nMesh box {\n8;\n");
        text.AppendJoin(",\n", Corners.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.0};{p.Z:0.0};{p.Y:0.0};"))).Append(";\n12;\n");
        text.AppendJoin(",\n", Enumerable.Range(0, 12).Select(t => $"3;{Indices[3 * t]},{Indices[3 * t + 2]},{Indices[3 * t + 1]};")).Append(";\n}\n");
        return text.ToString();
    }

    /// <summary>3D Studio's chunks, Z up: version, then the editor with one named mesh of vertices and faces, a smoothing group for each side.</summary>
    public static byte[] ThreeDs()
    {
        var vertices = Chunk(0x4110, [.. BitConverter.GetBytes((ushort)8), .. Corners.SelectMany(p => new[] { p.X, p.Y, p.Z }).SelectMany(BitConverter.GetBytes)]);
        var faces = Chunk(0x4120, [.. BitConverter.GetBytes((ushort)12), .. Enumerable.Range(0, 12).SelectMany(t =>
            new[] { (ushort)Indices[3 * t], (ushort)Indices[3 * t + 1], (ushort)Indices[3 * t + 2], (ushort)0 }).SelectMany(BitConverter.GetBytes),
            .. Chunk(0x4150, [.. Enumerable.Range(0, 12).SelectMany(t => BitConverter.GetBytes(1 << t / 2))])]);
        return Chunk(0x4d4d, [.. Chunk(2, BitConverter.GetBytes(3)), .. Chunk(0x3d3d, [.. Chunk(0x3d3e, BitConverter.GetBytes(3)),
            .. Chunk(0x4000, [.. "box\0"u8, .. Chunk(0x4100, [.. vertices, .. faces])])])]);

        static byte[] Chunk(ushort id, byte[] content) => [.. BitConverter.GetBytes(id), .. BitConverter.GetBytes(content.Length + 6), .. content];
    }

    /// <summary>Text FBX 7.4 of any triangles, counter-clockwise.</summary>
    /// <param name="corners">In the file's axes, centimetres times <paramref name="unitScale"/>.</param>
    /// <param name="indices">Three a triangle.</param>
    /// <param name="up">Number of the up axis.</param>
    /// <param name="front">Number and sign of the axis towards the viewer in front.</param>
    /// <param name="unitScale">Centimetres that 1 in the file stands for.</param>
    public static string Fbx(IEnumerable<Vector3> corners, IReadOnlyList<uint> indices, int up = 1, (int Axis, int Sign)? front = null, string unitScale = "1")
    {
        float[] numbers = [.. corners.SelectMany(p => new[] { p.X, p.Y, p.Z })];
        // The last corner of a polygon is stored as its complement.
        var polygons = indices.Select((index, i) => i % 3 == 2 ? ~(int)index : (int)index);
        var (frontAxis, frontSign) = front ?? (2, 1);
        return $$"""
            ; FBX 7.4.0 project file
            FBXHeaderExtension:  {
                FBXHeaderVersion: 1003
                FBXVersion: 7400
            }
            GlobalSettings:  {
                Version: 1000
                Properties70:  {
                    P: "UpAxis", "int", "Integer", "",{{up}}
                    P: "UpAxisSign", "int", "Integer", "",1
                    P: "FrontAxis", "int", "Integer", "",{{frontAxis}}
                    P: "FrontAxisSign", "int", "Integer", "",{{frontSign}}
                    P: "CoordAxis", "int", "Integer", "",0
                    P: "CoordAxisSign", "int", "Integer", "",1
                    P: "UnitScaleFactor", "double", "Number", "",{{unitScale}}
                }
            }
            Definitions:  {
                Version: 100
                Count: 2
                ObjectType: "Model" {
                    Count: 1
                }
                ObjectType: "Geometry" {
                    Count: 1
                }
            }
            Objects:  {
                Geometry: 1000, "Geometry::t", "Mesh" {
                    Vertices: *{{numbers.Length}} {
                        a: {{string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)))}}
                    }
                    PolygonVertexIndex: *{{indices.Count}} {
                        a: {{string.Join(',', polygons)}}
                    }
                    GeometryVersion: 124
                }
                Model: 2000, "Model::t", "Mesh" {
                    Version: 232
                }
            }
            Connections:  {
                C: "OO",2000,0
                C: "OO",1000,2000
            }
            """;
    }

    private static void Write(BinaryWriter writer, Vector3 p)
    {
        writer.Write(p.X);
        writer.Write(p.Y);
        writer.Write(p.Z);
    }

    /// <summary>In centimetres, with the declared axis.</summary>
    public static string Dae(string upAxis = "Z_UP")
    {
        var corners = Corners.Select(p => 100 * (upAxis == "Z_UP" ? p : YUp(p)));
        var positions = string.Join(' ', corners.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X} {p.Y} {p.Z}")));
        return $"""
            <?xml version="1.0" encoding="utf-8"?>
            <COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
              <asset><unit name="centimeter" meter="0.01"/><up_axis>{upAxis}</up_axis></asset>
              <library_geometries><geometry id="box"><mesh>
                <source id="p"><float_array id="pa" count="24">{positions}</float_array>
                  <technique_common><accessor source="#pa" count="8" stride="3"><param name="X" type="float"/><param name="Y" type="float"/><param name="Z" type="float"/></accessor></technique_common></source>
                <vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
                <triangles count="12"><input semantic="VERTEX" source="#v" offset="0"/><p>{string.Join(' ', Indices)}</p></triangles>
              </mesh></geometry></library_geometries>
              <library_visual_scenes><visual_scene id="s"><node><instance_geometry url="#box"/></node></visual_scene></library_visual_scenes>
              <scene><instance_visual_scene url="#s"/></scene>
            </COLLADA>
            """;
    }
}
