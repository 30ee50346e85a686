using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Sampling;
using Render.Dataset.Annotators;
using Render.Dataset.Records;

namespace Render.Dataset.Check;

/// <summary>
/// The part of <see cref="FrameProof"/> about keypoints. All of a category's points are there in its order; each lies where the frame's matrices and its camera put it; it has
/// visibility 0 exactly where that is outside the image; and of up to <see cref="Casts"/> points of an image visibility is what rays find: nothing that certainly covers a
/// visible point lies before it, and something that comes within <see cref="RayView.EdgeTolerance"/> of a hidden one does. Not thread-safe.
/// </summary>
/// <param name="models">Has the sizes of models.</param>
/// <param name="caster">Casts the rays.</param>
internal sealed class KeypointProof(AssetLibrary? models, RayCaster? caster)
{
    /// <summary>How many points of an image are cast.</summary>
    public const int Casts = 32;

    /// <summary>Pixels; and the relative error of float32, with room, for what lies far outside.</summary>
    private const double PixelTolerance = 1e-3, Rounding = 1.0 / (1 << 20);

    private RayView? _view;

    /// <exception cref="Core.RenderException"><see cref="Core.Failure.Refused"/>: image, instance and point, what was expected, what is there.</exception>
    public void Check(LabelledImage image, ImageOutput output)
    {
        _view = null;
        var inside = output.Instances.Sum(instance => instance.Keypoints?.Count(point => point.Visibility > 0) ?? 0);
        // Every so many-th, in turn from image to image.
        var step = (inside + Casts - 1) / Casts;
        var next = step == 0 ? 0 : (int)(image.Rendered.Key.Frame % step);
        foreach (var instance in output.Instances)
        {
            var set = image.CategoryOf(instance.Number)?.Keypoints;
            if (!(set?.Names ?? []).SequenceEqual((instance.Keypoints ?? []).Select(point => point.Name)))
                FrameProof.Refuse(image.Rendered, $"instance {instance.Number} has other keypoints than its category");
            foreach (var point in instance.Keypoints ?? [])
                if (CheckPoint(image.Rendered, instance.Number, point) is { } seen && next-- == 0)
                {
                    next = step - 1;
                    CheckHidden(image.Rendered, instance.Number, point, seen);
                }
        }
    }

    /// <summary>The point of the frame, and where it is, where it lies inside the image.</summary>
    private (FrameKeypoint Placed, Double3 At)? CheckPoint(RenderedFrame rendered, int number, KeypointOutput point)
    {
        var (camera, instance) = (rendered.Frame.Cameras[rendered.Key.Camera], rendered.Frame.Instances[number - 1]);
        var placed = Array.Find(instance.Keypoints ?? [], other => other.Name == point.Name);
        if (placed is null)
        {
            if (point is not { Visibility: 0, X: null, Y: null, Position: null })
                Refuse(rendered, number, point, "is described, and its model has none");
            return null;
        }
        var (at, magnitude) = FramePoint.Of(camera, instance, new(placed.Position.X, placed.Position.Y, placed.Position.Z));
        if (point.Position is not { } position || !((new Double3(position.X, position.Y, position.Z) - at).Length <= Rounding * (at.Length + 1e-6 * magnitude)))
            Refuse(rendered, number, point, $"lies at {at} in camera axes, its record says {point.Position}");
        if (point.X is { } x && point.Y is { } y)
            CheckPixel(rendered, number, point, (x, y), at, magnitude);
        else if (camera.Lens is null && at.Z > Rounding * magnitude)
            Refuse(rendered, number, point, "lies before the camera, its record has no pixel for it");
        var inside = point.X >= 0 && point.X < rendered.Width && point.Y >= 0 && point.Y < rendered.Height;
        if (inside != point.Visibility is 1 or 2 || point.Visibility is < 0 or > 2)
            Refuse(rendered, number, point, $"is {(inside ? "inside" : "not inside")} the image, its record says visibility {point.Visibility}");
        return inside ? (placed, at) : null;
    }

    private void CheckPixel(RenderedFrame rendered, int number, KeypointOutput point, (float X, float Y) pixel, Double3 at, double magnitude)
    {
        var camera = rendered.Frame.Cameras[rendered.Key.Camera];
        if (camera.Lens is null)
        {
            var (x, y) = Project(camera, at);
            // Near the plane of the eye, what is left of z by its rounding.
            var granted = Rounding + 1e-13 * magnitude / Math.Abs(at.Z);
            if (!(at.Z > 0 && Math.Abs(pixel.X - x) <= PixelTolerance + granted * (Math.Abs(x) + rendered.Width) && Math.Abs(pixel.Y - y) <= PixelTolerance + granted * (Math.Abs(y) + rendered.Height)))
                Refuse(rendered, number, point, $"is seen at ({x}, {y}), its record says ({pixel.X}, {pixel.Y})");
            return;
        }
        // Outside the image a lens need not be one to one; at its end neither way is exact.
        if (!(pixel.X >= 0 && pixel.X < rendered.Width && pixel.Y >= 0 && pixel.Y < rendered.Height) || PixelsOff(rendered, pixel, at.Normalized()) is not { } off)
            return;
        if (!(off <= PixelTolerance))
            Refuse(rendered, number, point, $"is seen {off} pixels from ({pixel.X}, {pixel.Y}), which its record says");
    }

    /// <summary>Between a point of the image and that of a direction, to first order; null where the lens ends.</summary>
    private double? PixelsOff(RenderedFrame rendered, (double X, double Y) pixel, Double3 direction)
    {
        const double Step = 0.25;
        var view = View(rendered);
        if ((view.Ray(pixel.X, pixel.Y), view.Ray(pixel.X - Step, pixel.Y), view.Ray(pixel.X + Step, pixel.Y), view.Ray(pixel.X, pixel.Y - Step), view.Ray(pixel.X, pixel.Y + Step))
            is not ({ } here, { } left, { } right, { } above, { } below))
            return null;
        var (u, v, off) = ((right - left) * (0.5 / Step), (below - above) * (0.5 / Step), direction - here);
        // Least squares: off is nearly a sum of both.
        var (uu, uv, vv, ou, ov) = (Double3.Dot(u, u), Double3.Dot(u, v), Double3.Dot(v, v), Double3.Dot(off, u), Double3.Dot(off, v));
        var determinant = uu * vv - uv * uv;
        return double.Hypot((ou * vv - ov * uv) / determinant, (ov * uu - ou * uv) / determinant);
    }

    private void CheckHidden(RenderedFrame rendered, int number, KeypointOutput point, (FrameKeypoint Placed, Double3 At) seen)
    {
        var (camera, instance, (placed, at)) = (rendered.Frame.Cameras[rendered.Key.Camera], rendered.Frame.Instances[number - 1], seen);
        var (x, y) = camera.Lens is null ? Project(camera, at) : (point.X!.Value, point.Y!.Value);
        var view = View(rendered);
        if (view.Ray(x, y) is null)
            return;
        var size = (models ?? throw new InvalidOperationException("keypoints need the models")).Model(instance.Model).Mesh.Bounds.Size;
        var scale = Scale(camera, instance);
        var slack = placed.Tolerance * size.Length() * scale;
        // Depths count along the axis, through a lens along the ray.
        var end = camera.Lens is null ? at.Z : at.Length;
        var hidden = end < camera.Near * (1 + Rounding);
        foreach (var surface in view.Surfaces(x, y))
        {
            var limit = end * (1 - (surface.Instance == number ? slack + placed.Depth * scale : slack) / at.Length);
            var error = RayView.DepthTolerance * end + surface.DepthError;
            if (point.Visibility == 2 && surface.Certain && surface.Depth + error < limit)
                Refuse(rendered, number, point, $"is called visible, and instance {surface.Instance} lies before it");
            hidden |= surface.NearestDepth - error < limit;
        }
        if (point.Visibility == 1 && !hidden)
            Refuse(rendered, number, point, "is called hidden, and nothing lies before it");
        if (point.Visibility == 2 && end < camera.Near * (1 - Rounding))
            Refuse(rendered, number, point, "is called visible, and lies nearer than the camera sees");
    }

    /// <summary>What lengths of the model are multiplied by along the axis that is stretched most.</summary>
    private static double Scale(FrameCamera camera, FrameInstance instance)
    {
        var origin = FramePoint.Of(camera, instance, Double3.Zero).At;
        double Stretch(Double3 axis) => (FramePoint.Of(camera, instance, axis).At - origin).Length;
        return Math.Max(Stretch(new(1, 0, 0)), Math.Max(Stretch(new(0, 1, 0)), Stretch(new(0, 0, 1))));
    }

    private static (double X, double Y) Project(FrameCamera camera, Double3 p) => (camera.Fx * p.X / p.Z + camera.Cx, camera.Fy * p.Y / p.Z + camera.Cy);

    private RayView View(RenderedFrame rendered) =>
        _view ??= (caster ?? throw new InvalidOperationException("keypoints need a caster of rays")).View(rendered.Frame, rendered.Key.Camera);

    private static void Refuse(RenderedFrame rendered, int number, KeypointOutput point, string what) =>
        FrameProof.Refuse(rendered, $"the keypoint '{point.Name}' of instance {number} {what}");
}
