namespace Render.Vulkan;

/// <summary>
/// Where things lie in one or more streams of elements that hold a bounded number of them. What a frame asks for stays; for room, what has not been asked
/// for the longest goes. Where holes alone would not do, everything starts anew from the beginning, so that whatever fits by its size finds room. Decides
/// places, moves nothing; a pure function of what was asked for, frame by frame. Not thread-safe.
/// </summary>
/// <param name="capacities">Elements that each stream can hold.</param>
internal sealed class Residency(params long[] capacities)
{
    private readonly FreeRanges[] _free = [.. capacities.Select(c => new FreeRanges(c))];
    private readonly Dictionary<string, LinkedListNode<Resident>> _residents = new(StringComparer.Ordinal);
    private readonly LinkedList<Resident> _recent = new();
    private long _frame;

    /// <summary>Something that wants a place.</summary>
    /// <param name="Key">Equal keys are the same thing.</param>
    /// <param name="Lengths">Elements of each stream; 0 takes no place.</param>
    public readonly record struct Wish(string Key, long[] Lengths);

    private readonly record struct Resident(string Key, long[] Lengths, long[] Offsets, long Frame);

    /// <summary>How far a stream is in use, elements.</summary>
    public long End(int stream) => _free[stream].End;

    /// <summary>First element of something that has a place.</summary>
    public long Offset(string key, int stream = 0) => _residents[key].Value.Offsets[stream];

    /// <summary>Gives all of them places, to which those are to be copied whose numbers come back; the others lie there already.</summary>
    /// <param name="wishes">What one frame needs, each key once.</param>
    /// <returns>Null: together they are too large; nothing has a place then.</returns>
    public List<int>? Prepare(IReadOnlyList<Wish> wishes)
    {
        _frame++;
        var added = new List<int>();
        for (var i = 0; i < wishes.Count; i++)
        {
            if (_residents.TryGetValue(wishes[i].Key, out var there))
                Touch(there);
            else
                added.Add(i);
        }
        foreach (var i in added)
            while (!TryPlace(wishes[i]))
                if (!RemoveOldest())
                    return StartAnew(wishes);
        return added;
    }

    /// <summary>Nothing has a place any more.</summary>
    public void Clear()
    {
        _residents.Clear();
        _recent.Clear();
        foreach (var free in _free)
            free.Clear();
    }

    private List<int>? StartAnew(IReadOnlyList<Wish> wishes)
    {
        Clear();
        foreach (var wish in wishes)
        {
            if (!TryPlace(wish))
            {
                Clear();
                return null;
            }
        }
        return [.. Enumerable.Range(0, wishes.Count)];
    }

    private void Touch(LinkedListNode<Resident> node)
    {
        _recent.Remove(node);
        node.Value = node.Value with { Frame = _frame };
        _recent.AddFirst(node);
    }

    private bool TryPlace(Wish wish)
    {
        var offsets = new long[_free.Length];
        for (var stream = 0; stream < _free.Length; stream++)
        {
            offsets[stream] = _free[stream].Take(wish.Lengths[stream]);
            if (offsets[stream] >= 0)
                continue;
            for (var taken = 0; taken < stream; taken++)
                _free[taken].Give(offsets[taken], wish.Lengths[taken]);
            return false;
        }
        _residents.Add(wish.Key, _recent.AddFirst(new Resident(wish.Key, wish.Lengths, offsets, _frame)));
        return true;
    }

    /// <summary>False where the frame at hand needs all that there is.</summary>
    private bool RemoveOldest()
    {
        if (_recent.Last is not { } oldest || oldest.Value.Frame == _frame)
            return false;
        _recent.RemoveLast();
        _residents.Remove(oldest.Value.Key);
        for (var stream = 0; stream < _free.Length; stream++)
            _free[stream].Give(oldest.Value.Offsets[stream], oldest.Value.Lengths[stream]);
        return true;
    }

    /// <summary>The free ranges of one stream, in order, none next to another; the last one reaches to the end of the stream.</summary>
    private sealed class FreeRanges
    {
        private readonly long _capacity;
        private readonly List<(long First, long Length)> _ranges = [];

        public FreeRanges(long capacity)
        {
            _capacity = capacity;
            Clear();
        }

        public long End => _ranges is [.., var last] && last.First + last.Length == _capacity ? last.First : _capacity;

        public void Clear()
        {
            _ranges.Clear();
            if (_capacity > 0)
                _ranges.Add((0, _capacity));
        }

        /// <summary>The first range that is long enough gives its beginning; -1: there is none.</summary>
        public long Take(long length)
        {
            if (length == 0)
                return 0;
            for (var i = 0; i < _ranges.Count; i++)
            {
                var (first, free) = _ranges[i];
                if (free < length)
                    continue;
                if (free == length)
                    _ranges.RemoveAt(i);
                else
                    _ranges[i] = (first + length, free - length);
                return first;
            }
            return -1;
        }

        public void Give(long first, long length)
        {
            if (length == 0)
                return;
            var at = _ranges.FindIndex(r => r.First > first);
            if (at < 0)
                at = _ranges.Count;
            if (at < _ranges.Count && _ranges[at].First == first + length)
            {
                length += _ranges[at].Length;
                _ranges.RemoveAt(at);
            }
            if (at > 0 && _ranges[at - 1].First + _ranges[at - 1].Length == first)
                _ranges[at - 1] = (_ranges[at - 1].First, _ranges[at - 1].Length + length);
            else
                _ranges.Insert(at, (first, length));
        }
    }
}
