using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;

namespace Render.Tests.Assets;

/// <summary>One mesh written in many formats, each in its own axes, from their specifications.</summary>
/// <param name="corners">Object space: Z up, metres.</param>
/// <param name="indices">Three a triangle, counter-clockwise seen from outside.</param>
public sealed class MeshFiles(IReadOnlyList<Vector3> corners, IReadOnlyList<uint> indices)
{
    private IReadOnlyList<Vector3> Corners => corners;

    private IReadOnlyList<uint> Indices => indices;

    /// <summary>Object space to Y up: the inverse of (x, y, z) -> (x, -z, y).</summary>
    public static Vector3 YUp(Vector3 p) => new(p.X, p.Z, -p.Y);

    public byte[] Glb()
    {
        var glb = new GlbBuilder();
        glb.Add("nodes", new JsonObject { ["mesh"] = glb.Mesh(glb.Attributes([.. Corners.Select(YUp)]), [.. Indices]) });
        return glb.ToBytes();
    }

    public string Obj(string header = "")
    {
        var text = new StringBuilder(header);
        foreach (var p in Corners.Select(YUp))
            text.Append(CultureInfo.InvariantCulture, $"v {p.X} {p.Y} {p.Z}\n");
        for (var i = 0; i < Indices.Count; i += 3)
            text.Append(CultureInfo.InvariantCulture, $"f {Indices[i] + 1} {Indices[i + 1] + 1} {Indices[i + 2] + 1}\n");
        return text.ToString();
    }

    public string Ply(string? color = null)
    {
        var text = new StringBuilder(I($"ply\nformat ascii 1.0\nelement vertex {Corners.Count}\nproperty float x\nproperty float y\nproperty float z\n"));
        if (color is not null)
            text.Append("property uchar red\nproperty uchar green\nproperty uchar blue\n");
        text.Append(CultureInfo.InvariantCulture, $"element face {Indices.Count / 3}\nproperty list uchar int vertex_indices\nend_header\n");
        foreach (var p in Corners)
            text.Append(CultureInfo.InvariantCulture, $"{p.X} {p.Y} {p.Z} {color}\n");
        for (var i = 0; i < Indices.Count; i += 3)
            text.Append(CultureInfo.InvariantCulture, $"3 {Indices[i]} {Indices[i + 1]} {Indices[i + 2]}\n");
        return text.ToString();
    }

    public string Stl()
    {
        var text = new StringBuilder("solid box\n");
        for (var i = 0; i < Indices.Count; i += 3)
        {
            var (a, b, c) = (Corners[(int)Indices[i]], Corners[(int)Indices[i + 1]], Corners[(int)Indices[i + 2]]);
            var n = Vector3.Normalize(Vector3.Cross(b - a, c - a));
            text.Append(CultureInfo.InvariantCulture, $"facet normal {n.X} {n.Y} {n.Z}\nouter loop\n");
            foreach (var p in new[] { a, b, c })
                text.Append(CultureInfo.InvariantCulture, $"vertex {p.X} {p.Y} {p.Z}\n");
            text.Append("endloop\nendfacet\n");
        }
        return text.Append("endsolid box\n").ToString();
    }

    /// <summary>Text glTF, its buffer in the file.</summary>
    public string Gltf()
    {
        var glb = Glb();
        var length = BitConverter.ToInt32(glb, 12);
        var json = JsonNode.Parse(glb.AsSpan(20, length))!;
        json["buffers"]![0]!["uri"] = "data:application/octet-stream;base64," + Convert.ToBase64String(glb.AsSpan(20 + length + 8));
        return json.ToJsonString();
    }

    /// <summary>Little-endian binary PLY.</summary>
    public byte[] BinaryPly()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write(Encoding.ASCII.GetBytes(I($"ply\nformat binary_little_endian 1.0\nelement vertex {Corners.Count}\nproperty float x\nproperty float y\nproperty float z\nelement face {Indices.Count / 3}\nproperty list uchar int vertex_indices\nend_header\n")));
        foreach (var p in Corners)
            Write(writer, p);
        for (var i = 0; i < Indices.Count; i++)
        {
            if (i % 3 == 0)
                writer.Write((byte)3);
            writer.Write(Indices[i]);
        }
        return memory.ToArray();
    }

    public byte[] BinaryStl()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write(new byte[80]);
        writer.Write(Indices.Count / 3);
        for (var i = 0; i < Indices.Count; i += 3)
        {
            var (a, b, c) = (Corners[(int)Indices[i]], Corners[(int)Indices[i + 1]], Corners[(int)Indices[i + 2]]);
            foreach (var p in new[] { Vector3.Normalize(Vector3.Cross(b - a, c - a)), a, b, c })
                Write(writer, p);
            writer.Write((ushort)0);
        }
        return memory.ToArray();
    }

    public string Off()
    {
        var text = new StringBuilder(I($"OFF\n{Corners.Count} {Indices.Count / 3} 0\n"));
        foreach (var p in Corners)
            text.Append(CultureInfo.InvariantCulture, $"{p.X} {p.Y} {p.Z}\n");
        for (var i = 0; i < Indices.Count; i += 3)
            text.Append(CultureInfo.InvariantCulture, $"3 {Indices[i]} {Indices[i + 1]} {Indices[i + 2]}\n");
        return text.ToString();
    }

    /// <summary>DirectX's text format: left-handed, Y up, clockwise front: (x, z, y), and every triangle turned round.</summary>
    public string X()
    {
        var text = new StringBuilder(I($"xof 0303txt 0032\nMesh box {{\n{Corners.Count};\n"));
        text.AppendJoin(",\n", Corners.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.0#########};{p.Z:0.0#########};{p.Y:0.0#########};"))).Append(I($";\n{Indices.Count / 3};\n"));
        text.AppendJoin(",\n", Enumerable.Range(0, Indices.Count / 3).Select(t => $"3;{Indices[3 * t]},{Indices[3 * t + 2]},{Indices[3 * t + 1]};")).Append(";\n}\n");
        return text.ToString();
    }

    /// <summary>3D Studio's chunks, Z up: version, then the editor with one named mesh of vertices and faces, a smoothing group for each two faces.</summary>
    public byte[] ThreeDs()
    {
        var vertices = Chunk(0x4110, [.. BitConverter.GetBytes((ushort)Corners.Count), .. Corners.SelectMany(p => new[] { p.X, p.Y, p.Z }).SelectMany(BitConverter.GetBytes)]);
        var faces = Chunk(0x4120, [.. BitConverter.GetBytes((ushort)(Indices.Count / 3)), .. Enumerable.Range(0, Indices.Count / 3).SelectMany(t =>
            new[] { (ushort)Indices[3 * t], (ushort)Indices[3 * t + 1], (ushort)Indices[3 * t + 2], (ushort)0 }).SelectMany(BitConverter.GetBytes),
            .. Chunk(0x4150, [.. Enumerable.Range(0, Indices.Count / 3).SelectMany(t => BitConverter.GetBytes(1 << t / 2 % 32))])]);
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

    private static string I(FormattableString text) => FormattableString.Invariant(text);

    private static void Write(BinaryWriter writer, Vector3 p)
    {
        writer.Write(p.X);
        writer.Write(p.Y);
        writer.Write(p.Z);
    }

    /// <summary>In centimetres, with the declared axis.</summary>
    public string Dae(string upAxis = "Z_UP")
    {
        var corners = Corners.Select(p => 100 * (upAxis == "Z_UP" ? p : YUp(p)));
        var positions = string.Join(' ', corners.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X} {p.Y} {p.Z}")));
        return $"""
            <?xml version="1.0" encoding="utf-8"?>
            <COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
              <asset><unit name="centimeter" meter="0.01"/><up_axis>{upAxis}</up_axis></asset>
              <library_geometries><geometry id="box"><mesh>
                <source id="p"><float_array id="pa" count="{3 * Corners.Count}">{positions}</float_array>
                  <technique_common><accessor source="#pa" count="{Corners.Count}" stride="3"><param name="X" type="float"/><param name="Y" type="float"/><param name="Z" type="float"/></accessor></technique_common></source>
                <vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
                <triangles count="{Indices.Count / 3}"><input semantic="VERTEX" source="#v" offset="0"/><p>{string.Join(' ', Indices)}</p></triangles>
              </mesh></geometry></library_geometries>
              <library_visual_scenes><visual_scene id="s"><node><instance_geometry url="#box"/></node></visual_scene></library_visual_scenes>
              <scene><instance_visual_scene url="#s"/></scene>
            </COLLADA>
            """;
    }
}
