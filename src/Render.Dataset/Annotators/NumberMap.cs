namespace Render.Dataset.Annotators;

/// <summary>
/// Puts another number in place of each in an id image, run by run: there are some ten in a row.
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
        for (var start = 0; start < ids.Length;)
        {
            var length = ids[start..].IndexOfAnyExcept(ids[start]);
            var end = length < 0 ? ids.Length : start + length;
            shown[start..end].Fill(_map[ids[start]]);
            start = end;
        }
    }

    /// <summary>The same in bytes: the low one of what stands for each number.</summary>
    /// <param name="ids">Numbers up to the count.</param>
    /// <param name="shown">Takes as many.</param>
    public void Apply(ReadOnlySpan<ushort> ids, Span<byte> shown)
    {
        for (var start = 0; start < ids.Length;)
        {
            var length = ids[start..].IndexOfAnyExcept(ids[start]);
            var end = length < 0 ? ids.Length : start + length;
            shown[start..end].Fill((byte)_map[ids[start]]);
            start = end;
        }
    }
}
