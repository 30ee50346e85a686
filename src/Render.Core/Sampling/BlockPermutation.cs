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
        var shuffle = new RandomStream(seed, path, block, instance: -1);
        var order = new int[size];
        for (var i = 0; i < size; i++)
        {
            var j = (int)shuffle.NextBelow(i + 1);
            (order[i], order[j]) = (order[j], i);
        }
        return order[place];
    }
}
