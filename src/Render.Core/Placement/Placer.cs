using System.Globalization;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>
/// Places the objects of one frame one after the other: each proposal of a strategy is tried against all objects placed before. Decided
/// in double precision on the vertices, never from rendered output.
/// </summary>
internal sealed class Placer(DrawKey key, PlacedScene scene)
{
    /// <summary>Proposals for one object before it is given up.</summary>
    public const int MaxTries = 200;

    private readonly List<Footprint> _placed = [];

    /// <summary>All objects placed so far, in the world.</summary>
    public IReadOnlyList<Footprint> Placed => _placed;

    /// <summary>The object's pose, or null where no proposal was free; <paramref name="why"/> then says what stood in the way, how often.</summary>
    /// <param name="strategy">Proposes.</param>
    /// <param name="wishes">What must hold besides; null: nothing.</param>
    /// <param name="path">Names the random stream.</param>
    /// <param name="name">Of the object.</param>
    /// <param name="wanted">What is to be placed; its stream is not read.</param>
    /// <param name="up">What is up in the model's own axes.</param>
    /// <param name="why">For the error and the frame's record.</param>
    public Pose? Place(PlacementStrategy strategy, Requirements? wishes, string path, string name, PlacementTry wanted, Double3 up, out string why)
    {
        wanted = wanted with { Stream = key.Stream(path, wanted.Instance) };
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < MaxTries; i++)
        {
            if (strategy.Propose(wanted, out var reason) is { } pose)
            {
                var moved = pose.HasLinearPartOf(wanted.Pose) ? wanted.Footprint.Moved(pose.Position) : Footprint.Of(wanted.Shape, pose);
                var thing = new PlacedThing(name, wanted.Shape, pose, moved, wanted.Holes);
                var refusal = Overlap(strategy, wishes, moved) ?? scene.Refusal(wishes, thing, up, strategy.SurfaceName ?? strategy.MeshName);
                if (refusal is null)
                {
                    _placed.Add(moved);
                    scene.Accept(thing);
                    key.Log?.Add(new PlacementTrace(path, wanted.Instance, i + 1, true, reasons));
                    why = "";
                    return pose;
                }
                reason = refusal;
            }
            reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        }
        key.Log?.Add(new PlacementTrace(path, wanted.Instance, MaxTries, false, reasons));
        why = Why(reasons);
        return null;
    }

    /// <summary>What an object that found no place is told.</summary>
    internal static string Why(IReadOnlyDictionary<string, int> reasons) =>
        $"no place was found in {MaxTries} tries: {string.Join(", ", reasons.Select(r => $"{r.Value} times {r.Key}"))}";

    /// <summary>An object that has found its place by other means.</summary>
    public void Add(Footprint placed) => _placed.Add(placed);

    /// <summary>Of outlines; where the meshes themselves are to be clear, by the distance of their surfaces.</summary>
    public string? Overlap(PlacementStrategy strategy, Requirements? wishes, Footprint moved)
    {
        if (strategy.Gap is not { } gap || (wishes is { Clear: true } ? !IsTooNear(moved, gap) : _placed.All(other => moved.IsClearOf(other, gap))))
            return null;
        return gap > 0 ? string.Create(CultureInfo.InvariantCulture, $"nearer than the gap of {gap} m to another object") : "overlapping another object";
    }

    /// <summary>Outlines that are apart spare looking at the triangles. Whether meshes run into each other is for <see cref="PlacedScene"/>.</summary>
    private bool IsTooNear(Footprint moved, double gap) =>
        gap > 0 && _placed.Any(other => !moved.IsClearOf(other, gap) && MeshOverlap.AreNearer(moved.Shape, moved.Pose, other.Shape, other.Pose, gap));
}
