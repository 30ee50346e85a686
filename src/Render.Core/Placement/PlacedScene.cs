using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>Something that stands in a frame.</summary>
/// <param name="Name">As the frame calls it.</param>
/// <param name="Shape">Of its model.</param>
/// <param name="Pose">Where.</param>
/// <param name="Footprint">Of that.</param>
/// <param name="Holes">See <see cref="PosedModel"/>.</param>
internal sealed record PlacedThing(string Name, ModelShape Shape, Pose Pose, Footprint Footprint, Lazy<CutOut?[]?>? Holes)
{
    public PosedModel Posed => new(Shape, Pose, Holes);
}

/// <summary>A ray that meets an object.</summary>
/// <param name="X">Of the point of the image, pixels.</param>
/// <param name="Y">Likewise.</param>
/// <param name="Reach">How far it goes until there: see <see cref="RayView.Reach"/>.</param>
internal readonly record struct SightRay(double X, double Y, double Reach);

/// <summary>What one camera sees of an object.</summary>
/// <param name="Alone">Rays that meet it where nothing else is.</param>
/// <param name="Seen">Those within the picture that meet it first.</param>
/// <param name="IsFine">Whether all else holds that is said of the camera.</param>
/// <param name="Camera">Its number in the frame.</param>
internal sealed record Sight(int Alone, List<SightRay> Seen, bool IsFine, int Camera)
{
    /// <summary>The shorter side of the box around the points at which it is seen.</summary>
    public double ShorterSide => Seen.Count == 0 ? 0 : Math.Min(Seen.Max(r => r.X) - Seen.Min(r => r.X), Seen.Max(r => r.Y) - Seen.Min(r => r.Y));
}

/// <summary>
/// What stands in a frame so far, and whether another object may stand somewhere: exactly on the meshes, and as the frame's cameras see it. In double precision on
/// the CPU, never from rendered output.
/// </summary>
internal sealed class PlacedScene
{
    /// <summary>Rays over the box around an object's projection, each way.</summary>
    private const int RaysAcross = 12;

    /// <param name="Thing">Must stay visible.</param>
    /// <param name="Wish">What would be broken, in words.</param>
    /// <param name="Least">Part of the rays that meet it alone that must go on meeting it first.</param>
    /// <param name="InAny">Whether that may hold for one camera only.</param>
    /// <param name="LeastSide">Of the box around the points at which it is seen, pixels.</param>
    /// <param name="Sights">One for each camera that counts.</param>
    private sealed record Watched(PlacedThing Thing, string Wish, double Least, bool InAny, double LeastSide, Sight[] Sights);

    private readonly Lazy<CameraSight[]> _cameras;
    private readonly int _width;
    private readonly int _height;
    private readonly List<PlacedThing> _things = [];
    private readonly List<Watched> _watched = [];
    private Watched? _candidate;
    private List<Sight[]>? _left;

    /// <param name="cameras">Of the frame; not asked for unless something needs them.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public PlacedScene(Lazy<FrameCamera[]> cameras, int width, int height) =>
        (_cameras, _width, _height) = (new(() => Array.ConvertAll(cameras.Value, camera => new CameraSight(camera, width, height))), width, height);

    private PlacedScene(Lazy<CameraSight[]> cameras, int width, int height) => (_cameras, _width, _height) = (cameras, width, height);

    /// <summary>One of the frame's, by its number: view after view.</summary>
    public CameraSight Camera(int number) => _cameras.Value[number];

    /// <summary>Something that stands and is not asked.</summary>
    public void Stand(PlacedThing thing) => _things.Add(thing);

    /// <summary>The same, to which something may be added that this one does not know of.</summary>
    public PlacedScene Copy()
    {
        var copy = new PlacedScene(_cameras, _width, _height);
        copy._things.AddRange(_things);
        copy._watched.AddRange(_watched);
        return copy;
    }

    /// <summary>Why an object cannot stand there; null: it can, and <see cref="Accept(PlacedThing)"/> lets it.</summary>
    /// <param name="wishes">Of its group; null: none, but it may hide others.</param>
    /// <param name="thing">What, and where.</param>
    /// <param name="up">What is up in the model's own axes.</param>
    /// <param name="standsOn">What it is meant to touch.</param>
    public string? Refusal(Requirements? wishes, PlacedThing thing, Double3 up, string? standsOn)
    {
        (_candidate, _left) = (null, null);
        if (wishes is null && _watched.Count == 0)
            return null;
        if (RefusalByWishes(wishes, thing, up, standsOn, out var sights) is { } refused)
            return refused;
        if (HidesOthers([thing], out _left) is { } hidden)
            return hidden;
        if (wishes is { Visible: > 0 })
            _candidate = new(thing, "below its 'visible'", wishes.Visible, wishes.InAny, 0, sights);
        return null;
    }

    /// <summary>Lets the object stand that was not refused last.</summary>
    public void Accept(PlacedThing thing)
    {
        _things.Add(thing);
        Settle(_left);
        if (_candidate is { } candidate)
            _watched.Add(candidate);
    }

    /// <summary>Lets an object stand, with what hides it, that must remain visible in the one camera.</summary>
    /// <param name="things">The object, and what stands before it.</param>
    /// <param name="least">Part of it that must remain visible.</param>
    /// <param name="leastSide">The shorter side that must remain, pixels from point to point.</param>
    /// <param name="wish">What would be broken otherwise, in words.</param>
    /// <param name="sight">What is seen of it with all of <paramref name="things"/> there.</param>
    /// <param name="left">As <see cref="HidesOthers"/> has given it.</param>
    public void Accept(IReadOnlyList<PlacedThing> things, double least, double leastSide, string wish, Sight sight, List<Sight[]> left)
    {
        _things.AddRange(things);
        Settle(left);
        _watched.Add(new(things[0], wish, least, false, leastSide, [sight]));
    }

    /// <summary>Why an object cannot stand there as its group's wishes have it, whatever it hides; null: it can.</summary>
    public string? RefusalByWishes(Requirements? wishes, PlacedThing thing, Double3 up, string? standsOn, out Sight[] sights)
    {
        sights = [];
        if (wishes?.UprightCosine is { } least && (thing.Pose with { Position = Double3.Zero }).Apply(up).Normalized().Z < least)
            return "less upright than upright_deg allows";
        if (wishes is { Clear: true } && RunsInto(thing, standsOn) is { } other)
            return $"running into '{other}'";
        return wishes?.CameraPlace is not null ? RefusedByCameras(wishes, thing, out sights) : null;
    }

    /// <summary>Something that stands and into which it runs; null: nothing.</summary>
    public string? RunsInto(PlacedThing thing, string? except) => _things.FirstOrDefault(other =>
        other.Name != except && MayMeet(thing.Footprint, other.Footprint) && MeshOverlap.Meet(thing.Shape, thing.Pose, other.Shape, other.Pose))?.Name;

    /// <summary>Why newcomers hide too much of something that stands; null: they do not.</summary>
    /// <param name="newcomers">All at once.</param>
    /// <param name="left">What is seen of each that must stay visible when they are there.</param>
    public string? HidesOthers(IReadOnlyList<PlacedThing> newcomers, out List<Sight[]> left)
    {
        left = [];
        foreach (var watched in _watched)
        {
            var sights = Left(watched, newcomers);
            if (!IsVisible(watched, sights))
                return $"hiding '{watched.Thing.Name}' {watched.Wish}";
            left.Add(sights);
        }
        return null;
    }

    /// <summary>What is seen of an object, among all that stands, at points of the image.</summary>
    public Sight Look(PlacedThing thing, int number, in ImageBox box, IEnumerable<(double X, double Y)> points)
    {
        var (part, camera) = (box, _cameras.Value[number]);
        var (alone, others) = (camera.Rays(thing.Posed), camera.Rays(_things.Select(t => t.Posed).Where(t => camera.MayCover(t, part))));
        var (met, seen) = (0, new List<SightRay>());
        foreach (var (x, y) in points)
        {
            var reach = alone.Reach(x, y);
            if (double.IsPositiveInfinity(reach))
                continue;
            met++;
            if (x >= 0 && x < _width && y >= 0 && y < _height && others.Reach(x, y, reach) >= reach)
                seen.Add(new(x, y, reach));
        }
        return new(met, seen, IsFine: true, number);
    }

    private static bool MayMeet(Footprint a, Footprint b) => a.MinZ <= b.MaxZ && b.MinZ <= a.MaxZ
        && a.Box.MinX <= b.Box.MaxX && b.Box.MinX <= a.Box.MaxX && a.Box.MinY <= b.Box.MaxY && b.Box.MinY <= a.Box.MaxY;

    private void Settle(List<Sight[]>? left)
    {
        for (var i = 0; i < (left?.Count ?? 0); i++)
            _watched[i] = _watched[i] with { Sights = left![i] };
    }

    private string? RefusedByCameras(Requirements wishes, PlacedThing thing, out Sight[] sights)
    {
        var all = _cameras.Value;
        sights = new Sight[all.Length];
        string? first = null;
        var fine = 0;
        for (var i = 0; i < all.Length; i++)
        {
            var reason = RefusedByCamera(wishes, thing, i, out sights[i]);
            if (reason is null)
                fine++;
            first ??= reason;
            if (reason is not null && !wishes.InAny)
                break;
        }
        return first is null || (wishes.InAny && fine > 0) ? null : first;
    }

    private string? RefusedByCamera(Requirements wishes, PlacedThing thing, int number, out Sight sight)
    {
        var camera = _cameras.Value[number];
        sight = new(0, [], IsFine: false, number);
        var box = thing.Footprint.Box;
        var middle = new Double3((box.MinX + box.MaxX) / 2, (box.MinY + box.MaxY) / 2, (thing.Footprint.MinZ + thing.Footprint.MaxZ) / 2);
        if (wishes.Distance is { } distance && camera.View.Point(middle).Length is var far && (far < distance.Low || far > distance.High))
            return far < distance.Low ? "nearer to the camera than 'distance'" : "farther from the camera than 'distance'";
        if (camera.BoxOfSeen(thing.Shape.Hull, thing.Pose, out var isWhole) is not { } seen)
            return wishes.InView > 0 ? "less in view than 'in_view'" : wishes.Visible > 0 ? "less visible than 'visible'" : null;
        // Just before the camera an image has no end.
        if (!isWhole)
            seen = seen.OnCanvas(_width, _height);
        var (inX, inY) = (Math.Min(seen.MaxX, _width) - Math.Max(seen.MinX, 0), Math.Min(seen.MaxY, _height) - Math.Max(seen.MinY, 0));
        var part = Math.Max(0, inX) * Math.Max(0, inY) / Math.Max(seen.Width * seen.Height, 1e-12);
        if (part < wishes.InView || (wishes.InView >= 1 && !isWhole))
            return "less in view than 'in_view'";
        if (wishes.Visible > 0)
        {
            sight = Look(thing, number, seen, Enumerable.Range(0, RaysAcross * RaysAcross).Select(i =>
                (seen.MinX + seen.Width * (i % RaysAcross + 0.5) / RaysAcross, seen.MinY + seen.Height * (i / RaysAcross + 0.5) / RaysAcross)));
            if (sight.Seen.Count < wishes.Visible * sight.Alone || sight.Seen.Count == 0)
                return "less visible than 'visible'";
        }
        return null;
    }

    /// <summary>What remains to be seen of an object when others stand there too.</summary>
    private Sight[] Left(Watched watched, IReadOnlyList<PlacedThing> others) => [.. watched.Sights.Select(sight =>
    {
        if (sight is not { IsFine: true, Seen.Count: > 0 })
            return sight;
        var part = new ImageBox(sight.Seen.Min(r => r.X), sight.Seen.Min(r => r.Y), sight.Seen.Max(r => r.X), sight.Seen.Max(r => r.Y));
        var near = others.Select(o => o.Posed).Where(o => _cameras.Value[sight.Camera].MayCover(o, part)).ToArray();
        if (near.Length == 0)
            return sight;
        var rays = _cameras.Value[sight.Camera].Rays(near);
        return sight with { Seen = [.. sight.Seen.Where(r => rays.Reach(r.X, r.Y, r.Reach) >= r.Reach)] };
    })];

    private static bool IsVisible(Watched watched, Sight[] sights)
    {
        bool IsFine(Sight? sight) => sight is { IsFine: true } && sight.Seen.Count > 0 && sight.Seen.Count >= watched.Least * sight.Alone
            && (watched.LeastSide == 0 || sight.ShorterSide >= watched.LeastSide);
        return watched.InAny ? sights.Any(IsFine) : sights.All(IsFine);
    }
}
