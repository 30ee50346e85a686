using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Render.Dataset.Check.Coco;

/// <summary>Finds bytes that are no UTF-8 as the file goes by, and puts a question mark in place of each, so that the rest can be judged.</summary>
internal sealed class Utf8Repair
{
    private const int LongestCharacter = 4;

    /// <summary>File offset up to which everything was looked at.</summary>
    private long _judged;

    /// <summary>Offsets of bad bytes in what is new in the buffer.</summary>
    /// <param name="buffer">Is changed in place.</param>
    /// <param name="end">How much of it holds the file.</param>
    /// <param name="offset">Of the buffer in the file.</param>
    /// <param name="isLast">Nothing follows.</param>
    public List<long> Mend(byte[] buffer, int end, long offset, bool isLast)
    {
        var bad = new List<long>();
        var from = (int)(_judged - offset);
        var to = isLast ? end : Math.Max(from, WholeCharacters(buffer, from, end));
        while (from < to && !Utf8.IsValid(buffer.AsSpan(from, to - from)))
        {
            // Valid up to the first bad byte; found by decoding, a block at a time.
            while (Rune.DecodeFromUtf8(buffer.AsSpan(from, to - from), out _, out var length) == OperationStatus.Done)
                from += length;
            bad.Add(offset + from);
            buffer[from++] = (byte)'?';
        }
        _judged = offset + to;
        return bad;
    }

    /// <summary>The end without a character that may go on behind it.</summary>
    private static int WholeCharacters(byte[] buffer, int from, int end)
    {
        for (var back = 1; back < LongestCharacter && end - back >= from; back++)
            if ((buffer[end - back] & 0xc0) != 0x80)
                return buffer[end - back] >= 0xc0 ? end - back : end;
        return end;
    }
}
