using System.Collections.Concurrent;

namespace Render.Core.Geometry;

/// <summary>Work on the elements of long arrays by all processors. What is done to one element must not depend on another, so that the result is the same for any number of threads.</summary>
public static class Ranges
{
    /// <summary>Elements that one thread takes at a time; fewer are not worth waking another.</summary>
    private const int Step = 1 << 15;

    /// <param name="count">Of all elements.</param>
    /// <param name="work">Is given the first element and the one behind the last, for parts that cover all.</param>
    public static void Run(int count, Action<int, int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (count <= 2 * Step)
            work(0, count);
        else
            Parallel.ForEach(Partitioner.Create(0, count, Step), range => work(range.Item1, range.Item2));
    }
}
