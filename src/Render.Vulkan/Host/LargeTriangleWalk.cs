using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Render.Vulkan.Host;

/// <summary>Walks large and slow triangles over a tile, eight samples at a time (Shaders/raster_large.comp).</summary>
internal static unsafe class LargeTriangleWalk<TKeys> where TKeys : struct, ISampleKeys
{
    public static void Draw(in LargeTriangle t, SampleTile tile, SampleLanes lanes)
    {
        int firstX = Math.Max(t.FirstX, tile.Left), lastX = Math.Min(t.LastX, tile.Right), firstY = Math.Max(t.FirstY, tile.Top), lastY = Math.Min(t.LastY, tile.Bottom);
        if (firstX > lastX || firstY > lastY)
            return;
        double left = tile.Left * 256, top = tile.Top * 256, right = (tile.Left + SampleTile.Width) * 256, bottom = (tile.Top + SampleTile.Height) * 256;
        if (t.Edge0.Most(left, top, right, bottom) < 0 || t.Edge1.Most(left, top, right, bottom) < 0 || t.Edge2.Most(left, top, right, bottom) < 0)
            return;
        firstX &= -1 << lanes.PixelShift;
        var range = new Range(firstX, firstY, lastY, (lastX - firstX >> lanes.PixelShift) + 1);
        for (var v = 0; v < lanes.Packed.Length; v++)
        {
            if (t.Slow)
                DrawSlow(t, tile, lanes, v, range);
            else
                DrawRegular(t, tile, lanes, v, range);
        }
    }

    /// <summary>Pixels, and blocks of a row.</summary>
    private readonly record struct Range(int FirstX, int FirstY, int LastY, int Blocks);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DrawRegular(in LargeTriangle t, SampleTile tile, SampleLanes lanes, int v, Range range)
    {
        var offsets = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(lanes.Offsets).Slice(8 * v, 8);
        Vector256<int> row0 = Edge(t.Edge0, tile, offsets, range, out var x0, out var y0), row1 = Edge(t.Edge1, tile, offsets, range, out var x1, out var y1),
            row2 = Edge(t.Edge2, tile, offsets, range, out var x2, out var y2);
        Vector256<int> stepX0 = Vector256.Create(x0 << lanes.PixelShift), stepX1 = Vector256.Create(x1 << lanes.PixelShift), stepX2 = Vector256.Create(x2 << lanes.PixelShift);
        Vector256<int> stepY0 = Vector256.Create(y0), stepY1 = Vector256.Create(y1), stepY2 = Vector256.Create(y2);
        var value = new ValueOf(t);
        var id = Vector256.Create(t.Id);
        int blockBytes = 8 * TKeys.Bytes * lanes.Packed.Length, blockPixels = 256 << lanes.PixelShift;
        Vector256<double> startLow = lanes.XLow[v] + Vector256.Create(range.FirstX * 256.0), startHigh = lanes.XHigh[v] + Vector256.Create(range.FirstX * 256.0), step = Vector256.Create((double)blockPixels);
        var row = tile.Memory + (range.FirstY - tile.Top) * tile.Pitch + (range.FirstX - tile.Left) * tile.PixelBytes + 8 * TKeys.Bytes * v;
        for (var y = range.FirstY; y <= range.LastY; y++)
        {
            Vector256<int> f0 = row0, f1 = row1, f2 = row2;
            Vector256<double> xLow = startLow, xHigh = startHigh, top = Vector256.Create(y * 256.0);
            Vector256<double> riseLow = value.Y * (lanes.YLow[v] + top), riseHigh = value.Y * (lanes.YHigh[v] + top);
            var at = row;
            for (var n = range.Blocks; n > 0; n--)
            {
                var outside = f0 | f1 | f2;
                if (outside.AsSingle().ExtractMostSignificantBits() != 255)
                    TKeys.Combine(at, value.Clamped(value.At(xLow, riseLow), value.At(xHigh, riseHigh)), (outside >> 31).AsUInt32(), id);
                f0 += stepX0;
                f1 += stepX1;
                f2 += stepX2;
                xLow += step;
                xHigh += step;
                at += blockBytes;
            }
            row0 += stepY0;
            row1 += stepY1;
            row2 += stepY2;
            row += tile.Pitch;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DrawSlow(in LargeTriangle t, SampleTile tile, SampleLanes lanes, int v, Range range)
    {
        var value = new ValueOf(t);
        SlowEdge e0 = new(t.Edge0), e1 = new(t.Edge1), e2 = new(t.Edge2);
        var (id, nearest) = (Vector256.Create(t.Id), Vector256.Create(t.Nearest));
        int blockBytes = 8 * TKeys.Bytes * lanes.Packed.Length, blockPixels = 256 << lanes.PixelShift;
        var row = tile.Memory + (range.FirstY - tile.Top) * tile.Pitch + (range.FirstX - tile.Left) * tile.PixelBytes + 8 * TKeys.Bytes * v;
        for (var y = range.FirstY; y <= range.LastY; y++)
        {
            Vector256<double> top = Vector256.Create(y * 256.0), left = Vector256.Create(range.FirstX * 256.0), step = Vector256.Create((double)blockPixels);
            Vector256<double> xLow = lanes.XLow[v] + left, xHigh = lanes.XHigh[v] + left, yLow = lanes.YLow[v] + top, yHigh = lanes.YHigh[v] + top;
            var at = row;
            for (var n = range.Blocks; n > 0; n--)
            {
                var (low, high) = (e0.Contains(xLow, yLow) & e1.Contains(xLow, yLow) & e2.Contains(xLow, yLow), e0.Contains(xHigh, yHigh) & e1.Contains(xHigh, yHigh) & e2.Contains(xHigh, yHigh));
                if ((low | high).ExtractMostSignificantBits() != 0)
                {
                    Vector256<double> valueLow = value.At(xLow, value.Y * yLow), valueHigh = value.At(xHigh, value.Y * yHigh);
                    low = Vector256.AndNot(low, Vector256.GreaterThan(valueLow, nearest));
                    high = Vector256.AndNot(high, Vector256.GreaterThan(valueHigh, nearest));
                    TKeys.Combine(at, value.Clamped(valueLow, valueHigh), ~Vector256.Narrow(low.AsInt64(), high.AsInt64()).AsUInt32(), id);
                }
                xLow += step;
                xHigh += step;
                at += blockBytes;
            }
            row += tile.Pitch;
        }
    }

    /// <summary>
    /// floor(E / 256) of eight samples at the first pixels of the range, less the bias, kept where its sign is safe: moving one pixel changes it by at most 2^23, so the rest of the tile by less
    /// than 2^30. Its steps are the same numbers as the edge's own. An edge that contains the whole tile is 0 everywhere.
    /// </summary>
    private static Vector256<int> Edge(in Plane3 edge, SampleTile tile, ReadOnlySpan<(int X, int Y)> offsets, Range range, out int stepX, out int stepY)
    {
        double left = tile.Left * 256, top = tile.Top * 256;
        (stepX, stepY) = (0, 0);
        if (edge.Least(left, top, left + SampleTile.Width * 256, top + SampleTile.Height * 256) > 0)
            return Vector256<int>.Zero;
        (stepX, stepY) = ((int)edge.X, (int)edge.Y);
        long corner = (long)edge.Z + stepX * (tile.Left * 256L) + stepY * (tile.Top * 256L) - (edge.Owns ? 0 : 1);
        Span<int> lanes = stackalloc int[8];
        for (var i = 0; i < 8; i++)
            lanes[i] = (int)Math.Clamp((corner + (long)stepX * offsets[i].X + (long)stepY * offsets[i].Y) >> 8, -1 << 30, 1 << 30);
        return Vector256.Create<int>(lanes) + Vector256.Create(stepX * (range.FirstX - tile.Left) + stepY * (range.FirstY - tile.Top));
    }

    /// <summary>The plane of the value at four samples, x and y in 1/256 px.</summary>
    private readonly struct ValueOf(in LargeTriangle t)
    {
        private readonly Vector256<double> _x = Vector256.Create(t.Value.X), _z = Vector256.Create(t.Value.Z), _low = Vector256.Create(t.Low), _high = Vector256.Create(t.High);

        public Vector256<double> Y { get; } = Vector256.Create(t.Value.Y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> At(Vector256<double> x, Vector256<double> rise) => _x * x + rise + _z;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Clamped(Vector256<double> low, Vector256<double> high) => Vector256.Create(
            Avx.ConvertToVector128Single(Avx.Min(Avx.Max(low, _low), _high)), Avx.ConvertToVector128Single(Avx.Min(Avx.Max(high, _low), _high)));
    }

    /// <summary>An edge in homogeneous coordinates.</summary>
    private readonly struct SlowEdge(in Plane3 edge)
    {
        private readonly Vector256<double> _x = Vector256.Create(edge.X), _y = Vector256.Create(edge.Y), _z = Vector256.Create(edge.Z),
            _least = Vector256.Create(edge.Owns ? 0 : double.Epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> Contains(Vector256<double> x, Vector256<double> y) => Vector256.GreaterThanOrEqual(_x * x + _y * y + _z, _least);
    }
}
