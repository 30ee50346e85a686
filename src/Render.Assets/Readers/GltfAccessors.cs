using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SharpGLTF.Schema2;

namespace Render.Assets.Readers;

/// <summary>
/// The values of an accessor as an array. Plain floats and integers, nearly all there are, are copied from the buffer; what is normalized,
/// quantized or sparse goes through SharpGLTF element by element, which takes ten times as long.
/// </summary>
internal static class GltfAccessors
{
    public static Vector2[] Vector2s(Accessor accessor) => Floats<Vector2>(accessor, DimensionType.VEC2) ?? [.. accessor.AsVector2Array()];

    public static Vector3[] Vector3s(Accessor accessor) => Floats<Vector3>(accessor, DimensionType.VEC3) ?? [.. accessor.AsVector3Array()];

    public static Vector4[] Vector4s(Accessor accessor) => Floats<Vector4>(accessor, DimensionType.VEC4) ?? [.. accessor.AsVector4Array()];

    /// <summary>Indices of vertices; those beyond an int come out negative, so outside every range.</summary>
    public static int[] Indices(Accessor accessor) =>
        Plain<int>(accessor, DimensionType.SCALAR, EncodingType.UNSIGNED_INT)
        ?? (Plain<ushort>(accessor, DimensionType.SCALAR, EncodingType.UNSIGNED_SHORT) is { } words ? Array.ConvertAll(words, w => (int)w) : null)
        ?? [.. accessor.AsIndicesArray().Select(i => (int)i)];

    private static T[]? Floats<T>(Accessor accessor, DimensionType dimensions)
        where T : unmanaged => Plain<T>(accessor, dimensions, EncodingType.FLOAT);

    /// <summary>Null where the values are not stored as they are, or not all there: then SharpGLTF says what is wrong.</summary>
    private static T[]? Plain<T>(Accessor accessor, DimensionType dimensions, EncodingType encoding)
        where T : unmanaged
    {
        if (accessor.IsSparse || accessor.Dimensions != dimensions || accessor.Encoding != encoding || accessor.SourceBufferView is not { } view)
            return null;
        var size = Unsafe.SizeOf<T>();
        var stride = view.ByteStride == 0 ? size : view.ByteStride;
        ReadOnlySpan<byte> content = view.Content;
        if (accessor.Count < 1 || accessor.ByteOffset < 0 || stride < size || accessor.ByteOffset + (accessor.Count - 1L) * stride + size > content.Length)
            return null;
        content = content[accessor.ByteOffset..];
        if (stride == size)
            return MemoryMarshal.Cast<byte, T>(content[..(accessor.Count * size)]).ToArray();
        var values = GC.AllocateUninitializedArray<T>(accessor.Count);
        for (var i = 0; i < values.Length; i++)
            values[i] = MemoryMarshal.Read<T>(content[(i * stride)..]);
        return values;
    }
}
