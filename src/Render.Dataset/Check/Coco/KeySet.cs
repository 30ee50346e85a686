using System.IO.Hashing;

namespace Render.Dataset.Check.Coco;

/// <summary>Sees a key that stands twice in one object. The first 256 keys of an object are watched.</summary>
internal sealed class KeySet
{
    private const int Watched = 256;

    private readonly List<ulong> _keys = [];

    public void Clear() => _keys.Clear();

    /// <summary>False where it was there already.</summary>
    public bool Add(ReadOnlySpan<byte> key)
    {
        var hash = XxHash3.HashToUInt64(key);
        if (_keys.Contains(hash))
            return false;
        if (_keys.Count < Watched)
            _keys.Add(hash);
        return true;
    }
}
