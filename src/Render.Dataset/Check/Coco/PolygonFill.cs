using System.Runtime.InteropServices;

namespace Render.Dataset.Check.Coco;

/// <summary>
/// Polygons as run lengths: a pixel is inside where its centre is, by the even-odd rule within each polygon, and all polygons of an annotation are
/// united, as pycocotools' merge does. The buffers are kept; not thread-safe.
/// </summary>
internal sealed class PolygonFill
{
    /// <summary>Edges times columns of one annotation: what is larger is not filled.</summary>
    private const long MostWork = 8_000_000;

    private readonly List<(int From, int To)> _spans = [];
    private readonly List<double> _crossings = [];

    /// <summary>False where it would be too much work, or a coordinate is out of all bounds.</summary>
    /// <param name="annotation">With polygons.</param>
    /// <param name="width">Of the image, pixels.</param>
    /// <param name="height">Likewise.</param>
    /// <param name="counts">Takes the run lengths.</param>
    public bool Fill(CocoAnnotation annotation, int width, int height, List<uint> counts)
    {
        var points = CollectionsMarshal.AsSpan(annotation.Coordinates);
        var (left, right) = (double.MaxValue, double.MinValue);
        for (var i = 0; i < points.Length; i++)
        {
            if (Math.Abs(points[i]) > 1e9)
                return false;
            if (i % 2 == 0)
                (left, right) = (Math.Min(left, points[i]), Math.Max(right, points[i]));
        }
        var (first, last) = ((int)Math.Clamp(Math.Floor(left - 0.5), 0, width), (int)Math.Clamp(Math.Ceiling(right), 0, width));
        if ((long)(last - first) * points.Length / 2 > MostWork)
            return false;
        var end = 0L;
        for (var column = first; column < last; column++)
        {
            _spans.Clear();
            for (var polygon = 0; polygon < annotation.Ends.Count; polygon++)
                Cross(points[annotation.Ring(polygon)], column + 0.5, height);
            Emit((long)column * height, counts, ref end);
        }
        counts.Add((uint)((long)width * height - end));
        return true;
    }

    /// <summary>The rows of one polygon whose centres are inside, in the column of pixels with the centre x.</summary>
    private void Cross(ReadOnlySpan<double> ring, double x, int height)
    {
        _crossings.Clear();
        var points = ring.Length / 2;
        for (var (i, j) = (0, points - 1); i < points; j = i++)
        {
            var (ax, bx) = (ring[2 * j], ring[2 * i]);
            if (ax > x != bx > x)
                _crossings.Add(ring[2 * j + 1] + (x - ax) / (bx - ax) * (ring[2 * i + 1] - ring[2 * j + 1]));
        }
        if (_crossings is [var one, var other] && one > other)
            (_crossings[0], _crossings[1]) = (other, one);
        else if (_crossings.Count > 2)
            _crossings.Sort();
        for (var i = 0; i + 1 < _crossings.Count; i += 2)
        {
            // Centres at row + 0.5, the upper end included and the lower not, so that polygons that touch share no pixel.
            var from = (int)Math.Clamp(Math.Ceiling(_crossings[i] - 0.5), 0, height);
            var to = (int)Math.Clamp(Math.Ceiling(_crossings[i + 1] - 0.5), 0, height);
            if (from < to)
                _spans.Add((from, to));
        }
    }

    private void Emit(long start, List<uint> counts, ref long end)
    {
        if (_spans.Count > 1)
            _spans.Sort();
        for (var i = 0; i < _spans.Count; i++)
        {
            var (from, to) = _spans[i];
            while (i + 1 < _spans.Count && _spans[i + 1].From <= to)
                to = Math.Max(to, _spans[++i].To);
            if (start + from == end && counts.Count > 0)
                counts[^1] += (uint)(to - from);
            else
            {
                counts.Add((uint)(start + from - end));
                counts.Add((uint)(to - from));
            }
            end = start + to;
        }
    }
}
