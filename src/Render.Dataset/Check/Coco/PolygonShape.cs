using System.Runtime.InteropServices;

namespace Render.Dataset.Check.Coco;

/// <summary>Box, area and outline of an annotation's polygons, and whether one crosses itself. The buffers are kept; not thread-safe.</summary>
internal sealed class PolygonShape
{
    /// <summary>Pairs of edges that are tried in one polygon; beyond, it is taken for simple.</summary>
    private const int MostPairs = 2_000_000;

    private readonly List<(double Left, double Right, int Edge)> _edges = [];

    public double Left { get; private set; }

    public double Top { get; private set; }

    public double Right { get; private set; }

    public double Bottom { get; private set; }

    /// <summary>Sum of the polygons' areas, by the shoelace formula.</summary>
    public double Area { get; private set; }

    /// <summary>Length of all edges.</summary>
    public double Outline { get; private set; }

    public void Take(CocoAnnotation annotation)
    {
        var points = CollectionsMarshal.AsSpan(annotation.Coordinates);
        (Left, Top, Right, Bottom) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        (Area, Outline) = (0, 0);
        var good = MaskRules.GoodRings(annotation);
        for (var polygon = 0; polygon < annotation.Ends.Count; polygon++)
        {
            var ring = points[annotation.Ring(polygon)];
            // What encloses nothing is no part of the mask, where there are others.
            if (good > 0 && !MaskRules.IsGood(ring))
                continue;
            for (var i = 0; i + 1 < ring.Length; i += 2)
            {
                (Left, Right) = (Math.Min(Left, ring[i]), Math.Max(Right, ring[i]));
                (Top, Bottom) = (Math.Min(Top, ring[i + 1]), Math.Max(Bottom, ring[i + 1]));
            }
            Area += RingArea(ring);
            Outline += RingOutline(ring);
        }
    }

    /// <summary>By the shoelace formula, without sign.</summary>
    public static double RingArea(ReadOnlySpan<double> ring)
    {
        var (sum, points) = (0.0, ring.Length / 2);
        for (var (i, j) = (0, points - 1); i < points; j = i++)
            sum += ring[2 * j] * ring[2 * i + 1] - ring[2 * i] * ring[2 * j + 1];
        return Math.Abs(sum) / 2;
    }

    /// <summary>Whether two edges cross, each in its inside: polygons that touch themselves, as bridges to holes do, are not meant.</summary>
    public bool Crosses(ReadOnlySpan<double> ring)
    {
        var points = ring.Length / 2;
        _edges.Clear();
        for (var i = 0; i < points; i++)
        {
            var j = (i + 1) % points;
            _edges.Add((Math.Min(ring[2 * i], ring[2 * j]), Math.Max(ring[2 * i], ring[2 * j]), i));
        }
        _edges.Sort();
        var pairs = 0;
        for (var i = 0; i < points; i++)
            for (var j = i + 1; j < points && _edges[j].Left < _edges[i].Right; j++)
            {
                if (++pairs > MostPairs)
                    return false;
                if (Cross(ring, _edges[i].Edge, _edges[j].Edge))
                    return true;
            }
        return false;
    }

    private static double RingOutline(ReadOnlySpan<double> ring)
    {
        var (sum, points) = (0.0, ring.Length / 2);
        for (var (i, j) = (0, points - 1); i < points; j = i++)
            sum += Math.Sqrt(Math.Pow(ring[2 * i] - ring[2 * j], 2) + Math.Pow(ring[2 * i + 1] - ring[2 * j + 1], 2));
        return sum;
    }

    private static bool Cross(ReadOnlySpan<double> ring, int first, int second)
    {
        var points = ring.Length / 2;
        var (a, b, c, d) = (first, (first + 1) % points, second, (second + 1) % points);
        return Side(ring, a, b, c) * Side(ring, a, b, d) < 0 && Side(ring, c, d, a) * Side(ring, c, d, b) < 0;
    }

    private static int Side(ReadOnlySpan<double> ring, int a, int b, int c) => Math.Sign(
        (ring[2 * b] - ring[2 * a]) * (ring[2 * c + 1] - ring[2 * a + 1]) - (ring[2 * b + 1] - ring[2 * a + 1]) * (ring[2 * c] - ring[2 * a]));
}
