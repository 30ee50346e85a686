using System.Security.Cryptography;
using System.Text;

namespace Render.Core.Sampling;

/// <summary>
/// One of many named options, by weight, such that the names alone decide: reordering the options moves no choice, adding one moves only those choices
/// that now fall to it, and removing one only those that fell to it. Weighted rendezvous hashing: the draw and each option's name give a number u in
/// (0, 1), and the smallest -ln(u) / weight wins, a race of exponential clocks. Thaler and Ravishankar, "Using name-based mappings to increase hit rates",
/// 1998; weights: Schindelhauer and Schomaker, "Weighted distributed hash tables", 2005. Immutable.
/// </summary>
internal sealed class NamedChoice
{
    private readonly ulong[] _keys;
    private readonly double[] _weights;
    private readonly int[] _order;

    /// <param name="names">At least one, all different.</param>
    /// <param name="weights">As many, at least 0, not all of them 0; null: all the same.</param>
    public NamedChoice(IReadOnlyList<string> names, IReadOnlyList<double>? weights = null)
    {
        // In the order of the names, so that not even a tie depends on the order in which they are listed.
        _order = [.. Enumerable.Range(0, names.Count).Where(i => weights is null || weights[i] > 0).OrderBy(i => names[i], StringComparer.Ordinal)];
        if (_order.Length == 0)
            throw new ArgumentException("there is nothing to choose.", nameof(names));
        _keys = Array.ConvertAll(_order, i => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(names[i]))));
        _weights = Array.ConvertAll(_order, i => weights?[i] ?? 1);
    }

    /// <summary>Index of the chosen name. Takes 64 bits of the stream, and time in proportion to the number of options (about 2 ns each).</summary>
    public int Draw(RandomStream stream)
    {
        var draw = stream.NextBits();
        var (best, winner) = (double.PositiveInfinity, 0);
        for (var i = 0; i < _keys.Length; i++)
        {
            var u = ((Mix(draw ^ _keys[i]) >> 12) + 0.5) * (1.0 / (1UL << 52));
            // -ln(u) >= 1 - u: most options lose without their logarithm.
            if (1 - u >= best * _weights[i])
                continue;
            var time = -PortableMath.Log(u) / _weights[i];
            if (time < best)
                (best, winner) = (time, i);
        }
        return _order[winner];
    }

    /// <summary>The finalizer of SplitMix64 in Stafford's variant 13, twice: a bijection in which every bit of the input moves every bit of the output.</summary>
    private static ulong Mix(ulong z)
    {
        for (var i = 0; i < 2; i++)
        {
            z = unchecked((z ^ (z >> 30)) * 0xbf58476d1ce4e5b9);
            z = unchecked((z ^ (z >> 27)) * 0x94d049bb133111eb);
            z ^= z >> 31;
        }
        return z;
    }
}
