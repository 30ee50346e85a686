using Render.Core.Frames;
using Render.Core.Sampling;

namespace Render.Core.Cameras;

/// <summary>
/// A lens and its inverse in double precision, by operations that give the same bits on every machine Points of the
/// image are in pixels, directions in camera space (x right, y down, z forward). Immutable, thread-safe.
/// </summary>
public sealed class LensProjection
{
    private const double Degrees = 180 / Math.PI;

    /// <summary>A Brown-Conrady lens, whose radius is that of a plane, ends here.</summary>
    private const double MaxPlaneAngle = 85 / Degrees;

    /// <summary>
    /// What the distorted radius must at least grow by where the undistorted one grows by 1: a model that comes near to folding its image back describes no lens.
    /// </summary>
    private const double LeastGrowth = 0.1;

    /// <summary>Steps of an angle in which the end of the one-to-one range is looked for.</summary>
    private const int Steps = 720;

    private const int MaxIterations = 60;

    private readonly FrameLens _lens;
    private readonly double _fx, _fy, _cx, _cy;
    private readonly double _maxRadius;
    private readonly double _maxDistorted;

    /// <param name="camera">Has a lens.</param>
    public LensProjection(FrameCamera camera)
    {
        ArgumentNullException.ThrowIfNull(camera);
        _lens = camera.Lens ?? throw new ArgumentException("a pinhole camera needs no lens.", nameof(camera));
        (_fx, _fy, _cx, _cy) = (camera.Fx, camera.Fy, camera.Cx, camera.Cy);
        MaxAngle = Limit();
        _maxRadius = IsFisheye ? MaxAngle : Tangent(MaxAngle);
        _maxDistorted = Distorted(_maxRadius);
    }

    /// <summary>Radians from the axis: what is farther is not seen. The lens's own limit, or where its radius grows by less than a tenth of the undistorted one.</summary>
    public double MaxAngle { get; }

    /// <summary>Distance from the principal point, in focal lengths, at which <see cref="MaxAngle"/> is seen; tangential distortion apart.</summary>
    public double ImageRadius => _maxDistorted;

    private bool IsFisheye => _lens.Model == LensModel.KannalaBrandt;

    /// <summary>Where a point of camera space is seen, pixels. Null: nowhere.</summary>
    public (double X, double Y)? Project(Double3 p)
    {
        var across = Math.Sqrt(p.X * p.X + p.Y * p.Y);
        if (PortableMath.Atan2(across, p.Z) > MaxAngle)
            return null;
        if (!IsFisheye)
        {
            var (x, y) = Distort(p.X / p.Z, p.Y / p.Z);
            return (_fx * x + _cx, _fy * y + _cy);
        }
        var scale = across > 0 ? Distorted(PortableMath.Atan2(across, p.Z)) / across : 0;
        return (_fx * p.X * scale + _cx, _fy * p.Y * scale + _cy);
    }

    /// <summary>The unit direction that is seen at a point of the image; null: none, the point is outside of what the lens shows.</summary>
    public Double3? Direction(double x, double y)
    {
        var (u, v) = ((x - _cx) / _fx, (y - _cy) / _fy);
        var distorted = Math.Sqrt(u * u + v * v);
        if (IsFisheye)
            return distorted > _maxDistorted ? null : AtAngle(u, v, distorted, Radius(distorted));
        // Tangential terms are small: the radial inverse is a good start, also a little beyond its end.
        var radius = Radius(Math.Min(distorted, _maxDistorted));
        var (px, py) = distorted > 0 ? (u * (radius / distorted), v * (radius / distorted)) : (0, 0);
        return Undistort(u, v, ref px, ref py) ? new Double3(px, py, 1).Normalized() : null;
    }

    private static Double3 AtAngle(double u, double v, double distorted, double angle)
    {
        if (distorted == 0)
            return new(0, 0, 1);
        var (sin, cos) = PortableMath.SinCosDegrees(angle * Degrees);
        return new(u * (sin / distorted), v * (sin / distorted), cos);
    }

    /// <summary>Newton's iteration in two dimensions on the distortion; false where it leaves the one-to-one range or does not arrive.</summary>
    private bool Undistort(double u, double v, ref double x, ref double y)
    {
        var (p1, p2) = (_lens.Tangential(0), _lens.Tangential(1));
        for (var i = 0; i < MaxIterations; i++)
        {
            var (dx, dy) = Distort(x, y);
            var (ex, ey) = (dx - u, dy - v);
            var (g, slope) = Gain(x * x + y * y);
            // slope: of g by the squared radius.
            var xx = g + 2 * x * x * slope + 2 * p1 * y + 6 * p2 * x;
            var yy = g + 2 * y * y * slope + 6 * p1 * y + 2 * p2 * x;
            var xy = 2 * x * y * slope + 2 * p1 * x + 2 * p2 * y;
            var determinant = xx * yy - xy * xy;
            var (stepX, stepY) = ((yy * ex - xy * ey) / determinant, (xx * ey - xy * ex) / determinant);
            (x, y) = (x - stepX, y - stepY);
            if (!(Math.Abs(stepX) + Math.Abs(stepY) < 1e3))
                return false;
            if (Math.Abs(stepX) + Math.Abs(stepY) <= 1e-14 * (1 + Math.Abs(x) + Math.Abs(y)))
                return determinant > 0 && x * x + y * y <= _maxRadius * _maxRadius;
        }
        return false;
    }

    private (double X, double Y) Distort(double x, double y)
    {
        var squared = x * x + y * y;
        var (g, _) = Gain(squared);
        var (p1, p2) = (_lens.Tangential(0), _lens.Tangential(1));
        return (x * g + 2 * p1 * x * y + p2 * (squared + 2 * x * x), y * g + p1 * (squared + 2 * y * y) + 2 * p2 * x * y);
    }

    /// <summary>Distorted over undistorted radius, and its slope by the squared radius.</summary>
    private (double Gain, double Slope) Gain(double squared)
    {
        var (k1, k2, k3, k4) = (_lens.Radial(0), _lens.Radial(1), _lens.Radial(2), _lens.Radial(3));
        if (IsFisheye)
            return (1 + squared * (k1 + squared * (k2 + squared * (k3 + squared * k4))), k1 + squared * (2 * k2 + squared * (3 * k3 + squared * 4 * k4)));
        var (k5, k6) = (_lens.Radial(4), _lens.Radial(5));
        var (above, below) = (1 + squared * (k1 + squared * (k2 + squared * k3)), 1 + squared * (k4 + squared * (k5 + squared * k6)));
        var (aboveSlope, belowSlope) = (k1 + squared * (2 * k2 + squared * 3 * k3), k4 + squared * (2 * k5 + squared * 3 * k6));
        return (above / below, (aboveSlope * below - above * belowSlope) / (below * below));
    }

    /// <summary>Of an angle (Kannala-Brandt) or a tangent (Brown-Conrady), without tangential terms.</summary>
    private double Distorted(double radius) => radius * Gain(radius * radius).Gain;

    /// <summary>Of <see cref="Distorted"/>, by the radius.</summary>
    private double Growth(double radius)
    {
        var (g, slope) = Gain(radius * radius);
        return g + 2 * radius * radius * slope;
    }

    /// <summary>Inverse of <see cref="Distorted"/>, which grows all over its range: Newton's iteration, halved where it would leave the bracket.</summary>
    private double Radius(double distorted)
    {
        var (low, high, radius) = (0.0, _maxRadius, Math.Min(distorted, _maxRadius));
        for (var i = 0; i < MaxIterations; i++)
        {
            var error = Distorted(radius) - distorted;
            (low, high) = error > 0 ? (low, radius) : (radius, high);
            var next = radius - error / Growth(radius);
            if (!(next >= low && next <= high))
                next = (low + high) / 2;
            if (Math.Abs(next - radius) <= 2e-16 * _maxRadius)
                return next;
            radius = next;
        }
        return radius;
    }

    /// <summary>Where the distorted radius (nearly) stops growing, or the lens's own limit, whichever is less.</summary>
    private double Limit()
    {
        var limit = Math.Min(_lens.MaxAngleDeg / Degrees, IsFisheye ? Math.PI : MaxPlaneAngle);
        bool Grows(double angle) => IsFisheye
            ? Growth(angle) >= LeastGrowth
            : Growth(Tangent(angle)) >= LeastGrowth && double.IsFinite(Growth(Tangent(angle)));
        for (var step = 1; step <= Steps; step++)
        {
            var angle = limit * step / Steps;
            if (Grows(angle))
                continue;
            var (low, high) = (limit * (step - 1) / Steps, angle);
            for (var i = 0; i < MaxIterations; i++)
                (low, high) = Grows((low + high) / 2) ? ((low + high) / 2, high) : (low, (low + high) / 2);
            return low;
        }
        return limit;
    }

    private static double Tangent(double angle)
    {
        var (sin, cos) = PortableMath.SinCosDegrees(angle * Degrees);
        return sin / cos;
    }
}
