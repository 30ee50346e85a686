using Render.Dataset.Commit;
using Render.Dataset.Layout;

namespace Render.Dataset.Reports;

/// <summary>What a dataset holds, from its records alone.</summary>
/// <param name="Frames">That are committed.</param>
/// <param name="Images">Of these.</param>
/// <param name="Annotations">By category, in the order of their ids.</param>
/// <param name="NotAnnotated">Labelled instances without an annotation, by the reason.</param>
/// <param name="Dropped">Objects that found no place.</param>
/// <param name="Strata">By group; empty where the scene has none.</param>
public sealed record DatasetReport(
    long Frames, long Images, OrderedDictionary<string, long> Annotations, SortedDictionary<string, long> NotAnnotated, long Dropped, GroupStrataReport[] Strata)
{
    /// <summary>Reads every record once.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="progress">Is told each frame.</param>
    /// <param name="cancellation">Ends it between two records.</param>
    /// <exception cref="Core.RenderException">The folder is no dataset, or a record is none.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static DatasetReport Of(string folder, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        var info = DatasetDescription.Read(folder);
        var strata = (info.Strata ?? []).Select(table => new StrataCount(table)).ToArray();
        var annotations = new OrderedDictionary<string, long>(info.Categories.Select(category => KeyValuePair.Create(category.Name, 0L)), StringComparer.Ordinal);
        var notAnnotated = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var (frames, images, dropped) = (0L, 0L, 0L);
        using var store = FrameStore.Of(folder, info.Layout);
        foreach (var frame in store.Frames)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(frame);
            var record = store.Record(frame);
            if (record.Output is not { } output)
                continue;
            frames++;
            foreach (var image in output.Images)
            {
                images++;
                var input = record.Input.Of(image.Variant);
                dropped += input.Dropped.Length;
                foreach (var seen in image.Instances.Where(instance => instance.Category is not null))
                {
                    if (seen.NotAnnotated is { } why)
                        notAnnotated[why.ToString()] = notAnnotated.GetValueOrDefault(why.ToString()) + 1;
                    else
                        annotations[seen.Category!] = annotations.GetValueOrDefault(seen.Category!) + 1;
                }
                foreach (var count in strata)
                    count.Add(input, image);
            }
        }
        return new(frames, images, annotations, notAnnotated, dropped, [.. strata.Select(count => count.Report())]);
    }
}
