using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>Scattered in a box, a ball or a cylinder, floating, in any rotation.</summary>
internal sealed class InVolume(Volume volume, double gap, bool overlap, Value<Rotation> rotation) : PlacementStrategy(rotation)
{
    internal static readonly Key<Volume> In = new("in", new VolumeType(), null,
        "The box, sphere or upright cylinder in which the centres of the objects lie (of the boxes around them), every part of it equally likely.",
        "{ min: [-0.5, -0.5, 0.2], max: [0.5, 0.5, 1] }", required: true);

    private static readonly Key<double> GapKey = new("gap", new NumberType("metres", 0), "0", "Least distance between objects.", "0.02");

    private static readonly Key<bool> Overlap = new("overlap", new BooleanType(), "false",
        "Whether objects may run into each other. If not, they are clear of each other seen from above, or one is wholly above the other.");

    internal static readonly Section<PlacementStrategy> Section = new("place in a volume",
        "Scattered in a box, a sphere or a cylinder, floating. In any rotation, where the object does not say.", [In, GapKey, Overlap],
        r => new InVolume(r.Get(In), r.Get(GapKey), r.Get(Overlap), RandomRotation(r.Context, "any")));

    public override double? Gap => overlap ? null : gap;

    public override Pose? Propose(PlacementTry wanted, out string reason)
    {
        reason = "";
        var footprint = wanted.Footprint;
        var box = footprint.Box;
        var center = new Double3((box.MinX + box.MaxX) / 2, (box.MinY + box.MaxY) / 2, (footprint.MinZ + footprint.MaxZ) / 2);
        return wanted.At(volume.Draw(wanted.Stream) - center);
    }
}
