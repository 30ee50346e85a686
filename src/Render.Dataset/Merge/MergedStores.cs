using Render.Core;
using Render.Dataset.Layout;

namespace Render.Dataset.Merge;

/// <summary>The datasets of a merge: where each frame comes from.</summary>
internal sealed class MergedStores : IDisposable
{
    private readonly FrameStore[] _sources;
    private readonly FrameStore _target;

    /// <param name="sources">Folders of datasets.</param>
    /// <param name="target">Folder of what they become; it need not be there.</param>
    /// <param name="layout">Of the target.</param>
    public MergedStores(IReadOnlyList<string> sources, string target, DatasetLayout layout) =>
        (_sources, _target) = ([.. sources.Select(FrameStore.Open)], FrameStore.Of(target, layout));

    /// <summary>Looks at every record before anything is written.</summary>
    /// <returns>The frames that the target lacks, ascending, and how many the sources have that are there, or twice.</returns>
    /// <exception cref="RenderException">Two datasets have different frames of one number.</exception>
    public (List<(FrameStore Source, long Frame)> Missing, long Present) Plan()
    {
        var origin = new SortedDictionary<long, FrameStore>();
        foreach (var frame in _target.Frames)
            origin.Add(frame, _target);
        long present = 0;
        foreach (var source in _sources)
        {
            foreach (var frame in source.Frames)
            {
                if (origin.TryAdd(frame, source))
                    continue;
                if (!origin[frame].ReadRecord(frame).AsSpan().SequenceEqual(source.ReadRecord(frame)))
                    throw new RenderException(
                        Failure.InvalidInput, $"frame {frame} differs from the one in {origin[frame].Root}.", source.Place(frame),
                        "Remove one of the two records (or shards); its frame then counts as not made.");
                present++;
            }
        }
        return ([.. origin.Where(entry => entry.Value != _target).Select(entry => (entry.Value, entry.Key))], present);
    }

    public void Dispose()
    {
        Array.ForEach(_sources, source => source.Dispose());
        _target.Dispose();
    }
}
