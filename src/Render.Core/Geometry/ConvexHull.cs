using Render.Core.Sampling;

namespace Render.Core.Geometry;

/// <summary>
/// A convex polyhedron with its flat faces whole (coplanar triangles joined) and the mass properties of the solid that it bounds. Object space, metres.
/// </summary>
internal sealed class ConvexHull
{
    /// <summary>Triangles are one face where all their corners lie this near its plane, in parts of the largest extent: the rounding of the grid, and a little.</summary>
    private const double FlatTolerance = 1e-5;

    /// <summary>What lies in a plane becomes a sheet of this thickness, in parts of its extent.</summary>
    private const double SheetThickness = 1e-3;

    private ConvexHull(Double3[] vertices, int[][] faces)
    {
        (Vertices, Faces) = (vertices, faces);
        Normals = Array.ConvertAll(faces, face => NormalOf(vertices, face));
        Offsets = new double[faces.Length];
        for (var f = 0; f < faces.Length; f++)
            Offsets[f] = faces[f].Max(v => Double3.Dot(Normals[f], vertices[v]));
        Edges = EdgesOf(faces);
        Mass = MassProperties.Of(this);
    }

    public Double3[] Vertices { get; }

    /// <summary>Numbers of vertices, counter-clockwise from outside, at least three a face.</summary>
    public int[][] Faces { get; }

    /// <summary>Outward unit normals.</summary>
    public Double3[] Normals { get; }

    /// <summary>Signed distances of the face planes from the origin.</summary>
    public double[] Offsets { get; }

    /// <summary>Each edge once: its ends, and the faces on its left and right, seen from outside.</summary>
    public (int From, int To, int Left, int Right)[] Edges { get; }

    /// <summary>Of the solid, for density 1.</summary>
    public MassProperties Mass { get; }

    /// <summary>The hull of points, at least one. What has no volume becomes a thin sheet, rod or grain around the points.</summary>
    /// <param name="points">Metres.</param>
    /// <param name="mostVertices">No more than so many vertices, those that reach out farthest; the hull then lies within the true one.</param>
    public static ConvexHull Of(ReadOnlySpan<Double3> points, int mostVertices = int.MaxValue)
    {
        var all = points.ToArray();
        var thickness = SheetThickness * Math.Max(Extent(all), 1e-3);
        while (true)
        {
            if (QuickHull.Triangles(all, mostVertices, out var flat) is { } triangles)
                return Join(all, triangles);
            var half = flat * (thickness / 2);
            all = [.. all.Select(p => p + half), .. all.Select(p => p - half)];
        }
    }

    /// <summary>The same polyhedron from its parts, as another process has made it.</summary>
    public static ConvexHull Restore(Double3[] vertices, int[][] faces) => new(vertices, faces);

    /// <summary>The vertex that lies farthest in a direction.</summary>
    public int Support(Double3 direction)
    {
        var (best, most) = (0, double.NegativeInfinity);
        for (var i = 0; i < Vertices.Length; i++)
            if (Double3.Dot(Vertices[i], direction) is var reach && reach > most)
                (best, most) = (i, reach);
        return best;
    }

    /// <summary>Largest extent along an axis, metres.</summary>
    private static double Extent(Double3[] points) => Math.Max(points.Max(p => p.X) - points.Min(p => p.X),
        Math.Max(points.Max(p => p.Y) - points.Min(p => p.Y), points.Max(p => p.Z) - points.Min(p => p.Z)));

    /// <summary>Joins triangles to flat faces, largest first, and numbers the vertices that remain in the order of the points.</summary>
    private static ConvexHull Join(Double3[] points, List<(int A, int B, int C)> triangles)
    {
        int[][] corners = [.. triangles.Select(t => new[] { t.A, t.B, t.C })];
        var beyond = new Dictionary<(int, int), int>();
        for (var t = 0; t < corners.Length; t++)
            for (var e = 0; e < 3; e++)
                beyond.Add((corners[t][e], corners[t][(e + 1) % 3]), t);
        var normals = Array.ConvertAll(corners, c => Double3.Cross(points[c[1]] - points[c[0]], points[c[2]] - points[c[0]]));
        var (face, tolerance) = (new int[corners.Length], FlatTolerance * Extent(points));
        Array.Fill(face, -1);
        var faces = new List<int[]>();
        foreach (var seed in Enumerable.Range(0, corners.Length).OrderByDescending(t => normals[t].Length).ThenBy(t => t))
        {
            if (face[seed] >= 0 || normals[seed].Length == 0)
                continue;
            var (normal, members, pending) = (normals[seed].Normalized(), new List<int>(), new Stack<int>([seed]));
            var offset = Double3.Dot(normal, points[corners[seed][0]]);
            face[seed] = faces.Count;
            while (pending.TryPop(out var t))
            {
                members.Add(t);
                for (var e = 0; e < 3; e++)
                {
                    var next = beyond[(corners[t][(e + 1) % 3], corners[t][e])];
                    // The normal of a sliver is noise: it belongs to whatever face it lies in.
                    if (face[next] >= 0 || (Double3.Dot(normals[next], normal) < 0.5 * normals[next].Length && !IsSliver(next))
                        || !Array.TrueForAll(corners[next], v => Math.Abs(Double3.Dot(normal, points[v]) - offset) <= tolerance))
                        continue;
                    face[next] = faces.Count;
                    pending.Push(next);
                }
            }
            if (Outline(members, corners, beyond, face) is { } outline)
                faces.Add(outline);
            else
                foreach (var t in members)
                {
                    face[t] = faces.Count;
                    faces.Add(corners[t]);
                }
        }
        bool IsSliver(int t) => normals[t].Length <= tolerance * Enumerable.Range(0, 3).Max(e => (points[corners[t][e]] - points[corners[t][(e + 1) % 3]]).Length);
        int[] used = [.. faces.SelectMany(f => f).Distinct().Order()];
        var number = used.Select((v, i) => (v, i)).ToDictionary(p => p.v, p => p.i);
        return new([.. used.Select(v => points[v])], [.. faces.Select(f => f.Select(v => number[v]).ToArray())]);
    }

    /// <summary>The closed line around some triangles; null where it is not a single one.</summary>
    private static int[]? Outline(List<int> members, int[][] corners, Dictionary<(int, int), int> beyond, int[] face)
    {
        var next = new Dictionary<int, int>();
        foreach (var t in members)
            for (var e = 0; e < 3; e++)
                if (face[beyond[(corners[t][(e + 1) % 3], corners[t][e])]] != face[t] && !next.TryAdd(corners[t][e], corners[t][(e + 1) % 3]))
                    return null;
        if (next.Count < 3)
            return null;
        var outline = new List<int>();
        for (var at = next.Keys.Min(); outline.Count < next.Count; at = next[at])
        {
            if (outline.Count > 0 && at == outline[0])
                return null;
            outline.Add(at);
        }
        return [.. outline];
    }

    /// <summary>By the areas over the coordinate planes (Newell), which no short edge can spoil.</summary>
    private static Double3 NormalOf(Double3[] vertices, int[] face)
    {
        var sum = Double3.Zero;
        for (var i = 1; i + 1 < face.Length; i++)
            sum += Double3.Cross(vertices[face[i]] - vertices[face[0]], vertices[face[i + 1]] - vertices[face[0]]);
        return sum.Length > 0 ? sum.Normalized() : new(0, 0, 1);
    }

    private static (int From, int To, int Left, int Right)[] EdgesOf(int[][] faces)
    {
        var left = new Dictionary<(int, int), int>();
        for (var f = 0; f < faces.Length; f++)
            for (var i = 0; i < faces[f].Length; i++)
                left[(faces[f][i], faces[f][(i + 1) % faces[f].Length])] = f;
        return [.. left.Where(e => e.Key.Item1 < e.Key.Item2 && left.ContainsKey((e.Key.Item2, e.Key.Item1)))
            .Select(e => (e.Key.Item1, e.Key.Item2, e.Value, left[(e.Key.Item2, e.Key.Item1)]))];
    }
}
