using Render.Core.Cameras;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>A rectangle of the image, pixels.</summary>
internal readonly record struct ImageBox(double MinX, double MinY, double MaxX, double MaxY)
{
    public double Width => MaxX - MinX;

    public double Height => MaxY - MinY;

    public double Longer => Math.Max(Width, Height);

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
        : p.Z < camera.Near ? null : (camera.Fx * p.X / p.Z + camera.Cx, camera.Fy * p.Y / p.Z + camera.Cy);

    /// <summary>What is seen at a point of the image, in camera space: z is 1, or through a lens the length is; null: nothing.</summary>
    public Double3? Direction(double x, double y) => _lens is not null ? _lens.Direction(x, y) : new((x - camera.Cx) / camera.Fx, (y - camera.Cy) / camera.Fy, 1);

    /// <summary>The box around the image of points; null where one of them is not seen.</summary>
    /// <param name="points">Object space.</param>
    /// <param name="pose">Of the object.</param>
    public ImageBox? BoxOf(ReadOnlySpan<Double3> points, Pose pose)
    {
        var (minX, minY, maxX, maxY) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        foreach (var point in points)
        {
            if (Project(View.Point(pose.Apply(point))) is not { } at)
                return null;
            (minX, minY, maxX, maxY) = (Math.Min(minX, at.X), Math.Min(minY, at.Y), Math.Max(maxX, at.X), Math.Max(maxY, at.Y));
        }
        return new(minX, minY, maxX, maxY);
    }

    /// <summary>Whether an object may hide something of a part of the image: false only where it is certain that it does not.</summary>
    public bool MayCover(ModelShape shape, Pose pose, in ImageBox part)
    {
        if (_lens is not null)
            return true;
        var (min, max) = (shape.Tree.Nodes[0].Min, shape.Tree.Nodes[0].Max);
        Span<Double3> corners = stackalloc Double3[8];
        for (var i = 0; i < corners.Length; i++)
            corners[i] = new((i & 1) == 0 ? min.X : max.X, (i & 2) == 0 ? min.Y : max.Y, (i & 4) == 0 ? min.Z : max.Z);
        return BoxOf(corners, pose) is not { } box || box.Meets(part);
    }

    /// <summary>For rays to posed models.</summary>
    public RayView Rays(params IEnumerable<(ModelShape Shape, Pose Pose)> things) =>
        new(camera, [.. things.Select(t => new RayView.Instance(t.Shape.Tree, View.After(Affine.Of(t.Pose.ToSingle())), null))]);
}
