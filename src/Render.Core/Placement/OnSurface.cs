using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>
/// Standing on a level surface: the lowest vertex of the turned and scaled model touches it, the whole model lies over it, and its outline from above
/// keeps clear of all objects placed before.
/// </summary>
internal class OnSurface(string surfaceName, (double X, double Y)? within, double gap, bool overlap, Value<Rotation> rotation)
    : PlacementStrategy(rotation)
{
    private (double X, double Y)? _within = within;

    /// <summary>The plane z = 0, which every scene has.</summary>
    public const string Ground = "ground";

    internal static readonly Key<string> On = new("on", new SurfaceNameType(), null,
        "What the objects stand on: a plane, box, cylinder or asset of the surroundings (its top), or ground, the plane z = 0.", "table", required: true);

    internal static readonly Key<(double X, double Y)> WithinKey = new("within", new PairType("size", "metres", 0), null,
        "The rectangle around the surface's centre in which the centres of the objects lie. Default: the whole surface; on the ground, a square with room for all.",
        "[0.8, 0.8]");

    internal static readonly Key<double> GapKey = new("gap", new NumberType("metres", 0), "0", "Least distance between objects, seen from above; between their meshes, where they must be clear.", "0.005");

    internal static readonly Key<bool> OverlapKey = new("overlap", new BooleanType(), "false", "Whether objects may run into each other.");

    internal static readonly Section<PlacementStrategy> Section = new("place on a surface",
        "Standing on a surface without overlap. Turned at random about the vertical, where the object does not say.", [On, WithinKey, GapKey, OverlapKey],
        r => new OnSurface(r.Get(On), r.Has(WithinKey) ? r.Get(WithinKey) : null, r.Get(GapKey), r.Get(OverlapKey), RandomRotation(r.Context, "z")));

    public override string? SurfaceName => surfaceName;

    public override double? Gap => overlap ? null : gap;

    /// <summary>Whether the centres may lie anywhere on the surface.</summary>
    public bool IsUnbounded => _within is null;

    /// <summary>The same within a square, metres.</summary>
    public OnSurface WithRoom(double side)
    {
        var roomy = (OnSurface)MemberwiseClone();
        roomy._within = (side, side);
        return roomy;
    }

    public override Pose? Propose(PlacementTry wanted, out string reason)
    {
        var (surface, stream) = (wanted.Surface!, wanted.Stream);
        reason = $"larger than '{surface.Name}'";
        var (minX, minY, maxX, maxY) = Extent(wanted.Footprint, surface);
        var reachX = Math.Min((_within?.X ?? double.PositiveInfinity) / 2, surface.HalfX - (maxX - minX) / 2);
        var reachY = Math.Min((_within?.Y ?? double.PositiveInfinity) / 2, surface.HalfY - (maxY - minY) / 2);
        // Both numbers are drawn whether they are needed or not, so that a try always takes the same share of the stream.
        var (u, v) = (2 * stream.NextUnit() - 1, 2 * stream.NextUnit() - 1);
        return reachX < 0 || reachY < 0 ? null : Stand(wanted, u * reachX, v * reachY, out reason);
    }

    /// <summary>Standing with the middle of its outline over a point of the surface; null where it does not lie over the surface as a whole.</summary>
    /// <param name="wanted">What, and on what.</param>
    /// <param name="x">In the surface's own axes, from its centre.</param>
    /// <param name="y">Alike.</param>
    /// <param name="reason">Why it is null.</param>
    internal static Pose? Stand(PlacementTry wanted, double x, double y, out string reason)
    {
        var (surface, footprint) = (wanted.Surface!, wanted.Footprint);
        var (minX, minY, maxX, maxY) = Extent(footprint, surface);
        (x, y) = (x - (minX + maxX) / 2, y - (minY + maxY) / 2);
        reason = $"over the edge of '{surface.Name}'";
        const double slack = 1e-9;
        if (surface.Round
            ? footprint.Hull.Select(p => surface.ToLocal(p.X, p.Y)).Any(p => Square((p.X + x) / surface.HalfX) + Square((p.Y + y) / surface.HalfY) > 1)
            : minX + x < -surface.HalfX - slack || maxX + x > surface.HalfX + slack || minY + y < -surface.HalfY - slack || maxY + y > surface.HalfY + slack)
            return null;
        var (worldX, worldY) = surface.ToWorld(x, y);
        reason = "";
        return wanted.At(new(surface.Center.X + worldX, surface.Center.Y + worldY, surface.Center.Z - footprint.MinZ));
    }

    /// <summary>Of the outline, in the surface's own axes.</summary>
    private static (double MinX, double MinY, double MaxX, double MaxY) Extent(Footprint footprint, Surface surface)
    {
        var local = footprint.Hull.Select(p => surface.ToLocal(p.X, p.Y)).ToList();
        return (local.Min(p => p.X), local.Min(p => p.Y), local.Max(p => p.X), local.Max(p => p.Y));
    }

    private static double Square(double x) => x * x;
}
