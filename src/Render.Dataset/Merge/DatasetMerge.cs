using System.Security.Cryptography;
using Render.Core;
using Render.Core.Frames;
using Render.Dataset.Commit;
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
    /// <param name="allowMixed">Accept datasets by different builds, devices or drivers.</param>
    /// <param name="cancellation">Ends it between two groups of frames or two records, and while it waits for others; doing it again goes on.</param>
    /// <exception cref="RenderException">
    /// The datasets do not belong together, a frame differs between two of them, or a file is not what its record says. Nothing is removed
    /// or replaced.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MergeSummary Merge(
        IReadOnlyList<string> sources, string target, bool allowMixed = false, CancellationToken cancellation = default)
    {
        if (sources.Count == 0)
            throw new RenderException(Failure.Usage, "there is nothing to merge.", remedy: "Name at least one folder.");
        target = Path.GetFullPath(target);
        DatasetDescription.RefuseStrangers(target);
        var info = DatasetDescription.Read(sources[0]);
        var others = sources.Skip(1);
        if (File.Exists(Path.Combine(target, DatasetFiles.Description)))
            others = others.Append(target);
        foreach (var folder in others)
            Compare(sources[0], info, folder, DatasetDescription.Read(folder), allowMixed);
        var (missing, present) = Plan(sources, target);
        var summary = Write(sources, target, info, commit => missing.Select(frame => Copy(frame.Source, frame.Frame, info.Grid, commit, cancellation)), cancellation);
        return summary with { Present = summary.Present + present };
    }

    /// <summary>Puts frames into a dataset that is made where there is none, in groups, and makes its annotation files anew.</summary>
    /// <param name="sources">Whose runs are noted.</param>
    /// <param name="target">Its folder.</param>
    /// <param name="info">What it is; what is there is of the same.</param>
    /// <param name="stage">Stages frames one after the other as they are asked for; null for one that is there.</param>
    /// <param name="cancellation">Ends it between two groups or records.</param>
    internal static MergeSummary Write(
        IReadOnlyList<string> sources, string target, DatasetInfo info, Func<GroupCommit, IEnumerable<StagedFrame?>> stage, CancellationToken cancellation)
    {
        DatasetFiles.Guard(target, () => Durable.CreateDirectory(target));
        using var staging = Staging.Open(target);
        DatasetFiles.Guard(target, () =>
        {
            using var dataLock = staging.LockDataset(cancellation);
            DatasetDescription.PublishFirst(target, info, staging);
        });
        var commit = new GroupCommit(target, staging);
        var (added, present) = (0L, 0L);
        foreach (var group in stage(commit).Chunk(GroupFrames))
        {
            StagedFrame[] staged = [.. group.OfType<StagedFrame>()];
            added += commit.Commit(staged, cancellation);
            present += group.Length - staged.Length;
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

    /// <summary>Looks at every record before anything is written.</summary>
    private static (List<(string Source, long Frame)> Missing, long Present) Plan(IReadOnlyList<string> sources, string target)
    {
        var origin = new SortedDictionary<long, string>();
        foreach (var frame in DatasetFiles.CommittedFrames(target))
            origin.Add(frame, target);
        long present = 0;
        foreach (var source in sources)
        {
            foreach (var frame in DatasetFiles.CommittedFrames(source))
            {
                if (origin.TryAdd(frame, source))
                    continue;
                var record = DatasetFiles.Record(frame);
                var ours = DatasetFiles.Read(Path.Combine(origin[frame], record));
                var theirs = DatasetFiles.Read(Path.Combine(source, record));
                if (!ours.AsSpan().SequenceEqual(theirs))
                    throw new RenderException(
                        Failure.InvalidInput, $"frame {frame} differs from the one in {origin[frame]}.", Path.Combine(source, record),
                        "Remove one of the two records; its frame then counts as not made.");
                present++;
            }
        }
        return (origin.Where(entry => entry.Value != target).Select(entry => (entry.Value, entry.Key)).ToList(), present);
    }

    private static StagedFrame Copy(string source, long frame, ImageGrid grid, GroupCommit commit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var record = Path.Combine(source, DatasetFiles.Record(frame));
        var bytes = DatasetFiles.Read(record);
        var output = RecordFile.ReadOutput(bytes, record, frame, grid);
        var files = output.Images.SelectMany(image => image.Files).ToList();
        foreach (var (path, hash) in files)
        {
            var content = DatasetFiles.Read(Path.Combine(source, path));
            if (Convert.ToHexStringLower(SHA256.HashData(content)) != hash)
                throw new RenderException(
                    Failure.InvalidInput, $"it is not the file that the record of frame {frame} describes.", Path.Combine(source, path),
                    "Remove the record and make the frame again.");
            commit.Stage(path, content);
        }
        commit.Stage(DatasetFiles.Record(frame), bytes);
        return new(frame, [.. files.Select(file => file.Key)]);
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
