using System.Text;

namespace Render.Dataset.Coco;

/// <summary>
/// COCO's compressed run lengths, the string in <c>segmentation.counts</c>. Each count is written as a signed number, from the third
/// count's successor on
/// as the difference to the count two before it; in groups of five bits, least significant first, bit 5 set where more follow, plus 48,
/// which makes them printable. After the reference implementation (cocoapi, common/maskApi.c, rleToString and rleFrString).
/// </summary>
public static class RunLength
{
    private const int MostCharacters = 7;

    /// <summary>The string of a mask's counts (<see cref="VisibleInstances.Counts"/>).</summary>
    public static string Encode(ReadOnlySpan<uint> counts)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(counts.Length * MostCharacters + 1);
        var length = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            var value = i > 2 ? (long)counts[i] - counts[i - 2] : counts[i];
            bool more;
            do
            {
                var group = (byte)(value & 0x1f);
                value >>= 5;
                more = (group & 0x10) != 0 ? value != -1 : value != 0;
                buffer[length++] = (byte)((more ? group | 0x20 : group) + 48);
            }
            while (more);
        }
        var text = Encoding.ASCII.GetString(buffer, 0, length);
        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    /// <summary>The counts of a string; they add up to <paramref name="pixels"/>.</summary>
    /// <exception cref="InvalidDataException">The string is no valid coding of a mask of that size.</exception>
    public static uint[] Decode(string text, long pixels)
    {
        var counts = new List<uint>(text.Length / 2 + 1);
        if (TryDecode(Encoding.UTF8.GetBytes(text), counts, pixels, out var sum) is { } fault)
            throw new InvalidDataException(fault);
        if (sum != pixels)
            throw new InvalidDataException($"the runs cover {sum} of {pixels} pixels");
        return [.. counts];
    }

    /// <summary>The counts of a string, whatever they add up to; null, or why it is no valid coding.</summary>
    /// <param name="text">ASCII.</param>
    /// <param name="counts">Takes them; those before the fault where there is one.</param>
    /// <param name="pixels">Most that they may add up to.</param>
    /// <param name="sum">What they add up to.</param>
    public static string? TryDecode(ReadOnlySpan<byte> text, List<uint> counts, long pixels, out long sum)
    {
        sum = 0;
        for (var position = 0; position < text.Length;)
        {
            var (value, shift, more) = (0L, 0, true);
            while (more)
            {
                if (position == text.Length)
                    return "the run lengths end within a number";
                var group = text[position] - 48;
                if (group is < 0 or > 63 || shift > 35)
                    return $"character {position} of the run lengths is no part of a number";
                position++;
                value |= (long)(group & 0x1f) << shift;
                shift += 5;
                more = (group & 0x20) != 0;
                if (!more && (group & 0x10) != 0)
                    value |= -1L << shift;
            }
            if (counts.Count > 2)
                value += counts[^2];
            if (value is < 0 or > uint.MaxValue || sum + value > pixels)
                return $"run {counts.Count} has {value} pixels, beyond an image of {pixels}";
            sum += value;
            counts.Add((uint)value);
        }
        return null;
    }

    /// <summary>How many pixels a mask has, and its tight box; (0, default) where it has none.</summary>
    /// <param name="counts">Column-major; the first is outside the mask.</param>
    /// <param name="height">Rows of the image.</param>
    public static (long Area, PixelBox Box) Measure(ReadOnlySpan<uint> counts, int height)
    {
        var (area, position) = (0L, 0L);
        var (left, top, right, bottom) = (long.MaxValue, long.MaxValue, -1L, -1L);
        for (var run = 0; run < counts.Length; position += counts[run++])
        {
            if (run % 2 == 0 || counts[run] == 0)
                continue;
            area += counts[run];
            var last = position + counts[run] - 1;
            (left, right) = (Math.Min(left, position / height), Math.Max(right, last / height));
            // A run over the end of a column has that column's last row and the next one's first.
            var spans = position / height != last / height;
            (top, bottom) = (Math.Min(top, spans ? 0 : position % height), Math.Max(bottom, spans ? height - 1 : last % height));
        }
        return area == 0 ? default : (area, new((int)left, (int)top, (int)(right - left + 1), (int)(bottom - top + 1)));
    }
}
