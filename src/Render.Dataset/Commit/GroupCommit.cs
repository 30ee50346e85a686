using System.Security.Cryptography;

namespace Render.Dataset.Commit;

/// <summary>A frame whose files and record lie in the staging folder.</summary>
/// <param name="Frame">Its number.</param>
/// <param name="Files">Paths below the dataset's folder, the same as below the staging folder, without the record.</param>
internal sealed record StagedFrame(long Frame, IReadOnlyList<string> Files);

/// <summary>
/// Puts groups of staged frames into the dataset. Files reach the disk, then their names, then the records; so at any moment, whatever
/// dies, a frame
/// that has a record is whole. Where another writer was first with a frame, ours is dropped.
/// </summary>
internal sealed class GroupCommit(string dataset, Staging staging)
{
    /// <summary>Writes a file into the staging folder.</summary>
    /// <param name="path">Below the dataset's folder, with forward slashes.</param>
    /// <param name="bytes">All of its contents.</param>
    /// <returns>Its sha256, lower-case hex.</returns>
    public string Stage(string path, ReadOnlySpan<byte> bytes)
    {
        var file = Path.Combine(staging.Folder, path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DatasetFiles.Failed(path, e);
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Removes staged files of a frame that will not be committed.</summary>
    public void Discard(IEnumerable<string> files)
    {
        foreach (var file in files)
            DatasetFiles.Guard(file, () => File.Delete(Path.Combine(staging.Folder, file)));
    }

    /// <param name="frames">Whole, and each with its record.</param>
    /// <param name="cancellation">Ends the wait for other writers; from then on the group is put in place to its end.</param>
    /// <returns>The number of frames that are in the dataset through this call.</returns>
    public int Commit(IReadOnlyList<StagedFrame> frames, CancellationToken cancellation = default) => DatasetFiles.Guard(dataset, () =>
    {
        foreach (var frame in frames)
        {
            foreach (var file in frame.Files)
                Durable.Flush(Path.Combine(staging.Folder, file));
            Durable.Flush(Path.Combine(staging.Folder, DatasetFiles.Record(frame.Frame)));
        }
        using var dataLock = staging.LockDataset(cancellation);
        var folders = new SortedSet<string>(StringComparer.Ordinal);
        var missing = frames.Where(frame => !File.Exists(Path.Combine(dataset, DatasetFiles.Record(frame.Frame)))).ToList();
        foreach (var frame in missing)
            foreach (var file in frame.Files)
                Place(file, folders);
        foreach (var folder in folders)
            Durable.Flush(folder);
        folders.Clear();
        foreach (var frame in missing)
            Place(DatasetFiles.Record(frame.Frame), folders);
        foreach (var folder in folders)
            Durable.Flush(folder);
        foreach (var frame in frames.Except(missing))
            Discard(frame.Files.Append(DatasetFiles.Record(frame.Frame)));
        return missing.Count;
    });

    private void Place(string path, SortedSet<string> folders)
    {
        var target = Path.Combine(dataset, path);
        var folder = Path.GetDirectoryName(target)!;
        if (folders.Add(folder))
            Durable.CreateDirectory(folder);
        File.Move(Path.Combine(staging.Folder, path), target, overwrite: true);
    }
}
