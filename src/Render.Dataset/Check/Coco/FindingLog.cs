namespace Render.Dataset.Check.Coco;

/// <summary>Collects what is found: counts, and the first places of each kind, so that its memory is bounded. Not thread-safe.</summary>
internal sealed class FindingLog(int places = FindingLog.DefaultPlaces)
{
    public const int DefaultPlaces = 5;

    /// <summary>Longest detail that is kept: names and values of strangers' files stand in it.</summary>
    private const int LongestDetail = 200;

    private readonly Dictionary<FindingKind, Entry> _entries = [];
    private readonly List<FindingKind> _element = [];
    private FindingPlace _place;

    /// <summary>What was found at the element in hand, and can be mended.</summary>
    public IReadOnlyList<FindingKind> Mendable => _element;

    public IReadOnlyList<Finding> Findings =>
        [.. _entries.OrderByDescending(e => e.Key.Severity).ThenBy(e => e.Key.Code, StringComparer.Ordinal)
            .Select(e => new Finding(e.Key, e.Value.Count, e.Value.Mendable, e.Value.Places))];

    public long Count(FindingKind kind) => _entries.TryGetValue(kind, out var entry) ? entry.Count : 0;

    /// <summary>Everything added from now on is of this element.</summary>
    public void At(long offset, long line)
    {
        _place = new(null, null, offset, line, null);
        _element.Clear();
    }

    /// <summary>The element in hand.</summary>
    public FindingPlace Here => _place;

    /// <summary>The ids of the element in hand, once they are known.</summary>
    public void Of(long? image, long? annotation) => _place = _place with { Image = image, Annotation = annotation };

    public void Add(FindingKind kind, string? detail = null, bool mendable = false)
    {
        if (mendable)
            _element.Add(kind);
        AddAt(_place with { Detail = detail }, kind, mendable);
    }

    public void AddAt(FindingPlace place, FindingKind kind, bool mendable = false, long count = 1)
    {
        if (!_entries.TryGetValue(kind, out var entry))
            _entries.Add(kind, entry = new());
        entry.Count += count;
        entry.Mendable += mendable ? count : 0;
        if (entry.Places.Count < places)
            entry.Places.Add(place with { Detail = place.Detail is { Length: > LongestDetail } long_ ? long_[..LongestDetail] + "…" : place.Detail });
    }

    private sealed class Entry
    {
        public long Count, Mendable;
        public readonly List<FindingPlace> Places = [];
    }
}
