using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// A box that is turned about the camera's y axis alone, as KITTI has them: at rotation 0 its length lies along x, its width along z; y points down, and
/// (X, Y, Z) is the middle of its lower face. Angles in radians, -pi to pi. The length is the extent along the model's x axis.
/// </summary>
/// <param name="Height">Metres, along y.</param>
/// <param name="Width">Metres, along z where the rotation is 0.</param>
/// <param name="Length">Metres, along x where the rotation is 0.</param>
/// <param name="X">Metres.</param>
/// <param name="Y">Metres, of the lower face.</param>
/// <param name="Z">Metres.</param>
/// <param name="RotationY">About y, from x towards -z.</param>
/// <param name="Alpha">The rotation as seen along the ray to the box.</param>
/// <param name="TiltDeg">Between the model's upright axis and the camera's, degrees: where it is 0, the box is the object's own.</param>
internal sealed record UprightBox(double Height, double Width, double Length, double X, double Y, double Z, double RotationY, double Alpha, double TiltDeg)
{
    /// <summary>The smallest such box around an object's box that has the heading of its x axis.</summary>
    public static UprightBox Around(PoseOutput pose)
    {
        var r = pose.Rotation;
        // The x axis of the model, seen from above; the y axis where x is upright itself.
        var heading = Math.Abs((double)r[0]) + Math.Abs((double)r[6]) > 1e-6 ? Math.Atan2(-r[6], r[0]) : Math.Atan2(r[1], r[7]);
        var (sin, cos) = Math.SinCos(heading);
        Span<double> least = [double.MaxValue, double.MaxValue, double.MaxValue], most = [double.MinValue, double.MinValue, double.MinValue];
        for (var corner = 0; corner < 8; corner++)
        {
            var (dx, dy, dz) = ((corner & 1) - 0.5, (corner >> 1 & 1) - 0.5, (corner >> 2) - 0.5);
            var (bx, by, bz) = (dx * pose.BoxSize.X, dy * pose.BoxSize.Y, dz * pose.BoxSize.Z);
            var x = pose.BoxCenter.X + r[0] * bx + r[1] * by + r[2] * bz;
            var y = pose.BoxCenter.Y + r[3] * bx + r[4] * by + r[5] * bz;
            var z = pose.BoxCenter.Z + r[6] * bx + r[7] * by + r[8] * bz;
            ReadOnlySpan<double> turned = [cos * x - sin * z, y, sin * x + cos * z];
            for (var axis = 0; axis < 3; axis++)
                (least[axis], most[axis]) = (Math.Min(least[axis], turned[axis]), Math.Max(most[axis], turned[axis]));
        }
        var (u, w) = ((least[0] + most[0]) / 2, (least[2] + most[2]) / 2);
        var (middleX, middleZ) = (cos * u + sin * w, cos * w - sin * u);
        var tilt = Math.Acos(Math.Clamp(-r[5], -1.0, 1.0)) * 180 / Math.PI;
        return new(most[1] - least[1], most[2] - least[2], most[0] - least[0], middleX, most[1], middleZ,
            heading, Math.IEEERemainder(heading - Math.Atan2(middleX, middleZ), 2 * Math.PI), Math.Min(tilt, 180 - tilt));
    }
}
