using System.Runtime.InteropServices;
using Render.Dataset.Check.Coco;

namespace Render.Dataset.Coco;

/// <summary>
/// Exact polygons with fewer corners: of each ring those that Douglas and Peucker (Cartographica 10, 1973) keep, so a corner that is left out lies within the
/// tolerance of the edge that replaces it. What it costs is measured in pixels; where it costs too much (thin things, pixels alone), the tolerance is
/// halved, and at last the polygons stay exact. The buffers are kept; not thread-safe.
/// </summary>
internal sealed class PolygonSimplifier
{
    /// <summary>Pixels: a staircase along a diagonal becomes one edge.</summary>
    private const double Tolerance = 1;

    private const double LeastTolerance = 0.5;

    /// <summary>What simplification must leave, as intersection over union.</summary>
    public const double LeastIou = 0.9;

    private readonly PolygonFill _fill = new();
    private readonly CocoAnnotation _filled = new() { Form = SegmentationForm.Polygons };
    private readonly List<uint> _counts = [];
    private readonly Stack<(int From, int To)> _open = new();
    private bool[] _kept = [];

    /// <param name="exact">Polygons that fill to the mask.</param>
    /// <param name="mask">COCO's counts of the mask.</param>
    /// <param name="width">Of the image.</param>
    /// <param name="height">Of the image.</param>
    /// <param name="fit">Takes what it costs.</param>
    public List<int[]> Simplify(List<int[]> exact, ReadOnlySpan<uint> mask, int width, int height, PolygonFitSum fit)
    {
        for (var tolerance = Tolerance; tolerance >= LeastTolerance; tolerance /= 2)
        {
            var polygons = exact.ConvertAll(ring => Simplify(ring, tolerance));
            if (!polygons.TrueForAll(ring => ring.Length >= 6))
                continue;
            var iou = Iou(polygons, mask, width, height);
            if (iou < LeastIou)
                continue;
            fit.Add(iou, isExact: false);
            return polygons;
        }
        fit.Add(1, isExact: true);
        return exact;
    }

    /// <summary>A ring's corners that are kept. It is cut open at its first corner and the one farthest from it.</summary>
    private int[] Simplify(int[] ring, double tolerance)
    {
        var count = ring.Length / 2;
        if (_kept.Length <= count)
            _kept = new bool[count + 1];
        Array.Clear(_kept, 0, count + 1);
        var farthest = 0;
        for (var i = 1; i < count; i++)
            if (Distance(ring, i, 0) > Distance(ring, farthest, 0))
                farthest = i;
        (_kept[0], _kept[farthest]) = (true, true);
        _open.Push((0, farthest));
        _open.Push((farthest, count));
        while (_open.TryPop(out var part))
            Split(ring, part.From, part.To, tolerance);
        var left = new List<int>();
        for (var i = 0; i < count; i++)
            if (_kept[i])
                left.AddRange([ring[2 * i], ring[2 * i + 1]]);
        return [.. left];
    }

    private void Split(int[] ring, int from, int to, double tolerance)
    {
        var count = ring.Length / 2;
        var (ax, ay) = (ring[2 * from], ring[2 * from + 1]);
        var (dx, dy) = (ring[2 * (to % count)] - ax, ring[2 * (to % count) + 1] - ay);
        var length = Math.Sqrt((double)dx * dx + (double)dy * dy);
        var (worst, at) = (tolerance, -1);
        for (var i = from + 1; i < to; i++)
        {
            var (px, py) = (ring[2 * i] - ax, ring[2 * i + 1] - ay);
            var distance = length == 0 ? Math.Sqrt((double)px * px + (double)py * py) : Math.Abs((double)dx * py - (double)dy * px) / length;
            if (distance > worst)
                (worst, at) = (distance, i);
        }
        if (at < 0)
            return;
        _kept[at] = true;
        _open.Push((from, at));
        _open.Push((at, to));
    }

    private static long Distance(int[] ring, int a, int b)
    {
        var (dx, dy) = ((long)ring[2 * a] - ring[2 * b], (long)ring[2 * a + 1] - ring[2 * b + 1]);
        return dx * dx + dy * dy;
    }

    /// <summary>0 where it would be too much work to say.</summary>
    private double Iou(List<int[]> polygons, ReadOnlySpan<uint> mask, int width, int height)
    {
        _filled.Coordinates.Clear();
        _filled.Ends.Clear();
        foreach (var ring in polygons)
        {
            foreach (var coordinate in ring)
                _filled.Coordinates.Add(coordinate);
            _filled.Ends.Add(_filled.Coordinates.Count);
        }
        _counts.Clear();
        if (!_fill.Fill(_filled, width, height, _counts))
            return 0;
        var (both, either) = Overlap(CollectionsMarshal.AsSpan(_counts), mask);
        return (double)both / either;
    }

    /// <summary>Pixels that lie in both masks, and in at least one.</summary>
    private static (long Both, long Either) Overlap(ReadOnlySpan<uint> a, ReadOnlySpan<uint> b)
    {
        var (both, either, position) = (0L, 0L, 0L);
        var (i, j, endA, endB) = (0, 0, (long)a[0], (long)b[0]);
        while (true)
        {
            while (position == endA && i + 1 < a.Length)
                endA += a[++i];
            while (position == endB && j + 1 < b.Length)
                endB += b[++j];
            var end = Math.Min(endA, endB);
            if (end == position)
                return (both, either);
            both += i % 2 == 1 && j % 2 == 1 ? end - position : 0;
            either += i % 2 == 1 || j % 2 == 1 ? end - position : 0;
            position = end;
        }
    }
}
