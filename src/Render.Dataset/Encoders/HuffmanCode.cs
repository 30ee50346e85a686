namespace Render.Dataset.Encoders;

/// <summary>
/// A prefix code of limited length (D. A. Huffman, "A Method for the Construction of Minimum-Redundancy Codes", 1952; canonical as RFC 1951, 3.2.2, has
/// it). Lengths beyond the limit are cut, and others made longer until the code fits again, which costs a few bits where the limit is far from binding.
/// The same counts give the same code everywhere.
/// </summary>
/// <param name="symbols">Size of the alphabet, 2..512.</param>
/// <param name="maxLength">Of a code in bits, 1..15; 2^maxLength must not be less than the alphabet's size.</param>
internal sealed class HuffmanCode(int symbols, int maxLength)
{
    private readonly ulong[] _sorted = new ulong[symbols];
    private readonly int[] _parents = new int[2 * symbols];
    private readonly long[] _weights = new long[2 * symbols];

    /// <summary>Bits of each symbol's code, 0 where it has none.</summary>
    public byte[] Lengths { get; } = new byte[symbols];

    /// <summary>Of each symbol: its code in the lower half, first bit lowest, as deflate sends it; its length in the upper.</summary>
    public uint[] Entries { get; } = new uint[symbols];

    /// <summary>Makes the code.</summary>
    /// <param name="counts">How often each symbol occurs; at least two do.</param>
    public void Build(ReadOnlySpan<int> counts)
    {
        var used = 0;
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            if (counts[symbol] > 0)
                _sorted[used++] = (ulong)counts[symbol] << 9 | (uint)symbol;
        }
        _sorted.AsSpan(0, used).Sort();
        Span<int> ofLength = stackalloc int[64];
        ofLength.Clear();
        MeasureTree(used, ofLength);
        Limit(ofLength);
        Array.Clear(Lengths);
        // The rarest come first and take the longest.
        var next = 0;
        for (var length = maxLength; length > 0; length--)
            for (var i = 0; i < ofLength[length]; i++)
                Lengths[(int)(_sorted[next++] & 511)] = (byte)length;
        Assign(ofLength);
    }

    /// <summary>Counts the leaves of the tree by depth. Leaves and inner nodes both come in the order of their weights, so that two queues serve (J. van Leeuwen, 1976).</summary>
    private void MeasureTree(int used, Span<int> ofLength)
    {
        for (var i = 0; i < used; i++)
            _weights[i] = (long)(_sorted[i] >> 9);
        var (leaf, inner) = (0, used);
        for (var node = used; node < 2 * used - 1; node++)
        {
            var weight = 0L;
            for (var child = 0; child < 2; child++)
            {
                var taken = leaf < used && (inner >= node || _weights[leaf] <= _weights[inner]) ? leaf++ : inner++;
                weight += _weights[taken];
                _parents[taken] = node;
            }
            _weights[node] = weight;
        }
        // Depths, from the root down, in place of the weights.
        _weights[2 * used - 2] = 0;
        for (var node = 2 * used - 3; node >= 0; node--)
            _weights[node] = _weights[_parents[node]] + 1;
        for (var i = 0; i < used; i++)
            ofLength[(int)Math.Min(_weights[i], 63)]++;
    }

    private void Limit(Span<int> ofLength)
    {
        for (var length = maxLength + 1; length < ofLength.Length; length++)
        {
            ofLength[maxLength] += ofLength[length];
            ofLength[length] = 0;
        }
        var taken = 0L;
        for (var length = 1; length <= maxLength; length++)
            taken += (long)ofLength[length] << (maxLength - length);
        // Kraft's sum must be 1: one leaf of the longest moves beside a shorter one, which becomes longer.
        for (; taken > 1L << maxLength; taken--)
        {
            var length = maxLength - 1;
            while (ofLength[length] == 0)
                length--;
            ofLength[length]--;
            ofLength[length + 1] += 2;
            ofLength[maxLength]--;
        }
    }

    private void Assign(ReadOnlySpan<int> ofLength)
    {
        Span<uint> next = stackalloc uint[16];
        var code = 0u;
        for (var length = 1; length <= maxLength; length++)
        {
            code = (code + (uint)ofLength[length - 1]) << 1;
            next[length] = code;
        }
        for (var symbol = 0; symbol < symbols; symbol++)
        {
            var length = Lengths[symbol];
            Entries[symbol] = length == 0 ? 0 : Reverse(next[length]++, length) | (uint)length << 16;
        }
    }

    private static uint Reverse(uint code, int length)
    {
        var reversed = 0u;
        for (var bit = 0; bit < length; bit++)
            reversed |= (code >> bit & 1) << (length - 1 - bit);
        return reversed;
    }
}
