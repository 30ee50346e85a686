using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Points around a centre in all directions on one side of it.</summary>
internal sealed class HemisphereKind : PointKind
{
    private static readonly Key<Double3> Center = new("center", new PointType("point", "metres"), "[0, 0, 0]", "The centre.");

    private static readonly Key<Double3> Axis = new("axis", new AxisType(), "[0, 0, 1]", "Towards the middle of the hemisphere.");

    private static readonly Key<Value<double>> Radius = new("radius", new SampledType<double>(new NumberType("metres", 0)), null, "Distance from the centre.",
        "[1, 2]", required: true);

    public override string Name => "hemisphere";

    public override string Doc => "A point around a centre: every direction on the side of axis equally likely, distance radius, which may be a range or a distribution.";

    public override string Example => "position: { hemisphere: { radius: [1, 2] } }";

    protected override Section<Distribution<Double3>> Section { get; } = new("hemisphere", "A point on one side of a centre.", [Center, Axis, Radius],
        r => new CapDistribution(r.Get(Center), r.Get(Axis), 90, r.Get(Radius)));
}
