using System.Numerics;
using Render.Core.Geometry;

namespace Render.Vulkan;

/// <summary>
/// Vertex streams as the shaders read them. Directions are octahedral (Cigolle et al., "A Survey of Efficient Representations for Independent
/// Unit Vectors", JCGT 3(2), 2014): 2 x 16 bits keep them to 0.003 degrees.
/// </summary>
internal static class VertexPacking
{
    public static GpuVertexAttributes Attributes(Mesh mesh, int vertex) => new()
    {
        Normal = Normal(mesh.Normals[vertex]),
        Tangent = Tangent(mesh.Tangents[vertex]),
        TexCoord = mesh.TexCoords[vertex],
    };

    public static GpuVertexExtras Extras(Mesh mesh, int vertex)
    {
        var color = mesh.Colors?[vertex] ?? Vector4.One;
        return new()
        {
            Color = Halves(color.X, color.Y) | (ulong)Halves(color.Z, color.W) << 32,
            TexCoord1 = mesh.TexCoords1?[vertex] ?? Vector2.Zero,
        };
    }

    /// <summary>Two signed normalized 16-bit numbers, x in the lower half.</summary>
    public static uint Normal(Vector3 direction)
    {
        var p = Octahedral(direction);
        static uint Snorm(float v) => (ushort)(short)MathF.Round(v * 32767);
        return Snorm(p.X) | Snorm(p.Y) << 16;
    }

    /// <summary>Two 15-bit numbers, 0..32766 for -1..1, in bits 0-14 and 16-30; bit 15 is set where the handedness is -1.</summary>
    public static uint Tangent(Vector4 tangent)
    {
        var p = Octahedral(new Vector3(tangent.X, tangent.Y, tangent.Z));
        static uint Packed(float v) => (uint)MathF.Round((v + 1) * 16383);
        return Packed(p.X) | (tangent.W < 0 ? 1u << 15 : 0) | Packed(p.Y) << 16;
    }

    private static Vector2 Octahedral(Vector3 d)
    {
        var length = MathF.Abs(d.X) + MathF.Abs(d.Y) + MathF.Abs(d.Z);
        if (!(length > 0))
            return Vector2.Zero;
        var p = new Vector2(d.X, d.Y) / length;
        return d.Z >= 0 ? p : new Vector2(MathF.CopySign(1 - MathF.Abs(p.Y), p.X), MathF.CopySign(1 - MathF.Abs(p.X), p.Y));
    }

    private static uint Halves(float low, float high) =>
        BitConverter.HalfToUInt16Bits((Half)low) | (uint)BitConverter.HalfToUInt16Bits((Half)high) << 16;
}
