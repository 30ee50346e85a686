namespace Render.Dataset.Check.Coco;

/// <summary>
/// NaN, Infinity and -Infinity, which Python's json module writes and reads and JSON does not know. They are overwritten in the buffer by a zero and
/// blanks, where the reader stumbled over one; where they stood is kept until the reader is past it.
/// </summary>
internal sealed class NonFiniteLiterals
{
    /// <summary>Kept at a time: a file that is made of them is not read.</summary>
    private const int Most = 1 << 16;

    /// <summary>Ascending.</summary>
    private readonly List<long> _offsets = [];

    public enum Result
    {
        /// <summary>The reader may try again.</summary>
        Mended,

        /// <summary>The buffer ends before it can be said.</summary>
        MoreNeeded,

        /// <summary>It is another fault.</summary>
        NotThere,
    }

    /// <summary>Whether one stood in these bytes of the file.</summary>
    public bool Any(long from, long to) => _offsets.Count > 0 && _offsets.Exists(o => o >= from && o < to);

    public bool Contains(long offset) => _offsets.BinarySearch(offset) >= 0;

    public void ForgetBefore(long offset)
    {
        if (_offsets.Count > 0)
            _offsets.RemoveRange(0, ~_offsets.BinarySearch(offset) is >= 0 and var until ? until : 0);
    }

    /// <summary>Overwrites all of them up to the buffer's end, strings left out.</summary>
    /// <param name="buffer">What the reader had.</param>
    /// <param name="from">Up to where it came; not within a string.</param>
    /// <param name="offset">Of the buffer in the file.</param>
    /// <param name="isLast">Nothing follows the buffer.</param>
    /// <param name="found">Takes each one's offset and text.</param>
    public Result Mend(Span<byte> buffer, int from, long offset, bool isLast, Action<long, string> found)
    {
        var (mended, inString) = (false, false);
        for (var i = from; i < buffer.Length && _offsets.Count < Most; i++)
        {
            var c = buffer[i];
            if (inString)
            {
                i += c == '\\' ? 1 : 0;
                inString = c != '"';
                continue;
            }
            inString = c == '"';
            if (c is not ((byte)'N' or (byte)'I'))
                continue;
            var word = c == 'N' ? "NaN"u8 : "Infinity"u8;
            var rest = buffer[i..];
            if (!rest.StartsWith(word))
            {
                var cut = !isLast && rest.Length < word.Length && word.StartsWith(rest);
                return mended ? Result.Mended : cut ? Result.MoreNeeded : Result.NotThere;
            }
            var start = i > from && buffer[i - 1] == '-' ? i - 1 : i;
            _offsets.Add(offset + start);
            found(offset + start, (start < i ? "-" : "") + System.Text.Encoding.ASCII.GetString(word));
            rest[..word.Length].Fill((byte)' ');
            rest[0] = (byte)'0';
            mended = true;
        }
        return mended ? Result.Mended : Result.NotThere;
    }
}
