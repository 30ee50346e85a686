namespace Render.Core.Sampling;

/// <summary>
/// Draws without replacement along the frames and along the objects of each frame at once: n frames in a row, n k to n k + n - 1, and n object numbers in a row make a
/// Latin square of n entries, in which each object number meets every entry once, and so does each frame. The square is the table of addition mod n, whose rows, columns and
/// entries are permuted at random by (seed, path, block of frames, block of objects): which square it is depends on nothing else, above all not on how many objects there
/// are. R. A. Fisher and F. Yates, Statistical Tables for Biological, Agricultural and Medical Research (1938), choose squares so.
/// </summary>
internal static class LatinSquare
{
    /// <summary>The entry, 0 to size - 1, of a frame and an object. Takes time in proportion to the size.</summary>
    /// <param name="seed">The data set's seed.</param>
    /// <param name="path">Names the squares.</param>
    /// <param name="frame">From 0.</param>
    /// <param name="instance">From 0; 0 for what a frame has once.</param>
    /// <param name="size">Entries, which are the frames and the objects of a square.</param>
    public static int At(ulong seed, string path, long frame, int instance, int size)
    {
        var ((frames, row), (instances, column)) = (Math.DivRem(frame, size), Math.DivRem(instance, size));
        // A square belongs to no frame and no object: it has a stream of its own, with the blocks as counters, of which the second is below those of all objects.
        var stream = new RandomStream(seed, path, frames, -1 - instances);
        var sum = BlockPermutation.At(stream, (int)row, size) + BlockPermutation.At(stream, column, size);
        return BlockPermutation.At(stream, sum % size, size);
    }
}
