using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Points uniform in a ball.</summary>
internal sealed class SphereKind : PointKind
{
    private static readonly Key<Double3> Center = new("center", new PointType("point", "metres"), "[0, 0, 0]", "The centre.");

    private static readonly Key<double> Radius = new("radius", new NumberType("metres", 0), null, "The radius.", "0.5", required: true);

    public override string Name => "sphere";

    public override string Doc => "A point, uniform in the ball around a centre.";

    public override string Example => "look_at: { sphere: { center: [0, 0, 0.1], radius: 0.05 } }";

    protected override Section<Distribution<Double3>> Section { get; } = new("sphere", "A point in a ball.", [Center, Radius],
        r => new SphereDistribution(r.Get(Center), r.Get(Radius)));

    private sealed class SphereDistribution(Double3 center, double radius) : Distribution<Double3>
    {
        public override Double3 Middle => center;

        public override IEnumerable<Double3> Extremes => [];

        public override int Dimensions => 3;

        public override Double3 Draw(RandomStream stream)
        {
            // Numbers that are spread over the frames must not be thrown away: the cube of the distance is uniform, and so is the sine of the elevation.
            if (!stream.IsIndependent)
            {
                var distance = PortableMath.Exp(PortableMath.Log(stream.NextOpenUnit()) / 3);
                var sine = 2 * stream.NextUnit() - 1;
                var (sin, cos) = PortableMath.SinCosDegrees(360 * stream.NextUnit());
                var across = Math.Sqrt(Math.Max(0, 1 - sine * sine));
                return center + new Double3(across * cos, across * sin, sine) * (distance * radius);
            }
            while (true)
            {
                var p = new Double3(2 * stream.NextUnit() - 1, 2 * stream.NextUnit() - 1, 2 * stream.NextUnit() - 1);
                if (Double3.Dot(p, p) <= 1)
                    return center + p * radius;
            }
        }
    }
}
