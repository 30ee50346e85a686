using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Render.Core.Frames;
using Render.Core.Sampling;

namespace Render.Vulkan.Passes;

/// <summary>As in Shaders/lens.glsl, which documents it; a test compares the offsets of both.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GpuLens
{
    public Vector2 Focal;
    public Vector2 Centre;
    public Floats6 Radial;
    public Vector2 Tangential;
    public float Seen;
    public float SeenRadius;
    public float SeenGrowth;
    public float Reach;
    public float Curvature;
    public float Rounding;

    [InlineArray(6)]
    internal struct Floats6
    {
        private float _first;
    }
}

/// <summary>
/// Where in the image a triangle's rays are to be looked for: the forward model of a lens, continued smoothly beyond what the image shows, and how much
/// the images of straight lines bend. It decides what is left out as certainly unseen, never what is seen.
/// </summary>
internal sealed class LensSearch
{
    /// <summary>Radians beyond the farthest ray up to which vertices have a place in the image, and the most that this can be.</summary>
    private const double Beyond = 0.3, MostReach = 2.9;

    private readonly FrameLens _lens;
    private readonly FrameCamera _camera;
    private readonly double _seen, _seenRadius, _seenGrowth;

    private LensSearch(FrameCamera camera, double seen)
    {
        (_camera, _lens, _seen) = (camera, camera.Lens!, seen);
        if (_lens.Model == LensModel.KannalaBrandt)
        {
            var s = seen * seen;
            _seenGrowth = 1 + s * (3 * _lens.Radial(0) + s * (5 * _lens.Radial(1) + s * (7 * _lens.Radial(2) + s * 9 * _lens.Radial(3))));
        }
        else
        {
            _seenRadius = Math.Tan(seen);
            _seenGrowth = 1 + _seenRadius * _seenRadius;
        }
    }

    /// <param name="camera">Has a lens.</param>
    /// <param name="seen">Radians from the axis: the farthest ray of the image.</param>
    public static GpuLens Constants(FrameCamera camera, double seen)
    {
        var search = new LensSearch(camera, seen);
        var (lens, reach) = (camera.Lens!, Math.Min(seen + Beyond, MostReach));
        var constants = new GpuLens
        {
            Focal = new(camera.Fx, camera.Fy),
            Centre = new(camera.Cx, camera.Cy),
            Tangential = new((float)lens.Tangential(0), (float)lens.Tangential(1)),
            Seen = (float)seen,
            SeenRadius = (float)search._seenRadius,
            SeenGrowth = (float)search._seenGrowth,
            Reach = (float)reach,
            Curvature = (float)(1.25 * search.Curvature(reach)),
            // The shader's arctangent is good to 2e-5; float32 itself is better by far.
            Rounding = 0.02f + 4e-5f * Math.Max(camera.Fx, camera.Fy) * (float)Math.Max(1, search._seenGrowth),
        };
        for (var i = 0; i < 6; i++)
            constants.Radial[i] = (float)lens.Radial(i);
        return constants;
    }

    /// <summary>The greatest second derivative of the image along a great circle of directions, pixels a squared radian, up to this angle from the axis.</summary>
    private double Curvature(double reach)
    {
        const int Angles = 64, Azimuths = 8, Directions = 4;
        const double Step = 1e-3;
        var most = 0.0;
        for (var i = 0; i <= Angles; i++)
        {
            var (sin, cos) = Math.SinCos(reach * i / Angles);
            for (var k = 0; k < Azimuths; k++)
            {
                var (sinA, cosA) = Math.SinCos(2 * Math.PI * k / Azimuths);
                var (at, outward, around) = (new Double3(sin * cosA, sin * sinA, cos), new Double3(cos * cosA, cos * sinA, -sin), new Double3(-sinA, cosA, 0));
                var (x, y) = Point(at);
                for (var way = 0; way < Directions; way++)
                {
                    var (s, c) = Math.SinCos(Math.PI * way / Directions);
                    var along = outward * c + around * s;
                    var (sinStep, cosStep) = Math.SinCos(Step);
                    var ((ax, ay), (bx, by)) = (Point(at * cosStep + along * sinStep), Point(at * cosStep - along * sinStep));
                    most = Math.Max(most, double.Hypot(ax + bx - 2 * x, ay + by - 2 * y) / (Step * Step));
                }
            }
        }
        return most;
    }

    /// <summary>As lensPoint in Shaders/lens.glsl.</summary>
    private (double X, double Y) Point(Double3 p)
    {
        var across = double.Hypot(p.X, p.Y);
        var angle = Math.Atan2(across, p.Z);
        var (inner, beyond) = (Math.Min(angle, _seen), Math.Max(angle - _seen, 0));
        var (wayX, wayY) = across > 0 ? (p.X / across, p.Y / across) : (0, 0);
        double x, y;
        if (_lens.Model == LensModel.KannalaBrandt)
        {
            var s = inner * inner;
            var r = inner * (1 + s * (_lens.Radial(0) + s * (_lens.Radial(1) + s * (_lens.Radial(2) + s * _lens.Radial(3))))) + beyond * _seenGrowth;
            (x, y) = (wayX * r, wayY * r);
        }
        else
        {
            var r = beyond > 0 ? _seenRadius + beyond * _seenGrowth : Math.Tan(inner);
            var (u, v, s) = (wayX * r, wayY * r, r * r);
            var g = (1 + s * (_lens.Radial(0) + s * (_lens.Radial(1) + s * _lens.Radial(2))))
                / (1 + s * (_lens.Radial(3) + s * (_lens.Radial(4) + s * _lens.Radial(5))));
            var (p1, p2) = (_lens.Tangential(0), _lens.Tangential(1));
            (x, y) = (u * g + 2 * p1 * u * v + p2 * (s + 2 * u * u), v * g + p1 * (s + 2 * v * v) + 2 * p2 * u * v);
        }
        return (_camera.Fx * x + _camera.Cx, _camera.Fy * y + _camera.Cy);
    }
}
