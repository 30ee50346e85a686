using System.Collections.Concurrent;

namespace Render.Core.Sampling;

/// <summary>
/// Values that share a scrambled Sobol sequence: frame f takes point f, and each value its own dimensions of it, so that not only each value but every few of them
/// together fill their space evenly. The dimensions go to the values in the order of their paths; adding or removing a member may so move the draws of those behind
/// it, reordering moves nothing. Each dimension is scrambled as Owen did ("Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995): every digit is flipped by a
/// random bit that belongs to (seed, group, instance, dimension, the digits above it).
/// </summary>
internal sealed class SobolGroup(string name)
{
    private readonly SortedDictionary<string, int> _members = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ulong, ulong> _keys = new();

    public string Name => name;

    /// <summary>Of all members together.</summary>
    public int Dimensions => _members.Values.Sum();

    /// <summary>While the scene is read; a member that is read again replaces itself.</summary>
    /// <param name="path">Of the value.</param>
    /// <param name="dimensions">How many it takes.</param>
    public void Add(string path, int dimensions) => _members[path] = dimensions;

    /// <summary>The first dimension of a member, and how many it has.</summary>
    public (int First, int Count) Of(string path)
    {
        var first = 0;
        foreach (var (member, dimensions) in _members)
        {
            if (member == path)
                return (first, dimensions);
            first += dimensions;
        }
        throw new InvalidOperationException($"'{path}' is no member of '{name}'");
    }

    /// <summary>The scrambled digits of a point in one dimension; the highest is worth one half.</summary>
    /// <param name="seed">Of the data set.</param>
    /// <param name="frame">The point's number is its low 32 bits; the others choose another scrambling.</param>
    /// <param name="instance">Chooses another scrambling.</param>
    /// <param name="dimension">From 0.</param>
    public uint Digits(ulong seed, long frame, int instance, int dimension)
    {
        var key = _keys.GetOrAdd(seed, static (s, group) => RandomStream.KeysOf(s, "sample." + group).First, name);
        return Scramble(SobolSequence.Digits((uint)frame, dimension), key, (uint)(frame >> 32), (uint)instance, (uint)dimension);
    }

    private static uint Scramble(uint digits, ulong key, uint epoch, uint instance, uint dimension)
    {
        var result = digits;
        for (var i = 0; i < 32; i++)
        {
            // The digits above this one, behind a leading 1, so that 0 and 00 are different prefixes.
            var prefix = i == 0 ? 1 : digits >> (32 - i) | 1u << i;
            var flip = Philox.Block((prefix, epoch, instance, dimension), key).X0 >> 31;
            result ^= flip << (31 - i);
        }
        return result;
    }
}
