using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Render.Vulkan.Host;

/// <summary>
/// Walks small triangles over a tile, eight samples at a time: integer edges, nearness by a float32 plane (Shaders/raster_walk.glsl). Range: extents are at most 2^14 and blocks
/// reach at most 8 px beyond the triangle, so coordinates relative to a vertex fit 16 bits, and the edge functions stay below 2^30.
/// </summary>
internal static unsafe class SmallTriangleWalk<TKeys> where TKeys : struct, ISampleKeys
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Draw(in SmallTriangle t, SampleTile tile, SampleLanes lanes)
    {
        int firstX = Math.Max(tile.Left, (short)t.First) & -1 << lanes.PixelShift, firstY = Math.Max(tile.Top, t.First >> 16);
        int lastX = Math.Min(tile.Right, (short)t.Last), lastY = Math.Min(tile.Bottom, t.Last >> 16);
        Vector256<short> turn0 = Vector256.Create(t.Turn0).AsInt16(), turn2 = Vector256.Create(t.Turn2).AsInt16();
        Vector256<short> right = lanes.StepRight, down = lanes.StepDown;
        Vector256<int> stepX0 = Avx2.MultiplyAddAdjacent(turn0, right), stepX2 = Avx2.MultiplyAddAdjacent(turn2, right), stepX1 = -(stepX0 + stepX2);
        Vector256<int> stepY0 = Avx2.MultiplyAddAdjacent(turn0, down), stepY2 = Avx2.MultiplyAddAdjacent(turn2, down), stepY1 = -(stepY0 + stepY2);
        // From the vertex to the first block's corner.
        var start = Vector256.Create(firstY * 256 - t.Y & 0xffff | firstX * 256 - t.X << 16).AsInt16();
        var biases = Vector256.Create(t.Biases);
        Vector256<int> bias0 = biases & Vector256.Create(0xffff), bias2 = Vector256.ShiftRightLogical(biases, 16), sum = Vector256.Create(t.Sum);
        Vector256<float> originX = Vector256.Create(t.OriginX), originY = Vector256.Create(t.OriginY), value = Vector256.Create(t.Base);
        Vector256<float> gradientX = Vector256.Create(t.GradientX), gradientY = Vector256.Create(t.GradientY), low = Vector256.Create(t.Low), high = Vector256.Create(t.High);
        var id = Vector256.Create(t.Id);
        var (blockBytes, blocks) = (8 * TKeys.Bytes * lanes.Packed.Length, (lastX - firstX >> lanes.PixelShift) + 1);
        float blockPixels = 1 << lanes.PixelShift;
        for (var v = 0; v < lanes.Packed.Length; v++)
        {
            var packed = lanes.Packed[v] + start;
            Vector256<int> row0 = Avx2.MultiplyAddAdjacent(packed, turn0) - bias0, row2 = Avx2.MultiplyAddAdjacent(packed, turn2) - bias2, row1 = sum - row0 - row2;
            Vector256<float> rowX = lanes.X[v] + Vector256.Create((float)firstX), pixelY = lanes.Y[v] + Vector256.Create((float)firstY);
            var row = tile.Memory + (firstY - tile.Top) * tile.Pitch + (firstX - tile.Left) * tile.PixelBytes + 8 * TKeys.Bytes * v;
            for (var y = firstY; y <= lastY; y++)
            {
                Vector256<int> f0 = row0, f1 = row1, f2 = row2;
                var x = rowX;
                var at = row;
                var riseY = gradientY * (pixelY - originY);
                for (var n = blocks; n > 0; n--)
                {
                    var outside = f0 | f1 | f2;
                    if (outside.AsSingle().ExtractMostSignificantBits() != 255)
                    {
                        var nearness = value + gradientX * (x - originX) + riseY;
                        TKeys.Combine(at, Avx.Min(Avx.Max(nearness, low), high), (outside >> 31).AsUInt32(), id);
                    }
                    f0 += stepX0;
                    f1 += stepX1;
                    f2 += stepX2;
                    // A pixel's position is exact.
                    x += Vector256.Create(blockPixels);
                    at += blockBytes;
                }
                row0 += stepY0;
                row1 += stepY1;
                row2 += stepY2;
                pixelY += Vector256<float>.One;
                row += tile.Pitch;
            }
        }
    }
}
