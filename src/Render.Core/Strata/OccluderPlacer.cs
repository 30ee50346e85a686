using Render.Core.Geometry;
using Render.Core.Placement;
using Render.Core.Sampling;

namespace Render.Core.Strata;

/// <summary>
/// Puts something between the camera and an object, so that as much of the object is seen as is wanted: it is turned at random, about as large in the picture as the object,
/// nearer than all of it, and slides in from a random side until it hides as much.
/// </summary>
/// <param name="scene">What stands in the frame.</param>
/// <param name="number">Of the camera.</param>
internal sealed class OccluderPlacer(PlacedScene scene, int number)
{
    /// <summary>The longer side of its image, in that of the object: from here, with every doubling equally likely, to there.</summary>
    private const double LeastSize = 0.8, MostSize = 2.2;

    /// <summary>Its farthest point, in the depth of the object's nearest one.</summary>
    private const double NearestPart = 0.6, FarthestPart = 0.97;

    /// <summary>Sides of a box of one's own, in the longest.</summary>
    private const double LeastSide = 0.15;

    private const int SlideSteps = 14;

    /// <summary>Of the visible part.</summary>
    private const double Tolerance = 0.005;

    /// <summary>Its pose, or null where it cannot hide as much.</summary>
    /// <param name="shape">Of the occluder.</param>
    /// <param name="holes">In its surface: see <see cref="PosedModel"/>.</param>
    /// <param name="thing">What it hides.</param>
    /// <param name="box">Around the image of that.</param>
    /// <param name="sight">What is seen of it without the occluder.</param>
    /// <param name="target">Part that is to be seen, 0..1.</param>
    /// <param name="stream">Of the try.</param>
    /// <param name="left">What is seen of it with the occluder.</param>
    /// <param name="reason">Why it is null.</param>
    public Pose? Place(ModelShape shape, Lazy<CutOut?[]?>? holes, PlacedThing thing, ImageBox box, Sight sight, double target, RandomStream stream, out List<SightRay> left, out string reason)
    {
        (left, reason) = ([], "no occluder between it and the camera");
        var camera = scene.Camera(number);
        var (sin, cos) = PortableMath.SinCosDegrees(360 * stream.NextUnit());
        var size = box.Longer * LeastSize * PortableMath.Pow(MostSize / LeastSize, stream.NextUnit());
        // Through a lens depth is distance: what is at a right angle to the axis is seen, too.
        var near = thing.Shape.Hull.Vertices.Min(v => camera.View.Point(thing.Pose.Apply(v)) is var p && camera.IsPinhole ? p.Z : p.Length) * (NearestPart + (FarthestPart - NearestPart) * stream.NextUnit());
        var proportions = new Double3(LeastSide + (1 - LeastSide) * stream.NextUnit(), LeastSide + (1 - LeastSide) * stream.NextUnit(), 1);
        var turned = Pose.Of(Rotation.Random(stream), shape.IsUnitBox ? proportions : new(1, 1, 1), Double3.Zero);
        var (middleX, middleY) = ((box.MinX + box.MaxX) / 2, (box.MinY + box.MaxY) / 2);
        if (near <= camera.Near || Towards(camera, middleX, middleY) is not { } axes || Fitted(shape, turned, size, near, camera, axes) is not { } fitted)
            return null;
        // From where its box only touches the object's to where the middles meet.
        var reach = Math.Min((box.Width + size) / 2 / Math.Max(Math.Abs(cos), 1e-9), (box.Height + size) / 2 / Math.Max(Math.Abs(sin), 1e-9));
        Pose? At(double part) => camera.Direction(middleX + part * reach * cos, middleY + part * reach * sin) is { } direction
            ? fitted.Pose with { Position = camera.World.Point(direction * (camera.IsPinhole ? fitted.Depth / direction.Z : fitted.Depth)) - fitted.Middle }
            : null;
        var (covering, apart) = (0.0, 1.0);
        for (var i = 0; i < SlideSteps; i++)
        {
            var part = i == 0 ? 0 : (covering + apart) / 2;
            if (At(part) is not { } pose)
                return null;
            var rays = camera.Rays(new PosedModel(shape, pose, holes));
            left = [.. sight.Seen.Where(ray => rays.Reach(ray.X, ray.Y, ray.Reach) >= ray.Reach)];
            var seen = (double)left.Count / sight.Alone;
            if (Math.Abs(seen - target) <= Math.Max(Tolerance, 0.5 / sight.Alone))
                return pose;
            if (i == 0 && seen > target)
            {
                reason = "an occluder that hides too little";
                return null;
            }
            (covering, apart) = seen < target ? (part, apart) : (covering, part);
            // Where a step of one pixel is more than wanted, the last one is as good as any.
            if (i == SlideSteps - 1)
                return pose;
        }
        return null;
    }

    /// <summary>World axes to those of a camera that looks at a point of the image: of a pinhole its own, for depth is along its axis; null where the lens shows nothing.</summary>
    private static Affine? Towards(CameraSight camera, double x, double y)
    {
        if (camera.IsPinhole)
            return camera.View;
        if (camera.Direction(x, y) is not { } axis)
            return null;
        var right = Double3.Cross(Math.Abs(axis.Y) < 0.9 ? new(0, 1, 0) : new(1, 0, 0), axis).Normalized();
        return new Affine(right, Double3.Cross(axis, right), axis, Double3.Zero).After(camera.View);
    }

    /// <summary>Scaled so that its image has the size, with no part farther than the depth. What is scaled about the eye looks the same.</summary>
    /// <returns>The pose but for the position, the depth of the middle of the object, and where that middle is, seen from its origin.</returns>
    private static (Pose Pose, double Depth, Double3 Middle)? Fitted(ModelShape shape, Pose turned, double size, double farthest, CameraSight camera, Affine axes)
    {
        var points = shape.Hull.Vertices;
        var (min, max) = (turned.Apply(points[0]), turned.Apply(points[0]));
        foreach (var vertex in points)
        {
            var p = turned.Apply(vertex);
            (min, max) = (new(Math.Min(min.X, p.X), Math.Min(min.Y, p.Y), Math.Min(min.Z, p.Z)), new(Math.Max(max.X, p.X), Math.Max(max.Y, p.Y), Math.Max(max.Z, p.Z)));
        }
        var middle = (min + max) * 0.5;
        // At depth 1, with its middle on the axis, through a pinhole: far enough from the truth off the axis to be no rule, near enough to be about the size.
        var extents = points.Select(v => axes.Direction(turned.Apply(v) - middle)).ToArray();
        var across = Math.Max(extents.Max(p => p.X) - extents.Min(p => p.X), extents.Max(p => p.Y) - extents.Min(p => p.Y));
        var depth = extents.Max(p => p.Z);
        if (!(across > 0))
            return null;
        // Of a depth d of its middle, scale s = size d / (focal across); its farthest point d + s depth is at the given depth.
        var perDepth = size / (camera.Focal * across);
        var d = farthest / (1 + perDepth * depth);
        var scale = perDepth * d;
        return d + scale * extents.Min(p => p.Z) > camera.Near ? (turned.Scaled(scale), d, middle * scale) : null;
    }
}
