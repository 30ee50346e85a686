using System.Runtime.Intrinsics;

namespace Render.Vulkan.Host;

/// <summary>
/// Where the eight samples of a vector lie, relative to the corner of the block's first pixel. A block is a run of pixels in a row with all their samples: 8 / samples
/// pixels, or a pixel alone of several vectors.
/// </summary>
internal sealed class SampleLanes
{
    /// <summary>
    /// The sample of each lane. Keys are made of nearness and id by interleaving, which takes the lanes 0, 1, 4, 5 for one vector of keys and 2, 3, 6, 7 for the other: so the keys come out in
    /// the order of memory.
    /// </summary>
    private static readonly int[] Interleaved = [0, 1, 4, 5, 2, 3, 6, 7];

    /// <param name="samples">A pixel: 1, 4, 8 or 16.</param>
    /// <param name="interleaved">Keys are 64 bits, else 32.</param>
    public SampleLanes(int samples, bool interleaved)
    {
        Samples = samples;
        PixelShift = samples switch { 1 => 3, 4 => 1, _ => 0 };
        var vectors = samples == 16 ? 2 : 1;
        var pattern = SamplePattern.Of(samples);
        (Packed, X, Y, XLow, XHigh, YLow, YHigh) = (new Vector256<short>[vectors], new Vector256<float>[vectors], new Vector256<float>[vectors],
            new Vector256<double>[vectors], new Vector256<double>[vectors], new Vector256<double>[vectors], new Vector256<double>[vectors]);
        Span<int> x = stackalloc int[8], y = stackalloc int[8];
        for (var v = 0; v < vectors; v++)
        {
            for (var lane = 0; lane < 8; lane++)
            {
                var element = 8 * v + (interleaved ? Interleaved[lane] : lane);
                var offset = pattern[element % samples];
                (x[lane], y[lane]) = (element / samples * 256 + 128 + offset.X, 128 + offset.Y);
                Offsets.Add((x[lane], y[lane]));
            }
            Vector256<int> vx = Vector256.Create<int>(x), vy = Vector256.Create<int>(y);
            Packed[v] = (vx << 16 | vy & Vector256.Create(0xffff)).AsInt16();
            (X[v], Y[v]) = (Vector256.ConvertToSingle(vx) * (1f / 256), Vector256.ConvertToSingle(vy) * (1f / 256));
            (XLow[v], XHigh[v]) = Wide(x);
            (YLow[v], YHigh[v]) = Wide(y);
        }
        foreach (var (ox, oy) in pattern)
            (LeastX, LeastY, MostX, MostY) = (Math.Min(LeastX, ox), Math.Min(LeastY, oy), Math.Max(MostX, ox), Math.Max(MostY, oy));
    }

    public int Samples { get; }

    /// <summary>A block has 1 &lt;&lt; PixelShift pixels.</summary>
    public int PixelShift { get; }

    /// <summary>Of each lane of each vector, 1/256 px from the corner of the block's first pixel.</summary>
    public List<(int X, int Y)> Offsets { get; } = [];

    /// <summary>The same: y in the lower halves, x in the upper.</summary>
    public Vector256<short>[] Packed { get; }

    /// <summary>What makes an edge's pair its step to the next block, or row.</summary>
    public Vector256<short> StepRight => Vector256.Create(256 << PixelShift << 16).AsInt16();

    public Vector256<short> StepDown { get; } = Vector256.Create(256).AsInt16();

    /// <summary>Pixels.</summary>
    public Vector256<float>[] X { get; }

    /// <summary>Pixels.</summary>
    public Vector256<float>[] Y { get; }

    /// <summary>1/256 px, lanes 0 to 3; then 4 to 7.</summary>
    public Vector256<double>[] XLow { get; }

    public Vector256<double>[] XHigh { get; }

    public Vector256<double>[] YLow { get; }

    public Vector256<double>[] YHigh { get; }

    /// <summary>Range of the samples' offsets from their pixel's centre, 1/256 px.</summary>
    public int LeastX { get; }

    public int LeastY { get; }

    public int MostX { get; }

    public int MostY { get; }

    private static (Vector256<double> Low, Vector256<double> High) Wide(ReadOnlySpan<int> lanes) =>
        (Vector256.Create((double)lanes[0], lanes[1], lanes[2], lanes[3]), Vector256.Create((double)lanes[4], lanes[5], lanes[6], lanes[7]));
}
