namespace Render.Dataset.Coco;

/// <summary>
/// The rectangle of least area, turned as it may be, that holds every pixel of a mask whole. One side of it lies along an edge of the convex hull (Freeman and Shapira 1975), so rotating
/// calipers (Toussaint 1983) find it in one turn around the hull, in whole numbers throughout. Of several as small ones the least turned is taken. The buffers are kept. Not thread-safe.
/// </summary>
internal sealed class MinimumAreaBox
{
    private readonly List<(int X, int Y)> _hull = [];
    private readonly List<(int X, int Y)> _upper = [];

    /// <param name="counts">COCO's counts of the mask, which is not empty.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="box">The mask's tight box.</param>
    /// <param name="width">Columns of the image where the rectangle must not reach beyond it; null: it may. The upright one never does.</param>
    public OrientedBox Of(ReadOnlySpan<uint> counts, int height, PixelBox box, int? width = null)
    {
        FindHull(counts, height, box);
        OrientedBox? best = null;
        // Pointers to the farthest corner along the edge, across it, and against it: each only ever moves on around the hull.
        var (along, across, against) = (0, 0, 0);
        for (var i = 0; i < _hull.Count; i++)
        {
            var (from, to) = (_hull[i], _hull[(i + 1) % _hull.Count]);
            var (x, y) = ((long)to.X - from.X, (long)to.Y - from.Y);
            long Along(int corner) => x * _hull[corner].X + y * _hull[corner].Y;
            long Across(int corner) => x * _hull[corner].Y - y * _hull[corner].X;
            if (i == 0)
                along = 1 % _hull.Count;
            while (Along(Next(along)) > Along(along))
                along = Next(along);
            if (i == 0)
                across = along;
            while (Across(Next(across)) > Across(across))
                across = Next(across);
            if (i == 0)
                against = across;
            while (Along(Next(against)) < Along(against))
                against = Next(against);
            var found = Upright(x, y, (Along(against), Along(along)), (Across(i), Across(across)));
            if ((width is not { } columns || found.IsInside(columns, height)) && (best is null || found.IsBetterThan(best.Value)))
                best = found;
        }
        return best ?? throw new InvalidOperationException("the mask reaches beyond its image");
    }

    private int Next(int corner) => corner + 1 == _hull.Count ? 0 : corner + 1;

    /// <summary>The same rectangle, named by the one of its four directions that is turned by less than 90 degrees, without common divisors.</summary>
    private static OrientedBox Upright(long x, long y, (long Min, long Max) along, (long Min, long Max) across)
    {
        while (!(x > 0 && y >= 0))
            (x, y, along, across) = (y, -x, (-across.Max, -across.Min), along);
        var divisor = Divisor(x, y);
        return new((int)(x / divisor), (int)(y / divisor), (along.Min / divisor, along.Max / divisor), (across.Min / divisor, across.Max / divisor));
    }

    /// <summary>The greatest one that both have (Euclid).</summary>
    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);

    /// <summary>
    /// Corners of pixels, clockwise as the image is seen (counter-clockwise where y points up), without those on straight lines: the monotone chain of Andrew 1979 over the first and last
    /// pixel of each column.
    /// </summary>
    private void FindHull(ReadOnlySpan<uint> counts, int height, PixelBox box)
    {
        Span<int> tops = new int[box.Width], bottoms = new int[box.Width];
        tops.Fill(int.MaxValue);
        bottoms.Fill(-1);
        long position = 0;
        for (var run = 0; run < counts.Length; position += counts[run++])
        {
            if (run % 2 == 0)
                continue;
            for (var (start, end) = (position, position + counts[run]); start < end;)
            {
                var (column, row) = ((int)(start / height) - box.X, (int)(start % height));
                var last = (int)Math.Min(height - 1, row + end - start - 1);
                (tops[column], bottoms[column]) = (Math.Min(tops[column], row), Math.Max(bottoms[column], last));
                start += last - row + 1;
            }
        }
        _hull.Clear();
        _upper.Clear();
        for (var x = 0; x <= box.Width; x++)
        {
            var top = Math.Min(x < box.Width ? tops[x] : int.MaxValue, x > 0 ? tops[x - 1] : int.MaxValue);
            var bottom = Math.Max(x < box.Width ? bottoms[x] : -1, x > 0 ? bottoms[x - 1] : -1);
            if (bottom < 0)
                continue;
            Append(_upper, (x + box.X, top), 1);
            Append(_hull, (x + box.X, bottom + 1), -1);
        }
        // Along the upper side to the right, and back along the lower one.
        _hull.Reverse();
        _hull.InsertRange(0, _upper);
    }

    /// <summary>Takes away what does not turn to the given side before it puts the next corner there.</summary>
    private static void Append(List<(int X, int Y)> chain, (int X, int Y) point, int side)
    {
        while (chain.Count > 1)
        {
            var (a, b) = (chain[^2], chain[^1]);
            var turn = (long)(b.X - a.X) * (point.Y - b.Y) - (long)(b.Y - a.Y) * (point.X - b.X);
            if (turn * side > 0)
                break;
            chain.RemoveAt(chain.Count - 1);
        }
        chain.Add(point);
    }
}
