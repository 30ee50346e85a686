using System.Numerics;

namespace Render.Core.Geometry;

/// <summary>How normals are made where a file gives none.</summary>
public enum MissingNormals
{
    /// <summary>Smooth, with creases: <see cref="NormalBuilder.Smooth"/>.</summary>
    Smooth,

    /// <summary>One normal a triangle, as the glTF specification asks for (3.7.2.1).</summary>
    Flat,
}

/// <summary>
/// Indexed triangles of one material in object space (Z up, metres, counter-clockwise front), as a reader delivers them and before they are
/// mended and cut into clusters. Every stream that is there has the length of <see cref="Positions"/>.
/// </summary>
public sealed record MeshPart
{
    /// <summary>Index into the model's materials.</summary>
    public required int Material { get; init; }

    /// <summary>Metres. May hold NaN or infinity: such vertices are dropped with their triangles.</summary>
    public required Vector3[] Positions { get; init; }

    /// <summary>Any length; null where the file has none.</summary>
    public Vector3[]? Normals { get; init; }

    /// <summary>As <see cref="Mesh.Tangents"/>; null where the file has none. Ignored without normals.</summary>
    public Vector4[]? Tangents { get; init; }

    /// <summary>Set 0; v grows downwards in the image. Null: (0, 0) everywhere.</summary>
    public Vector2[]? TexCoords { get; init; }

    /// <summary>Set 1, or null.</summary>
    public Vector2[]? TexCoords1 { get; init; }

    /// <summary>Linear RGBA, or null.</summary>
    public Vector4[]? Colors { get; init; }

    /// <summary>Three a triangle. May point outside: such triangles are dropped.</summary>
    public required int[] Indices { get; init; }

    public MissingNormals MissingNormals { get; init; }

    /// <summary>The set (0 or 1) from which tangents are derived: that of the material's normal texture.</summary>
    public int TangentTexCoordSet { get; init; }

    /// <summary>The part with vertex i taken from old vertex <paramref name="source"/>[i], and other indices.</summary>
    public MeshPart Gather(int[] source, int[] indices) => this with
    {
        Positions = Pick(Positions, source)!,
        Normals = Pick(Normals, source),
        Tangents = Pick(Tangents, source),
        TexCoords = Pick(TexCoords, source),
        TexCoords1 = Pick(TexCoords1, source),
        Colors = Pick(Colors, source),
        Indices = indices,
    };

    private static T[]? Pick<T>(T[]? values, int[] source)
    {
        if (values is null)
            return null;
        var picked = new T[source.Length];
        for (var i = 0; i < source.Length; i++)
            picked[i] = values[source[i]];
        return picked;
    }
}
