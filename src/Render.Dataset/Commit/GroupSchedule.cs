using System.Diagnostics;
using Render.Dataset.Layout;

namespace Render.Dataset.Commit;

/// <summary>Decides when which staged frames are committed together. Not thread-safe.</summary>
internal abstract class GroupSchedule
{
    public static GroupSchedule Of(DatasetLayout layout) => layout == DatasetLayout.Shards ? new ShardSchedule() : new TimedSchedule();

    /// <summary>A frame is going to come, unless it is given up. Frames are announced in ascending order.</summary>
    /// <returns>A group that is due.</returns>
    public virtual IReadOnlyList<StagedFrame> Expect(long frame) => [];

    /// <summary>An expected frame does not come.</summary>
    /// <returns>A group that is due.</returns>
    public virtual IReadOnlyList<StagedFrame> GiveUp(long frame) => [];

    /// <summary>A frame is whole.</summary>
    /// <returns>A group that is due.</returns>
    public abstract IReadOnlyList<StagedFrame> Add(StagedFrame frame);

    /// <summary>All that waits.</summary>
    public abstract IReadOnlyList<StagedFrame> TakeAll();
}

/// <summary>At most 64 frames, or one second after the group began.</summary>
internal sealed class TimedSchedule : GroupSchedule
{
    private const int GroupFrames = 64;
    private static readonly TimeSpan GroupAge = TimeSpan.FromSeconds(1);

    private List<StagedFrame> _group = [];
    private long _began;

    public override IReadOnlyList<StagedFrame> Add(StagedFrame frame)
    {
        if (_group.Count == 0)
            _began = Stopwatch.GetTimestamp();
        _group.Add(frame);
        return _group.Count >= GroupFrames || Stopwatch.GetElapsedTime(_began) >= GroupAge ? TakeAll() : [];
    }

    public override IReadOnlyList<StagedFrame> TakeAll()
    {
        var group = _group;
        _group = [];
        return group;
    }
}

/// <summary>The frames of a block of numbers: when all are there that are expected, and the next block has been begun, or when all that it can have are there.</summary>
internal sealed class ShardSchedule : GroupSchedule
{
    private readonly SortedDictionary<long, Block> _blocks = [];
    private long _announced = -1;

    public override IReadOnlyList<StagedFrame> Expect(long frame)
    {
        var (before, block) = (_announced, ShardNames.Block(frame));
        BlockOf(block).Expected.Add(frame);
        _announced = block;
        return before >= 0 && before != block ? TakeDue(before) : [];
    }

    public override IReadOnlyList<StagedFrame> GiveUp(long frame)
    {
        var block = ShardNames.Block(frame);
        return _blocks.TryGetValue(block, out var there) && there.Expected.Remove(frame) ? TakeDue(block) : [];
    }

    public override IReadOnlyList<StagedFrame> Add(StagedFrame frame)
    {
        var number = ShardNames.Block(frame.Frame);
        var block = BlockOf(number);
        block.Staged.Add(frame);
        // What was not announced may have others after it: then the block is due when it is full, or when all is taken.
        return block.Expected.Remove(frame.Frame) || block.Staged.Count == ShardNames.Frames ? TakeDue(number) : [];
    }

    public override IReadOnlyList<StagedFrame> TakeAll()
    {
        StagedFrame[] all = [.. _blocks.Values.SelectMany(block => block.Staged)];
        foreach (var block in _blocks.Values)
            block.Staged.Clear();
        return all;
    }

    private Block BlockOf(long number)
    {
        if (!_blocks.TryGetValue(number, out var block))
            _blocks.Add(number, block = new());
        return block;
    }

    private List<StagedFrame> TakeDue(long number)
    {
        if (!_blocks.TryGetValue(number, out var block) || block.Expected.Count > 0 || (number == _announced && block.Staged.Count < ShardNames.Frames))
            return [];
        _blocks.Remove(number);
        return block.Staged;
    }

    private sealed class Block
    {
        public List<StagedFrame> Staged { get; } = [];

        public HashSet<long> Expected { get; } = [];
    }
}
