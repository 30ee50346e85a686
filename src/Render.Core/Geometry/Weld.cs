namespace Render.Core.Geometry;

/// <summary>Finds equal things in arrays; numbers are given in the order of first occurrence, so results are the same every time.</summary>
internal static class Weld
{
    /// <summary>For each value the number of the first equal one among the distinct values, and how many distinct ones there are.</summary>
    public static (int[] Ids, int Count) Ids<T>(ReadOnlySpan<T> values)
        where T : IEquatable<T>
    {
        var ids = new int[values.Length];
        var seen = new Dictionary<T, int>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            ref var id = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(seen, values[i], out var exists);
            if (!exists)
                id = seen.Count - 1;
            ids[i] = id;
        }
        return (ids, seen.Count);
    }

    public static (int[] Ids, int Count) Ids<T>(T[] values)
        where T : IEquatable<T> => Ids<T>(values.AsSpan());

    /// <summary>
    /// Members by group, compressed: group g holds Members[Starts[g]..Starts[g + 1]], in rising order. A member is a position in
    /// <paramref name="items"/>; its group is <paramref name="groupOf"/> of the item.
    /// </summary>
    public static (int[] Starts, int[] Members) Group(int[] items, Func<int, int> groupOf, int groups)
    {
        var starts = new int[groups + 1];
        foreach (var item in items)
            starts[groupOf(item) + 1]++;
        for (var g = 0; g < groups; g++)
            starts[g + 1] += starts[g];
        var next = starts.AsSpan(0, groups).ToArray();
        var members = new int[items.Length];
        for (var i = 0; i < items.Length; i++)
            members[next[groupOf(items[i])]++] = i;
        return (starts, members);
    }
}
