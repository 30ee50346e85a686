using System.Numerics;

namespace Render.Core.Frames;

/// <summary>
/// What each instance of an image covers whatever stands before it, at pixel centres, on a canvas of 3 W x 3 H pixels with the image in its middle: a bit
/// mask for each, cropped to its pixels. Positions are the image's, so those of the canvas run from (-W, -H) to (2 W - 1, 2 H - 1). Filled anew for each image.
/// </summary>
public sealed class AmodalMasks
{
    private const int WordBits = 32;

    private uint[] _words = [];
    private Place[] _places = [];
    private int _used;

    /// <summary>Instances of the image; 0 where amodal masks were not asked for.</summary>
    public int Count { get; private set; }

    /// <summary>Of the image, pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Of the image, pixels.</summary>
    public int Height { get; private set; }

    /// <summary>The mask of an instance.</summary>
    /// <param name="number">From 1.</param>
    public AmodalMask this[int number]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(number >= 1 && number <= Count, true, nameof(number));
            var p = _places[number];
            return new(p.Left, p.Top, p.Right, p.Bottom, p.Origin, p.Stride, _words.AsSpan(p.First, p.Stride * (p.Bottom - p.Top + 1)));
        }
    }

    /// <summary>Forgets what was there; all instances are empty then.</summary>
    /// <param name="count">Instances.</param>
    /// <param name="width">Of the image, pixels.</param>
    /// <param name="height">Of the image, pixels.</param>
    public void Clear(int count, int width, int height)
    {
        (Count, Width, Height, _used) = (count, width, height, 0);
        if (_places.Length <= count)
            Array.Resize(ref _places, count + 1);
        Array.Fill(_places, Place.Empty, 0, count + 1);
    }

    /// <summary>Takes the mask of an instance and keeps what is not empty of it.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="left">Column of the image of the first bit of each row.</param>
    /// <param name="top">Row of the image of the first row.</param>
    /// <param name="stride">Words a row; bit b of word k of a row is column left + 32 k + b.</param>
    /// <param name="words">Row by row.</param>
    public void Set(int number, int left, int top, int stride, ReadOnlySpan<uint> words)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(number >= 1 && number <= Count, true, nameof(number));
        var start = words.IndexOfAnyExcept(0u);
        if (start < 0)
            return;
        var (firstRow, lastRow) = (start / stride, words.LastIndexOfAnyExcept(0u) / stride);
        // Which columns of words have any bit, and which bits the outermost have.
        var (firstWord, lastWord, firstBits, lastBits) = (stride, -1, 0u, 0u);
        for (var row = firstRow; row <= lastRow; row++)
        {
            var line = words.Slice(row * stride, stride);
            var (a, b) = (line.IndexOfAnyExcept(0u), line.LastIndexOfAnyExcept(0u));
            if (a < 0)
                continue;
            firstBits = a < firstWord ? line[a] : a == firstWord ? firstBits | line[a] : firstBits;
            lastBits = b > lastWord ? line[b] : b == lastWord ? lastBits | line[b] : lastBits;
            (firstWord, lastWord) = (Math.Min(firstWord, a), Math.Max(lastWord, b));
        }
        var (kept, rows) = (lastWord - firstWord + 1, lastRow - firstRow + 1);
        if (_words.Length < _used + kept * rows)
            Array.Resize(ref _words, Math.Max(checked(_used + kept * rows), 2 * _words.Length));
        for (var row = 0; row < rows; row++)
            words.Slice((firstRow + row) * stride + firstWord, kept).CopyTo(_words.AsSpan(_used + row * kept));
        var origin = left + WordBits * firstWord;
        _places[number] = new(_used, kept, origin, origin + BitOperations.TrailingZeroCount(firstBits), top + firstRow,
            left + WordBits * lastWord + WordBits - 1 - BitOperations.LeadingZeroCount(lastBits), top + lastRow);
        _used += kept * rows;
    }

    private readonly record struct Place(int First, int Stride, int Origin, int Left, int Top, int Right, int Bottom)
    {
        public static Place Empty { get; } = new(0, 0, 0, 0, 0, -1, -1);
    }
}

/// <summary>The amodal mask of one instance. Columns and rows are the image's.</summary>
public readonly ref struct AmodalMask
{
    private const int WordBits = 32;

    private readonly int _origin, _stride;
    private readonly ReadOnlySpan<uint> _words;

    internal AmodalMask(int left, int top, int right, int bottom, int origin, int stride, ReadOnlySpan<uint> words)
    {
        (Left, Top, Right, Bottom, _origin, _stride) = (left, top, right, bottom, origin, stride);
        _words = words;
    }

    public bool IsEmpty => Right < Left;

    /// <summary>First column that has a pixel.</summary>
    public int Left { get; }

    /// <summary>First row that has one.</summary>
    public int Top { get; }

    /// <summary>Last column that has one.</summary>
    public int Right { get; }

    /// <summary>Last row that has one.</summary>
    public int Bottom { get; }

    /// <summary>Pixels.</summary>
    public int Area
    {
        get
        {
            var area = 0;
            foreach (var word in _words)
                area += BitOperations.PopCount(word);
            return area;
        }
    }

    public bool this[int x, int y] => x >= Left && x <= Right && y >= Top && y <= Bottom
        && (_words[(y - Top) * _stride + (x - _origin) / WordBits] >> (x - _origin) % WordBits & 1) != 0;

    /// <summary>32 pixels of a row: bit b is column x + b.</summary>
    public uint Word(int x, int y)
    {
        if (y < Top || y > Bottom)
            return 0;
        var row = _words.Slice((y - Top) * _stride, _stride);
        // An arithmetic shift rounds down, also before the first word.
        var (word, bit) = (x - _origin >> 5, x - _origin & WordBits - 1);
        var low = (uint)word < (uint)_stride ? row[word] >> bit : 0;
        return bit > 0 && (uint)(word + 1) < (uint)_stride ? low | row[word + 1] << WordBits - bit : low;
    }

    /// <summary>Pixels of a row with start &lt;= x &lt; end.</summary>
    public int CountRow(int y, int start, int end)
    {
        (start, end) = (Math.Max(start, Left) - _origin, Math.Min(end, Right + 1) - _origin);
        if (start >= end || y < Top || y > Bottom)
            return 0;
        var row = _words.Slice((y - Top) * _stride, _stride);
        var (first, last) = (start / WordBits, (end - 1) / WordBits);
        var (head, tail) = (uint.MaxValue << start % WordBits, uint.MaxValue >> WordBits - 1 - (end - 1) % WordBits);
        if (first == last)
            return BitOperations.PopCount(row[first] & head & tail);
        var count = BitOperations.PopCount(row[first] & head) + BitOperations.PopCount(row[last] & tail);
        for (var word = first + 1; word < last; word++)
            count += BitOperations.PopCount(row[word]);
        return count;
    }
}
