using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Render.Core.Frames;

namespace Render.Dataset.Annotators;

/// <summary>
/// Normals in camera axes (x right, y down, z forward), of unit length, interpolated between the vertices, without normal maps, on the side that is seen: 16-bit RGB PNG,
/// 32768 + 32767 times the component, rounded to nearest; 0 0 0 = nothing seen.
/// </summary>
public sealed class NormalAnnotator : Annotator
{
    private const int Zero = 32768, One = 32767;

    private ushort[] _values = [];

    public override Aov Needs => Aov.Normals;

    public override string Folder => "normals";

    internal override ReadOnlySpan<ushort> LastValues => _values;

    public override void Annotate(LabelledImage image, ImageSink sink)
    {
        var normals = image.Rendered.Normals;
        if (_values.Length != normals.Length)
            _values = new ushort[normals.Length];
        var ids = image.Rendered.InstanceIds;
        for (var i = 0; i < ids.Length; i++)
        {
            if (ids[i] == 0)
                _values.AsSpan(3 * i, 3).Clear();
            else if (i < ids.Length - 1)
                // One number more on either side is the next pixel's, which comes after.
                Unsafe.WriteUnaligned(ref Unsafe.As<ushort, byte>(ref _values[3 * i]), Steps(Vector128.LoadUnsafe(ref normals[3 * i])));
            else
                WriteLast(Steps(Vector128.Create(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], 0)), _values.AsSpan(3 * i));
        }
        sink.Add(Folder, "png", Png.EncodeRgb16(_values, image.Rendered.Width, image.Rendered.Height));
    }

    /// <summary>The three numbers of a pixel, the first lowest, from its three components; the fourth is not looked at.</summary>
    private static ulong Steps(Vector128<float> components)
    {
        // 2^52 more than a whole number below 2^52 has that number in its lowest bits.
        const double Integer = 1L << 52;
        var (low, high) = Vector128.Widen(components);
        var vector = Vector256.Create(low, high);
        var squares = vector * vector;
        var length = Math.Sqrt(squares[0] + squares[1] + squares[2]);
        // Where normals of the vertices cancel each other, the surface is said to face the camera.
        if (length == 0)
            (vector, length) = (Vector256.Create(0, 0, -1, 0.0), 1);
        var steps = (Vector256.Round(Vector256.Create((double)One) * (vector / Vector256.Create(length))) + Vector256.Create(Integer + Zero)).AsUInt64();
        return steps[0] & 0xFFFF | (steps[1] & 0xFFFF) << 16 | (steps[2] & 0xFFFF) << 32;
    }

    private static void WriteLast(ulong steps, Span<ushort> values) =>
        (values[0], values[1], values[2]) = ((ushort)steps, (ushort)(steps >> 16), (ushort)(steps >> 32));
}
