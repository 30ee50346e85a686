using Render.Core.Sampling;

namespace Render.Core.Geometry;

/// <summary>
/// The triangles of a convex hull: quickhull (Barber, Dobkin, Huhdanpaa, "The Quickhull Algorithm for Convex Hulls", 1996) on a grid of 2^20 steps
/// over the longest extent, with exact integer predicates: whatever the input, the result is a closed convex surface of the snapped points, and the same on every machine.
/// </summary>
internal sealed class QuickHull
{
    /// <summary>Differences then take 20 bits and a sign, and the determinant of three of them less than 63.</summary>
    private const int GridSteps = (1 << 20) - 1;

    /// <summary>Grid steps; what is thinner is flat: the points' rounding to the grid is no volume.</summary>
    private const double FlatSteps = 4;

    private readonly record struct GridPoint(long X, long Y, long Z) : IComparable<GridPoint>
    {
        public static GridPoint operator -(GridPoint a, GridPoint b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

        public static GridPoint Cross(GridPoint a, GridPoint b) => new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

        public static long Dot(GridPoint a, GridPoint b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

        public double Length => Math.Sqrt((double)X * X + (double)Y * Y + (double)Z * Z);

        public bool IsZero => (X | Y | Z) == 0;

        public int CompareTo(GridPoint other) => (X, Y, Z).CompareTo((other.X, other.Y, other.Z));
    }

    private sealed class Face(int id, int a, int b, int c)
    {
        public readonly int Id = id;
        public readonly int[] Corners = [a, b, c];

        /// <summary>Entry i lies beyond the edge from corner i to corner i + 1.</summary>
        public readonly Face[] Neighbours = new Face[3];
        public readonly List<int> Above = [];
        public GridPoint Normal;
        public int Farthest = -1;
        public long FarthestHeight;
        public bool Gone;

        public int EdgeFrom(int corner) => Array.IndexOf(Corners, corner);
    }

    private readonly GridPoint[] _points;
    private readonly List<Face> _faces = [];
    private readonly PriorityQueue<Face, (double, int)> _open = new();

    private QuickHull(GridPoint[] points) => _points = points;

    /// <summary>
    /// Corners of triangles as numbers of points, counter-clockwise from outside; null where all points (but for the grid) lie in a plane, and
    /// <paramref name="flat"/> is then a direction across it.
    /// </summary>
    /// <param name="points">At least one.</param>
    /// <param name="mostVertices">No more than so many vertices, those that reach out farthest; at least 4.</param>
    /// <param name="flat">A unit vector.</param>
    public static List<(int A, int B, int C)>? Triangles(ReadOnlySpan<Double3> points, int mostVertices, out Double3 flat)
    {
        var (min, max) = (points[0], points[0]);
        foreach (var p in points)
        {
            min = new(Math.Min(min.X, p.X), Math.Min(min.Y, p.Y), Math.Min(min.Z, p.Z));
            max = new(Math.Max(max.X, p.X), Math.Max(max.Y, p.Y), Math.Max(max.Z, p.Z));
        }
        var extent = Math.Max(max.X - min.X, Math.Max(max.Y - min.Y, max.Z - min.Z));
        var scale = extent > 0 ? GridSteps / extent : 0;
        var (unique, numbers, seen) = (new List<GridPoint>(), new List<int>(), new HashSet<GridPoint>());
        for (var i = 0; i < points.Length; i++)
        {
            var p = (points[i] - min) * scale;
            var snapped = new GridPoint((long)Math.Floor(p.X + 0.5), (long)Math.Floor(p.Y + 0.5), (long)Math.Floor(p.Z + 0.5));
            if (seen.Add(snapped))
            {
                unique.Add(snapped);
                numbers.Add(i);
            }
        }
        var hull = new QuickHull([.. unique]);
        if (!hull.Begin(out flat))
            return null;
        hull.Grow(mostVertices);
        return [.. hull._faces.Where(f => !f.Gone).Select(f => (numbers[f.Corners[0]], numbers[f.Corners[1]], numbers[f.Corners[2]]))];
    }

    private long Height(Face face, int point) => GridPoint.Dot(face.Normal, _points[point] - _points[face.Corners[0]]);

    private Face Add(int a, int b, int c)
    {
        var face = new Face(_faces.Count, a, b, c) { Normal = GridPoint.Cross(_points[b] - _points[a], _points[c] - _points[a]) };
        _faces.Add(face);
        return face;
    }

    /// <summary>A tetrahedron of points far apart.</summary>
    private bool Begin(out Double3 flat)
    {
        flat = new(0, 0, 1);
        var a = Best(i => -(double)_points[i].X);
        var b = Best(i => (_points[i] - _points[a]).Length);
        var along = _points[b] - _points[a];
        if (along.IsZero)
            return false;
        var c = Best(i => GridPoint.Cross(along, _points[i] - _points[a]).Length);
        var normal = GridPoint.Cross(along, _points[c] - _points[a]);
        if (normal.Length <= FlatSteps * along.Length)
        {
            var line = new Double3(along.X, along.Y, along.Z).Normalized();
            flat = Double3.Cross(line, Math.Abs(line.X) < 0.6 ? new(1, 0, 0) : new(0, 1, 0)).Normalized();
            return false;
        }
        flat = new Double3(normal.X, normal.Y, normal.Z).Normalized();
        var d = Best(i => Math.Abs((double)GridPoint.Dot(normal, _points[i] - _points[a])));
        var height = GridPoint.Dot(normal, _points[d] - _points[a]);
        if (Math.Abs(height) <= FlatSteps * normal.Length)
            return false;
        if (height > 0)
            (b, c) = (c, b);
        Face[] faces = [Add(a, b, c), Add(a, d, b), Add(b, d, c), Add(c, d, a)];
        foreach (var face in faces)
            for (var edge = 0; edge < 3; edge++)
                face.Neighbours[edge] = Array.Find(faces, other => other != face
                    && other.EdgeFrom(face.Corners[(edge + 1) % 3]) is var at and >= 0 && other.Corners[(at + 1) % 3] == face.Corners[edge])!;
        Share(Enumerable.Range(0, _points.Length), faces);
        return true;
    }

    private int Best(Func<int, double> score)
    {
        var (best, most) = (0, double.NegativeInfinity);
        for (var i = 0; i < _points.Length; i++)
            if (score(i) is var s && s > most)
                (best, most) = (i, s);
        return best;
    }

    private void Grow(int mostVertices)
    {
        for (var vertices = 4; vertices < mostVertices && _open.TryDequeue(out var face, out _);)
        {
            if (face.Gone)
                continue;
            Extend(face);
            vertices++;
        }
    }

    /// <summary>Replaces all faces that the face's farthest point sees by a cone to that point.</summary>
    private void Extend(Face from)
    {
        var apex = from.Farthest;
        var (seen, pending) = (new List<Face>(), new Stack<Face>([from]));
        var horizon = new List<(int From, int To, Face Beyond)>();
        from.Gone = true;
        while (pending.TryPop(out var face))
        {
            seen.Add(face);
            for (var edge = 0; edge < 3; edge++)
            {
                var beyond = face.Neighbours[edge];
                if (beyond.Gone)
                    continue;
                if (Height(beyond, apex) > 0)
                {
                    beyond.Gone = true;
                    pending.Push(beyond);
                }
            }
        }
        foreach (var face in seen)
            for (var edge = 0; edge < 3; edge++)
                if (!face.Neighbours[edge].Gone)
                    horizon.Add((face.Corners[edge], face.Corners[(edge + 1) % 3], face.Neighbours[edge]));
        var starting = new Dictionary<int, Face>(horizon.Count);
        var cone = new List<Face>(horizon.Count);
        foreach (var (start, end, beyond) in horizon)
        {
            var face = Add(start, end, apex);
            face.Neighbours[0] = beyond;
            beyond.Neighbours[beyond.EdgeFrom(end)] = face;
            starting.Add(start, face);
            cone.Add(face);
        }
        foreach (var face in cone)
        {
            var next = starting[face.Corners[1]];
            face.Neighbours[1] = next;
            next.Neighbours[2] = face;
        }
        Share(seen.SelectMany(f => f.Above), cone);
    }

    /// <summary>Each point goes to the first of the faces that it lies above; points above none are inside.</summary>
    private void Share(IEnumerable<int> points, IReadOnlyList<Face> faces)
    {
        foreach (var point in points)
        {
            foreach (var face in faces)
            {
                var height = Height(face, point);
                if (height <= 0)
                    continue;
                face.Above.Add(point);
                if (height > face.FarthestHeight)
                    (face.Farthest, face.FarthestHeight) = (point, height);
                break;
            }
        }
        foreach (var face in faces)
            if (face.Farthest >= 0)
                _open.Enqueue(face, (-face.FarthestHeight / face.Normal.Length, face.Id));
    }
}
