using System.Text.Json.Nodes;
using Render.Core.Placement;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Points on the triangles of surroundings as they stand in the frame: every part of the surface as likely as it is large.</summary>
internal sealed class OnSurfaceKind : DistributionKind
{
    private static readonly MeshNameType NameType = new();

    private static readonly Key<string> Of = new("of", NameType, null, "A shape or asset of the surroundings.", "table", required: true);

    private static readonly Key<(double Low, double High)> Tilt = new("tilt_deg", new SpanType("degrees", 0, 180), "[0, 180]",
        "Only where the surface's normal leaves the vertical by so much: [0, 30] is what is nearly level, [80, 100] are walls.", "[0, 30]");

    private static readonly Key<Value<double>> Height = new("height", new SampledType<double>(new NumberType("metres")), "0",
        "Distance from the surface along its normal, which points out of closed shapes.", "[0.01, 0.2]");

    private static readonly Section<Distribution<Double3>> Section = new("point on a surface", "A point on the triangles of something of the surroundings.", [Of, Tilt, Height], r =>
    {
        var (low, high) = r.Get(Tilt);
        return new SurfaceDistribution(r.Get(Of), (low == high ? 0 : low, high), r.Get(Height));
    });

    private static readonly EitherType<Distribution<Double3>> Type = new("name of surroundings, or map of of, tilt_deg, height",
        node => node is MapNode ? Section : OnAll, NameType, Section);

    /// <summary>Of a name alone.</summary>
    private static MappedType<string, Distribution<Double3>> OnAll =>
        new(NameType, name => new SurfaceDistribution(name, (0, 180), new Value<double>("height", 0)));

    public override string Name => "on_surface";

    public override string Doc => "A point on the mesh of something of the surroundings, uniform over its area, as it stands in the frame; for cameras, lights and objects. "
        + "When frozen: the point at half the area.";

    public override string Example => "look_at: { on_surface: table }";

    public override string Argument => Type.Describe;

    public override bool Supports(NodeType type) => type is PointType { IsPlace: true };

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context) => (Distribution<T>)(object)Type.Read(argument, context);

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => Type.Schema(definitions);

    private sealed class SurfaceDistribution(string name, (double Low, double High) tilt, Value<double> height) : Distribution<Double3>
    {
        private readonly (double Least, double Greatest) _tilt = (PortableMath.SinCosDegrees(tilt.High).Cos, PortableMath.SinCosDegrees(tilt.Low).Cos);

        /// <summary>Where the surface is stands in the frame alone.</summary>
        public override Double3 Middle => Double3.Zero;

        public override IEnumerable<Double3> Extremes => [];

        public override int Dimensions => 3 + height.Dimensions;

        public override Double3 MiddleIn(DrawKey key, Double3 middle) => At(key, 0.5, 0.5, 0.5, height.Base);

        public override Double3 Draw(RandomStream stream) => At(stream.Key, stream.NextUnit(), stream.NextUnit(), stream.NextUnit(), height.DrawFrom(stream));

        private Double3 At(DrawKey key, double part, double u, double v, double above)
        {
            var surface = (key.Surfaces ?? throw new InvalidOperationException("points on a surface are drawn in frames alone")).Of(name, _tilt);
            if (surface.Area <= 0)
                throw new RenderException(Failure.InvalidInput, $"a point is to lie on '{name}', but no part of its surface has this tilt.", $"frame {key.Frame}", "Widen 'tilt_deg'.");
            var (point, normal) = surface.At(part, u, v);
            return point + normal * above;
        }
    }

    /// <summary>The name of surroundings, which must be known where the point is drawn.</summary>
    private sealed class MeshNameType : NodeType<string>
    {
        private readonly SurfaceNameType _name = new(level: false);

        public override string Describe => "name of surroundings";

        public override string Read(Node node, ReadContext context)
        {
            if (node is not ScalarNode { Text.Length: > 0 } scalar)
                throw Expected(node);
            if (context.Surroundings.Count == 0)
                throw node.Error("no surroundings are known here on which a point could lie.",
                    "Declare something under 'surroundings'; what is itself among them cannot lie on them.");
            return scalar.Text == OnSurface.Ground && !context.Surroundings.Contains(OnSurface.Ground)
                ? throw node.Error("the ground is endless.", "Use a box or disk, or declare a plane under 'surroundings'.")
                : _name.Read(node, context);
        }

        public override JsonObject Schema(SchemaDefinitions definitions) => _name.Schema(definitions);
    }
}
