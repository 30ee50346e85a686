using Render.Core.Frames;
using Render.Core.Sampling;

namespace Render.Core.Geometry;

/// <summary>
/// The same lenses for the witness of labels, from their definitions alone: the forward models of <see cref="LensModel"/>, inverted by halving an
/// interval. It shares no code with <see cref="Cameras.LensProjection"/>.
/// </summary>
internal sealed class RayLens
{
    private readonly FrameCamera _camera;
    private readonly FrameLens _lens;
    private readonly double _end;
    private readonly double _farthest;

    public RayLens(FrameCamera camera)
    {
        (_camera, _lens) = (camera, camera.Lens!);
        var limit = Math.Min(_lens.MaxAngleDeg * Math.PI / 180, _lens.Model == LensModel.KannalaBrandt ? Math.PI : 85 * Math.PI / 180);
        // The first place where the radius grows by less than a tenth of the undistorted one, to 1/2000 of the range and then by halving.
        double Undistorted(double angle) => _lens.Model == LensModel.KannalaBrandt ? angle : Math.Tan(angle);
        bool Ends(double angle)
        {
            const double Step = 1e-6;
            return !((Radial(angle + Step) - Radial(angle - Step)) / (Undistorted(angle + Step) - Undistorted(angle - Step)) >= 0.1);
        }
        _end = limit;
        for (var i = 1; i <= 2000; i++)
        {
            if (!Ends(limit * i / 2000))
                continue;
            var (low, high) = (limit * (i - 1) / 2000, limit * i / 2000);
            for (var k = 0; k < 60; k++)
                (low, high) = Ends((low + high) / 2) ? (low, (low + high) / 2) : ((low + high) / 2, high);
            _end = low;
            break;
        }
        _farthest = Radial(_end);
    }

    /// <summary>Unit direction in camera space of a point of the image, pixels; null where the lens shows nothing.</summary>
    public Double3? Direction(double x, double y)
    {
        var (u, v) = ((x - _camera.Cx) / (double)_camera.Fx, (y - _camera.Cy) / (double)_camera.Fy);
        // The tangential part is taken off again and again, half of its change at a time; what is left is radial.
        var (tx, ty) = (0.0, 0.0);
        for (var round = 0; round < 300; round++)
        {
            var (rx, ry) = (u - tx, v - ty);
            var wanted = Math.Sqrt(rx * rx + ry * ry);
            var (low, high) = (0.0, _end);
            for (var i = 0; i < 60; i++)
                (low, high) = Radial((low + high) / 2) < wanted ? ((low + high) / 2, high) : (low, (low + high) / 2);
            var angle = (low + high) / 2;
            var (sin, cos) = Math.SinCos(angle);
            var (dx, dy) = wanted > 0 ? (rx / wanted * sin, ry / wanted * sin) : (0, 0);
            var (px, py, p1, p2) = (dx / cos, dy / cos, _lens.P.Length == 0 ? 0 : _lens.P[0], _lens.P.Length == 0 ? 0 : _lens.P[1]);
            var (nextX, nextY) = (2 * p1 * px * py + p2 * (3 * px * px + py * py), p1 * (px * px + 3 * py * py) + 2 * p2 * px * py);
            if (Math.Abs(nextX - tx) + Math.Abs(nextY - ty) < 1e-15)
                return wanted > _farthest ? null : new(dx, dy, cos);
            (tx, ty) = ((tx + nextX) / 2, (ty + nextY) / 2);
        }
        return null;
    }

    /// <summary>Distorted radius at an angle from the axis, without the tangential part.</summary>
    private double Radial(double angle)
    {
        double Sum(double squared, int first, int count)
        {
            var (sum, power) = (1.0, 1.0);
            for (var i = first; i < Math.Min(first + count, _lens.K.Length); i++)
                sum += _lens.K[i] * (power *= squared);
            return sum;
        }
        if (_lens.Model == LensModel.KannalaBrandt)
            return angle * Sum(angle * angle, 0, 4);
        var tangent = Math.Tan(angle);
        return tangent * Sum(tangent * tangent, 0, 3) / Sum(tangent * tangent, 3, 3);
    }
}
