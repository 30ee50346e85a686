namespace Render.Dataset.Commit;

/// <summary>Frames as files of their own. These reach the disk, then their names, then the records; so a frame that has a record is whole.</summary>
internal sealed class LooseCommit(string dataset, Staging staging) : GroupCommit(dataset, staging)
{
    protected override int Place(IReadOnlyList<StagedFrame> frames, CancellationToken cancellation)
    {
        foreach (var file in frames.SelectMany(frame => frame.AllFiles))
            Durable.Flush(Path.Combine(Staging.Folder, file));
        using var dataLock = Staging.LockDataset(cancellation);
        var folders = new SortedSet<string>(StringComparer.Ordinal);
        var missing = frames.Where(frame => !File.Exists(Path.Combine(Dataset, DatasetFiles.Record(frame.Frame)))).ToList();
        foreach (var file in missing.SelectMany(frame => frame.Files))
            Move(file, folders);
        foreach (var folder in folders)
            Durable.Flush(folder);
        folders.Clear();
        foreach (var frame in missing)
            Move(DatasetFiles.Record(frame.Frame), folders);
        foreach (var folder in folders)
            Durable.Flush(folder);
        foreach (var frame in frames.Except(missing))
            Discard(frame.AllFiles);
        return missing.Count;
    }
}
