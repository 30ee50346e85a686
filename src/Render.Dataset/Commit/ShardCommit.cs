using Render.Core;
using Render.Dataset.Layout;

namespace Render.Dataset.Commit;

/// <summary>
/// Frames as members of shards. A shard is packed in the staging folder, reaches the disk with one flush, and takes its name: it is there whole or not at all. Where its block has frames already
/// (the set was extended, a run was stopped, another writer made them), the shard is packed of both and takes the old one's place, so that its bytes follow from the frames that are committed,
/// not from how they came. Members stand in the order of their names: by frame, and what belongs to an image together.
/// </summary>
internal sealed class ShardCommit(string dataset, Staging staging) : GroupCommit(dataset, staging)
{
    private const long Absent = -1;

    protected override int Place(IReadOnlyList<StagedFrame> frames, CancellationToken cancellation)
    {
        var shards = frames.GroupBy(frame => ShardNames.Path(frame.Split, ShardNames.Block(frame.Frame)), StringComparer.Ordinal)
            .Select(group => Pack(group.Key, [.. group])).ToArray();
        using (Staging.LockDataset(cancellation))
        {
            var folders = new SortedSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < shards.Length; i++)
            {
                // Seldom: another writer was at the same block meanwhile. Shards only grow, so the length tells.
                if (Length(shards[i].Path) != shards[i].Before)
                    shards[i] = Pack(shards[i].Path, shards[i].Frames);
                if (shards[i].Added > 0)
                    Move(shards[i].Path, folders);
            }
            foreach (var folder in folders)
                Durable.Flush(folder);
        }
        foreach (var frame in frames)
            Discard(frame.AllFiles);
        return shards.Sum(shard => shard.Added);
    }

    private long Length(string path) => new FileInfo(Path.Combine(Dataset, path)) is { Exists: true } file ? file.Length : Absent;

    private PackedShard Pack(string path, StagedFrame[] frames)
    {
        var target = Path.Combine(Dataset, path);
        using var old = File.Exists(target) ? ShardIndex.Open(target) : null;
        var added = frames.Where(frame => old?.Has(frame.Frame) != true).ToArray();
        if (added.Length > 0)
        {
            old?.CheckComplete(DatasetDescription.Read(Dataset).Grid);
            var members = new SortedDictionary<string, Func<Stream>>(StringComparer.Ordinal);
            foreach (var member in old?.Members ?? [])
                members.Add(member.Name, () => new MemoryStream(old!.Read(member.Name), writable: false));
            foreach (var frame in added)
                AddMembers(frame, members);
            var staged = Path.Combine(Staging.Folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(staged)!);
            using (var tar = new PlainTar(staged))
            {
                foreach (var (name, open) in members)
                {
                    using var data = open();
                    tar.Add(name, data);
                }
                tar.Finish();
            }
            Durable.Flush(staged);
        }
        return new(path, frames, added.Length, old?.Length ?? Absent);
    }

    private void AddMembers(StagedFrame frame, SortedDictionary<string, Func<Stream>> members)
    {
        foreach (var file in frame.AllFiles)
        {
            var name = file == DatasetFiles.Record(frame.Frame) ? ShardNames.Record(frame.Frame) : ShardNames.Member(frame.Frame, file);
            if (name is null || !members.TryAdd(name, () => File.OpenRead(Path.Combine(Staging.Folder, file))))
                throw new RenderException(
                    Failure.InvalidInput, $"the file '{file}' cannot stand in a shard: it is named by no image of frame {frame.Frame}, or as another file.", Dataset, "Use files of their own (--layout files).");
        }
    }

    /// <param name="Path">Below the dataset's folder.</param>
    /// <param name="Frames">That were to come into it.</param>
    /// <param name="Added">Those of them that were not there.</param>
    /// <param name="Before">Bytes of the shard that was there.</param>
    private sealed record PackedShard(string Path, StagedFrame[] Frames, int Added, long Before);
}
