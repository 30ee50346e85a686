namespace Render.Dataset.Coco;

/// <summary>
/// Polygons on integer pixel edges whose fill at pixel centres is the mask, bit for bit. One polygon a 4-connected component; a hole is
/// joined to what lies
/// left of it by a bridge of no width, which every fill rule crosses twice and so ignores. Outer rings run clockwise as seen in the image, holes
/// the other way, so even-odd and non-zero winding agree. The buffers are kept. Not thread-safe.
/// </summary>
public sealed class MaskPolygons
{
    private const byte Inside = 1, Traced = 2;

    // Corner directions in the order of a right turn: right, down, left, up.
    private static readonly (int X, int Y)[] Steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    private readonly List<(int X, int Y)> _outer = [];
    private readonly Dictionary<(int X, int Y), List<(int X, int Y)>> _bridges = [];
    private byte[] _pixels = [];
    private int _stride;

    /// <summary>The polygons of a mask, each x, y, x, y, ... in image coordinates.</summary>
    /// <param name="counts">COCO's counts of the mask (<see cref="VisibleInstances.Counts"/>).</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="box">The mask's tight box.</param>
    public List<int[]> Trace(ReadOnlySpan<uint> counts, int height, PixelBox box)
    {
        Fill(counts, height, box);
        _outer.Clear();
        _bridges.Clear();
        for (var y = 0; y < box.Height; y++)
            for (var x = 0; x < box.Width; x++)
                if (IsInside(x, y) && !IsInside(x, y - 1) && (_pixels[Index(x, y)] & Traced) == 0)
                    Classify(x, y);
        var polygons = new List<int[]>(_outer.Count);
        foreach (var start in _outer)
            polygons.Add(Emit(start, box));
        return polygons;
    }

    /// <summary>The mask inside its box, with a border of one pixel so that neighbours need no bounds check.</summary>
    private void Fill(ReadOnlySpan<uint> counts, int height, PixelBox box)
    {
        _stride = box.Width + 2;
        var size = checked(_stride * (box.Height + 2));
        if (_pixels.Length < size)
            _pixels = new byte[size];
        else
            Array.Clear(_pixels, 0, size);
        long position = 0;
        for (var run = 0; run < counts.Length; run++)
        {
            var end = position + counts[run];
            if (run % 2 == 1)
                for (; position < end; position++)
                    _pixels[Index((int)(position / height) - box.X, (int)(position % height) - box.Y)] = Inside;
            position = end;
        }
    }

    private int Index(int x, int y) => (y + 1) * _stride + x + 1;

    private bool IsInside(int x, int y) => (_pixels[Index(x, y)] & Inside) != 0;

    /// <summary>
    /// Walks the ring that starts along the top edge of pixel (x, y) and marks all top edges on it. An outer ring is kept by its start. A
    /// hole is
    /// kept by its highest, then leftmost corner H: the two pixels left of H belong to the component, so the level line from H leftwards stays
    /// inside until it meets a ring, at a corner that is smaller in the order (y, x); so bridges never form a circle.
    /// </summary>
    private void Classify(int x, int y)
    {
        var (at, direction) = ((X: x, Y: y), 0);
        var first = at;
        var area = 0L;
        do
        {
            if (direction == 0)
                _pixels[Index(at.X, at.Y)] |= Traced;
            area += (long)at.X * Steps[direction].Y - (long)at.Y * Steps[direction].X;
            (at, direction) = Advance(at, direction);
            if ((at.Y, at.X).CompareTo((first.Y, first.X)) < 0)
                first = at;
        }
        while (at != (x, y) || direction != 0);
        if (area > 0)
        {
            _outer.Add((x, y));
            return;
        }
        var end = first.X - 1;
        while (IsInside(end - 1, first.Y - 1) && IsInside(end - 1, first.Y))
            end--;
        if (!_bridges.TryGetValue((end, first.Y), out var holes))
            _bridges.Add((end, first.Y), holes = []);
        holes.Add(first);
    }

    /// <summary>One pixel edge along the ring, the mask on the right; then where to go next. Diagonal neighbours are apart.</summary>
    private ((int X, int Y) At, int Direction) Advance((int X, int Y) at, int direction)
    {
        var (x, y) = (at.X + Steps[direction].X, at.Y + Steps[direction].Y);
        var (left, right) = direction switch
        {
            0 => (IsInside(x, y - 1), IsInside(x, y)),
            1 => (IsInside(x, y), IsInside(x - 1, y)),
            2 => (IsInside(x - 1, y), IsInside(x - 1, y - 1)),
            _ => (IsInside(x - 1, y - 1), IsInside(x, y - 1)),
        };
        return ((x, y), !right ? (direction + 1) & 3 : left ? (direction + 3) & 3 : direction);
    }

    /// <summary>A ring corner by corner; wherever a bridge lands on it, first across, around the hole, and back.</summary>
    private int[] Emit((int X, int Y) start, PixelBox box)
    {
        var points = new List<int>();
        var parents = new Stack<Cursor>();
        var ring = new Cursor(start, 0, start, 0);
        AddPoint(points, start, box);
        while (true)
        {
            if (TakeBridge(ring.At, out var hole))
            {
                AddPoint(points, ring.At, box);
                AddPoint(points, hole, box);
                parents.Push(ring);
                // Down from its highest, then leftmost corner: so the component is on the right.
                ring = new Cursor(hole, 1, hole, 1);
                continue;
            }
            var before = ring.Direction;
            var (at, direction) = Advance(ring.At, ring.Direction);
            ring = ring with { At = at, Direction = direction };
            if (!ring.IsClosed)
            {
                if (direction != before)
                    AddPoint(points, at, box);
                continue;
            }
            if (parents.Count == 0)
                return [.. points];
            AddPoint(points, at, box);
            ring = parents.Pop();
            AddPoint(points, ring.At, box);
        }
    }

    private bool TakeBridge((int X, int Y) at, out (int X, int Y) hole)
    {
        if (_bridges.Count == 0 || !_bridges.TryGetValue(at, out var holes) || holes.Count == 0)
        {
            hole = default;
            return false;
        }
        hole = holes[^1];
        holes.RemoveAt(holes.Count - 1);
        return true;
    }

    private static void AddPoint(List<int> points, (int X, int Y) at, PixelBox box)
    {
        var (x, y) = (at.X + box.X, at.Y + box.Y);
        if (points.Count >= 2 && points[^2] == x && points[^1] == y)
            return;
        points.Add(x);
        points.Add(y);
    }

    private readonly record struct Cursor((int X, int Y) At, int Direction, (int X, int Y) Start, int StartDirection)
    {
        public bool IsClosed => At == Start && Direction == StartDirection;
    }
}
