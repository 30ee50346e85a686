using System.Globalization;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>
/// Places the objects of one frame one after the other: each proposal of a strategy is tried against all objects placed before. Decided
/// in double precision on the vertices, never from rendered output.
/// </summary>
internal sealed class Placer(DrawKey key)
{
    /// <summary>Proposals for one object before it is given up.</summary>
    public const int MaxTries = 200;

    private readonly List<Footprint> _placed = [];

    /// <summary>All objects placed so far, in the world.</summary>
    public IReadOnlyList<Footprint> Placed => _placed;

    /// <summary>The position of the model's origin, or null where no proposal was free; <paramref name="why"/> then says what stood in the way, how often.</summary>
    /// <param name="strategy">Proposes.</param>
    /// <param name="path">Names the random stream.</param>
    /// <param name="instance">The number in the group.</param>
    /// <param name="footprint">The turned and scaled model with its origin at (0, 0, 0).</param>
    /// <param name="surface">What the strategy's surface is in this frame.</param>
    /// <param name="why">For the error and the frame's record.</param>
    public Double3? Place(PlacementStrategy strategy, string path, int instance, Footprint footprint, Surface? surface, out string why)
    {
        var stream = key.Stream(path, instance);
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < MaxTries; i++)
        {
            var position = strategy.Propose(key, instance, stream, footprint, surface, out var reason);
            if (position is { } proposed)
            {
                var moved = footprint.Moved(proposed);
                if (strategy.Gap is not { } gap || _placed.All(other => moved.IsClearOf(other, gap)))
                {
                    _placed.Add(moved);
                    key.Log?.Add(new PlacementTrace(path, instance, i + 1, true, reasons));
                    why = "";
                    return proposed;
                }
                reason = gap > 0 ? string.Create(CultureInfo.InvariantCulture, $"nearer than the gap of {gap} m to another object") : "overlapping another object";
            }
            reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        }
        key.Log?.Add(new PlacementTrace(path, instance, MaxTries, false, reasons));
        why = $"no place was found in {MaxTries} tries: {string.Join(", ", reasons.Select(r => $"{r.Value} times {r.Key}"))}";
        return null;
    }
}
