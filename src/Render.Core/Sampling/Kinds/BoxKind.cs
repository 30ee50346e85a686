using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Points uniform in an axis-aligned box.</summary>
internal sealed class BoxKind : PointKind
{
    private static readonly Key<Double3> Min = new("min", new PointType("corner", "metres"), null, "The corner with the least coordinates.",
        "[-0.1, -0.1, 0]", required: true);

    private static readonly Key<Double3> Max = new("max", new PointType("corner", "metres"), null, "The opposite corner.", "[0.1, 0.1, 0.15]",
        required: true);

    public override string Name => "box";

    public override string Doc => "A point, uniform in the box between two corners.";

    public override string Example => "look_at: { box: { min: [-0.1, -0.1, 0], max: [0.1, 0.1, 0.15] } }";

    protected override Section<Distribution<Double3>> Section { get; } = new("box", "A point in a box.", [Min, Max], r =>
    {
        var (min, max) = (r.Get(Min), r.Get(Max));
        return min.X <= max.X && min.Y <= max.Y && min.Z <= max.Z
            ? new BoxDistribution(min, max)
            : throw r.Node.Error("the box is inside out: a coordinate of min is above that of max.");
    });

    internal sealed class BoxDistribution(Double3 min, Double3 max) : Distribution<Double3>
    {
        public override Double3 Middle => (min + max) * 0.5;

        public override IEnumerable<Double3> Extremes => [min, max];

        public override int Dimensions => 3;

        public override Double3 Draw(RandomStream stream) =>
            min + new Double3(stream.NextUnit(), stream.NextUnit(), stream.NextUnit()) * (max - min);
    }
}
