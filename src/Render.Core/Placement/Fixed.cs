using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>At a position, whatever else is there.</summary>
internal sealed class Fixed(Value<Double3> position, Value<Rotation> rotation) : PlacementStrategy(rotation)
{
    internal static readonly Key<Value<Double3>> Position = new("position", new SampledType<Double3>(new PointType("point", "metres")), null,
        "Where the model's origin goes.", "[0, 0, 0.5]", required: true);

    internal static readonly Key<Value<Rotation>> RotationDeg = new("rotation_deg", new SampledType<Rotation>(new RotationType()), "0",
        "How it is turned, where the object itself does not say.", "[0, 0, 30]");

    internal static readonly Section<PlacementStrategy> Section = new("place at a position", "At a position, whatever else is there.",
        [Position, RotationDeg], r => new Fixed(r.Get(Position), r.Get(RotationDeg)));

    public override double? Gap => null;

    public override Pose? Propose(PlacementTry wanted, out string reason)
    {
        reason = "";
        return wanted.At(position.Draw(wanted.Key, wanted.Instance));
    }
}
