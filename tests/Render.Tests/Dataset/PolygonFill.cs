namespace Render.Tests.Dataset;

/// <summary>Three ways to fill polygons, none of which shares code with what makes them.</summary>
internal static class PolygonFill
{
    /// <summary>Pixels whose centre is enclosed an odd number of times, and those around which the winding number is not 0.</summary>
    public static (bool[] EvenOdd, bool[] NonZero) AtCentres(IEnumerable<int[]> polygons, int width, int height)
    {
        var (evenOdd, nonZero) = (new bool[width * height], new bool[width * height]);
        foreach (var polygon in polygons)
        {
            for (var i = 0; i < width * height; i++)
            {
                var (x, y, crossings, winding) = (i % width + 0.5, i / width + 0.5, 0, 0);
                for (var p = 0; p < polygon.Length; p += 2)
                {
                    var (ax, ay) = (polygon[p], polygon[p + 1]);
                    var (bx, by) = (polygon[(p + 2) % polygon.Length], polygon[(p + 3) % polygon.Length]);
                    if (ay < y == by < y || ax + (bx - ax) * (y - ay) / (by - ay) < x)
                        continue;
                    crossings++;
                    winding += ay < by ? 1 : -1;
                }
                evenOdd[i] ^= crossings % 2 == 1;
                nonZero[i] |= winding != 0;
            }
        }
        return (evenOdd, nonZero);
    }

    /// <summary>
    /// The rasteriser of the reference implementation, by its description: edges are sampled on a grid five times finer, every column
    /// boundary that is crossed at a
    /// pixel centre toggles the column-major runs. The polygons of an annotation are united.
    /// </summary>
    public static bool[] AsReference(IEnumerable<int[]> polygons, int width, int height)
    {
        var united = new bool[width * height];
        foreach (var polygon in polygons)
        {
            var toggles = new bool[width * height + 1];
            foreach (var (x, y) in Crossings(polygon, width, height))
                toggles[x * height + y] ^= true;
            var inside = false;
            for (var i = 0; i < width * height; i++)
            {
                inside ^= toggles[i];
                united[i % height * width + i / height] |= inside;
            }
        }
        return united;
    }

    private static IEnumerable<(int X, int Y)> Crossings(int[] polygon, int width, int height)
    {
        const double Scale = 5;
        var points = new List<(int U, int V)>();
        var corners = Enumerable.Range(0, polygon.Length / 2 + 1).Select(i => 2 * i % polygon.Length)
            .Select(i => ((int)(Scale * polygon[i] + .5), (int)(Scale * polygon[i + 1] + .5))).ToArray();
        for (var j = 0; j + 1 < corners.Length; j++)
        {
            var ((xs, ys), (xe, ye)) = (corners[j], corners[j + 1]);
            var (dx, dy) = (Math.Abs(xe - xs), Math.Abs(ys - ye));
            var flip = (dx >= dy && xs > xe) || (dx < dy && ys > ye);
            if (flip)
                (xs, xe, ys, ye) = (xe, xs, ye, ys);
            var slope = dx >= dy ? (double)(ye - ys) / dx : (double)(xe - xs) / dy;
            for (var d = 0; d <= Math.Max(dx, dy) && Math.Max(dx, dy) > 0; d++)
            {
                var t = flip ? Math.Max(dx, dy) - d : d;
                points.Add(dx >= dy ? (t + xs, (int)(ys + slope * t + .5)) : ((int)(xs + slope * t + .5), t + ys));
            }
        }
        for (var j = 1; j < points.Count; j++)
        {
            if (points[j].U == points[j - 1].U)
                continue;
            var x = ((points[j].U < points[j - 1].U ? points[j].U : points[j].U - 1) + .5) / Scale - .5;
            if (x != Math.Floor(x) || x < 0 || x > width - 1)
                continue;
            var y = (Math.Min(points[j].V, points[j - 1].V) + .5) / Scale - .5;
            yield return ((int)x, (int)Math.Ceiling(Math.Clamp(y, 0, height)));
        }
    }
}
