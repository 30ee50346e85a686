using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Render.Dataset.Coco;

/// <summary>
/// Pixel count, box and runs of every instance of an image, from one scan of its instance ids; all annotators share it. The buffers are
/// kept from
/// image to image. Not thread-safe.
/// </summary>
public sealed class VisibleInstances
{
    /// <summary>Pixels of a side: of a vector, so that a tile of one number, as most are, is turned by storing vectors.</summary>
    private static readonly int Tile = Vector<ushort>.Count;

    private ushort[] _columns = [];
    private Entry[] _entries = [];

    /// <summary>Instances of the frame; their numbers are 1..Count, visible or not.</summary>
    public int Count { get; private set; }

    /// <summary>Pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Visible pixels of an instance.</summary>
    public int Area(int number) => Of(number).Area;

    /// <summary>The tight box of an instance that has at least one visible pixel.</summary>
    public PixelBox Box(int number)
    {
        ref var entry = ref Of(number);
        if (entry.Area == 0)
            throw new InvalidOperationException($"instance {number} has no visible pixel, so no box");
        return new(entry.Left, entry.Top, entry.Right - entry.Left + 1, entry.Bottom - entry.Top + 1);
    }

    /// <summary>
    /// COCO's uncompressed counts: pixels outside and inside by turns, in column-major order, outside first; they add up to the image.
    /// </summary>
    public ReadOnlySpan<uint> Counts(int number)
    {
        ref var entry = ref Of(number);
        return entry.Area == 0 ? [] : entry.Runs.AsSpan(0, entry.RunCount);
    }

    /// <param name="ids">Width * height instance numbers, row-major; 0: none.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="count">Instances of the frame.</param>
    /// <exception cref="InvalidDataException">A pixel holds a number above <paramref name="count"/>.</exception>
    public void Scan(ReadOnlySpan<ushort> ids, int width, int height, int count)
    {
        if (ids.Length != checked(width * height) || ids.IsEmpty)
            throw new ArgumentException($"{ids.Length} ids for {width} x {height} pixels", nameof(ids));
        (Width, Height, Count) = (width, height, count);
        if (_entries.Length <= count)
            Array.Resize(ref _entries, count + 1);
        for (var number = 0; number <= count; number++)
            _entries[number].Clear();
        Transpose(ids);
        var columns = _columns.AsSpan(0, ids.Length);
        for (var start = 0; start < columns.Length;)
        {
            var id = columns[start];
            var length = columns[start..].IndexOfAnyExcept(id);
            var end = length < 0 ? columns.Length : start + length;
            if (id != 0)
            {
                if (id > count)
                    throw new InvalidDataException($"pixel ({start / height}, {start % height}) holds instance {id} of {count}");
                _entries[id].Add(start, end, height);
            }
            start = end;
        }
        for (var number = 1; number <= count; number++)
            _entries[number].Close(columns.Length);
    }

    private ref Entry Of(int number)
    {
        if (number < 1 || number > Count)
            throw new ArgumentOutOfRangeException(nameof(number), number, $"instances are 1..{Count}");
        return ref _entries[number];
    }

    /// <summary>To column-major order in square tiles: a strided walk would miss the cache at every pixel.</summary>
    private void Transpose(ReadOnlySpan<ushort> ids)
    {
        if (_columns.Length < ids.Length)
            _columns = new ushort[ids.Length];
        for (var top = 0; top < Height; top += Tile)
        {
            var bottom = Math.Min(Height, top + Tile);
            for (var left = 0; left < Width; left += Tile)
            {
                var right = Math.Min(Width, left + Tile);
                if (bottom - top == Tile && right - left == Tile && IsUniform(ids[(top * Width + left)..]))
                {
                    var all = new Vector<ushort>(ids[top * Width + left]);
                    for (var x = left; x < right; x++)
                        all.CopyTo(_columns, x * Height + top);
                    continue;
                }
                if (Sse2.IsSupported && bottom - top == Tile && right - left == Tile)
                {
                    for (var y = top; y < bottom; y += 8)
                        for (var x = left; x < right; x += 8)
                            TransposeEight(ref MemoryMarshal.GetReference(ids[(y * Width + x)..]), ref _columns[x * Height + y]);
                    continue;
                }
                for (var x = left; x < right; x++)
                {
                    var column = _columns.AsSpan(x * Height + top, bottom - top);
                    var source = top * Width + x;
                    for (var y = 0; y < column.Length; y++, source += Width)
                        column[y] = ids[source];
                }
            }
        }
    }

    /// <summary>Eight rows of eight pixels: pairs, fours and eights of neighbours in a column are brought together.</summary>
    private void TransposeEight(ref ushort from, ref ushort to)
    {
        var (a, b) = Pairs(ref from, 0, 4);
        var (c, d) = Pairs(ref from, 1, 5);
        var (e, f) = Pairs(ref from, 2, 6);
        var (g, h) = Pairs(ref from, 3, 7);
        // Of a: columns 0..3 of the rows 0, 4 in turn; of b columns 4..7.
        Columns(a, c, e, g, ref to);
        Columns(b, d, f, h, ref Unsafe.Add(ref to, 4 * Height));
    }

    private (Vector128<ushort> Left, Vector128<ushort> Right) Pairs(ref ushort from, int row, int other)
    {
        var (a, b) = (Vector128.LoadUnsafe(ref from, (nuint)(row * Width)), Vector128.LoadUnsafe(ref from, (nuint)(other * Width)));
        return (Sse2.UnpackLow(a, b), Sse2.UnpackHigh(a, b));
    }

    /// <summary>Four columns, from those rows r, r + 4 of each that are given for r = 0..3.</summary>
    private void Columns(Vector128<ushort> rows04, Vector128<ushort> rows15, Vector128<ushort> rows26, Vector128<ushort> rows37, ref ushort to)
    {
        // Rows 0, 2, 4, 6 and 1, 3, 5, 7 of two columns each, then all eight of one.
        var (even01, odd01) = (Sse2.UnpackLow(rows04, rows26), Sse2.UnpackLow(rows15, rows37));
        var (even23, odd23) = (Sse2.UnpackHigh(rows04, rows26), Sse2.UnpackHigh(rows15, rows37));
        Sse2.UnpackLow(even01, odd01).StoreUnsafe(ref to);
        Sse2.UnpackHigh(even01, odd01).StoreUnsafe(ref to, (nuint)Height);
        Sse2.UnpackLow(even23, odd23).StoreUnsafe(ref to, (nuint)(2 * Height));
        Sse2.UnpackHigh(even23, odd23).StoreUnsafe(ref to, (nuint)(3 * Height));
    }

    /// <summary>Of the tile that begins here.</summary>
    private bool IsUniform(ReadOnlySpan<ushort> ids)
    {
        var all = new Vector<ushort>(ids[0]);
        for (var y = 0; y < Tile; y++)
            if (!Vector.EqualsAll(new Vector<ushort>(ids[(y * Width)..]), all))
                return false;
        return true;
    }

    private struct Entry
    {
        public uint[]? Runs;
        public int RunCount, Area, Left, Top, Right, Bottom;
        private int _end;

        public void Clear() =>
            (RunCount, Area, _end, Left, Top, Right, Bottom) = (0, 0, 0, int.MaxValue, int.MaxValue, -1, -1);

        /// <summary>Takes the pixels [start, end) of the column-major order.</summary>
        public void Add(int start, int end, int height)
        {
            Push((uint)(start - _end));
            Push((uint)(end - start));
            _end = end;
            Area += end - start;
            var (left, top) = Math.DivRem(start, height);
            var (right, bottom) = Math.DivRem(end - 1, height);
            if (left != right)
                (top, bottom) = (0, height - 1);
            (Left, Top) = (Math.Min(Left, left), Math.Min(Top, top));
            (Right, Bottom) = (Math.Max(Right, right), Math.Max(Bottom, bottom));
        }

        public void Close(int pixels)
        {
            if (Area > 0 && _end < pixels)
                Push((uint)(pixels - _end));
        }

        private void Push(uint count)
        {
            if (Runs is null || RunCount == Runs.Length)
                Array.Resize(ref Runs, Math.Max(64, RunCount * 2));
            Runs[RunCount++] = count;
        }
    }
}
