using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Directions within an angle of an axis: as points or directions, and as rotations that tilt something so far at most.</summary>
internal sealed class ConeKind : DistributionKind
{
    private static readonly Key<Double3> Axis = new("axis", new AxisType(), "[0, 0, 1]", "The middle of the cone.");

    private static readonly Key<double> Angle = new("angle_deg", new NumberType("degrees", 0, 180), null, "Between the axis and the cone's side.", "20", required: true);

    private static readonly Key<Double3> Center = new("center", new PointType("point", "metres"), "[0, 0, 0]", "The cone's tip.");

    private static readonly Key<Value<double>> Radius = new("radius", new SampledType<double>(new NumberType("metres", 0)), "1",
        "Distance from the tip; for a direction it does not matter.", "[1, 2]");

    private static readonly Key<Value<double>> Turn = new("turn_deg", new SampledType<double>(new NumberType("degrees")), "[0, 360]",
        "The turn about the axis, before the tilt.");

    private static readonly Section<Distribution<Double3>> Points = new("cone", "A point in a cone.", [Axis, Angle, Center, Radius],
        r => new CapDistribution(r.Get(Center), r.Get(Axis), r.Get(Angle), r.Get(Radius)));

    private static readonly Section<Distribution<Rotation>> Rotations = new("cone of rotations", "A tilt.", [Axis, Angle, Turn],
        r => new TiltDistribution(r.Get(Axis), r.Get(Angle), r.Get(Turn)));

    public override string Name => "cone";

    public override string Doc =>
        "Directions within angle_deg of axis, each equally likely. Of points: in such a direction from center, radius away. Of rotations: first a turn about axis by turn_deg (default any), then a tilt that "
        + "takes the axis to such a direction.";

    public override string Example => "direction: { cone: { axis: [0, 0, -1], angle_deg: 20 } }";

    public override string Argument => "map of angle_deg, axis; of points also center, radius; of rotations turn_deg";

    public override bool Supports(NodeType type) => type is PointType or RotationType;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context) => type is PointType
        ? (Distribution<T>)(object)Points.Read(argument, context)
        : (Distribution<T>)(object)Rotations.Read(argument, context);

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => type is PointType ? Points.Schema(definitions) : Rotations.Schema(definitions);

    private sealed class TiltDistribution(Double3 axis, double angleDeg, Value<double> turn) : Distribution<Rotation>
    {
        private readonly Cap _cap = new(axis, angleDeg);

        public override Rotation Middle => Rotation.About(axis, turn.Base);

        public override IEnumerable<Rotation> Extremes => [];

        public override int Dimensions => 2 + turn.Dimensions;

        public override Rotation Draw(RandomStream stream)
        {
            var direction = _cap.Direction(stream.NextUnit(), stream.NextUnit());
            return Rotation.Between(axis, direction) * Rotation.About(axis, turn.DrawFrom(stream));
        }
    }
}
