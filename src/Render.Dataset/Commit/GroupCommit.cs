using System.Security.Cryptography;

namespace Render.Dataset.Commit;

/// <summary>A frame whose files and record lie in the staging folder.</summary>
/// <param name="Frame">Its number.</param>
/// <param name="Split">Where it belongs.</param>
/// <param name="Files">Paths below the dataset's folder, the same as below the staging folder, without the record.</param>
internal sealed record StagedFrame(long Frame, string Split, IReadOnlyList<string> Files)
{
    /// <summary>And the record.</summary>
    public IEnumerable<string> AllFiles => Files.Append(DatasetFiles.Record(Frame));
}

/// <summary>Puts groups of staged frames into the dataset, so that at any moment, whatever dies, a frame that is there is whole.</summary>
internal abstract class GroupCommit(string dataset, Staging staging)
{
    protected string Dataset { get; } = dataset;

    protected Staging Staging { get; } = staging;

    /// <param name="layout">Of the dataset.</param>
    /// <param name="dataset">Its folder.</param>
    /// <param name="staging">The writer's own, in it.</param>
    public static GroupCommit Of(DatasetLayout layout, string dataset, Staging staging) =>
        layout == DatasetLayout.Shards ? new ShardCommit(dataset, staging) : new LooseCommit(dataset, staging);

    /// <summary>Writes a file into the staging folder.</summary>
    /// <param name="path">Below the dataset's folder, with forward slashes.</param>
    /// <param name="bytes">All of its contents.</param>
    /// <returns>Its sha256, lower-case hex.</returns>
    public string Stage(string path, ReadOnlySpan<byte> bytes)
    {
        var file = Path.Combine(Staging.Folder, path);
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
            DatasetFiles.Guard(file, () => File.Delete(Path.Combine(Staging.Folder, file)));
    }

    /// <param name="frames">Whole, and each with its record. Where another writer was first with one, ours is dropped.</param>
    /// <param name="cancellation">Ends the wait for other writers; from then on the group is put in place to its end.</param>
    /// <returns>The number of frames that are in the dataset through this call.</returns>
    public int Commit(IReadOnlyList<StagedFrame> frames, CancellationToken cancellation = default) =>
        DatasetFiles.Guard(Dataset, () => frames.Count == 0 ? 0 : Place(frames, cancellation));

    /// <summary>At least one frame is there.</summary>
    protected abstract int Place(IReadOnlyList<StagedFrame> frames, CancellationToken cancellation);

    /// <summary>Gives a staged file its name in the dataset, whatever stands there.</summary>
    /// <param name="path">Below both folders.</param>
    /// <param name="folders">Takes the folder, whose names have to be made durable.</param>
    protected void Move(string path, SortedSet<string> folders)
    {
        var target = Path.Combine(Dataset, path);
        var folder = Path.GetDirectoryName(target)!;
        if (folders.Add(folder))
            Durable.CreateDirectory(folder);
        File.Move(Path.Combine(Staging.Folder, path), target, overwrite: true);
    }
}
