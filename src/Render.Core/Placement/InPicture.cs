using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>
/// Floating before the camera, at the distance at which the box around its image is as large as it is to be, anywhere in the picture: what strata place by distance.
/// In any rotation, where the group does not say.
/// </summary>
internal sealed class InPicture(ReadContext context) : PlacementStrategy(RandomRotation(context, "any"))
{
    private const int MaxSteps = 60;

    /// <summary>Of the size, relative.</summary>
    private const double SizeTolerance = 1e-6;

    /// <summary>Of the place in the image, pixels.</summary>
    private const double PlaceTolerance = 1e-3;

    public override double? Gap => null;

    /// <summary>
    /// The box around the image has its wanted size and place where both have stopped to change: distance times the ratio of the sizes, and the ray through the middle moved
    /// by what the box is off, again and again. Both are exact for a flat object that faces the camera, and gain digits for any other.
    /// </summary>
    public override Pose? Propose(PlacementTry wanted, out string reason)
    {
        var (camera, size) = wanted.Picture!.Value;
        var (u, v) = (wanted.Stream.NextUnit(), wanted.Stream.NextUnit());
        var (hull, box) = (wanted.Shape.Hull, wanted.Footprint.Box);
        var middle = new Double3((box.MinX + box.MaxX) / 2, (box.MinY + box.MaxY) / 2, (wanted.Footprint.MinZ + wanted.Footprint.MaxZ) / 2);
        var extent = Math.Max(Math.Max(box.MaxX - box.MinX, box.MaxY - box.MinY), wanted.Footprint.MaxZ - wanted.Footprint.MinZ);
        var distance = Math.Max(extent * camera.Focal / size, 2 * camera.Near);
        var (x, y) = (size / 2 + u * (camera.Width - size), size / 2 + v * (camera.Height - size));
        reason = "no distance shows it in its size";
        for (var step = 0; step < MaxSteps; step++)
        {
            if (camera.Direction(x, y) is not { } direction)
            {
                reason = "outside of what the lens shows";
                return null;
            }
            var pose = wanted.At(camera.World.Point(direction * distance) - middle);
            if (camera.BoxOf(hull, pose) is not { } image)
            {
                distance *= 1.5;
                continue;
            }
            var ratio = image.Longer / size;
            var (moveX, moveY) = (u * (camera.Width - image.Width) - image.MinX, v * (camera.Height - image.Height) - image.MinY);
            if (Math.Abs(ratio - 1) < SizeTolerance && Math.Abs(moveX) < PlaceTolerance && Math.Abs(moveY) < PlaceTolerance)
            {
                reason = image.IsWithin(camera.Width, camera.Height) ? "" : "larger than the picture";
                return reason.Length == 0 ? pose : null;
            }
            (distance, x, y) = (distance * Math.Clamp(ratio, 0.5, 2), x + moveX, y + moveY);
        }
        return null;
    }
}
