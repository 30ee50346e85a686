using System.Globalization;
using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Sampling;
using Render.Dataset.Annotators;
using Render.Dataset.Coco;
using Render.Dataset.Records;

namespace Render.Dataset.Check;

/// <summary>
/// The part of <see cref="FrameProof"/> about poses and boxes in space. The model's axes and the corners of its box, taken through the frame's matrices one after the other, are where
/// pose and box say; and the depth of pixels, back-projected, lies in the box of the instance that they show. Where it leaves the box by more than rounding, rays say how far a hundredth
/// of a pixel may carry it on the surface that is seen there. The buffers are kept; not thread-safe.
/// </summary>
/// <param name="models">Has the boxes of models.</param>
/// <param name="caster">Casts where a depth is in doubt; null: depths are not looked at.</param>
internal sealed class PoseProof(AssetLibrary? models, RayCaster? caster)
{
    /// <summary>How many pixels of an image, at most, are back-projected, besides four of each instance; through a lens, whose inverse is dear.</summary>
    private const int Pixels = 2048, LensPixels = 64;

    /// <summary>Relative: what is left by rounding to float32, with room for a few operations.</summary>
    private const double Rounding = 1.0 / (1 << 20);

    private Box[] _boxes = [];
    private RayView? _view;

    /// <exception cref="Core.RenderException"><see cref="Core.Failure.Refused"/>: image, instance or pixel, what was expected, what is there.</exception>
    public void Check(LabelledImage image, ImageOutput output)
    {
        var rendered = image.Rendered;
        _view = null;
        if (_boxes.Length <= output.Instances.Length)
            _boxes = new Box[output.Instances.Length + 1];
        foreach (var instance in output.Instances)
            _boxes[instance.Number] = instance.Pose is { } pose ? CheckPose(rendered, instance.Number, pose) : default;
        if (rendered.Depth.Length > 0 && caster is not null)
            CheckDepths(rendered, output);
    }

    private Box CheckPose(RenderedFrame rendered, int number, PoseOutput pose)
    {
        var (camera, placed) = (rendered.Frame.Cameras[rendered.Key.Camera], rendered.Frame.Instances[number - 1]);
        var bounds = (models ?? throw new InvalidOperationException("poses need the models")).Model(placed.Model).Mesh.Bounds;
        var box = new Box(pose);
        var (scale, translation) = (Of(pose.Scale), Of(pose.Translation));
        foreach (var axis in (ReadOnlySpan<Double3>)[Double3.Zero, new(1, 0, 0), new(0, 1, 0), new(0, 0, 1)])
        {
            var expected = FramePoint.Of(camera, placed, axis);
            if (!((box.Turn(scale * axis) + translation - expected.At).Length <= Rounding * expected.Magnitude))
                FrameProof.Refuse(rendered, $"the pose of instance {number} takes ({axis.X}, {axis.Y}, {axis.Z}) of its model elsewhere than the frame does");
        }
        if (!(Double3.Dot(box.AxisX, Double3.Cross(box.AxisY, box.AxisZ)) > 0.99))
            FrameProof.Refuse(rendered, $"the pose of instance {number} is no rotation");
        for (var corner = 0; corner < 8; corner++)
        {
            Vector3 side = new((corner & 1) * 2 - 1, (corner & 2) - 1, (corner & 4) / 2 - 1);
            var expected = FramePoint.Of(camera, placed, new(side.X < 0 ? bounds.Min.X : bounds.Max.X, side.Y < 0 ? bounds.Min.Y : bounds.Max.Y, side.Z < 0 ? bounds.Min.Z : bounds.Max.Z));
            // A mirrored model's greatest z is the box's least.
            var at = box.Center + box.Turn(box.Half * Of(side * new Vector3(MathF.CopySign(1, pose.Scale.X), MathF.CopySign(1, pose.Scale.Y), MathF.CopySign(1, pose.Scale.Z))));
            if (!((at - expected.At).Length <= Rounding * expected.Magnitude))
                FrameProof.Refuse(rendered, $"a corner of the 3D box of instance {number} lies {Metres((at - expected.At).Length)} from the model's");
        }
        // The renderer's vertices are float32 after as many operations; a ray may meet what is moved by a hundredth of a pixel in either direction.
        var reach = FramePoint.Of(camera, placed, Of(Vector3.Max(Vector3.Abs(bounds.Min), Vector3.Abs(bounds.Max)))).Magnitude;
        return box with { Number = number, Rounding = 4 * Rounding * reach };
    }

    private void CheckDepths(RenderedFrame rendered, ImageOutput output)
    {
        var lens = rendered.Frame.Cameras[rendered.Key.Camera].Lens is not null;
        // Odd, so that it does not keep to a few columns.
        var step = rendered.InstanceIds.Length / (lens ? LensPixels : Pixels) | 1;
        for (var pixel = 0; pixel < rendered.InstanceIds.Length; pixel += step)
            CheckDepth(rendered, pixel);
        if (lens)
            return;
        foreach (var instance in output.Instances)
            if (_boxes[instance.Number].Number > 0 && instance.Area > 0)
                CheckBorder(rendered, instance.Number, instance.Box);
    }

    /// <summary>The outermost pixels of an instance: one on each side of its visible box.</summary>
    private void CheckBorder(RenderedFrame rendered, int number, PixelBox box)
    {
        var (ids, width) = (rendered.InstanceIds, rendered.Width);
        foreach (var row in (ReadOnlySpan<int>)[box.Y, box.Y + box.Height - 1])
        {
            var start = row * width + box.X;
            CheckDepth(rendered, start + ids.AsSpan(start, box.Width).IndexOf((ushort)number));
        }
        foreach (var column in (ReadOnlySpan<int>)[box.X, box.X + box.Width - 1])
        {
            var pixel = box.Y * width + column;
            while (ids[pixel] != number)
                pixel += width;
            CheckDepth(rendered, pixel);
        }
    }

    private void CheckDepth(RenderedFrame rendered, int pixel)
    {
        var (number, depth) = (rendered.InstanceIds[pixel], (double)rendered.Depth[pixel]);
        var box = _boxes[number];
        if (number == 0 || box.Number == 0)
            return;
        var camera = rendered.Frame.Cameras[rendered.Key.Camera];
        var (y, x) = Math.DivRem(pixel, rendered.Width);
        // Near a right angle to the axis of a lens the depth says nothing of the distance.
        if (Direction(rendered, camera, x + 0.5, y + 0.5) is not { Z: > 0.05 } direction)
            return;
        direction *= 1 / direction.Z;
        var point = direction * depth;
        var granted = box.Rounding + point.Length * (2 * RayView.DepthTolerance + 2 * RayView.EdgeTolerance / Math.Min(camera.Fx, camera.Fy));
        var outside = box.Outside(point);
        if (depth > 0 && outside <= granted)
            return;
        foreach (var surface in View(rendered).Surfaces(x + 0.5, y + 0.5))
        {
            // Through a lens surfaces' depths count along the ray.
            var along = camera.Lens is null ? direction.Length : 1;
            if (depth > 0 && surface.Instance == number && !(outside > granted + along * (surface.FarthestDepth - surface.NearestDepth + surface.DepthError)))
                return;
        }
        FrameProof.Refuse(rendered, $"pixel ({x}, {y}) shows instance {number} at depth {Metres(depth)}, {Metres(outside)} outside its 3D box");
    }

    private Double3? Direction(RenderedFrame rendered, FrameCamera camera, double x, double y) =>
        camera.Lens is null ? new Double3((x - camera.Cx) / camera.Fx, (y - camera.Cy) / camera.Fy, 1) : View(rendered).Ray(x, y);

    private RayView View(RenderedFrame rendered) => _view ??= caster!.View(rendered.Frame, rendered.Key.Camera);

    private static Double3 Of(Vector3 v) => new(v.X, v.Y, v.Z);

    private static string Metres(double length) => string.Create(CultureInfo.InvariantCulture, $"{length:G4} m");

    /// <summary>A box in camera space; number 0: none.</summary>
    private readonly record struct Box(PoseOutput Pose)
    {
        public int Number { get; init; }

        /// <summary>Metres that rounding may move what is seen.</summary>
        public double Rounding { get; init; }

        public Double3 Center { get; } = Of(Pose.BoxCenter);

        public Double3 Half { get; } = Of(Pose.BoxSize) * 0.5;

        public Double3 AxisX { get; } = new(Pose.Rotation[0], Pose.Rotation[3], Pose.Rotation[6]);

        public Double3 AxisY { get; } = new(Pose.Rotation[1], Pose.Rotation[4], Pose.Rotation[7]);

        public Double3 AxisZ { get; } = new(Pose.Rotation[2], Pose.Rotation[5], Pose.Rotation[8]);

        public Double3 Turn(Double3 v) => AxisX * v.X + AxisY * v.Y + AxisZ * v.Z;

        /// <summary>Metres from the box along the axis along which it is farthest; 0 or less inside.</summary>
        public double Outside(Double3 point)
        {
            var from = point - Center;
            double Along(Double3 axis, double half) => Math.Abs(Double3.Dot(axis, from)) - half;
            return Math.Max(Along(AxisX, Half.X), Math.Max(Along(AxisY, Half.Y), Along(AxisZ, Half.Z)));
        }
    }
}
