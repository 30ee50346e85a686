using System.Numerics;

namespace Render.Core.Geometry;

/// <summary>Finds equal things in arrays; numbers are given in the order of first occurrence, so results are the same every time.</summary>
internal static class Weld
{
    /// <summary>For each value the number of the first equal one among the distinct values, and how many distinct ones there are.</summary>
    public static (int[] Ids, int Count) Ids<T>(ReadOnlySpan<T> values)
        where T : struct, IEquatable<T>
    {
        // Open addressing over numbers, at most half full: a Dictionary keeps a copy of every key and takes three times as long.
        var mask = (int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)values.Length * 2u + 2u), 1u << 30) - 1;
        var (table, firsts, ids) = (new int[mask + 1], new int[values.Length], new int[values.Length]);
        var count = 0;
        for (var i = 0; i < values.Length; i++)
        {
            // Tuples and vectors mix their hashes, with a seed that is new in every process: a file cannot aim at collisions.
            var slot = values[i].GetHashCode() & mask;
            while (table[slot] > 0 && !values[firsts[table[slot] - 1]].Equals(values[i]))
                slot = (slot + 1) & mask;
            if (table[slot] == 0)
            {
                firsts[count] = i;
                table[slot] = ++count;
            }
            ids[i] = table[slot] - 1;
        }
        return (ids, count);
    }

    public static (int[] Ids, int Count) Ids<T>(T[] values)
        where T : struct, IEquatable<T> => Ids<T>(values.AsSpan());

    /// <summary>
    /// Members by group, compressed: group g holds Members[Starts[g]..Starts[g + 1]], in rising order. A member is a position in
    /// <paramref name="items"/>; its group is <paramref name="groupOf"/>[item].
    /// </summary>
    public static (int[] Starts, int[] Members) Group(int[] items, int[] groupOf, int groups)
    {
        var starts = new int[groups + 1];
        foreach (var item in items)
            starts[groupOf[item] + 1]++;
        for (var g = 0; g < groups; g++)
            starts[g + 1] += starts[g];
        var next = starts.AsSpan(0, groups).ToArray();
        var members = new int[items.Length];
        for (var i = 0; i < items.Length; i++)
            members[next[groupOf[items[i]]]++] = i;
        return (starts, members);
    }
}
