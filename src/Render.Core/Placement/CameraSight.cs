using Render.Core.Cameras;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>A rectangle of the image, pixels.</summary>
internal readonly record struct ImageBox(double MinX, double MinY, double MaxX, double MaxY)
{
    /// <summary>Around nothing.</summary>
    public static ImageBox Empty { get; } = new(double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);

    public double Width => MaxX - MinX;

    public double Height => MaxY - MinY;

    public double Longer => Math.Max(Width, Height);

    public ImageBox With((double X, double Y) p) => new(Math.Min(MinX, p.X), Math.Min(MinY, p.Y), Math.Max(MaxX, p.X), Math.Max(MaxY, p.Y));

    /// <summary>Without what lies farther outside of an image than labels count: its own width and height on each side.</summary>
    public ImageBox OnCanvas(int width, int height) => new(Math.Max(MinX, -width), Math.Max(MinY, -height), Math.Min(MaxX, 2 * width), Math.Min(MaxY, 2 * height));

    public bool Meets(in ImageBox other) => MinX <= other.MaxX && other.MinX <= MaxX && MinY <= other.MaxY && other.MinY <= MaxY;

    public bool IsWithin(int width, int height) => MinX >= 0 && MinY >= 0 && MaxX <= width && MaxY <= height;
}

/// <summary>A camera of a frame as placement looks through it, in double precision. Immutable.</summary>
/// <param name="camera">As it is uploaded.</param>
/// <param name="width">Pixels.</param>
/// <param name="height">Pixels.</param>
internal sealed class CameraSight(FrameCamera camera, int width, int height)
{
    private readonly LensProjection? _lens = camera.Lens is null ? null : new(camera);

    /// <summary>Pixels.</summary>
    public int Width => width;

    /// <summary>Pixels.</summary>
    public int Height => height;

    public bool IsPinhole => _lens is null;

    /// <summary>Pixels by which a length of a metre that is a metre away is seen on the axis.</summary>
    public double Focal => Math.Max(camera.Fx, camera.Fy);

    /// <summary>World to camera space.</summary>
    public Affine View { get; } = Affine.Of(camera.WorldToCamera);

    /// <summary>Camera space to world.</summary>
    public Affine World { get; } = Affine.Of(camera.WorldToCamera).Inverse();

    /// <summary>Nothing nearer is seen, metres.</summary>
    public double Near => camera.Near;

    /// <summary>Where a point of camera space is seen, pixels; null where it is before the near plane or outside of the lens.</summary>
    public (double X, double Y)? Project(Double3 p) => _lens is not null ? _lens.Project(p)
        : p.Z < camera.Near ? null : At(p);

    /// <summary>What is seen at a point of the image, in camera space: z is 1, or through a lens the length is; null: nothing.</summary>
    public Double3? Direction(double x, double y) => _lens is not null ? _lens.Direction(x, y) : new((x - camera.Cx) / camera.Fx, (y - camera.Cy) / camera.Fy, 1);

    /// <summary>The box around the image of a hull; null where a part of it is before the near plane or beyond what the lens shows.</summary>
    /// <param name="hull">Object space.</param>
    /// <param name="pose">Of the object.</param>
    public ImageBox? BoxOf(ConvexHull hull, Pose pose) => _lens is null ? BoxOf(hull.Vertices, pose) : new LensHull(_lens, Focal, hull, ToCamera(pose)).Whole();

    /// <summary>The box around the image of what the camera sees of a hull: what is beyond the near plane, and within the lens; null where nothing is.</summary>
    /// <param name="hull">Object space.</param>
    /// <param name="pose">Of the object.</param>
    /// <param name="isWhole">Whether that is all of it.</param>
    public ImageBox? BoxOfSeen(ConvexHull hull, Pose pose, out bool isWhole)
    {
        var whole = BoxOf(hull, pose);
        isWhole = whole is not null;
        if (isWhole)
            return whole;
        if (_lens is not null)
            return new LensHull(_lens, Focal, hull, ToCamera(pose)).Seen();
        // What the near plane leaves of a convex body is the hull of the vertices beyond it and of the points where edges meet it.
        var (box, points) = (ImageBox.Empty, Array.ConvertAll(hull.Vertices, vertex => View.Point(pose.Apply(vertex))));
        foreach (var p in points)
            if (p.Z >= camera.Near)
                box = box.With(At(p));
        foreach (var (from, to, _, _) in hull.Edges)
        {
            var (a, b) = (points[from], points[to]);
            if (a.Z < camera.Near != b.Z < camera.Near)
                box = box.With(At((a + (b - a) * ((camera.Near - a.Z) / (b.Z - a.Z))) with { Z = camera.Near }));
        }
        return box.Width >= 0 ? box : null;
    }

    private (double X, double Y) At(Double3 p) => (camera.Fx * p.X / p.Z + camera.Cx, camera.Fy * p.Y / p.Z + camera.Cy);

    private Affine ToCamera(Pose pose) => View.After(new(pose.Row0, pose.Row1, pose.Row2, pose.Position));

    private ImageBox? BoxOf(ReadOnlySpan<Double3> points, Pose pose)
    {
        var box = ImageBox.Empty;
        foreach (var point in points)
        {
            if (Project(View.Point(pose.Apply(point))) is not { } at)
                return null;
            box = box.With(at);
        }
        return box;
    }

    /// <summary>Whether an object may hide something of a part of the image: false only where it is certain that it does not.</summary>
    public bool MayCover(PosedModel thing, in ImageBox part)
    {
        if (_lens is not null)
            return true;
        var (min, max) = (thing.Shape.Tree.Nodes[0].Min, thing.Shape.Tree.Nodes[0].Max);
        Span<Double3> corners = stackalloc Double3[8];
        for (var i = 0; i < corners.Length; i++)
            corners[i] = new((i & 1) == 0 ? min.X : max.X, (i & 2) == 0 ? min.Y : max.Y, (i & 4) == 0 ? min.Z : max.Z);
        return BoxOf(corners, thing.Pose) is not { } box || box.Meets(part);
    }

    /// <summary>For rays to posed models, holes in their surfaces let through; by operations that give the same bits on every machine.</summary>
    public RayView Rays(params IEnumerable<PosedModel> things) =>
        new(camera, [.. things.Select(t => new RayView.Instance(t.Shape.Tree, View.After(Affine.Of(t.Pose.ToSingle())), t.Holes?.Value))], _lens is null ? null : _lens.Direction);
}
