using System.Numerics;
using System.Runtime.CompilerServices;

namespace Render.Core.Geometry;

/// <summary>
/// A run of at most <see cref="MaxTriangles"/> triangles of one material with at most <see cref="MaxVertices"/> vertices of its own:
/// the unit of culling and of the compute rasteriser.
/// </summary>
/// <param name="VertexOffset">First vertex of the cluster in the mesh's vertex streams.</param>
/// <param name="VertexCount">1..256. Clusters share no vertices.</param>
/// <param name="TriangleOffset">First triangle in <see cref="Mesh.Triangles"/>.</param>
/// <param name="TriangleCount">1..128.</param>
/// <param name="Material">Index into the model's materials.</param>
/// <param name="Sphere">Bounding sphere in object space: centre (xyz), radius (w).</param>
/// <param name="Cone">Cone of the face normals: unit axis (xyz) and cut-off (w) as sine of the half angle; w = 1 where the cone says nothing.</param>
public readonly record struct Cluster(
    uint VertexOffset, uint VertexCount, uint TriangleOffset, uint TriangleCount, uint Material, Vector4 Sphere, Vector4 Cone)
{
    public const int MaxTriangles = 128;
    public const int MaxVertices = 256;
}

/// <summary>
/// Triangles of one object, in clusters. Object space: Z up, metres, right-handed; counter-clockwise is the front.
/// All vertex streams have the same length and are ordered by cluster.
/// </summary>
public sealed class Mesh
{
    public required Cluster[] Clusters { get; init; }

    /// <summary>One word a triangle: three 8-bit vertex numbers within the cluster, i0 | i1 &lt;&lt; 8 | i2 &lt;&lt; 16.</summary>
    public required uint[] Triangles { get; init; }

    /// <summary>Positions, metres.</summary>
    public required Vector3[] Positions { get; init; }

    /// <summary>Unit normals.</summary>
    public required Vector3[] Normals { get; init; }

    /// <summary>Unit tangents (xyz) and the handedness (w = +1 or -1): bitangent = w * cross(normal, tangent), as in glTF.</summary>
    public required Vector4[] Tangents { get; init; }

    /// <summary>Texture coordinates of set 0; (0, 0) where the file has none. v grows downwards in the image, as in glTF.</summary>
    public required Vector2[] TexCoords { get; init; }

    /// <summary>Texture coordinates of set 1, or null.</summary>
    public Vector2[]? TexCoords1 { get; init; }

    /// <summary>Linear vertex colours RGBA, or null where the file has none (then white).</summary>
    public Vector4[]? Colors { get; init; }

    /// <summary>Tight around <see cref="Positions"/>.</summary>
    public required Bounds Bounds { get; init; }

    /// <summary>Of all streams together, as they lie in memory.</summary>
    public long Bytes => (long)Clusters.Length * Unsafe.SizeOf<Cluster>() + 4L * Triangles.Length
        + Positions.Length * (12L + 12 + 16 + 8 + (TexCoords1 is null ? 0 : 8) + (Colors is null ? 0 : 16));
}

/// <summary>An axis-aligned box.</summary>
public readonly record struct Bounds(Vector3 Min, Vector3 Max)
{
    public Vector3 Center => (Min + Max) * 0.5f;

    public Vector3 Size => Max - Min;

    /// <summary>Tight around the points. Throws <see cref="ArgumentException"/> where there are none.</summary>
    public static Bounds Of(ReadOnlySpan<Vector3> points)
    {
        if (points.IsEmpty)
            throw new ArgumentException("no points", nameof(points));
        var (min, max) = (points[0], points[0]);
        foreach (var p in points)
            (min, max) = (Vector3.Min(min, p), Vector3.Max(max, p));
        return new(min, max);
    }
}

/// <summary>An imported file, one object: its parts merged, with the materials and textures that they use.</summary>
public sealed class Model
{
    /// <summary>The reference under which it was asked for: <c>assets:meshes/mug.glb</c>, <c>models/duck.obj</c>, or <c>shape:plane</c>.</summary>
    public required string Id { get; init; }

    /// <summary>sha256, lower-case hex, over the contents of all files that went in; for a shape, over its definition.</summary>
    public required string ContentHash { get; init; }

    public required Mesh Mesh { get; init; }

    /// <summary>At least one.</summary>
    public required Materials.Material[] Materials { get; init; }

    /// <summary>Indexed by <see cref="Materials.TextureReference.Texture"/>.</summary>
    public required Materials.TextureImage[] Textures { get; init; }

    /// <summary>What was mended, replaced or left out on import.</summary>
    public Assets.ImportNote[] Notes { get; init; } = [];

    /// <summary>The sentences of <see cref="Notes"/>.</summary>
    public string[] Warnings => Array.ConvertAll(Notes, note => note.Text);
}
