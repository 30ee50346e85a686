using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Render.Core.Scenes;
using Render.Dataset.Encoders;

namespace Render.Dataset.Annotators;

/// <summary>
/// Distances as 16-bit gray PNG: metres over the unit, rounded to nearest (halves to even), 0 = nothing seen, 65,535 = beyond the range. What is seen nearer than half
/// a unit becomes 1, so that it is not taken for nothing. Float32 metres beside it where they are asked for.
/// </summary>
internal sealed class DistanceImage(DepthSettings settings)
{
    /// <summary>Relative; many times what a rounded reciprocal, a rounded product and a rounded quotient may differ by.</summary>
    private const double Margin = 1.0 / (1L << 49);

    private readonly double _least = (1 - Margin) / settings.Unit, _most = (1 + Margin) / settings.Unit;

    private ushort[] _steps = [];

    /// <summary>Of the last image.</summary>
    public ReadOnlySpan<ushort> LastSteps => _steps;

    /// <summary>Hands the files to the sink.</summary>
    /// <param name="sink">Takes them.</param>
    /// <param name="folder">The annotator's.</param>
    /// <param name="metres">Width * height, top row first; 0: nothing seen.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="png">The annotator's.</param>
    /// <returns>How many pixels lie beyond the range.</returns>
    public long Add(ImageSink sink, string folder, float[] metres, int width, int height, PngEncoder png)
    {
        if (_steps.Length != metres.Length)
            _steps = new ushort[metres.Length];
        var beyond = Steps(metres);
        sink.Add(folder, "png", png.EncodeDepth16(_steps, width, height));
        if (settings.Npy)
            sink.Add(folder, "npy", NpyEncoder.Encode(metres, width, height));
        return beyond;
    }

    /// <summary>Fills the steps; how many pixels lie beyond the range. Vectors and what is left over agree.</summary>
    private long Steps(ReadOnlySpan<float> metres)
    {
        var (i, beyond) = (0, 0L);
        if (Avx2.IsSupported)
        {
            for (; i <= metres.Length - 8; i += 8)
            {
                if (!TrySteps(metres.Slice(i, 8), _steps.AsSpan(i, 8), ref beyond))
                    beyond += Each(metres.Slice(i, 8), _steps.AsSpan(i, 8));
            }
        }
        return beyond + Each(metres[i..], _steps.AsSpan(i));
    }

    private long Each(ReadOnlySpan<float> metres, Span<ushort> steps)
    {
        var beyond = 0L;
        for (var i = 0; i < metres.Length; i++)
        {
            // A division in double: a product with 1/unit would round some halves to the other side.
            var rounded = Math.Round(metres[i] / settings.Unit);
            if (rounded >= ushort.MaxValue)
                beyond++;
            steps[i] = metres[i] == 0 ? (ushort)0 : (ushort)Math.Clamp(rounded, 1, ushort.MaxValue);
        }
        return beyond;
    }

    /// <summary>Of eight pixels, by products that are surely below and above the quotient; false where the two round to different numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySteps(ReadOnlySpan<float> metres, Span<ushort> steps, ref long beyond)
    {
        var values = Vector256.Create(metres);
        var least = Rounded(values, Vector256.Create(_least));
        var most = Rounded(values, Vector256.Create(_most));
        if (least != most)
            return false;
        var packed = Sse41.PackUnsignedSaturate(least.GetLower(), least.GetUpper());
        var nothing = Sse2.PackSignedSaturate(
            Vector128.Equals(values.GetLower(), Vector128<float>.Zero).AsInt32(), Vector128.Equals(values.GetUpper(), Vector128<float>.Zero).AsInt32()).AsUInt16();
        beyond += BitOperations.PopCount(Vector128.Equals(packed, Vector128.Create(ushort.MaxValue)).ExtractMostSignificantBits());
        Vector128.AndNot(packed, nothing).CopyTo(steps);
        return true;
    }

    /// <summary>Products, within 1..65,535, rounded to nearest (halves to even) as Math.Round does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Rounded(Vector256<float> values, Vector256<double> factor)
    {
        var lower = Avx.ConvertToVector256Double(values.GetLower()) * factor;
        var upper = Avx.ConvertToVector256Double(values.GetUpper()) * factor;
        return Vector256.Create(Avx.ConvertToVector128Int32(Clamped(lower)), Avx.ConvertToVector128Int32(Clamped(upper)));
    }

    /// <summary>Within 1..65,535. What is no number stays none, since these instructions then give their second operand, and becomes 0, as in a conversion of one.</summary>
    private static Vector256<double> Clamped(Vector256<double> values) => Avx.Min(Vector256.Create((double)ushort.MaxValue), Avx.Max(Vector256<double>.One, values));
}
