using System.Security.Cryptography;
using Render.Core;
using Render.Core.Frames;
using Render.Dataset.Commit;
using Render.Dataset.Records;

namespace Render.Dataset.Layout;

/// <summary>Where the frames of a dataset lie: the one way to their records and files, whatever the layout. What others commit meanwhile is seen.</summary>
public abstract class FrameStore : IDisposable
{
    private protected FrameStore(string folder) => Root = folder;

    /// <summary>The dataset's.</summary>
    public string Root { get; }

    /// <summary>The frames that are committed, ascending.</summary>
    public abstract IReadOnlyList<long> Frames { get; }

    /// <summary>The dataset in a folder, as its description says; a folder without one has no shards.</summary>
    /// <exception cref="RenderException">The description cannot be read.</exception>
    public static FrameStore Open(string folder) =>
        Of(folder, File.Exists(Path.Combine(folder, DatasetFiles.Description)) ? DatasetDescription.Read(folder).Layout : DatasetLayout.Files);

    /// <summary>What a folder holds in this layout; nothing where there is no folder.</summary>
    public static FrameStore Of(string folder, DatasetLayout layout) => layout == DatasetLayout.Shards ? new ShardedFrames(folder) : new LooseFrames(folder);

    /// <summary>True where the frame has its record. Cheap enough to ask for each frame, ascending.</summary>
    public abstract bool Contains(long frame);

    /// <summary>A frame's record, UTF-8.</summary>
    /// <exception cref="RenderException">It is not there, or cannot be read.</exception>
    public abstract byte[] ReadRecord(long frame);

    /// <summary>A frame's record, read and checked.</summary>
    /// <exception cref="RenderException">It is not there, or is no record.</exception>
    public FrameRecord Record(long frame) => RecordFile.Read(ReadRecord(frame), Place(frame));

    /// <summary>The output part of a frame's record.</summary>
    /// <exception cref="RenderException">It is not there, or no record, or of another frame or split than it stands for.</exception>
    internal FrameOutput Output(long frame, ImageGrid grid) => RecordFile.ReadOutput(ReadRecord(frame), Place(frame), frame, grid);

    /// <summary>A file of a frame.</summary>
    /// <param name="frame">Whose record names it.</param>
    /// <param name="path">Below the dataset's folder, as the record has it.</param>
    /// <exception cref="RenderException">It is not there, a link, or cannot be read.</exception>
    public abstract byte[] Read(long frame, string path);

    /// <summary>A file of a frame, proved to be what its record says.</summary>
    /// <param name="frame">Whose record names it.</param>
    /// <param name="path">Below the dataset's folder, as the record has it.</param>
    /// <param name="hash">sha256, lower-case hex.</param>
    /// <exception cref="RenderException">It is not there, a link, or another file than the record says.</exception>
    internal byte[] Read(long frame, string path, string hash)
    {
        var bytes = Read(frame, path);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != hash)
            throw new RenderException(
                Failure.InvalidInput, "it is not the file that its record describes.", Place(frame, path), "Remove the record and make the frame again.");
        return bytes;
    }

    /// <summary>For messages: where a frame's record is.</summary>
    public abstract string Place(long frame);

    /// <summary>For messages: where a file of a frame is.</summary>
    public abstract string Place(long frame, string path);

    /// <summary>Full path of a file of a frame where it is one by itself; else null.</summary>
    public abstract string? OwnFile(string path);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
