using System.Text.Json.Nodes;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Cameras;

/// <summary>The objects of a frame as a ball: what a camera looks at that is not told where to look.</summary>
internal readonly record struct Focus(Double3 Center, double Radius);

/// <summary>The <c>camera:</c> of a scene: a pinhole camera, where it stands and where it looks.</summary>
internal sealed class CameraDescription
{
    /// <summary>Where the distance is not given, there is this much room around the ball that holds the objects.</summary>
    private const double Margin = 1.05;

    private static readonly SampledType<double> Degrees = new(new NumberType("degrees"));
    private static readonly SampledType<Double3> Point = new(new PointType("point", "metres"));

    private static readonly Key<Value<double>> FovKey = new("fov_deg", new SampledType<double>(new NumberType("degrees", 1, 170)), "45",
        "Horizontal field of view.", "{ uniform: [40, 60] }");

    private static readonly Key<Intrinsics> IntrinsicsKey = new("K", Intrinsics.Section, null, "Intrinsics in pixels, instead of fov_deg.",
        "{ fx: 600, fy: 600, cx: 320, cy: 240, pixel_center: 0.5 }");

    private static readonly Key<Value<Double3>> PositionKey = new("position", Point, null,
        "Where it stands. Default: away from look_at by distance, elevation_deg and azimuth_deg.", "{ shell: { radius: [0.7, 1.3], elevation_deg: [15, 70] } }");

    private static readonly Key<Value<Double3>> LookAtKey = new("look_at", Point, null,
        "What it points at. Default: the middle of the frame's objects.", "[0, 0, 0.1]");

    private static readonly Key<Value<double>> DistanceKey = new("distance", new SampledType<double>(new NumberType("metres", 1e-6)), null,
        "From look_at. Default: so that the frame's objects fill the picture.", "[0.8, 1.2]");

    private static readonly Key<Value<double>> ElevationKey = new("elevation_deg", new SampledType<double>(new NumberType("degrees", -90, 90)), "30",
        "Height above the horizon, seen from look_at.", "[15, 70]");

    private static readonly Key<Value<double>> AzimuthKey = new("azimuth_deg", Degrees, "-60",
        "Counter-clockwise from +X seen from above, from look_at.", "[0, 360]");

    private static readonly Key<Value<Double3>> UpKey = new("up", new SampledType<Double3>(new PointType("direction", "any length")), "[0, 0, 1]",
        "What is up in the picture.");

    private static readonly Key<Value<double>> RollKey = new("roll_deg", Degrees, "0", "Turns the camera clockwise about its viewing direction.",
        "{ normal: { mean: 0, std: 4, min: -10, max: 10 } }");

    private static readonly Key<Pose34> PoseKey = new("world_to_camera", new Pose34Type(), null,
        "Extrinsics [R | t] as three rows of four, OpenCV axes (x right, y down, z forward), instead of position, look_at and so on.",
        "[[1, 0, 0, 0], [0, -1, 0, 0], [0, 0, -1, 2]]");

    private static readonly Key<double> NearKey = new("near", new NumberType("metres", 1e-6), "0.01", "Nothing nearer than this, along the axis, is seen.");

    internal static readonly Section<CameraDescription> Section = new("camera",
        "A pinhole camera. Told nothing, it looks at the frame's objects from the front, a little above, so that they fill the picture.",
        [
            FovKey, IntrinsicsKey, PositionKey, LookAtKey, DistanceKey, ElevationKey, AzimuthKey, UpKey, RollKey, PoseKey, NearKey,
        ], Read);

    public required Value<double> FovDeg { get; init; }

    public Intrinsics? K { get; init; }

    public Value<Double3>? Position { get; init; }

    public Value<Double3>? LookAt { get; init; }

    public Value<double>? Distance { get; init; }

    public required Value<double> ElevationDeg { get; init; }

    public required Value<double> AzimuthDeg { get; init; }

    public required Value<Double3> Up { get; init; }

    public required Value<double> RollDeg { get; init; }

    public Pose34? WorldToCamera { get; init; }

    public double Near { get; init; }

    /// <param name="key">The frame.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="focus">The frame's objects.</param>
    /// <exception cref="RenderException">The camera stands where it looks.</exception>
    public FrameCamera Draw(DrawKey key, int width, int height, Focus focus)
    {
        double fx, fy, cx, cy;
        if (K is not null)
        {
            (fx, fy, cx, cy) = K.Draw(key);
        }
        else
        {
            var (sin, cos) = PortableMath.SinCosDegrees(FovDeg.Draw(key) / 2);
            fx = fy = width / 2.0 * cos / sin;
            (cx, cy) = (width / 2.0, height / 2.0);
        }
        return new()
        {
            Fx = (float)fx,
            Fy = (float)fy,
            Cx = (float)cx,
            Cy = (float)cy,
            WorldToCamera = (WorldToCamera ?? Looking(key, Math.Min(width / fx, height / fy) / 2, focus)).ToSingle(),
            Near = (float)Near,
        };
    }

    /// <summary>Extrinsics of a camera at its drawn position that looks at its target.</summary>
    /// <param name="key">The frame.</param>
    /// <param name="tangent">Tangent of half the narrower field of view.</param>
    /// <param name="focus">The frame's objects.</param>
    private Pose34 Looking(DrawKey key, double tangent, Focus focus)
    {
        var target = LookAt?.Draw(key) ?? focus.Center;
        var sine = tangent / Math.Sqrt(1 + tangent * tangent);
        var eye = Position?.Draw(key) ?? target
            + Double3.FromAngles(AzimuthDeg.Draw(key), ElevationDeg.Draw(key)) * (Distance?.Draw(key) ?? focus.Radius * Margin / sine);
        var forward = target - eye;
        if (forward.Length < 1e-9)
            throw new RenderException(Failure.InvalidInput, "the camera stands exactly where it looks.", $"frame {key.Frame}",
                "Keep camera.position and camera.look_at apart.");
        forward = forward.Normalized();
        var right = Double3.Cross(forward, Up.Draw(key));
        // Straight along 'up' any direction would do: the world's +Y is then up in the picture.
        if (right.Length < 1e-9)
            right = Double3.Cross(forward, new(0, 1, 0));
        if (right.Length < 1e-9)
            right = Double3.Cross(forward, new(0, 0, 1));
        right = right.Normalized();
        var down = Double3.Cross(forward, right);
        var (sin, cos) = PortableMath.SinCosDegrees(RollDeg.Draw(key));
        (right, down) = (right * cos + down * sin, down * cos - right * sin);
        return new(right, down, forward, -new Double3(Double3.Dot(right, eye), Double3.Dot(down, eye), Double3.Dot(forward, eye)));
    }

    private static CameraDescription Read(SectionReader r)
    {
        if (r.Has(IntrinsicsKey))
            r.Forbid(FovKey, "'K' is given");
        if (r.Has(PoseKey))
            foreach (var key in (Key[])[PositionKey, LookAtKey, DistanceKey, ElevationKey, AzimuthKey, UpKey, RollKey])
                r.Forbid(key, "'world_to_camera' is given");
        if (r.Has(PositionKey))
            foreach (var key in (Key[])[DistanceKey, ElevationKey, AzimuthKey])
                r.Forbid(key, "'position' is given");
        return new()
        {
            FovDeg = r.Get(FovKey),
            K = r.Find(IntrinsicsKey),
            Position = r.Find(PositionKey),
            LookAt = r.Find(LookAtKey),
            Distance = r.Find(DistanceKey),
            ElevationDeg = r.Get(ElevationKey),
            AzimuthDeg = r.Get(AzimuthKey),
            Up = r.Get(UpKey),
            RollDeg = r.Get(RollKey),
            WorldToCamera = r.Find(PoseKey),
            Near = r.Get(NearKey),
        };
    }

    private sealed class Pose34Type : NodeType<Pose34>
    {
        public override string Describe => "three rows of four numbers [R | t] with a rotation R";

        public override Pose34 Read(Node node, ReadContext context)
        {
            if (node is not ListNode { Items.Count: 3 } rows)
                throw Expected(node);
            var m = rows.Items.Select(row => Numbers.Read(row, 4, double.NegativeInfinity, this)).ToArray();
            var pose = new Pose34(new(m[0][0], m[0][1], m[0][2]), new(m[1][0], m[1][1], m[1][2]), new(m[2][0], m[2][1], m[2][2]),
                new(m[0][3], m[1][3], m[2][3]));
            return pose.IsRotation(1e-3) ? pose : throw node.Error("the left three columns are not a rotation (orthonormal, determinant +1).");
        }

        public override JsonObject Schema(SchemaDefinitions definitions) => Numbers.ListSchema(Numbers.Schema(4, double.NegativeInfinity), 3);
    }
}
