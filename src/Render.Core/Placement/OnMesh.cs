using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>On the surface of any mesh of the surroundings: every part of it as likely as it is large.</summary>
internal sealed class OnMesh(string meshName, (double Low, double High) tilt, bool align, double gap, bool overlap, Value<Rotation> rotation) : PlacementStrategy(rotation)
{
    internal static readonly Key<string> Mesh = new("on_mesh", new SurfaceNameType(level: false), null, "A shape or asset of the surroundings; the objects stand on its very triangles.", "table", required: true);

    private static readonly Key<(double Low, double High)> Tilt = new("tilt_deg", new SpanType("degrees", 0, 180), "[0, 180]",
        "Only where the surface's normal leaves the vertical by so much: [0, 30] is what is nearly level, [80, 100] are walls.", "[0, 30]");

    private static readonly Key<bool> Align = new("align", new BooleanType(), "true", "Whether an object's z axis follows the surface's normal; if not, it stays upright.");

    internal static readonly Section<PlacementStrategy> Section = new("place on a mesh",
        "Standing on the surface of any mesh, uniform over its area: the object's lowest vertex along the normal touches the triangle's plane. Turned at random about its own vertical, where the object does not say.",
        [Mesh, Tilt, Align, OnSurface.GapKey, OnSurface.OverlapKey], r =>
        {
            if (r.Get(Mesh) == OnSurface.Ground && !r.Context.Surroundings.Contains(OnSurface.Ground))
                throw r.NodeOf(Mesh).Error("the ground is endless.", "Use 'on: ground', or declare a plane under 'surroundings'.");
            var (low, high) = r.Get(Tilt);
            return new OnMesh(r.Get(Mesh), (low == high ? 0 : low, high), r.Get(Align), r.Get(OnSurface.GapKey), r.Get(OnSurface.OverlapKey), RandomRotation(r.Context, "z"));
        });

    public override string MeshName => meshName;

    public override double? Gap => overlap ? null : gap;

    /// <summary>Cosines of the tilts between which the surface's normal may lie: least, greatest.</summary>
    public (double Least, double Greatest) TiltCosines => (PortableMath.SinCosDegrees(tilt.High).Cos, PortableMath.SinCosDegrees(tilt.Low).Cos);

    public override Pose? Propose(PlacementTry wanted, out string reason)
    {
        var (mesh, stream) = (wanted.Mesh!, wanted.Stream);
        var (at, u, v) = (stream.NextUnit(), stream.NextUnit(), stream.NextUnit());
        reason = $"without a part of '{meshName}' that has this tilt";
        if (mesh.Area <= 0)
            return null;
        reason = "";
        var (point, normal) = mesh.At(at, u, v);
        var pose = align ? wanted.Pose.Turned(Sampling.Rotation.Between(new(0, 0, 1), normal)) : wanted.Pose;
        // Its middle lies over the point, its lowest vertex on the plane.
        var (x, y) = Double3.Basis(normal);
        var (low, minX, maxX, minY, maxY) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var vertex in wanted.Shape.Hull.Vertices)
        {
            var p = pose.Apply(vertex);
            var (px, py) = (Double3.Dot(p, x), Double3.Dot(p, y));
            (low, minX, maxX, minY, maxY) = (Math.Min(low, Double3.Dot(p, normal)), Math.Min(minX, px), Math.Max(maxX, px), Math.Min(minY, py), Math.Max(maxY, py));
        }
        return pose with { Position = point - normal * low - x * ((minX + maxX) / 2) - y * ((minY + maxY) / 2) };
    }
}
