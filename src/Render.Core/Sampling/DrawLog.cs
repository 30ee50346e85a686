namespace Render.Core.Sampling;

/// <summary>How the search for one object's place went.</summary>
/// <param name="Path">Of the group's stream: <c>objects.things.place</c>.</param>
/// <param name="Instance">The object's number in its group.</param>
/// <param name="Tries">Proposals that were made.</param>
/// <param name="Placed">Whether the last of them was taken.</param>
/// <param name="Rejections">Why the others were not, and how many of them.</param>
public sealed record PlacementTrace(string Path, int Instance, int Tries, bool Placed, IReadOnlyDictionary<string, int> Rejections);

/// <summary>What was drawn while a frame was made, for <c>render explain</c>. Not thread-safe: one for each frame.</summary>
/// <param name="parent">Where it is written down instead, of what is drawn for an object under another key than the frame's; null: here.</param>
/// <param name="instanceOfParent">That object's number.</param>
internal sealed class DrawLog(DrawLog? parent = null, int instanceOfParent = 0)
{
    private readonly Dictionary<string, SortedDictionary<int, object?>> _values = new(StringComparer.Ordinal);
    private readonly List<PlacementTrace> _placements = [];

    public IReadOnlyList<PlacementTrace> Placements => _placements;

    /// <param name="path">Of the value.</param>
    /// <param name="instance">Of its group; 0 where all share one draw.</param>
    /// <param name="value">As drawn. A value is a pure function of the key, so it may be drawn many times.</param>
    public void Add(string path, int instance, object? value)
    {
        if (parent is not null)
        {
            parent.Add(path, instanceOfParent, value);
            return;
        }
        if (!_values.TryGetValue(path, out var drawn))
            _values.Add(path, drawn = []);
        drawn[instance] = value;
    }

    public void Add(PlacementTrace placement) => _placements.Add(placement);

    /// <summary>The draws of a value by the number of the object; null where it was not drawn.</summary>
    public IReadOnlyDictionary<int, object?>? Of(string path) => _values.GetValueOrDefault(path);
}
