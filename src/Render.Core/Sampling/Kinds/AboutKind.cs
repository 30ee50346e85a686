using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Rotations about an axis of the world.</summary>
internal sealed class AboutKind : DistributionKind
{
    private static readonly Key<Double3> Axis = new("axis", new AxisType(), "[0, 0, 1]", "The axis.");

    private static readonly Key<Value<double>> Angle = new("angle_deg", new SampledType<double>(new NumberType("degrees")), "[0, 360]",
        "Counter-clockwise seen from the axis' tip; a number, a range or a distribution.", "{ normal: { mean: 0, std: 10 } }");

    private static readonly Section<Distribution<Rotation>> Section = new("about", "A rotation about an axis.", [Axis, Angle],
        r => new AboutDistribution(r.Get(Axis), r.Get(Angle)));

    public override string Name => "about";

    public override string Doc => "A rotation about an axis (default the vertical) by angle_deg (default any), which may be a range or a distribution.";

    public override string Example => "rotation_deg: { about: { axis: [1, 0, 0], angle_deg: [-20, 20] } }";

    public override string Argument => "map of axis, angle_deg";

    public override bool Supports(NodeType type) => type is RotationType;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context) => (Distribution<T>)(object)Section.Read(argument, context);

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => Section.Schema(definitions);

    private sealed class AboutDistribution(Double3 axis, Value<double> angle) : Distribution<Rotation>
    {
        public override Rotation Middle => Rotation.About(axis, angle.Base);

        public override IEnumerable<Rotation> Extremes => [];

        public override int Dimensions => angle.Dimensions;

        public override Rotation Draw(RandomStream stream) => Rotation.About(axis, angle.DrawFrom(stream));
    }
}
