namespace Render.Core.Assets;

/// <summary>
/// Keeps what was loaded last, up to a size: beyond it, what has not been asked for the longest goes. What is asked for from several threads at once is
/// loaded once; what failed is not tried again, so that a bad file costs its time limit once. A value that is gone is loaded anew when it is asked for.
/// Thread-safe.
/// </summary>
/// <param name="capacity">Together the values may be so large; a single larger one is still kept until the next is loaded.</param>
/// <param name="size">Of a value, in the unit of the capacity.</param>
internal sealed class BoundedCache<TKey>(long capacity, Func<object, long> size)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _recent = new();
    private long _held;

    /// <summary>Size of what is kept.</summary>
    public long Held
    {
        get
        {
            lock (_gate)
                return _held;
        }
    }

    /// <summary>The value; <paramref name="load"/> makes it where it is not there.</summary>
    public T Get<T>(TKey key, Func<T> load)
        where T : class
    {
        LinkedListNode<Entry>? node;
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out node))
                _recent.Remove(node);
            else
                _entries.Add(key, node = new(new(key, new(() => load()))));
            _recent.AddFirst(node);
        }
        try
        {
            var value = (T)node.Value.Value.Value;
            Count(node, value);
            return value;
        }
        catch (Exception e) when (e is not RenderException { Failure: Failure.InvalidInput })
        {
            // Memory, a disk, a cancellation: it may go well the next time.
            lock (_gate)
                Remove(node);
            throw;
        }
    }

    private void Count(LinkedListNode<Entry> node, object value)
    {
        lock (_gate)
        {
            if (node.List is null || node.Value.Size is not null)
                return;
            node.Value.Size = size(value);
            _held += node.Value.Size.Value;
            // What is still being loaded, and what failed, has no size and stays.
            for (var last = _recent.Last; _held > capacity && last is not null;)
            {
                var before = last.Previous;
                if (last != node && last.Value.Size is not null)
                    Remove(last);
                last = before;
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        if (node.List is null)
            return;
        _recent.Remove(node);
        _entries.Remove(node.Value.Key);
        _held -= node.Value.Size ?? 0;
    }

    private sealed class Entry(TKey key, Lazy<object> value)
    {
        public TKey Key => key;

        public Lazy<object> Value => value;

        public long? Size { get; set; }
    }
}
