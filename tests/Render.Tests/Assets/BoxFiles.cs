using System.Numerics;

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

    private static MeshFiles Box { get; } = new(Corners, Indices);

    /// <inheritdoc cref="MeshFiles.YUp"/>
    public static Vector3 YUp(Vector3 p) => MeshFiles.YUp(p);

    /// <inheritdoc cref="MeshFiles.Glb"/>
    public static byte[] Glb() => Box.Glb();

    /// <inheritdoc cref="MeshFiles.Gltf"/>
    public static string Gltf() => Box.Gltf();

    /// <inheritdoc cref="MeshFiles.Obj"/>
    public static string Obj(string header = "") => Box.Obj(header);

    /// <inheritdoc cref="MeshFiles.Ply"/>
    public static string Ply(string? color = null) => Box.Ply(color);

    /// <inheritdoc cref="MeshFiles.BinaryPly"/>
    public static byte[] BinaryPly() => Box.BinaryPly();

    /// <inheritdoc cref="MeshFiles.Stl"/>
    public static string Stl() => Box.Stl();

    /// <inheritdoc cref="MeshFiles.BinaryStl"/>
    public static byte[] BinaryStl() => Box.BinaryStl();

    /// <inheritdoc cref="MeshFiles.Off"/>
    public static string Off() => Box.Off();

    /// <inheritdoc cref="MeshFiles.X"/>
    public static string X() => Box.X();

    /// <inheritdoc cref="MeshFiles.ThreeDs"/>
    public static byte[] ThreeDs() => Box.ThreeDs();

    /// <inheritdoc cref="MeshFiles.Dae"/>
    public static string Dae(string upAxis = "Z_UP") => Box.Dae(upAxis);
}
