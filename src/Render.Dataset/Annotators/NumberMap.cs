using System.Numerics;

namespace Render.Dataset.Annotators;

/// <summary>
/// Puts another number in place of each in an id image. Most of such an image are long runs, so a vector of one number is written at once, and the table is looked at pixel by pixel only where
/// several meet.
/// </summary>
internal sealed class NumberMap
{
    private ushort[] _map = [0];

    /// <summary>Sets what stands for the numbers 1 to <paramref name="count"/>; 0 stays 0.</summary>
    public void Set(int count, Func<int, int> shown)
    {
        if (_map.Length <= count)
            _map = new ushort[count + 1];
        for (var number = 1; number <= count; number++)
            _map[number] = (ushort)shown(number);
    }

    /// <param name="ids">Numbers up to the count.</param>
    /// <param name="shown">Takes as many.</param>
    public void Apply(ReadOnlySpan<ushort> ids, Span<ushort> shown)
    {
        var i = 0;
        for (; i <= ids.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            var vector = new Vector<ushort>(ids[i..]);
            if (Vector.EqualsAll(vector, new Vector<ushort>(ids[i])))
                new Vector<ushort>(_map[ids[i]]).CopyTo(shown[i..]);
            else
                Each(ids.Slice(i, Vector<ushort>.Count), shown[i..]);
        }
        Each(ids[i..], shown[i..]);
    }

    /// <summary>The same in bytes: the low one of what stands for each number.</summary>
    /// <param name="ids">Numbers up to the count.</param>
    /// <param name="shown">Takes as many.</param>
    public void Apply(ReadOnlySpan<ushort> ids, Span<byte> shown)
    {
        var i = 0;
        for (; i <= ids.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var (first, second, all) = (new Vector<ushort>(ids[i..]), new Vector<ushort>(ids[(i + Vector<ushort>.Count)..]), new Vector<ushort>(ids[i]));
            if (Vector.EqualsAll(first, all) && Vector.EqualsAll(second, all))
                new Vector<byte>((byte)_map[ids[i]]).CopyTo(shown[i..]);
            else
                for (var j = i; j < i + Vector<byte>.Count; j++)
                    shown[j] = (byte)_map[ids[j]];
        }
        for (; i < ids.Length; i++)
            shown[i] = (byte)_map[ids[i]];
    }

    private void Each(ReadOnlySpan<ushort> ids, Span<ushort> shown)
    {
        for (var i = 0; i < ids.Length; i++)
            shown[i] = _map[ids[i]];
    }
}
