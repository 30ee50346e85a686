using Render.Core;
using Render.Core.Scenes;
using Render.Dataset.Coco;
using Render.Dataset.Commit;
using Render.Dataset.Layout;

namespace Render.Dataset.Writers;

/// <summary>
/// Makes the annotation files from the records: <c>annotations/instances_SPLIT.json</c> holds the first form of the masks that is asked for, of run lengths,
/// polygons and simplified polygons; the others stand in <c>instances_SPLIT.polygon.json</c> and <c>instances_SPLIT.polygon_simplified.json</c>. Image ids are
/// in the records; annotation ids are counted from 1 over the whole dataset, all splits together, in the order of the images, then of the instances. The same
/// records give the same bytes, whoever made them in whatever order; memory does not grow with their number. Of a dataset in shards the manifest is made with them.
/// </summary>
public static class AnnotationBuilder
{
    /// <summary>Makes the files anew, in place of what stands there.</summary>
    /// <param name="folder">A dataset's.</param>
    /// <param name="coco">The forms wanted; null: those of dataset.json.</param>
    /// <param name="cancellation">Ends it between two records, and while it waits for another builder: the files stay as they were.</param>
    /// <returns>Their paths below the folder.</returns>
    /// <exception cref="RenderException">The folder is no dataset, a record is invalid, or the disk fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<string> Build(string folder, CocoForms? coco = null, CancellationToken cancellation = default)
    {
        folder = Path.GetFullPath(folder);
        var labels = DatasetDescription.Read(folder).Labels;
        using var staging = Staging.Open(folder);
        return Build(folder, labels with { Coco = coco ?? labels.Coco }, staging, null, cancellation);
    }

    internal static IReadOnlyList<string> Build(
        string folder, LabelSettings labels, Staging staging, Action<PolygonFit>? onSimplified, CancellationToken cancellation) => DatasetFiles.Guard(folder, () =>
    {
        // Whoever comes last into the lock sees the records of all who committed before.
        using var annotationsLock = staging.LockAnnotations(cancellation);
        var info = DatasetDescription.Read(folder);
        var files = new SortedDictionary<string, CocoInstancesFile>(StringComparer.Ordinal);
        try
        {
            var annotationId = 1L;
            using var store = FrameStore.Of(folder, info.Layout);
            foreach (var frame in store.Frames)
            {
                cancellation.ThrowIfCancellationRequested();
                Add(store, frame, labels.Coco, info, staging, files, ref annotationId);
            }
            cancellation.ThrowIfCancellationRequested();
            foreach (var file in files.Values)
                file.Finish();
        }
        finally
        {
            foreach (var file in files.Values)
                file.Dispose();
        }
        foreach (var path in files.Keys)
            staging.Publish(folder, path);
        RemoveOthers(folder, files);
        if (labels.Coco.HasFlag(CocoForms.PolygonSimplified) && PolygonFitSum.Join([.. files.Values.Select(file => file.Fit)]) is { } fit)
            onSimplified?.Invoke(fit);
        if (info.Layout == DatasetLayout.Shards)
            ShardManifest.Build(folder, info, staging, cancellation);
        return (IReadOnlyList<string>)[.. files.Keys];
    });

    private static void Add(
        FrameStore store, long frame, CocoForms forms, DatasetInfo info, Staging staging, SortedDictionary<string, CocoInstancesFile> files,
        ref long annotationId)
    {
        var output = store.Output(frame, info.Grid);
        var targets = Forms(forms).Select(form => Target(output.Split, form, forms, info, staging, files)).ToArray();
        try
        {
            foreach (var image in output.Images)
            {
                foreach (var target in targets)
                    target.AddImage(image, output.Split);
                foreach (var instance in image.Instances.Where(instance => instance.NotAnnotated is null))
                {
                    foreach (var target in targets)
                        target.AddAnnotation(annotationId, image, instance);
                    annotationId++;
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new RenderException(Failure.InvalidInput, $"no valid frame record: {e.Message}.", store.Place(frame), inner: e);
        }
    }

    /// <summary>The first stands in the file that every loader asks for.</summary>
    private static IEnumerable<CocoForms> Forms(CocoForms forms) =>
        new[] { CocoForms.Rle, CocoForms.Polygon, CocoForms.PolygonSimplified }.Where(form => forms.HasFlag(form));

    private static CocoInstancesFile Target(
        string split, CocoForms form, CocoForms forms, DatasetInfo info, Staging staging, SortedDictionary<string, CocoInstancesFile> files)
    {
        var suffix = form == Forms(forms).First() ? "" : form == CocoForms.Polygon ? ".polygon" : ".polygon_simplified";
        var path = $"{DatasetFiles.Annotations}/instances_{split}{suffix}.json";
        if (!files.TryGetValue(path, out var file))
        {
            var staged = Path.Combine(staging.Folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(staged)!);
            files.Add(path, file = new(staged, form, info));
        }
        return file;
    }

    /// <summary>Files of forms that are not asked for any more would say less than the records do.</summary>
    private static void RemoveOthers(string folder, SortedDictionary<string, CocoInstancesFile> made)
    {
        var annotations = Path.Combine(folder, DatasetFiles.Annotations);
        if (!Directory.Exists(annotations))
            return;
        foreach (var file in Directory.EnumerateFiles(annotations, "instances_*.json"))
            if (!made.ContainsKey($"{DatasetFiles.Annotations}/{Path.GetFileName(file)}"))
                File.Delete(file);
    }
}
