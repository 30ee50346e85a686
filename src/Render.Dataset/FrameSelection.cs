using System.Globalization;
using Render.Core;

namespace Render.Dataset;

/// <summary>The frames that one run is to make: a range of the scene's frames, and of those the ones with index mod chunks = chunk.</summary>
/// <param name="First">From 0.</param>
/// <param name="Last">Inclusive; below <paramref name="First"/> where there are none.</param>
/// <param name="Chunk">From 0, below <paramref name="Chunks"/>.</param>
/// <param name="Chunks">At least 1.</param>
public sealed record FrameSelection(long First, long Last, int Chunk, int Chunks)
{
    /// <summary>Ascending.</summary>
    public IEnumerable<long> Frames
    {
        get
        {
            var first = First + ((Chunk - First) % Chunks + Chunks) % Chunks;
            for (var frame = first; frame <= Last; frame += Chunks)
                yield return frame;
        }
    }

    /// <summary>How many there are.</summary>
    public long Count
    {
        get
        {
            var first = First + ((Chunk - First) % Chunks + Chunks) % Chunks;
            return first > Last ? 0 : (Last - first) / Chunks + 1;
        }
    }

    /// <param name="range"><c>A-B</c>, 0-based and inclusive, or <c>A</c>; null: all.</param>
    /// <param name="total">The scene's <c>frames</c>.</param>
    /// <param name="chunk">From 0, below <paramref name="chunks"/>.</param>
    /// <param name="chunks">At least 1.</param>
    /// <exception cref="RenderException"><see cref="Failure.Usage"/>: which option is wrong.</exception>
    public static FrameSelection Parse(string? range, long total, int chunk = 0, int chunks = 1)
    {
        if (chunks < 1 || chunk < 0 || chunk >= chunks)
            throw new RenderException(
                Failure.Usage, $"--chunk {chunk} --chunks {chunks}: chunks are counted from 0, and there is at least one.");
        var (first, last) = (0L, total - 1);
        if (range is not null)
        {
            var parts = range.Split('-');
            if (parts.Length > 2 || !Number(parts[0], out first) || !Number(parts[^1], out last) || first > last)
                throw new RenderException(Failure.Usage, $"--frames {range}: expected A-B, both from 0 and included, such as 0-7.");
            if (last >= total)
                throw new RenderException(
                    Failure.Usage, $"--frames {range}: the scene has {total} frames, the last is {total - 1}.", remedy: "Raise 'frames:' in the scene.");
        }
        return new(first, last, chunk, chunks);
    }

    private static bool Number(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
