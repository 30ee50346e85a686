namespace Render.Core.Sampling;

/// <summary>
/// Of each 64 frames in a row, 64 k to 64 k + 63, every one falls into another of 64 equal intervals: the places of a random permutation of the intervals, which belongs
/// to (seed, path, instance, dimension, k) alone, so that no value moves another one. Within its interval a number is independent. Latin hypercube sampling of
/// blocks: McKay, Beckman, Conover, Technometrics 21 (1979).
/// </summary>
internal sealed class StratifiedSampler : Sampler
{
    private const int Bits = 6;

    /// <summary>Frames of a block, and intervals.</summary>
    public const int Strata = 1 << Bits;

    public override string Name => "stratified";

    public override ulong Spread(RandomStream stream, int dimension, ulong bits) => (ulong)StratumOf(stream, dimension) << (64 - Bits) | bits >> Bits;

    /// <summary>Fisher and Yates' shuffle, inside out; 32 bits decide on each of at most 64 places, so that none is favoured by more than 2^-26.</summary>
    private static int StratumOf(RandomStream stream, int dimension)
    {
        var block = stream.Frame / Strata;
        Span<byte> order = stackalloc byte[Strata];
        Span<uint> words = stackalloc uint[4];
        for (var i = 0; i < Strata; i++)
        {
            if (i % 4 == 0)
                (words[0], words[1], words[2], words[3]) = Philox.Block(((uint)block, (uint)(block >> 32), (uint)stream.Instance, (uint)(dimension * (Strata / 4) + i / 4)), stream.StrataKey);
            var j = (int)((ulong)words[i % 4] * (uint)(i + 1) >> 32);
            (order[i], order[j]) = (order[j], (byte)i);
        }
        return order[(int)(stream.Frame % Strata)];
    }
}
