using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>What an object is like that falls.</summary>
/// <param name="Friction">Coulomb's coefficient.</param>
/// <param name="Restitution">Part of the speed that a bounce keeps, 0..1.</param>
/// <param name="Rolling">Rolling friction as part of the object's radius.</param>
/// <param name="Density">kg/m3.</param>
internal sealed record FallingMatter(Value<double> Friction, Value<double> Restitution, Value<double> Rolling, Value<double> Density);

/// <summary>
/// Dropped, and left where it comes to rest. All objects of a frame that fall do so together, after all others have been placed; what this class proposes is
/// where they begin.
/// </summary>
internal sealed class Falling(string surfaceName, (double X, double Y)? within, Value<double> height, FallingMatter matter, double seconds, bool walls, Value<Rotation> rotation)
    : PlacementStrategy(rotation)
{
    private static readonly Key<string> Over = new("over", new SurfaceNameType(), null,
        "What the objects fall onto or into: a plane, box, cylinder or asset of the surroundings (a bin), or ground, the plane z = 0.", "table", required: true);

    private static readonly Key<(double X, double Y)> Within = new("within", new PairType("size", "metres", 1e-6), null,
        "The rectangle around the surface's centre over which the objects begin to fall, each wholly over it where it fits. Default: half the surface's size each way; required over the ground.",
        "[0.6, 0.6]");

    private static readonly Key<Value<double>> Height = new("height", new SampledType<double>(new NumberType("metres", 0, 1e4)), "0.1",
        "How far above the surface's top an object's lowest point begins to fall; higher where another begins there.", "[0.2, 0.4]");

    private static readonly Key<Value<double>> FrictionKey = new("friction", new SampledType<double>(new NumberType(null, 0, 10)), "0.6",
        "Coulomb's coefficient: about 0.2 for smooth plastic, 0.6 for wood and metal, 1 for rubber. Of two objects, the geometric mean counts.", "[0.3, 0.8]");

    private static readonly Key<Value<double>> RestitutionKey = new("restitution", new SampledType<double>(new NumberType(null, 0, 1)), "0.1",
        "Part of its speed that an object keeps when it bounces.", "[0, 0.4]");

    private static readonly Key<Value<double>> RollingKey = new("rolling_friction", new SampledType<double>(new NumberType(null, 0, 1)), "0.02",
        "Of what touches at one or two points, as part of its radius: on a slope less steep than this nothing rolls.", "0.05");

    private static readonly Key<Value<double>> DensityKey = new("density_kg_m3", new SampledType<double>(new NumberType("kg/m3", 1e-3, 1e5)), "1000",
        "Of the object's convex hull. Objects are taken as at least a quarter and at most four times as heavy as the middle one.", "[500, 7800]");

    private static readonly Key<double> Seconds = new("time_s", new NumberType("s", 0.1, 1000), "20",
        "Most simulated time. What has not come to rest is taken away and the others get half of it again, twice at most.");

    private static readonly Key<bool> Walls = new("walls", new BooleanType(), "false",
        "Whether unseen walls stand around 'within', as high as the pile, so that nothing rolls off.");

    internal static readonly Section<Falling> Parameters = new("drop",
        "Objects fall and come to rest (rigid bodies, simulated by the Open Dynamics Engine). Objects are their convex hulls; surroundings, and objects that are placed otherwise, are their very triangles and do not move.",
        [Over, Within, Height, FrictionKey, RestitutionKey, RollingKey, DensityKey, Seconds, Walls], r =>
        {
            if (r.Get(Over) == OnSurface.Ground && !r.Has(Within) && !r.Context.Surroundings.Contains(OnSurface.Ground))
                throw r.Node.Error("the ground is endless: 'within' must say over which part of it the objects fall.", "Give 'within: [x, y]'.");
            return new(r.Get(Over), r.Has(Within) ? r.Get(Within) : null, r.Get(Height), new(r.Get(FrictionKey), r.Get(RestitutionKey), r.Get(RollingKey), r.Get(DensityKey)),
                r.Get(Seconds), r.Get(Walls), RandomRotation(r.Context, "any"));
        });

    internal static readonly Key<Falling> Drop = new("drop", Parameters, null, "How they fall.", "{ over: table, within: [0.6, 0.6], height: 0.4 }", required: true);

    internal static readonly Section<PlacementStrategy> Section = new("place by dropping",
        "Dropped, and left where they come to rest: piles, bins. They begin in any rotation, where the object does not say.", [Drop], r => r.Get(Drop));

    public override string SurfaceName => surfaceName;

    public override double? Gap => null;

    public FallingMatter Matter => matter;

    /// <summary>Most simulated time.</summary>
    public double MaxSeconds => seconds;

    /// <summary>Whether unseen walls hold it.</summary>
    public bool HasWalls => walls;

    /// <summary>Half the rectangle over which objects fall, metres.</summary>
    public (double X, double Y) Reach(Surface surface) => within is { } size ? (size.X / 2, size.Y / 2) : (surface.HalfX / 2, surface.HalfY / 2);

    public override Pose? Propose(PlacementTry wanted, out string reason)
    {
        var (surface, footprint, stream) = (wanted.Surface!, wanted.Footprint, wanted.Stream);
        reason = "";
        var (u, v) = (2 * stream.NextUnit() - 1, 2 * stream.NextUnit() - 1);
        var local = footprint.Hull.Select(p => surface.ToLocal(p.X, p.Y)).ToList();
        var (minX, maxX, minY, maxY) = (local.Min(p => p.X), local.Max(p => p.X), local.Min(p => p.Y), local.Max(p => p.Y));
        var (reachX, reachY) = Reach(surface);
        var (x, y) = (u * Math.Max(0, reachX - (maxX - minX) / 2) - (minX + maxX) / 2, v * Math.Max(0, reachY - (maxY - minY) / 2) - (minY + maxY) / 2);
        var (worldX, worldY) = surface.ToWorld(x, y);
        return wanted.At(new(surface.Center.X + worldX, surface.Center.Y + worldY, surface.Center.Z + height.Draw(wanted.Key, wanted.Instance) - footprint.MinZ));
    }
}
