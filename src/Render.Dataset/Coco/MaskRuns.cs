using System.Numerics;
using Render.Core.Frames;

namespace Render.Dataset.Coco;

/// <summary>
/// COCO's uncompressed counts of the part of an amodal mask inside its image: rows of bits are turned into columns, 32 x 32 bits at a time, and runs are
/// read off those a word at a time. The buffers are kept. Not thread-safe.
/// </summary>
internal sealed class MaskRuns
{
    private readonly List<uint> _counts = [];
    private readonly uint[] _square = new uint[32];
    private uint[] _columns = [];
    private int _end;

    /// <summary>Pixels outside and inside by turns, column-major, outside first; they add up to the image.</summary>
    public ReadOnlySpan<uint> Of(AmodalMask mask, int width, int height)
    {
        var (left, right) = (Math.Max(mask.Left, 0), Math.Min(mask.Right, width - 1));
        var (top, bottom) = (Math.Max(mask.Top, 0), Math.Min(mask.Bottom, height - 1));
        _counts.Clear();
        _end = 0;
        var words = (bottom - top) / 32 + 1;
        for (var x = left; left <= right && top <= bottom && x <= right; x += 32)
        {
            Turn(mask, x, top, bottom, words);
            for (var column = 0; column < Math.Min(32, right - x + 1); column++)
                AddColumn(_columns.AsSpan(column * words, words), (x + column) * height + top);
        }
        if (_end < width * height)
            _counts.Add((uint)(width * height - _end));
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_counts);
    }

    /// <summary>32 columns from x, as words of 32 rows each.</summary>
    private void Turn(AmodalMask mask, int x, int top, int bottom, int words)
    {
        if (_columns.Length < 32 * words)
            _columns = new uint[32 * words];
        for (var word = 0; word < words; word++)
        {
            for (var row = 0; row < 32; row++)
                _square[row] = top + 32 * word + row <= bottom ? mask.Word(x, top + 32 * word + row) : 0;
            Transpose(_square);
            for (var column = 0; column < 32; column++)
                _columns[column * words + word] = _square[column];
        }
    }

    private void AddColumn(ReadOnlySpan<uint> column, int position)
    {
        for (var word = 0; word < column.Length; word++)
        {
            for (var bits = column[word]; bits != 0;)
            {
                var start = BitOperations.TrailingZeroCount(bits);
                var length = BitOperations.TrailingZeroCount(~(bits >> start));
                Add(position + 32 * word + start, Math.Min(length, 32 - start));
                bits = start + length >= 32 ? 0 : bits & uint.MaxValue << start + length;
            }
        }
    }

    private void Add(int start, int length)
    {
        if (start == _end && _counts.Count > 0)
        {
            _counts[^1] += (uint)length;
        }
        else
        {
            _counts.Add((uint)(start - _end));
            _counts.Add((uint)length);
        }
        _end = start + length;
    }

    /// <summary>Bit j of word i and bit i of word j change places, by halves of squares (H. S. Warren, "Hacker's Delight", 2nd ed., 7-3).</summary>
    private static void Transpose(Span<uint> square)
    {
        var mask = 0x0000ffffu;
        for (var size = 16; size > 0; size >>= 1, mask ^= mask << size)
        {
            for (var i = 0; i < 32; i = (i + size + 1) & ~size)
            {
                var swapped = (square[i] >> size ^ square[i + size]) & mask;
                square[i + size] ^= swapped;
                square[i] ^= swapped << size;
            }
        }
    }
}
