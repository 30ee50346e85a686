using System.Numerics;
using System.Runtime.Intrinsics;
using Render.Core.Scenes;
using Render.Dataset.Encoders;

namespace Render.Dataset.Annotators;

/// <summary>
/// Distances as 16-bit gray PNG: metres over the unit, rounded to nearest (halves to even), 0 = nothing seen, 65,535 = beyond the range. What is seen nearer than half
/// a unit becomes 1, so that it is not taken for nothing. Float32 metres beside it where they are asked for.
/// </summary>
internal sealed class DistanceImage(DepthSettings settings)
{
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

    /// <summary>Fills the steps; how many pixels lie beyond the range. Vectors and what is left over take the same operations of IEEE 754, so they agree.</summary>
    private long Steps(ReadOnlySpan<float> metres)
    {
        var (i, beyond) = (0, 0L);
        for (; i <= metres.Length - 16; i += 16)
        {
            var low = Vector256.Narrow(Steps(metres[i..], ref beyond), Steps(metres[(i + 4)..], ref beyond));
            var high = Vector256.Narrow(Steps(metres[(i + 8)..], ref beyond), Steps(metres[(i + 12)..], ref beyond));
            Vector256.Narrow(low, high).CopyTo(_steps, i);
        }
        for (; i < metres.Length; i++)
        {
            // A division in double: a product with 1/unit would round some halves to the other side.
            var steps = Math.Round(metres[i] / settings.Unit);
            if (steps >= ushort.MaxValue)
                beyond++;
            _steps[i] = metres[i] == 0 ? (ushort)0 : (ushort)Math.Clamp(steps, 1, ushort.MaxValue);
        }
        return beyond;
    }

    /// <summary>Of four pixels.</summary>
    private Vector256<ulong> Steps(ReadOnlySpan<float> metres, ref long beyond)
    {
        // 2^52 more than a whole number below 2^52 has that number in its lowest bits.
        const double Integer = 1L << 52;
        var (low, high) = Vector128.Widen(Vector128.Create(metres));
        var values = Vector256.Create(low, high);
        var (steps, most) = (Vector256.Round(values / Vector256.Create(settings.Unit)), Vector256.Create((double)ushort.MaxValue));
        beyond += BitOperations.PopCount(Vector256.GreaterThanOrEqual(steps, most).ExtractMostSignificantBits());
        var whole = Vector256.AndNot(Vector256.Min(Vector256.Max(steps, Vector256<double>.One), most), Vector256.Equals(values, Vector256<double>.Zero));
        return (whole + Vector256.Create(Integer)).AsUInt64() & Vector256.Create((ulong)ushort.MaxValue);
    }
}
