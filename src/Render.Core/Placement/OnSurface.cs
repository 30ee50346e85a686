using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>
/// Standing on a level surface: the lowest vertex of the turned and scaled model touches it, the whole model lies over it, and its outline from above
/// keeps clear of all objects placed before.
/// </summary>
internal sealed class OnSurface(string surfaceName, (double X, double Y)? within, double gap, bool overlap, Value<Rotation> rotation)
    : PlacementStrategy(rotation)
{
    /// <summary>The plane z = 0, which every scene has.</summary>
    public const string Ground = "ground";

    internal static readonly Key<string> On = new("on", new SurfaceNameType(), null,
        "What the objects stand on: a plane, box, cylinder or asset of the surroundings (its top), or ground, the plane z = 0.", "table", required: true);

    private static readonly Key<(double X, double Y)> Within = new("within", new PairType("size", "metres", 0), null,
        "The rectangle around the surface's centre in which the centres of the objects lie. Default: the whole surface; on the ground, a square with room for all.",
        "[0.8, 0.8]");

    private static readonly Key<double> GapKey = new("gap", new NumberType("metres", 0), "0", "Least distance between objects, seen from above.", "0.005");

    private static readonly Key<bool> Overlap = new("overlap", new BooleanType(), "false", "Whether objects may run into each other.");

    internal static readonly Section<PlacementStrategy> Section = new("place on a surface",
        "Standing on a surface without overlap. Turned at random about the vertical, where the object does not say.", [On, Within, GapKey, Overlap],
        r => new OnSurface(r.Get(On), r.Has(Within) ? r.Get(Within) : null, r.Get(GapKey), r.Get(Overlap), RandomRotation(r.Context, "z")));

    public override string? SurfaceName => surfaceName;

    public override double? Gap => overlap ? null : gap;

    /// <summary>Whether the centres may lie anywhere on the surface.</summary>
    public bool IsUnbounded => within is null;

    /// <summary>The same within a square, metres.</summary>
    public OnSurface WithRoom(double side) => new(surfaceName, (side, side), gap, overlap, Rotation);

    public override Double3? Propose(DrawKey key, int instance, RandomStream stream, Footprint footprint, Surface? surface, out string reason)
    {
        ArgumentNullException.ThrowIfNull(surface);
        reason = $"larger than '{surface.Name}'";
        var local = footprint.Hull.Select(p => surface.ToLocal(p.X, p.Y)).ToList();
        var (minX, maxX) = (local.Min(p => p.X), local.Max(p => p.X));
        var (minY, maxY) = (local.Min(p => p.Y), local.Max(p => p.Y));
        var reachX = Math.Min((within?.X ?? double.PositiveInfinity) / 2, surface.HalfX - (maxX - minX) / 2);
        var reachY = Math.Min((within?.Y ?? double.PositiveInfinity) / 2, surface.HalfY - (maxY - minY) / 2);
        // Both numbers are drawn whether they are needed or not, so that a try always takes the same share of the stream.
        var (u, v) = (2 * stream.NextUnit() - 1, 2 * stream.NextUnit() - 1);
        if (reachX < 0 || reachY < 0)
            return null;
        var (x, y) = (u * reachX - (minX + maxX) / 2, v * reachY - (minY + maxY) / 2);
        reason = $"over the edge of '{surface.Name}'";
        if (surface.Round && local.Any(p => Square((p.X + x) / surface.HalfX) + Square((p.Y + y) / surface.HalfY) > 1))
            return null;
        var (worldX, worldY) = surface.ToWorld(x, y);
        reason = "";
        return new(surface.Center.X + worldX, surface.Center.Y + worldY, surface.Center.Z - footprint.MinZ);
    }

    private static double Square(double x) => x * x;
}
