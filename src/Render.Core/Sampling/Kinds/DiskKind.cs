using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Points uniform on a disk or a ring: the square of the distance from the centre is uniform.</summary>
internal sealed class DiskKind : PointKind
{
    private static readonly Key<Double3> Center = new("center", new PointType("point", "metres"), "[0, 0, 0]", "The centre.");

    private static readonly Key<double> Radius = new("radius", new NumberType("metres", 0), null, "The radius.", "0.5", required: true);

    private static readonly Key<double> Inner = new("inner_radius", new NumberType("metres", 0), "0", "Above 0: a ring.");

    private static readonly Key<Double3> Normal = new("normal", new AxisType(), "[0, 0, 1]", "The direction that the disk faces.");

    public override string Name => "disk";

    public override string Doc => "A point, uniform on a disk (a ring, with inner_radius) about center that faces normal.";

    public override string Example => "position: { disk: { center: [0, 0, 1.5], radius: 0.4 } }";

    protected override Section<Distribution<Double3>> Section { get; } = new("disk", "A point on a disk.", [Center, Radius, Inner, Normal], r =>
    {
        var (inner, radius) = (r.Get(Inner), r.Get(Radius));
        return inner <= radius
            ? new DiskDistribution(r.Get(Center), inner, radius, r.Get(Normal))
            : throw r.NodeOf(Inner).Error("inner_radius is above radius.");
    });

    private sealed class DiskDistribution(Double3 center, double inner, double radius, Double3 normal) : Distribution<Double3>
    {
        private readonly (Double3 U, Double3 V) _basis = Double3.Basis(normal);

        public override Double3 Middle => inner == 0 ? center : center + _basis.U * ((inner + radius) / 2);

        public override IEnumerable<Double3> Extremes => [];

        public override int Dimensions => 2;

        public override Double3 Draw(RandomStream stream)
        {
            var distance = Math.Sqrt(inner * inner + stream.NextUnit() * (radius * radius - inner * inner));
            var (sin, cos) = PortableMath.SinCosDegrees(360 * stream.NextUnit());
            return center + (_basis.U * cos + _basis.V * sin) * distance;
        }
    }
}
