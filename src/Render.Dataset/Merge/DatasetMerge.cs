using Render.Core;
using Render.Core.Frames;
using Render.Dataset.Commit;
using Render.Dataset.Layout;
using Render.Dataset.Records;
using Render.Dataset.Writers;

namespace Render.Dataset.Merge;

/// <summary>What a merge did.</summary>
/// <param name="Added">Frames that were copied.</param>
/// <param name="Present">Frames that were there already, the same to the byte.</param>
/// <param name="Annotations">Paths of the annotation files.</param>
public sealed record MergeSummary(long Added, long Present, IReadOnlyList<string> Annotations);

/// <summary>
/// Joins datasets of one scene and seed, made in several folders or on several machines. Files are copied, compared with the hashes in
/// their records, and committed
/// in groups as a writer does it; annotation files are made anew. Doing it again changes nothing.
/// </summary>
public static class DatasetMerge
{
    private const int GroupFrames = 64;
    private const string Remedy = "Accept small differences between frames with --allow-mixed.";

    /// <param name="sources">At least one folder.</param>
    /// <param name="target">Made where it does not exist; may hold a dataset of the same scene and seed.</param>
    /// <param name="layout">Of the target; null: what it has, or, where it is new, that of the first source.</param>
    /// <param name="allowMixed">Accept datasets by different builds, devices or drivers.</param>
    /// <param name="cancellation">Ends it between two groups of frames or two records, and while it waits for others; doing it again goes on.</param>
    /// <exception cref="RenderException">
    /// The datasets do not belong together, a frame differs between two of them, or a file is not what its record says. Nothing is removed
    /// or replaced.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MergeSummary Merge(
        IReadOnlyList<string> sources, string target, DatasetLayout? layout = null, bool allowMixed = false, CancellationToken cancellation = default)
    {
        if (sources.Count == 0)
            throw new RenderException(Failure.Usage, "there is nothing to merge.", remedy: "Name at least one folder.");
        target = Path.GetFullPath(target);
        DatasetDescription.RefuseStrangers(target);
        var info = InLayout(DatasetDescription.Read(sources[0]), target, layout);
        var others = sources.Skip(1);
        if (File.Exists(Path.Combine(target, DatasetFiles.Description)))
            others = others.Append(target);
        foreach (var folder in others)
            Compare(sources[0], info, folder, DatasetDescription.Read(folder), allowMixed);
        using var stores = new MergedStores(sources, target, info.Layout);
        var (missing, present) = stores.Plan();
        var summary = Write(
            sources, target, info, commit => missing.Select(frame => (frame.Frame, Copied(() => Copy(frame.Source, frame.Frame, info.Grid, commit, cancellation)))), cancellation);
        return summary with { Present = summary.Present + present };

        static Func<StagedFrame?> Copied(Func<StagedFrame> copy) => copy;
    }

    /// <summary>The dataset in the layout that is asked for, else in that which the target has, else in its own.</summary>
    /// <exception cref="RenderException">The target has another one than is asked for.</exception>
    internal static DatasetInfo InLayout(DatasetInfo info, string target, DatasetLayout? layout)
    {
        if (!File.Exists(Path.Combine(target, DatasetFiles.Description)))
            return info with { Layout = layout ?? info.Layout };
        var there = DatasetDescription.Read(target).Layout;
        return layout is null || layout == there ? info with { Layout = there } : throw DatasetDescription.OtherLayout(target, there);
    }

    /// <summary>Puts frames into a dataset that is made where there is none, in groups, and makes its annotation files anew.</summary>
    /// <param name="sources">Whose runs are noted.</param>
    /// <param name="target">Its folder.</param>
    /// <param name="info">What it is; what is there is of the same.</param>
    /// <param name="frames">Ascending, with what stages each when its turn comes, or gives null where it is there.</param>
    /// <param name="cancellation">Ends it between two groups or records.</param>
    internal static MergeSummary Write(
        IReadOnlyList<string> sources, string target, DatasetInfo info, Func<GroupCommit, IEnumerable<(long Frame, Func<StagedFrame?> Stage)>> frames, CancellationToken cancellation)
    {
        DatasetFiles.Guard(target, () => Durable.CreateDirectory(target));
        using var staging = Staging.Open(target);
        DatasetFiles.Guard(target, () =>
        {
            using var dataLock = staging.LockDataset(cancellation);
            DatasetDescription.PublishFirst(target, info, staging);
            // Another may have begun meanwhile, with something else.
            var there = DatasetDescription.Read(target);
            if (DatasetDescription.Difference(there, info) is { } difference)
                throw new RenderException(Failure.InvalidInput, $"it has become a dataset of {difference} meanwhile.", target, "Name another folder.");
            if (there.Layout != info.Layout)
                throw DatasetDescription.OtherLayout(target, there.Layout);
        });
        var commit = GroupCommit.Of(info.Layout, target, staging);
        var groups = info.Layout == DatasetLayout.Shards
            ? frames(commit).GroupBy(frame => ShardNames.Block(frame.Frame))
            : frames(commit).Chunk(GroupFrames).AsEnumerable<IEnumerable<(long Frame, Func<StagedFrame?> Stage)>>();
        var (added, present) = (0L, 0L);
        foreach (var group in groups)
        {
            StagedFrame?[] staged = [.. group.Select(frame => frame.Stage())];
            added += commit.Commit([.. staged.OfType<StagedFrame>()], cancellation);
            present += staged.Count(frame => frame is null);
        }
        DatasetFiles.Guard(target, () => CopyRuns(sources, target, staging));
        return new(added, present, AnnotationBuilder.Build(target, info.Labels, staging, null, cancellation));
    }

    private static void Compare(string firstFolder, DatasetInfo first, string folder, DatasetInfo info, bool allowMixed)
    {
        if (DatasetDescription.Difference(first, info) is { } difference)
            throw new RenderException(
                Failure.InvalidInput, $"it is of {difference} than {firstFolder}.", folder, "Only datasets of one scene and seed are merged.");
        CompareMakers(firstFolder, first, folder, info, allowMixed);
    }

    /// <exception cref="RenderException">Another build, device or driver made it.</exception>
    internal static void CompareMakers(string firstFolder, DatasetInfo first, string folder, DatasetInfo info, bool allowMixed)
    {
        if (!allowMixed && first.Build != info.Build)
            throw new RenderException(
                Failure.InvalidInput, $"it was made by version {info.Build}, {firstFolder} by {first.Build}.", folder,
                Remedy);
        if (allowMixed)
            return;
        var (ours, theirs) = (DatasetDescription.Devices(firstFolder), DatasetDescription.Devices(folder));
        if (ours.Count > 0 && theirs.Count > 0 && !ours.SetEquals(theirs))
            throw new RenderException(
                Failure.InvalidInput, $"it was rendered by {Names(theirs)}, {firstFolder} by {Names(ours)}.", folder, Remedy);
    }

    private static string Names(IEnumerable<RunInfo> devices) => string.Join(
        " and ", devices.Select(device => $"{device.Device} ({device.Driver})").Order(StringComparer.Ordinal));

    private static StagedFrame Copy(FrameStore source, long frame, ImageGrid grid, GroupCommit commit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var bytes = source.ReadRecord(frame);
        var output = RecordFile.ReadOutput(bytes, source.Place(frame), frame, grid);
        var files = output.Images.SelectMany(image => image.Files).ToList();
        foreach (var (path, hash) in files)
        {
            commit.Stage(path, source.Read(frame, path, hash));
        }
        commit.Stage(DatasetFiles.Record(frame), bytes);
        return new(frame, output.Split, [.. files.Select(file => file.Key)]);
    }

    private static void CopyRuns(IReadOnlyList<string> sources, string target, Staging staging)
    {
        foreach (var folder in sources.Select(source => Path.Combine(source, DatasetFiles.Runs)).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
            {
                var path = $"{DatasetFiles.Runs}/{Path.GetFileName(file)}";
                if (File.Exists(Path.Combine(target, path)))
                    continue;
                Directory.CreateDirectory(Path.Combine(staging.Folder, DatasetFiles.Runs));
                File.Copy(file, Path.Combine(staging.Folder, path));
                staging.Publish(target, path);
            }
        }
    }
}
