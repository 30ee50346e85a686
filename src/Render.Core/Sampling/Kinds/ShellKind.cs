using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>
/// Points around a centre by distance and direction. The direction is uniform over its part of the sphere (the sine of the elevation is uniform:
/// Archimedes), the distance uniform in its range.
/// </summary>
internal sealed class ShellKind : PointKind
{
    private static readonly Key<Double3> Center = new("center", new PointType("point", "metres"), "[0, 0, 0]", "The centre.");

    private static readonly Key<Value<double>> Radius = new("radius", new SampledType<double>(new NumberType("metres", 0)), null,
        "Distance from the centre.", "[0.7, 1.3]", required: true);

    private static readonly Key<(double Low, double High)> Elevation = new("elevation_deg", new SpanType("degrees", -90, 90), "[-90, 90]",
        "Above the horizon.", "[15, 70]");

    private static readonly Key<(double Low, double High)> Azimuth = new("azimuth_deg", new SpanType("degrees"), "[0, 360]",
        "Counter-clockwise from +X, seen from above.");

    public override string Name => "shell";

    public override string Doc =>
        "A point around a centre: directions uniform over the part of the sphere between the elevations and azimuths, distance uniform in radius. For cameras and lights.";

    public override string Example => "position: { shell: { radius: [0.7, 1.3], elevation_deg: [15, 70] } }";

    protected override Section<Distribution<Double3>> Section { get; } = new("shell", "A point around a centre.",
        [Center, Radius, Elevation, Azimuth], r => new ShellDistribution(r.Get(Center), r.Get(Radius), r.Get(Elevation), r.Get(Azimuth)));

    private sealed class ShellDistribution(
        Double3 center, Value<double> radius, (double Low, double High) elevation, (double Low, double High) azimuth) : Distribution<Double3>
    {
        private readonly double _sinLow = PortableMath.SinCosDegrees(elevation.Low).Sin;
        private readonly double _sinHigh = PortableMath.SinCosDegrees(elevation.High).Sin;

        public override Double3 Middle => At(radius.Base, 0.5, 0.5);

        public override IEnumerable<Double3> Extremes => [];

        public override int Dimensions => radius.Dimensions + 2;

        public override Double3 Draw(RandomStream stream) => At(radius.DrawFrom(stream), stream.NextUnit(), stream.NextUnit());

        private Double3 At(double distance, double u, double v)
        {
            var sinE = _sinLow + u * (_sinHigh - _sinLow);
            var cosE = Math.Sqrt(Math.Max(0, 1 - sinE * sinE));
            var (sinA, cosA) = PortableMath.SinCosDegrees(azimuth.Low + v * (azimuth.High - azimuth.Low));
            return center + new Double3(cosE * cosA, cosE * sinA, sinE) * distance;
        }
    }
}
