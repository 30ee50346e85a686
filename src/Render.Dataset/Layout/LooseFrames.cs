using Render.Core;

namespace Render.Dataset.Layout;

/// <summary>Every record and image is a file. No link is followed out of the dataset.</summary>
internal sealed class LooseFrames(string folder) : FrameStore(folder)
{
    private readonly HashSet<string> _plainFolders = new(StringComparer.Ordinal);

    public override IReadOnlyList<long> Frames => DatasetFiles.CommittedFrames(Root);

    public override bool Contains(long frame) => File.Exists(Place(frame));

    public override byte[] ReadRecord(long frame) => DatasetFiles.Read(Place(frame));

    public override byte[] Read(long frame, string path)
    {
        RefuseLinks(path);
        var file = Place(frame, path);
        if (!File.Exists(file))
            throw new RenderException(Failure.InvalidInput, "a record names this file, and it is not there.", file, "Remove the record and make the frame again.");
        return DatasetFiles.Read(file);
    }

    public override string Place(long frame) => Path.Combine(Root, DatasetFiles.Record(frame));

    public override string Place(long frame, string path) => Path.Combine(Root, path);

    public override string? OwnFile(string path) => Path.Combine(Root, path);

    private void RefuseLinks(string path)
    {
        for (var at = path.IndexOf('/', StringComparison.Ordinal); at >= 0; at = path.IndexOf('/', at + 1))
            if (!_plainFolders.Contains(path[..at]))
            {
                RefuseLink(path[..at]);
                _plainFolders.Add(path[..at]);
            }
        RefuseLink(path);
    }

    private void RefuseLink(string path)
    {
        var file = Path.Combine(Root, path);
        if (new FileInfo(file).LinkTarget is { } target)
            throw new RenderException(Failure.InvalidInput, $"it is a link to {target}, and links are not followed.", file, "Put the files themselves there.");
    }
}
