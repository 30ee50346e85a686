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

    public RayLens(FrameCamera camera)
    {
        (_camera, _lens) = (camera, camera.Lens!);
        var limit = Math.Min(_lens.MaxAngleDeg * Math.PI / 180, _lens.Model == LensModel.KannalaBrandt ? Math.PI : 85 * Math.PI / 180);
        // The first place from which on the radius does not grow, to 1e-4 of the range and then by halving.
        _end = limit;
        for (var i = 1; i <= 10_000; i++)
        {
            if (Radial(limit * i / 10_000) > Radial(limit * (i - 1) / 10_000))
                continue;
            var (low, high) = (limit * Math.Max(i - 2, 0) / 10_000, limit * i / 10_000);
            for (var k = 0; k < 100; k++)
            {
                // Golden section for the maximum.
                var (a, b) = (high - (high - low) * 0.6180339887498949, low + (high - low) * 0.6180339887498949);
                (low, high) = Radial(a) < Radial(b) ? (a, high) : (low, b);
            }
            _end = (low + high) / 2;
            break;
        }
    }

    /// <summary>Unit direction in camera space of a point of the image, pixels; null where the lens shows nothing.</summary>
    public Double3? Direction(double x, double y)
    {
        var (u, v) = ((x - _camera.Cx) / (double)_camera.Fx, (y - _camera.Cy) / (double)_camera.Fy);
        // The tangential part is taken off again and again, what is left is radial.
        var (tx, ty) = (0.0, 0.0);
        for (var round = 0; round < 200; round++)
        {
            var (rx, ry) = (u - tx, v - ty);
            var wanted = Math.Sqrt(rx * rx + ry * ry);
            if (wanted > Radial(_end))
                return null;
            var (low, high) = (0.0, _end);
            for (var i = 0; i < 80; i++)
                (low, high) = Radial((low + high) / 2) < wanted ? ((low + high) / 2, high) : (low, (low + high) / 2);
            var angle = (low + high) / 2;
            var (sin, cos) = Math.SinCos(angle);
            var (dx, dy) = wanted > 0 ? (rx / wanted * sin, ry / wanted * sin) : (0, 0);
            if (_lens.P.Length == 0)
                return new(dx, dy, cos);
            var (px, py, p1, p2) = (dx / cos, dy / cos, _lens.P[0], _lens.P[1]);
            var (nextX, nextY) = (2 * p1 * px * py + p2 * (3 * px * px + py * py), p1 * (px * px + 3 * py * py) + 2 * p2 * px * py);
            if (Math.Abs(nextX - tx) + Math.Abs(nextY - ty) < 1e-15)
                return new(dx, dy, cos);
            (tx, ty) = (nextX, nextY);
        }
        return null;
    }

    /// <summary>Distorted radius at an angle from the axis, without the tangential part.</summary>
    private double Radial(double angle)
    {
        double Sum(double r, int first, int count)
        {
            var sum = 1.0;
            for (var i = 0; i < count && first + i < _lens.K.Length; i++)
                sum += _lens.K[first + i] * Math.Pow(r, 2 * (i + 1));
            return sum;
        }
        if (_lens.Model == LensModel.KannalaBrandt)
            return angle * Sum(angle, 0, 4);
        var tangent = Math.Tan(angle);
        return tangent * Sum(tangent, 0, 3) / Sum(tangent, 3, 3);
    }
}
