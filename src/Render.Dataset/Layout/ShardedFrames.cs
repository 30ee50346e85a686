using Render.Core;

namespace Render.Dataset.Layout;

/// <summary>
/// Frames are members of shards, found by their number: at most the shards of one block, one a split, are open at a time, and memory does not grow with the dataset. No link is followed.
/// Thread-safe.
/// </summary>
internal sealed class ShardedFrames(string folder) : FrameStore(folder)
{
    private const string NoLinks = "Put the files themselves there.";

    private readonly Lock _gate = new();
    private readonly List<ShardIndex> _open = [];
    private long _block = -1;

    public override IReadOnlyList<long> Frames
    {
        get
        {
            var frames = new List<long>();
            foreach (var (_, _, path) in Shards(Root))
            {
                using var shard = ShardIndex.Open(path);
                frames.AddRange(shard.Frames);
            }
            frames.Sort();
            return frames;
        }
    }

    /// <summary>Every shard in the folder, in the order of splits, then numbers.</summary>
    public static IEnumerable<(string Split, long Block, string Path)> Shards(string folder) => Splits(folder).SelectMany(split =>
        DatasetFiles.Guard(folder, () => Directory.GetFiles(Path.Combine(folder, ShardNames.Folder, split)))
            .Select(file => (Split: split, Block: ShardNames.BlockOf(Path.GetFileName(file)) ?? -1, Path: file)).Where(shard => shard.Block >= 0).OrderBy(shard => shard.Block));

    public override bool Contains(long frame)
    {
        lock (_gate)
            return Find(frame) is not null;
    }

    public override byte[] ReadRecord(long frame)
    {
        lock (_gate)
            return Shard(frame).Read(ShardNames.Record(frame));
    }

    public override byte[] Read(long frame, string path)
    {
        lock (_gate)
            return Shard(frame).Read(Member(frame, path));
    }

    public override string Place(long frame)
    {
        lock (_gate)
            return $"{Find(frame)?.Path ?? Path.Combine(Root, ShardNames.Folder)}:{ShardNames.Record(frame)}";
    }

    public override string Place(long frame, string path)
    {
        lock (_gate)
            return $"{Find(frame)?.Path ?? Path.Combine(Root, ShardNames.Folder)}:{Member(frame, path)}";
    }

    public override string? OwnFile(string path) => null;

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
            Close();
        base.Dispose(disposing);
    }

    private string Member(long frame, string path) => ShardNames.Member(frame, path)
        ?? throw new RenderException(Failure.InvalidInput, $"the record of frame {frame} names the file '{path}', which is none that a shard has.", Find(frame)?.Path);

    private static string[] Splits(string folder)
    {
        var shards = Path.Combine(folder, ShardNames.Folder);
        ShardIndex.RefuseLink(shards, NoLinks);
        if (!Directory.Exists(shards))
            return [];
        var splits = DatasetFiles.Guard(shards, () => Directory.GetDirectories(shards).Select(split => Path.GetFileName(split)).Where(split => split[0] != '.').Order(StringComparer.Ordinal).ToArray());
        foreach (var split in splits)
            ShardIndex.RefuseLink(Path.Combine(shards, split), NoLinks);
        return splits;
    }

    private ShardIndex Shard(long frame) => Find(frame)
        ?? throw new RenderException(Failure.InvalidInput, $"frame {frame} is not there.", Path.Combine(Root, ShardNames.Folder), "Run the same command again; it makes what is missing.");

    private ShardIndex? Find(long frame)
    {
        var block = ShardNames.Block(frame);
        if (block == _block && _open.Find(shard => shard.Has(frame)) is { } known)
            return known;
        // What is not there may have come since: shards only grow.
        var there = Splits(Root).Select(split => Path.Combine(Root, ShardNames.Path(split, block))).Where(File.Exists).ToArray();
        if (block != _block || !there.SequenceEqual(_open.Select(shard => shard.Path)) || _open.Exists(shard => new FileInfo(shard.Path).Length != shard.Length))
        {
            Close();
            foreach (var path in there)
                _open.Add(ShardIndex.Open(path));
            _block = block;
        }
        return _open.Find(shard => shard.Has(frame));
    }

    private void Close()
    {
        _open.ForEach(shard => shard.Dispose());
        _open.Clear();
        _block = -1;
    }
}
