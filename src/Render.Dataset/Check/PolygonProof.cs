using Render.Dataset.Coco;

namespace Render.Dataset.Check;

/// <summary>
/// Whether polygons, filled at pixel centres, are the mask that they were made of. The fill shares nothing with what traces them: it knows
/// edges only, and adds up windings along each row. Each polygon must wind 0 or 1 times around every pixel, so that even-odd and non-zero fills
/// agree, and no two may share a pixel, so that it is the same whether an annotation's polygons are united or filled together. The buffers are
/// kept; not thread-safe.
/// </summary>
internal sealed class PolygonProof
{
    private bool[] _mask = [];
    private int[] _turns = [];

    /// <summary>Null where the polygons fill to the mask; else what differs.</summary>
    /// <param name="polygons">Each x, y, x, y, ... in image coordinates.</param>
    /// <param name="counts">COCO's counts of the mask.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="box">The mask's tight box.</param>
    public string? Difference(IEnumerable<int[]> polygons, ReadOnlySpan<uint> counts, int height, PixelBox box)
    {
        var missing = Unpack(counts, height, box);
        foreach (var polygon in polygons)
        {
            if (Trace(polygon, box, out var bounds) is { } fault)
                return fault;
            for (var y = bounds.Y; y < bounds.Y + bounds.Height; y++)
            {
                var winding = 0;
                for (var x = bounds.X; x < bounds.X + bounds.Width; x++)
                {
                    ref var turn = ref _turns[y * (box.Width + 1) + x];
                    (winding, turn) = (winding + turn, 0);
                    if (winding == 0)
                        continue;
                    ref var wanted = ref _mask[y * box.Width + x];
                    if (winding != 1 || !wanted)
                        return $"pixel ({x + box.X}, {y + box.Y}) is filled, and is not in the mask or in another polygon already";
                    wanted = false;
                    missing--;
                }
                _turns[y * (box.Width + 1) + bounds.X + bounds.Width] = 0;
            }
        }
        return missing == 0 ? null : $"{missing} pixels of the mask are in no polygon";
    }

    /// <summary>The mask inside its box, row by row; its pixels.</summary>
    private int Unpack(ReadOnlySpan<uint> counts, int height, PixelBox box)
    {
        var size = checked(box.Width * box.Height);
        if (_mask.Length < size)
            _mask = new bool[size];
        Array.Clear(_mask, 0, size);
        if (_turns.Length < size + box.Height)
            _turns = new int[size + box.Height];
        Array.Clear(_turns, 0, size + box.Height);
        var (position, pixels) = (0L, 0);
        for (var run = 0; run < counts.Length; position += counts[run++])
        {
            for (var i = 0; run % 2 == 1 && i < counts[run]; i++, pixels++)
                _mask[((position + i) % height - box.Y) * box.Width + (position + i) / height - box.X] = true;
        }
        return pixels;
    }

    /// <summary>Notes where the winding changes along each row: +1 where the boundary runs up, so that an outer ring turns clockwise.</summary>
    private string? Trace(int[] polygon, PixelBox box, out PixelBox bounds)
    {
        bounds = default;
        if (polygon.Length < 8 || polygon.Length % 2 != 0)
            return $"a polygon has {polygon.Length} coordinates";
        var (left, top, right, bottom) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        for (var i = 0; i < polygon.Length; i += 2)
            if (polygon[i] < box.X || polygon[i + 1] < box.Y || polygon[i] > box.X + box.Width || polygon[i + 1] > box.Y + box.Height)
                return $"corner ({polygon[i]}, {polygon[i + 1]}) lies outside the box";
        var (ax, ay) = (polygon[^2] - box.X, polygon[^1] - box.Y);
        for (var i = 0; i < polygon.Length; i += 2)
        {
            var (bx, by) = (polygon[i] - box.X, polygon[i + 1] - box.Y);
            if (ax != bx && ay != by)
                return $"the edge to corner ({polygon[i]}, {polygon[i + 1]}) runs across pixels";
            for (var y = Math.Min(ay, by); y < Math.Max(ay, by); y++)
                _turns[y * (box.Width + 1) + bx] += by < ay ? 1 : -1;
            (left, right) = (Math.Min(left, bx), Math.Max(right, bx));
            (top, bottom) = (Math.Min(top, by), Math.Max(bottom, by));
            (ax, ay) = (bx, by);
        }
        bounds = new(left, top, right - left, bottom - top);
        return null;
    }
}
