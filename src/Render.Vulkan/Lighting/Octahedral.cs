using System.Numerics;

namespace Render.Vulkan.Lighting;

/// <summary>
/// The octahedral map of the sphere onto a square (Cigolle et al., "A Survey of Efficient Representations for Independent Unit Vectors",
/// JCGT 3(2), 2014), with a frame around it: only the middle <see cref="Interior"/> of each side shows the sphere once, the frame continues
/// it over the folded edges. Bilinear taps of every mipmap therefore never meet a seam.
/// </summary>
public static class Octahedral
{
    /// <summary>Part of each side that is not frame; 8 of 10 texels in the smallest level.</summary>
    public const float Interior = 0.8f;

    /// <summary>Texels on a side of the smallest level; larger ones are this times a power of two.</summary>
    public const int SmallestSize = 10;

    /// <summary>Unit direction -> point of the square, 0..1; within the middle <see cref="Interior"/>.</summary>
    public static Vector2 Encode(Vector3 direction)
    {
        var p = new Vector2(direction.X, direction.Y) / (MathF.Abs(direction.X) + MathF.Abs(direction.Y) + MathF.Abs(direction.Z));
        if (direction.Z < 0)
            p = Fold(p);
        return p * (0.5f * Interior) + new Vector2(0.5f);
    }

    /// <summary>Point of the square, 0..1 (frame included) -> unit direction.</summary>
    public static Vector3 Decode(Vector2 point)
    {
        var p = (point - new Vector2(0.5f)) / (0.5f * Interior);
        // Over an edge of the square the sphere goes on at the mirrored place of the same edge.
        if (MathF.Abs(p.X) > 1)
            p = new Vector2(MathF.CopySign(2, p.X) - p.X, -p.Y);
        if (MathF.Abs(p.Y) > 1)
            p = new Vector2(-p.X, MathF.CopySign(2, p.Y) - p.Y);
        var z = 1 - MathF.Abs(p.X) - MathF.Abs(p.Y);
        if (z < 0)
            p = Fold(p);
        return Vector3.Normalize(new Vector3(p, z));
    }

    private static Vector2 Fold(Vector2 p) =>
        new(MathF.CopySign(1 - MathF.Abs(p.Y), p.X), MathF.CopySign(1 - MathF.Abs(p.X), p.Y));
}
