using System.Runtime.CompilerServices;

namespace Render.Dataset.Check.Coco;

/// <summary>From 64-bit ids to small values, in open addressing without objects: 8 bytes and the value's an entry, at most two thirds full.</summary>
internal sealed class IdTable<T>
    where T : struct
{
    private long[] _ids = new long[64];
    private T[] _values = new T[64];
    private bool[] _used = new bool[64];

    public int Count { get; private set; }

    /// <summary>False where the id was there already: its value stays.</summary>
    public bool TryAdd(long id, T value)
    {
        if (Count >= _ids.Length / 3 * 2)
            Grow();
        var at = Find(id);
        if (_used[at])
            return false;
        (_ids[at], _values[at], _used[at]) = (id, value, true);
        Count++;
        return true;
    }

    /// <summary>The value itself, to be changed in place until something is added; a null reference where there is none.</summary>
    public ref T Get(long id)
    {
        var at = Find(id);
        return ref _used[at] ? ref _values[at] : ref Unsafe.NullRef<T>();
    }

    public bool Contains(long id) => _used[Find(id)];

    public IEnumerable<(long Id, T Value)> Entries()
    {
        for (var i = 0; i < _ids.Length; i++)
            if (_used[i])
                yield return (_ids[i], _values[i]);
    }

    private int Find(long id)
    {
        var at = IdSet.Mix(id) & (_ids.Length - 1);
        while (_used[at] && _ids[at] != id)
            at = (at + 1) & (_ids.Length - 1);
        return at;
    }

    private void Grow()
    {
        var (ids, values, used) = (_ids, _values, _used);
        var size = checked(ids.Length * 2);
        (_ids, _values, _used) = (new long[size], new T[size], new bool[size]);
        for (var i = 0; i < ids.Length; i++)
        {
            if (!used[i])
                continue;
            var at = Find(ids[i]);
            (_ids[at], _values[at], _used[at]) = (ids[i], values[i], true);
        }
    }
}
