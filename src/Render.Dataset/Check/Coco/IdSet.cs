namespace Render.Dataset.Check.Coco;

/// <summary>
/// A set of 64-bit numbers that stays small: ids that come one after the other, as most writers count them, cost nothing; others about 16 bytes each
/// (open addressing, at most two thirds full; twice that for a moment while it grows).
/// </summary>
internal sealed class IdSet
{
    private const int CollectedLength = 1 << 19;

    private long _first, _last = -1;
    private long[] _table = [];
    private int _count;
    private bool _hasZero;

    /// <summary>False where it was there already.</summary>
    public bool Add(long id)
    {
        if (_first > _last)
        {
            (_first, _last) = (id, id);
            return true;
        }
        if (id >= _first && id <= _last)
            return false;
        if (id == _last + 1 && !Holds(id))
        {
            _last = id;
            return true;
        }
        if (id == 0)
            return !_hasZero && (_hasZero = true);
        if (_count >= _table.Length / 3 * 2)
        {
            Grow();
            // A table that doubled is rare, and the old one is what memory is bounded for: it goes now, not when the collector sees a need.
            if (_table.Length >= CollectedLength)
                GC.Collect();
        }
        return Insert(id);
    }

    public bool Contains(long id) => (id >= _first && id <= _last) || Holds(id);

    private bool Holds(long id)
    {
        if (id == 0)
            return _hasZero;
        if (_count == 0)
            return false;
        for (var at = Slot(id); _table[at] != 0; at = (at + 1) & (_table.Length - 1))
            if (_table[at] == id)
                return true;
        return false;
    }

    private bool Insert(long id)
    {
        var at = Slot(id);
        for (; _table[at] != 0; at = (at + 1) & (_table.Length - 1))
            if (_table[at] == id)
                return false;
        _table[at] = id;
        _count++;
        return true;
    }

    private void Grow()
    {
        var old = _table;
        _table = new long[Math.Max(1024, checked(old.Length * 2))];
        _count = 0;
        foreach (var id in old)
            if (id != 0)
                Insert(id);
    }

    private int Slot(long id) => Mix(id) & (_table.Length - 1);

    /// <summary>Every bit of an id moves every bit of its place (the finaliser of splitmix64): ids in any progression spread.</summary>
    public static int Mix(long id)
    {
        var bits = (ulong)id;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBUL;
        return (int)(bits ^ (bits >> 31));
    }
}
