using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Cameras;

/// <summary>The <c>trajectory:</c> of a camera: points that it passes at given images.</summary>
internal sealed class Trajectory
{
    private static readonly Key<long> AtKey = new("at", new IntegerType(0, 999_999_999_999), null,
        "The image at which it is there: the frame, or frame times views plus view where there are views.", "24", required: true);

    private static readonly Key<Double3> PositionKey = new("position", new PointType("point", "metres"), null, "Where it is then.", "[1, -1, 0.5]", required: true);

    private static readonly Key<Double3> LookAtKey = new("look_at", new PointType("point", "metres"), null,
        "What it looks at then; in all points or in none. Default: the camera's look_at.", "[0, 0, 0.1]");

    private static readonly Section<Waypoint> PointSection = new("trajectory point", "A point of a trajectory.", [AtKey, PositionKey, LookAtKey],
        r => new(r.Get(AtKey), r.Get(PositionKey), r.Has(LookAtKey) ? r.Get(LookAtKey) : null, r.Node));

    private static readonly Key<IReadOnlyList<Waypoint>> PointsKey = new("points", new ListType<Waypoint>(PointSection), null,
        "In the order of their 'at'. Before the first and after the last the camera stands.",
        "[{ at: 0, position: [1, -1, 0.5] }, { at: 24, position: [1, 1, 0.5] }]", required: true);

    private static readonly Key<bool> PathKey = new("path", new WordType<bool>("path", ("smooth", true), ("straight", false)), "smooth",
        "Between the points: smooth (Catmull and Rom, 1974) or straight.");

    internal static readonly Section<Trajectory> Section = new("trajectory", "A way that the camera takes from image to image.", [PointsKey, PathKey], Read);

    private readonly Waypoint[] _nodes;
    private readonly bool _smooth;

    private Trajectory(Waypoint[] nodes, bool smooth) => (_nodes, _smooth) = (nodes, smooth);

    /// <summary>Whether it says what the camera looks at.</summary>
    public bool Looks => _nodes[0].LookAt is not null;

    /// <summary>Where the camera is at an image.</summary>
    public Double3 Position(long step) => At(step, node => node.Position);

    /// <summary>What it looks at, where <see cref="Looks"/>.</summary>
    public Double3 LookAt(long step) => At(step, node => node.LookAt!.Value);

    private static Trajectory Read(SectionReader r)
    {
        var nodes = r.Get(PointsKey);
        for (var i = 1; i < nodes.Count; i++)
        {
            if (nodes[i].At <= nodes[i - 1].At)
                throw nodes[i].Place.Error($"its 'at: {nodes[i].At}' is not after that of the point before, {nodes[i - 1].At}.", "Put the points in the order of time.");
            if (nodes[i].LookAt is null != nodes[0].LookAt is null)
                throw nodes[i].Place.Error("some points have a 'look_at' and some have none.", "Give it in all of them or in none.");
        }
        return new([.. nodes], r.Get(PathKey));
    }

    private Double3 At(long step, Func<Waypoint, Double3> value)
    {
        var next = Array.FindIndex(_nodes, node => node.At > step);
        if (next <= 0)
            return value(_nodes[next == 0 ? 0 : ^1]);
        var (a, b) = (_nodes[next - 1], _nodes[next]);
        var (length, s) = (b.At - a.At, (step - a.At) / (double)(b.At - a.At));
        if (!_smooth)
            return value(a) * (1 - s) + value(b) * s;
        // Cubic Hermite; the speed at a point is that from the point before it to the one after.
        Double3 Speed(int i)
        {
            var (before, after) = (_nodes[Math.Max(i - 1, 0)], _nodes[Math.Min(i + 1, _nodes.Length - 1)]);
            return (value(after) - value(before)) * ((double)length / (after.At - before.At));
        }
        var (s2, s3) = (s * s, s * s * s);
        return value(a) * (2 * s3 - 3 * s2 + 1) + Speed(next - 1) * (s3 - 2 * s2 + s) + value(b) * (3 * s2 - 2 * s3) + Speed(next) * (s3 - s2);
    }

    private sealed record Waypoint(long At, Double3 Position, Double3? LookAt, Node Place);
}
