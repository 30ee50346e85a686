namespace Render.Core.Sampling;

/// <summary>
/// Draws without replacement, by a random permutation of each block of draws: draw number m is entry m mod n of the permutation of block m / n, so that each block of n
/// draws holds every entry once. A pure function of seed, path and m; Fisher and Yates' shuffle, inside out.
/// </summary>
internal static class BlockPermutation
{
    /// <summary>The entry, 0 to size - 1, that a draw takes. Takes time in proportion to the size.</summary>
    /// <param name="seed">The data set's seed.</param>
    /// <param name="path">Names the permutations.</param>
    /// <param name="draw">From 0.</param>
    /// <param name="size">Draws of a block.</param>
    public static int At(ulong seed, string path, long draw, int size)
    {
        var (block, place) = Math.DivRem(draw, size);
        // A block's permutation belongs to no frame: it has a stream of its own, whose frame counter is the block.
        return At(new(seed, path, block, instance: -1), (int)place, size);
    }

    /// <summary>The entry, 0 to size - 1, at a place of the permutation that a stream gives next; it takes size numbers of the stream.</summary>
    /// <param name="shuffle">A stream that belongs to the permutation.</param>
    /// <param name="place">0 to size - 1.</param>
    /// <param name="size">How many are permuted.</param>
    public static int At(RandomStream shuffle, int place, int size)
    {
        var order = new int[size];
        for (var i = 0; i < size; i++)
        {
            var j = (int)shuffle.NextBelow(i + 1);
            (order[i], order[j]) = (order[j], i);
        }
        return order[place];
    }
}
