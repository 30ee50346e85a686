using Render.Core.Cameras;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>
/// What stands in a frame so far, and whether another object may stand somewhere: exactly on the meshes, and as the frame's cameras see it. In double precision on
/// the CPU, never from rendered output.
/// </summary>
/// <param name="cameras">Of the frame; not asked for unless something needs them.</param>
/// <param name="width">Pixels.</param>
/// <param name="height">Pixels.</param>
internal sealed class PlacedScene(Lazy<FrameCamera[]> cameras, int width, int height)
{
    /// <summary>Rays over the box around an object's projection, each way.</summary>
    private const int RaysAcross = 12;

    private sealed record Thing(string Name, ModelShape Shape, Pose Pose, Footprint Footprint);

    /// <summary>What one camera sees of an object that must stay visible.</summary>
    /// <param name="Alone">Rays that meet it where nothing else is.</param>
    /// <param name="Seen">Points of the image at which it is seen.</param>
    /// <param name="IsFine">Whether all else holds that is said of the camera.</param>
    private sealed record Sight(int Alone, List<(double X, double Y)> Seen, bool IsFine);

    private sealed record Watched(Thing Thing, Requirements Wishes, Sight[] Sights);

    private readonly List<Thing> _things = [];
    private readonly List<Watched> _watched = [];
    private Watched? _candidate;
    private List<Sight[]>? _left;

    /// <summary>Something that stands and is not asked.</summary>
    public void Stand(string name, ModelShape shape, Pose pose, Footprint footprint) => _things.Add(new(name, shape, pose, footprint));

    /// <summary>Why an object cannot stand there; null: it can, and <see cref="Accept"/> lets it.</summary>
    /// <param name="wishes">Of its group; null: none, but it may hide others.</param>
    /// <param name="shape">Of its model.</param>
    /// <param name="pose">Where.</param>
    /// <param name="footprint">Of that.</param>
    /// <param name="up">What is up in the model's own axes.</param>
    /// <param name="standsOn">What it is meant to touch.</param>
    public string? Refusal(Requirements? wishes, ModelShape shape, Pose pose, Footprint footprint, Double3 up, string? standsOn)
    {
        (_candidate, _left) = (null, null);
        if (wishes is null && _watched.Count == 0)
            return null;
        var thing = new Thing("", shape, pose, footprint);
        if (wishes?.UprightCosine is { } least && (pose with { Position = Double3.Zero }).Apply(up).Normalized().Z < least)
            return "less upright than upright_deg allows";
        if (wishes is { Clear: true })
            foreach (var other in _things)
                if (other.Name != standsOn && MayMeet(footprint, other.Footprint) && MeshOverlap.Meet(shape, pose, other.Shape, other.Pose))
                    return $"running into '{other.Name}'";
        Sight[] sights = [];
        if (wishes?.CameraPlace is not null && RefusedByCameras(wishes, thing, out sights) is { } refused)
            return refused;
        _left = [];
        foreach (var watched in _watched)
        {
            var left = Left(watched, thing);
            if (!IsVisible(watched.Wishes, left))
                return $"hiding '{watched.Thing.Name}' below its 'visible'";
            _left.Add(left);
        }
        if (wishes is { Visible: > 0 })
            _candidate = new(thing, wishes, sights);
        return null;
    }

    /// <summary>Lets the object stand that was not refused last.</summary>
    public void Accept(string name, ModelShape shape, Pose pose, Footprint footprint)
    {
        Stand(name, shape, pose, footprint);
        for (var i = 0; i < (_left?.Count ?? 0); i++)
            _watched[i] = _watched[i] with { Sights = _left![i] };
        if (_candidate is { } candidate)
            _watched.Add(candidate with { Thing = _things[^1] });
    }

    private static bool MayMeet(Footprint a, Footprint b) => a.MinZ <= b.MaxZ && b.MinZ <= a.MaxZ
        && a.Box.MinX <= b.Box.MaxX && b.Box.MinX <= a.Box.MaxX && a.Box.MinY <= b.Box.MaxY && b.Box.MinY <= a.Box.MaxY;

    private string? RefusedByCameras(Requirements wishes, Thing thing, out Sight[] sights)
    {
        var all = cameras.Value;
        sights = new Sight[all.Length];
        string? first = null;
        var fine = 0;
        for (var i = 0; i < all.Length; i++)
        {
            var reason = RefusedByCamera(wishes, thing, all[i], out sights[i]);
            if (reason is null)
                fine++;
            first ??= reason;
            if (reason is not null && !wishes.InAny)
                break;
        }
        return first is null || (wishes.InAny && fine > 0) ? null : first;
    }

    private string? RefusedByCamera(Requirements wishes, Thing thing, FrameCamera camera, out Sight sight)
    {
        sight = new(0, [], IsFine: false);
        var view = Affine.Of(camera.WorldToCamera);
        var box = thing.Footprint.Box;
        var middle = new Double3((box.MinX + box.MaxX) / 2, (box.MinY + box.MaxY) / 2, (thing.Footprint.MinZ + thing.Footprint.MaxZ) / 2);
        if (wishes.Distance is { } distance && view.Point(middle).Length is var far && (far < distance.Low || far > distance.High))
            return far < distance.Low ? "nearer to the camera than 'distance'" : "farther from the camera than 'distance'";
        if (Projected(thing, camera, view) is not { } seen)
            return wishes.InView > 0 ? "less in view than 'in_view'" : wishes.Visible > 0 ? "less visible than 'visible'" : null;
        var (inX, inY) = (Math.Min(seen.MaxX, width) - Math.Max(seen.MinX, 0), Math.Min(seen.MaxY, height) - Math.Max(seen.MinY, 0));
        var part = Math.Max(0, inX) * Math.Max(0, inY) / Math.Max((seen.MaxX - seen.MinX) * (seen.MaxY - seen.MinY), 1e-12);
        if (part < wishes.InView)
            return "less in view than 'in_view'";
        if (wishes.Visible > 0)
        {
            sight = Look(thing, camera, view, seen);
            if (sight.Seen.Count < wishes.Visible * sight.Alone || sight.Seen.Count == 0)
                return "less visible than 'visible'";
        }
        return null;
    }

    /// <summary>The box around the image of its hull, pixels; null where a part is behind the camera or outside of its lens.</summary>
    private static (double MinX, double MinY, double MaxX, double MaxY)? Projected(Thing thing, FrameCamera camera, Affine view)
    {
        var lens = camera.Lens is null ? null : new LensProjection(camera);
        var (minX, minY, maxX, maxY) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        foreach (var vertex in thing.Shape.Hull.Vertices)
        {
            var p = view.Point(thing.Pose.Apply(vertex));
            (double X, double Y)? at = lens is not null ? lens.Project(p)
                : p.Z < camera.Near ? null : (camera.Fx * p.X / p.Z + camera.Cx, camera.Fy * p.Y / p.Z + camera.Cy);
            if (at is not { } point)
                return null;
            (minX, minY, maxX, maxY) = (Math.Min(minX, point.X), Math.Min(minY, point.Y), Math.Max(maxX, point.X), Math.Max(maxY, point.Y));
        }
        return (minX, minY, maxX, maxY);
    }

    private Sight Look(Thing thing, FrameCamera camera, Affine view, (double MinX, double MinY, double MaxX, double MaxY) box)
    {
        RayView alone = new(camera, [Instance(thing, view)]), among = new(camera, [Instance(thing, view), .. _things.Select(t => Instance(t, view))]);
        var (met, seen) = (0, new List<(double, double)>());
        for (var i = 0; i < RaysAcross * RaysAcross; i++)
        {
            var x = box.MinX + (box.MaxX - box.MinX) * (i % RaysAcross + 0.5) / RaysAcross;
            var y = box.MinY + (box.MaxY - box.MinY) * (i / RaysAcross + 0.5) / RaysAcross;
            if (alone.Cast(x, y).Instance == 0)
                continue;
            met++;
            if (x >= 0 && x < width && y >= 0 && y < height && among.Cast(x, y).Instance == 1)
                seen.Add((x, y));
        }
        return new(met, seen, IsFine: true);
    }

    /// <summary>What remains to be seen of an object when another one stands there too.</summary>
    private Sight[] Left(Watched watched, Thing other) => [.. watched.Sights.Select((sight, i) =>
    {
        if (sight is not { IsFine: true })
            return sight;
        var view = Affine.Of(cameras.Value[i].WorldToCamera);
        var both = new RayView(cameras.Value[i], [Instance(other, view), Instance(watched.Thing, view)]);
        return sight with { Seen = [.. sight.Seen.Where(at => both.Cast(at.X, at.Y).Instance != 1)] };
    })];

    private static bool IsVisible(Requirements wishes, Sight[] sights)
    {
        bool IsFine(Sight? sight) => sight is { IsFine: true } && sight.Seen.Count > 0 && sight.Seen.Count >= wishes.Visible * sight.Alone;
        return wishes.InAny ? sights.Any(IsFine) : sights.All(IsFine);
    }

    private static RayView.Instance Instance(Thing thing, Affine view) => new(thing.Shape.Tree, view.After(Affine.Of(thing.Pose.ToSingle())), null);
}
