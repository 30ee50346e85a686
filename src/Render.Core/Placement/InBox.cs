using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>Scattered in a box, floating, in any rotation.</summary>
internal sealed class InBox(Double3 min, Double3 max, double gap, bool overlap, Value<Rotation> rotation) : PlacementStrategy(rotation)
{
    private static readonly Key<Double3> Min = new("min", new PointType("corner", "metres"), null, "The corner with the least coordinates.",
        "[-0.5, -0.5, 0.2]", required: true);

    private static readonly Key<Double3> Max = new("max", new PointType("corner", "metres"), null, "The opposite corner.", "[0.5, 0.5, 1]", required: true);

    private static readonly Section<(Double3 Min, Double3 Max)> Corners = new("box to scatter in", "Two corners.", [Min, Max], r =>
    {
        var (min, max) = (r.Get(Min), r.Get(Max));
        return min.X <= max.X && min.Y <= max.Y && min.Z <= max.Z
            ? (min, max)
            : throw r.Node.Error("the box is inside out: a coordinate of min is above that of max.");
    });

    internal static readonly Key<(Double3 Min, Double3 Max)> In = new("in", Corners, null, "The box in which the centres of the objects lie.",
        "{ min: [-0.5, -0.5, 0.2], max: [0.5, 0.5, 1] }", required: true);

    private static readonly Key<double> GapKey = new("gap", new NumberType("metres", 0), "0", "Least distance between objects.", "0.02");

    private static readonly Key<bool> Overlap = new("overlap", new BooleanType(), "false",
        "Whether objects may run into each other. If not, they are clear of each other seen from above, or one is wholly above the other.");

    internal static readonly Section<PlacementStrategy> Section = new("place in a box",
        "Scattered in a box, floating. In any rotation, where the object does not say.", [In, GapKey, Overlap], r =>
        {
            var (low, high) = r.Get(In);
            return new InBox(low, high, r.Get(GapKey), r.Get(Overlap), RandomRotation(r.Context, "any"));
        });

    public override double? Gap => overlap ? null : gap;

    public override Pose? Propose(PlacementTry wanted, out string reason)
    {
        reason = "";
        var (footprint, stream) = (wanted.Footprint, wanted.Stream);
        var box = footprint.Box;
        var center = new Double3((box.MinX + box.MaxX) / 2, (box.MinY + box.MaxY) / 2, (footprint.MinZ + footprint.MaxZ) / 2);
        return wanted.At(min + new Double3(stream.NextUnit(), stream.NextUnit(), stream.NextUnit()) * (max - min) - center);
    }
}
