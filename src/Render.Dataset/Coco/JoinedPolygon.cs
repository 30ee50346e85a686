namespace Render.Dataset.Coco;

/// <summary>
/// Several polygons as one, for formats that hold one an object: they are strung together by bridges of no width, each gone there and back. A bridge runs
/// along pixel edges between two corners, first level, then upright, so it encloses no pixel's centre under any fill rule.
/// </summary>
internal static class JoinedPolygon
{
    /// <summary>Pairs of corners that are compared to find a short bridge.</summary>
    private const long MostPairs = 1 << 16;

    /// <param name="parts">Each x, y, x, y, ...; at least one.</param>
    public static int[] Of(IReadOnlyList<int[]> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        // Each part is entered at one corner and left for the next part at another: what lies between is gone on the way out, the rest on the way back.
        var (entries, exits) = (new int[parts.Count], new int[parts.Count]);
        for (var part = 1; part < parts.Count; part++)
            (exits[part - 1], entries[part]) = Nearest(parts[part - 1], parts[part]);
        var points = new List<int>();
        for (var part = 0; part < parts.Count; part++)
        {
            AddArc(points, parts[part], entries[part], part + 1 < parts.Count ? exits[part] : entries[part], isWhole: part + 1 == parts.Count);
            if (part + 1 < parts.Count)
                AddBridge(points, parts[part], exits[part], parts[part + 1], entries[part + 1], isBack: false);
        }
        for (var part = parts.Count - 2; part >= 0; part--)
        {
            AddBridge(points, parts[part], exits[part], parts[part + 1], entries[part + 1], isBack: true);
            AddArc(points, parts[part], exits[part], entries[part], isWhole: exits[part] == entries[part]);
        }
        // The ring is closed by itself.
        if (points.Count > 2 && points[0] == points[^2] && points[1] == points[^1])
            points.RemoveRange(points.Count - 2, 2);
        return [.. points];
    }

    /// <summary>The corners from one to another in the order of the ring, both included; a whole turn where they are the same and it is asked for.</summary>
    private static void AddArc(List<int> points, int[] ring, int from, int to, bool isWhole)
    {
        var count = ring.Length / 2;
        var steps = isWhole ? count : ((to - from) % count + count) % count;
        for (var i = 0; i <= steps; i++)
            Add(points, ring[2 * ((from + i) % count)], ring[2 * ((from + i) % count) + 1]);
    }

    private static void AddBridge(List<int> points, int[] a, int exit, int[] b, int entry, bool isBack)
    {
        Add(points, b[2 * entry], a[2 * exit + 1]);
        if (isBack)
            Add(points, a[2 * exit], a[2 * exit + 1]);
        else
            Add(points, b[2 * entry], b[2 * entry + 1]);
    }

    private static void Add(List<int> points, int x, int y)
    {
        if (points.Count >= 2 && points[^2] == x && points[^1] == y)
            return;
        points.Add(x);
        points.Add(y);
    }

    /// <summary>Two corners that are near each other; the nearest where that is little work.</summary>
    private static (int Exit, int Entry) Nearest(int[] a, int[] b)
    {
        var (countA, countB) = (a.Length / 2, b.Length / 2);
        if ((long)countA * countB > MostPairs)
            countB = (int)Math.Max(1, MostPairs / countA);
        var (least, exit, entry) = (long.MaxValue, 0, 0);
        for (var i = 0; i < countA; i++)
        {
            for (var j = 0; j < countB; j++)
            {
                var distance = Math.Abs((long)a[2 * i] - b[2 * j]) + Math.Abs((long)a[2 * i + 1] - b[2 * j + 1]);
                if (distance < least)
                    (least, exit, entry) = (distance, i, j);
            }
        }
        return (exit, entry);
    }
}
