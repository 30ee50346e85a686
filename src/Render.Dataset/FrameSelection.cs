using System.Globalization;
using Render.Core;

namespace Render.Dataset;

/// <summary>
/// The frames that one run is to make: a range of the scene's frames, and of those every chunks-th run of numbers: index / run mod chunks = chunk. A run is one frame, or those of a shard.
/// </summary>
/// <param name="First">From 0.</param>
/// <param name="Last">Inclusive; below <paramref name="First"/> where there are none.</param>
/// <param name="Chunk">From 0, below <paramref name="Chunks"/>.</param>
/// <param name="Chunks">At least 1.</param>
/// <param name="Run">Frames in a row, from 0, that go to the same chunk; at least 1.</param>
public sealed record FrameSelection(long First, long Last, int Chunk, int Chunks, int Run = 1)
{
    /// <summary>Frame numbers of a shard.</summary>
    public const int ShardFrames = 64;

    /// <summary>Ascending.</summary>
    public IEnumerable<long> Frames
    {
        get
        {
            for (var frame = First; frame <= Last;)
            {
                // From here to where this chunk's next run begins.
                var behind = (frame / Run % Chunks - Chunk + Chunks) % Chunks;
                if (behind > 0)
                    frame += (Chunks - behind) * Run - frame % Run;
                else
                    yield return frame++;
            }
        }
    }

    /// <summary>How many there are.</summary>
    public long Count => First > Last ? 0 : CountBelow(Last + 1) - CountBelow(First);

    /// <param name="range"><c>A-B</c>, 0-based and inclusive, or <c>A</c>; null: all.</param>
    /// <param name="total">The scene's <c>frames</c>.</param>
    /// <param name="chunk">From 0, below <paramref name="chunks"/>.</param>
    /// <param name="chunks">At least 1.</param>
    /// <param name="run">Frames in a row that go to the same chunk.</param>
    /// <exception cref="RenderException"><see cref="Failure.Usage"/>: which option is wrong.</exception>
    public static FrameSelection Parse(string? range, long total, int chunk = 0, int chunks = 1, int run = 1)
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
        return new(first, last, chunk, chunks, run);
    }

    /// <summary>How many of the frames below a number are this chunk's, whatever the range.</summary>
    private long CountBelow(long frame)
    {
        var (rounds, rest) = Math.DivRem(frame, (long)Run * Chunks);
        return rounds * Run + Math.Clamp(rest - (long)Chunk * Run, 0, Run);
    }

    private static bool Number(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
