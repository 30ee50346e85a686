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
