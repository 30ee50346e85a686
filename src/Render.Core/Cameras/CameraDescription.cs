using System.Text.Json.Nodes;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Cameras;

/// <summary>The objects of a frame as a ball: what a camera looks at that is not told where to look.</summary>
internal readonly record struct Focus(Double3 Center, double Radius);

/// <summary>The <c>camera:</c> of a scene, or one of its <c>cameras:</c>: what it sees, where it stands and where it looks.</summary>
internal sealed class CameraDescription
{
    /// <summary>Where the distance is not given, there is this much room around the ball that holds the objects.</summary>
    private const double Margin = 1.05;

    private const double DefaultNear = 0.01;

    /// <summary>What is shorter has no direction.</summary>
    private const double LeastLength = 1e-12;

    private const string UpRemedy = "Any length above 0 will do: [0, 0, 1] is the world's own.";

    private static readonly SampledType<double> Degrees = new(new NumberType("degrees"));
    private static readonly SampledType<Double3> Point = new(new PointType("point", "metres"));

    private static readonly Key<Value<double>> FovKey = new("fov_deg", new SampledType<double>(new NumberType("degrees", 1, 170)), "45",
        "Horizontal field of view.", "{ uniform: [40, 60] }");

    private static readonly Key<Intrinsics> IntrinsicsKey = new("K", Intrinsics.Section, null, "Intrinsics in pixels, instead of fov_deg.",
        "{ fx: 600, fy: 600, cx: 320, cy: 240, pixel_center: 0.5 }");

    private static readonly Key<Value<double>> FocalLengthKey = new("focal_length_mm", new SampledType<double>(new NumberType("millimetres", 1e-3, 1e5)), null,
        "Focal length, with sensor_width_mm, instead of fov_deg.", "[24, 70]");

    private static readonly Key<double> SensorWidthKey = new("sensor_width_mm", new NumberType("millimetres", 1e-3, 1e4), null,
        "Width of what the image's width shows of the sensor.", "36");

    private static readonly Key<LensDescription> LensKey = new("lens", LensDescription.Section, null, LensDescription.Section.Doc + " Default: none, a pinhole.",
        "{ fisheye: { fov_deg: 185 } }");

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

    private static readonly Key<Orbit> OrbitKey = new("orbit", Orbit.Section, null, Orbit.Section.Doc, "{ steps: 36 }");

    private static readonly Key<Trajectory> TrajectoryKey = new("trajectory", Trajectory.Section, null, Trajectory.Section.Doc,
        "{ points: [{ at: 0, position: [1, -1, 0.5] }, { at: 24, position: [1, 1, 0.5] }] }");

    private static readonly Key<Value<Double3>> OffsetOfLookAtKey = new("look_at_offset", Point, "[0, 0, 0]", "Added to what it points at.",
        "{ box: { min: [-0.1, -0.1, 0], max: [0.1, 0.1, 0.1] } }");

    private static readonly Key<Value<(double X, double Y)>> OffCentreKey = new("look_at_px", new SampledType<(double X, double Y)>(new PairType("place", "pixels")), "[0, 0]",
        "Where in the picture look_at is seen, pixels to the right of and below the principal point.", "{ uniform: { min: [-80, -60], max: [80, 60] } }");

    internal static readonly Key<string> RelativeKey = new("relative_to", new TextType("name of a camera"), null,
        "A camera above this one in 'cameras:', from which this one's place is counted. Where this one says nothing of fov_deg, focal_length_mm, K and lens, they are those of that one, as drawn.", "left");

    private static readonly Key<Value<Double3>> RigOffsetKey = new("offset", Point, "[0, 0, 0]",
        "With relative_to: where this camera is, in that one's axes (x right, y down, z forward); a stereo pair has its baseline here.", "[0.12, 0, 0]");

    private static readonly Key<Value<Rotation>> RigRotationKey = new("rotation_deg", new SampledType<Rotation>(new RotationType()), "[0, 0, 0]",
        "With relative_to: how this camera is turned, about that one's axes.", "[0, 30, 0]");

    private static readonly Key<Value<Double3>> UpKey = new("up", new SampledType<Double3>(new PointType("direction", "any length")), "[0, 0, 1]",
        "What is up in the picture.");

    private static readonly Key<Value<double>> RollKey = new("roll_deg", Degrees, "0", "Turns the camera clockwise about its viewing direction.",
        "{ normal: { mean: 0, std: 4, min: -10, max: 10 } }");

    private static readonly Key<Pose34> PoseKey = new("world_to_camera", new Pose34Type(), null,
        "Extrinsics [R | t] as three rows of four, OpenCV axes (x right, y down, z forward), instead of position, look_at and so on.",
        "[[1, 0, 0, 0], [0, -1, 0, 0], [0, 0, -1, 2]]");

    private static readonly Key<double> NearKey = new("near", new NumberType("metres", 1e-6), "0.01", "Nothing nearer than this, along the axis, is seen.");

    internal static readonly Section<CameraDescription> Section = new("camera",
        "A camera. Told nothing, it is a pinhole that looks at the frame's objects from the front, a little above, so that they fill the picture.",
        [
            FovKey, IntrinsicsKey, FocalLengthKey, SensorWidthKey, LensKey, PositionKey, LookAtKey, OffsetOfLookAtKey, OffCentreKey, DistanceKey, ElevationKey, AzimuthKey, OrbitKey,
            TrajectoryKey, UpKey, RollKey, PoseKey, RelativeKey, RigOffsetKey, RigRotationKey, NearKey, CommonKeys.Stream,
        ], Read);

    /// <summary>As the frame's cameras are called.</summary>
    public required string Name { get; init; }

    /// <summary>Null: it stands by itself.</summary>
    public RigPlace? Place { get; init; }

    /// <summary>Null: as <see cref="Place"/>'s camera, or by another of these.</summary>
    public Value<double>? FovDeg { get; init; }

    public Intrinsics? K { get; init; }

    public Value<double>? FocalLengthMm { get; init; }

    public double SensorWidthMm { get; init; }

    public LensDescription? Lens { get; init; }

    public Orbit? Orbit { get; init; }

    public Trajectory? Trajectory { get; init; }

    public required Value<Double3> LookAtOffset { get; init; }

    public required Value<(double X, double Y)> LookAtPx { get; init; }

    public Value<Double3>? Position { get; init; }

    public Value<Double3>? LookAt { get; init; }

    public Value<double>? Distance { get; init; }

    public required Value<double> ElevationDeg { get; init; }

    public required Value<double> AzimuthDeg { get; init; }

    public required Value<Double3> Up { get; init; }

    public required Value<double> RollDeg { get; init; }

    public Pose34? WorldToCamera { get; init; }

    /// <summary>Null: as <see cref="Place"/>'s camera.</summary>
    public double? Near { get; init; }

    /// <summary>Whether it looks at the frame's objects, or keeps its distance from them, without being told where those are.</summary>
    public bool DependsOnObjects => Place is null && WorldToCamera is null
        && ((LookAt is null && Trajectory is not { Looks: true }) || (Position is null && Trajectory is null && Distance is null));

    /// <param name="view">Which view of which frame.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="focus">The frame's objects.</param>
    /// <param name="reference">The drawn camera that <see cref="Place"/> names.</param>
    /// <exception cref="RenderException">The camera stands where it looks.</exception>
    public FrameCamera Draw(ViewKey view, int width, int height, Focus focus, FrameCamera? reference)
    {
        if (!SaysOptics && reference is not null)
            return reference with { Name = Name, Near = (float)(Near ?? reference.Near), WorldToCamera = Place!.Of(reference, view.Key, view.View).ToSingle() };
        var (fx, fy, cx, cy, lens, fov) = DrawOptics(view, width, height);
        var optics = new FrameCamera
        {
            Name = Name,
            Fx = (float)fx,
            Fy = (float)fy,
            Cx = (float)cx,
            Cy = (float)cy,
            WorldToCamera = [],
            Near = (float)(Near ?? DefaultNear),
            Lens = lens,
        };
        if (lens is not null)
            LensDescription.CheckImage(optics, fov, width, view.Key);
        var pose = Place?.Of(reference!, view.Key, view.View) ?? WorldToCamera ?? Looking(view, optics, HalfFieldSine(width / fx, height / fy), focus);
        return optics with { WorldToCamera = pose.ToSingle() };
    }

    private bool SaysOptics => FovDeg is not null || K is not null || FocalLengthMm is not null || Lens is not null;

    private (double Fx, double Fy, double Cx, double Cy, FrameLens? Lens, double? FisheyeFovDeg) DrawOptics(ViewKey view, int width, int height)
    {
        var (key, number) = (view.Key, view.View);
        var lens = Lens?.Draw(key, number);
        double fx, fy, cx = width / 2.0, cy = height / 2.0;
        double? fisheye = null;
        if (K is not null)
        {
            (fx, fy, cx, cy) = K.Draw(key, number);
        }
        else if (FocalLengthMm is not null)
        {
            fx = fy = FocalLengthMm.Draw(key, number) / SensorWidthMm * width;
        }
        else if (Lens is { IsFisheye: true })
        {
            fisheye = Lens.FovDeg?.Draw(key, number) ?? 180;
            fx = fy = LensDescription.Focal(lens!, fisheye.Value, width, key);
        }
        else
        {
            var (sin, cos) = PortableMath.SinCosDegrees(FovDeg!.Draw(key, number) / 2);
            fx = fy = width / 2.0 * cos / sin;
        }
        return (fx, fy, cx, cy, lens, fisheye);
    }

    /// <summary>Extrinsics of a camera at its drawn position that looks at its target.</summary>
    /// <param name="view">Which view of which frame.</param>
    /// <param name="optics">Of the camera.</param>
    /// <param name="sine">Of half the narrower field of view.</param>
    /// <param name="focus">The frame's objects.</param>
    private Pose34 Looking(ViewKey view, FrameCamera optics, double sine, Focus focus)
    {
        var (key, number) = (view.Key, view.View);
        var target = (Trajectory is { Looks: true } ? Trajectory.LookAt(view.Step) : LookAt?.Draw(key, number) ?? focus.Center) + LookAtOffset.Draw(key, number);
        var eye = Trajectory?.Position(view.Step) ?? Position?.Draw(key, number) ?? target
            + Double3.FromAngles(Orbit?.Azimuth(view.Step) ?? AzimuthDeg.Draw(key, number), ElevationDeg.Draw(key, number))
            * (Distance?.Draw(key, number) ?? focus.Radius * Margin / sine);
        var forward = target - eye;
        if (forward.Length < 1e-9)
            throw new RenderException(Failure.InvalidInput, "the camera stands exactly where it looks.", $"frame {key.Frame}",
                "Keep camera.position and camera.look_at apart.");
        forward = forward.Normalized();
        var up = Up.Draw(key, number);
        if (up.Length <= LeastLength)
            throw new RenderException(Failure.InvalidInput, "the camera's 'up' is a zero vector.", $"frame {key.Frame}", UpRemedy);
        var right = Double3.Cross(forward, up);
        // Straight along 'up' any direction would do: the world's +Y is then up in the picture.
        if (right.Length < 1e-9)
            right = Double3.Cross(forward, new(0, 1, 0));
        if (right.Length < 1e-9)
            right = Double3.Cross(forward, new(0, 0, 1));
        right = right.Normalized();
        var down = Double3.Cross(forward, right);
        var (sin, cos) = PortableMath.SinCosDegrees(RollDeg.Draw(key, number));
        (right, down) = (right * cos + down * sin, down * cos - right * sin);
        var (x, y) = LookAtPx.Draw(key, number);
        if (x != 0 || y != 0)
            (right, down, forward) = Aimed(right, down, forward, Seen(optics, x, y, key));
        return new(right, down, forward, -new Double3(Double3.Dot(right, eye), Double3.Dot(down, eye), Double3.Dot(forward, eye)));
    }

    /// <summary>Sine of half the narrower field of view, 1 from 90 degrees on; what a lens adds to or takes from it at the rim is left out.</summary>
    /// <param name="across">Width over focal length.</param>
    /// <param name="down">Height over focal length.</param>
    private double HalfFieldSine(double across, double down)
    {
        var half = Math.Min(across, down) / 2;
        return Lens is { IsFisheye: true } ? PortableMath.SinCosDegrees(Math.Min(half * (180 / Math.PI), 90)).Sin : half / Math.Sqrt(1 + half * half);
    }

    /// <summary>The unit direction, in camera space, that is seen so many pixels from the principal point.</summary>
    private static Double3 Seen(FrameCamera optics, double x, double y, DrawKey key) => optics.Lens is null
        ? new Double3(x / optics.Fx, y / optics.Fy, 1).Normalized()
        : new LensProjection(optics with { Cx = 0, Cy = 0 }).Direction(x, y)
            ?? throw new RenderException(Failure.InvalidInput, "look_at_px lies where the lens shows nothing.", $"frame {key.Frame}", "Keep it within the image circle.");

    /// <summary>The axes of a camera turned, by the shortest way, so that what was straight ahead is seen in a direction of camera space.</summary>
    private static (Double3 Right, Double3 Down, Double3 Forward) Aimed(Double3 right, Double3 down, Double3 forward, Double3 seen)
    {
        // Rodrigues: I + [v] + [v]^2 / (1 + c) for v = z x seen, c = seen . z.
        var (x, y, s) = (seen.X, seen.Y, 1 / (1 + seen.Z));
        return (right * (1 - x * x * s) + down * (-x * y * s) + forward * x,
            right * (-x * y * s) + down * (1 - y * y * s) + forward * y,
            right * -x + down * -y + forward * seen.Z);
    }

    private static CameraDescription Read(SectionReader r)
    {
        if (r.Has(IntrinsicsKey))
            foreach (var key in (Key[])[FovKey, FocalLengthKey])
                r.Forbid(key, "'K' is given");
        if (r.Has(FocalLengthKey) != r.Has(SensorWidthKey))
            throw r.Node.Error("'focal_length_mm' and 'sensor_width_mm' belong together.", "Give both or none of them.");
        if (r.Has(FocalLengthKey))
            r.Forbid(FovKey, "'focal_length_mm' is given");
        if (r.Context.Path == "camera")
            foreach (var key in (Key[])[RelativeKey, CommonKeys.Stream])
                r.Forbid(key, "there is one camera only; several stand in 'cameras'");
        ForbidPlaces(r);
        var (lens, relative) = (r.Find(LensKey), r.Find(RelativeKey));
        if (lens is { IsFisheye: true })
        {
            r.Forbid(FovKey, "the fisheye has a fov_deg of its own");
            if (lens.FovDeg is not null && (r.Has(IntrinsicsKey) || r.Has(FocalLengthKey)))
                throw r.NodeOf(LensKey).Error("the fisheye's 'fov_deg' has no meaning here: the camera's focal length is given.", "Remove one of them.");
        }
        var own = relative is null || r.Has(FovKey) || lens is { IsFisheye: false };
        var camera = new CameraDescription
        {
            Name = r.Context.Name,
            FovDeg = own ? r.Get(FovKey) : null,
            K = r.Find(IntrinsicsKey),
            FocalLengthMm = r.Find(FocalLengthKey),
            SensorWidthMm = r.Find(SensorWidthKey),
            Lens = lens,
            Position = r.Find(PositionKey),
            LookAt = r.Find(LookAtKey),
            LookAtOffset = r.Get(OffsetOfLookAtKey),
            LookAtPx = r.Get(OffCentreKey),
            Distance = r.Find(DistanceKey),
            ElevationDeg = r.Get(ElevationKey),
            AzimuthDeg = r.Get(AzimuthKey),
            Orbit = r.Find(OrbitKey),
            Trajectory = r.Find(TrajectoryKey),
            Up = r.Get(UpKey),
            RollDeg = r.Get(RollKey),
            WorldToCamera = r.Find(PoseKey),
            Place = relative is null ? null : new(relative, r.Get(RigOffsetKey), r.Get(RigRotationKey)),
            Near = relative is not null && !r.Has(NearKey) ? null : r.Get(NearKey),
        };
        camera.CheckConstants(r);
        return camera;
    }

    /// <summary>Refuses constants that make no camera, with their place; what is drawn is checked in its frame.</summary>
    private void CheckConstants(SectionReader r)
    {
        if (Up.IsConstant && Up.Base.Length <= LeastLength)
            throw r.NodeOf(UpKey).Error($"the 'up' of {r.Context.Path} is a zero vector.", UpRemedy);
        if (Position is { IsConstant: true } && LookAt is { IsConstant: true } && LookAtOffset.IsConstant && (LookAt.Base + LookAtOffset.Base - Position.Base).Length < 1e-9)
            throw r.NodeOf(PositionKey).Error($"{r.Context.Path} stands exactly where it looks.", "Keep its position and look_at apart.");
    }

    /// <summary>Refuses what another way of saying the camera's place leaves without a meaning.</summary>
    private static void ForbidPlaces(SectionReader r)
    {
        void Forbid(Key with, params Key[] keys)
        {
            if (r.Has(with))
                foreach (var key in keys)
                    r.Forbid(key, $"'{with.Name}' is given");
        }
        Forbid(PoseKey, PositionKey, LookAtKey, OffsetOfLookAtKey, OffCentreKey, DistanceKey, ElevationKey, AzimuthKey, OrbitKey, TrajectoryKey, UpKey, RollKey);
        Forbid(RelativeKey, PoseKey, PositionKey, LookAtKey, OffsetOfLookAtKey, OffCentreKey, DistanceKey, ElevationKey, AzimuthKey, OrbitKey, TrajectoryKey, UpKey, RollKey);
        Forbid(TrajectoryKey, PositionKey, DistanceKey, ElevationKey, AzimuthKey, OrbitKey);
        Forbid(PositionKey, DistanceKey, ElevationKey, AzimuthKey, OrbitKey);
        Forbid(OrbitKey, AzimuthKey);
        if (!r.Has(RelativeKey))
            foreach (var key in (Key[])[RigOffsetKey, RigRotationKey])
                r.Forbid(key, "it belongs to 'relative_to'");
        if (r.Find(TrajectoryKey) is { Looks: true })
            r.Forbid(LookAtKey, "the points of the trajectory have it");
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
