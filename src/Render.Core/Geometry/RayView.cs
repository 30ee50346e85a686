using Render.Core.Frames;
using Render.Core.Sampling;

namespace Render.Core.Geometry;

/// <summary>
/// One camera's view of one frame, for rays in double precision. Points of the image are in pixels; centres at +0.5. Triangles are seen
/// from both sides; nothing nearer than the camera's near plane is seen; a cut-out is solid from its cut-off up, a blended surface from
/// alpha 0.5 up; of equal depths the lower instance number wins. Through a lens, what is near is decided along the ray. Immutable, thread-safe.
/// </summary>
public sealed partial class RayView
{
    /// <summary>Pixels by which a renderer may misplace an edge or a contour: its snapping grid (1/256) and float32 take less than a third of it.</summary>
    public const double EdgeTolerance = 0.01;

    /// <summary>Relative difference under which two depths count as equal.</summary>
    public const double DepthTieTolerance = 1.0 / (1 << 20);

    /// <summary>Relative error that is granted to a renderer's float32 depth, besides <see cref="RaySurface.DepthError"/>.</summary>
    public const double DepthTolerance = 1.0 / (1 << 18);

    /// <summary>Above this, rounding in the inverse spoils culling: then every triangle is tested.</summary>
    private const double MaxCondition = 1e9;

    private readonly FrameCamera _camera;
    private readonly Instance[] _instances;
    private readonly Func<double, double, Double3?>? _lens;

    /// <param name="camera">Its lens is not looked at.</param>
    /// <param name="instances">From number 1 up.</param>
    /// <param name="lens">Unit direction in camera space of a point of the image, pixels, or null where nothing is shown; null: a pinhole.</param>
    internal RayView(FrameCamera camera, Instance[] instances, Func<double, double, Double3?>? lens) => (_camera, _instances, _lens) = (camera, instances, lens);

    /// <summary>What is seen at a point of the image. At 90 degrees and more from the axis of a lens, the depth is 0.</summary>
    public RayHit Cast(double x, double y)
    {
        if (_lens is null)
            return Cast(Direction(x, y));
        if (_lens(x, y) is not { } through)
            return default;
        var hit = Cast(through);
        return hit with { Depth = Math.Max(hit.Depth * through.Z, 0) };
    }

    /// <summary>
    /// How far along the ray the first surface is: its depth, or through a lens its distance, metres; infinite where there is none before the limit.
    /// </summary>
    internal double Reach(double x, double y, double limit = double.PositiveInfinity) =>
        Ray(x, y) is { } d && Cast(d, limit) is { Instance: > 0 } hit ? hit.Depth : double.PositiveInfinity;

    /// <summary>Direction in camera space of a point of the image: a pinhole's has z = 1, a lens's unit length. Null where the lens shows nothing.</summary>
    public Double3? Ray(double x, double y) => _lens is null ? Direction(x, y) : _lens(x, y);

    /// <summary>A point of an instance in camera space, metres.</summary>
    /// <param name="instance">Number of the instance, from 1.</param>
    /// <param name="point">In the axes of its model.</param>
    public Double3 InCamera(int instance, Double3 point) => _instances[instance - 1].ObjectToCamera.Point(point);

    /// <summary>
    /// Whether the ray from the eye through a point of camera space meets a surface, which cut-outs and see-through ones are as elsewhere, before the point. Also true where
    /// the point is nearer than the near plane, for nothing is seen there.
    /// </summary>
    /// <param name="point">Metres; not the eye itself.</param>
    /// <param name="instance">Number of the instance that the point belongs to, from 1.</param>
    /// <param name="inside">Metres along the ray before the point within which surfaces of that instance do not count.</param>
    /// <param name="slack">Metres within which those of other instances do not.</param>
    public bool Hides(Double3 point, int instance, double inside, double slack)
    {
        // As everywhere, the parameter of the ray counts along the axis, through a lens along the ray.
        var end = _lens is null ? point.Z : point.Length;
        if (!(end >= _camera.Near))
            return true;
        var direction = point * (1 / end);
        for (var i = 0; i < _instances.Length; i++)
        {
            var limit = end - (i == instance - 1 ? inside : slack) / direction.Length;
            var candidates = new Walk(_instances[i], Beam.Of(_instances[i], direction, 0, 0));
            while (limit > _camera.Near && candidates.Next(limit) is var triangle and >= 0)
                if (new Shape(_instances[i], triangle).Meets(direction, out var depth, out var weights) && depth >= _camera.Near && depth < limit
                    && _instances[i].Solid(triangle, weights))
                    return true;
        }
        return false;
    }

    private RayHit Cast(Double3 direction, double limit = double.PositiveInfinity)
    {
        var best = new RayHit(0, 0, limit);
        for (var i = 0; i < _instances.Length; i++)
        {
            var candidates = new Walk(_instances[i], Beam.Of(_instances[i], direction, 0, 0));
            while (candidates.Next(best.Depth) is var triangle and >= 0)
            {
                var shape = new Shape(_instances[i], triangle);
                // The walk goes instance by instance: an equal depth later in it belongs to a higher number.
                if (shape.Meets(direction, out var depth, out var weights) && depth >= _camera.Near && depth < best.Depth
                    && _instances[i].Solid(triangle, weights))
                    best = new(i + 1, triangle, depth);
            }
        }
        return best.Instance == 0 ? default : best;
    }

    /// <summary>
    /// All triangles whose image comes within <paramref name="reach"/> pixels of a point of the image, in no order, without certain holes. Through a lens,
    /// their depths are those along the ray.
    /// </summary>
    public List<RaySurface> Surfaces(double x, double y, double reach = EdgeTolerance)
    {
        if (_lens is not null)
            return Around(x, y)?.Surfaces(0, 0, reach) ?? [];
        var surfaces = new List<RaySurface>();
        var (stepX, stepY) = (1 / (double)_camera.Fx, 1 / (double)_camera.Fy);
        for (var i = 0; i < _instances.Length; i++)
        {
            // A little wider: the test of the triangle itself decides.
            var candidates = new Walk(_instances[i], Beam.Of(_instances[i], Direction(x, y), 1.01 * reach * stepX, 1.01 * reach * stepY));
            while (candidates.Next(double.PositiveInfinity) is var triangle and >= 0)
                if (Surface(i, triangle, x, y, reach) is { } surface)
                    surfaces.Add(surface);
        }
        return surfaces;
    }

    /// <summary>
    /// True where an image that shows this instance (0: nothing) at this point of the image, and this depth where one is given, is right within
    /// <see cref="EdgeTolerance"/>, <see cref="DepthTieTolerance"/> and <see cref="DepthTolerance"/>: the instance has a surface there that
    /// nothing certain hides.
    /// </summary>
    /// <param name="x">Pixels.</param>
    /// <param name="y">Pixels.</param>
    /// <param name="instance">What the image shows.</param>
    /// <param name="depth">Metres, or null.</param>
    /// <param name="grantRounding">
    /// Lets surfaces hide each other either way within <see cref="RaySurface.DepthError"/>: where a ground of 100 m is seen from a hand's breadth
    /// above, float32 cannot tell what is in front by 2^-20.
    /// </param>
    public bool Admits(double x, double y, int instance, double? depth = null, bool grantRounding = false)
    {
        if (_lens is not null)
        {
            if (_lens(x, y) is not { } through || Around(x, y) is not { } around)
                return instance == 0 && depth is null or 0;
            return through.Z > 0 ? around.Admits(0, 0, instance, depth / through.Z, grantRounding) : depth is null or 0 && around.Admits(0, 0, instance, null, grantRounding);
        }
        var surfaces = Surfaces(x, y);
        var wall = double.PositiveInfinity;
        foreach (var surface in surfaces)
            if (surface.Certain)
                wall = Math.Min(wall, surface.Depth + (grantRounding ? surface.DepthError : 0));
        if (instance == 0)
            return double.IsPositiveInfinity(wall) && depth is null or 0;
        return surfaces.Exists(s => s.Instance == instance
            && s.NearestDepth - (grantRounding ? s.DepthError : 0) <= wall * (1 + DepthTieTolerance)
            && (depth is not { } d || (d >= s.NearestDepth * (1 - DepthTolerance) - s.DepthError && d <= s.FarthestDepth * (1 + DepthTolerance) + s.DepthError)));
    }

    /// <summary>
    /// The pinhole camera that agrees with the lens at a point of the image, and to first order around it: its axis is the ray there, its pixels have the
    /// size that they have there, and the point is its (0, 0). Null where the lens shows nothing.
    /// </summary>
    private RayView? Around(double x, double y)
    {
        const double Step = 1.0 / 128;
        if (_lens!(x, y) is not { } axis)
            return null;
        Double3? Change(double stepX, double stepY) => (_lens(x - stepX, y - stepY), _lens(x + stepX, y + stepY)) switch
        {
            ({ } before, { } after) => (after - before) * (0.5 / Step),
            (null, { } after) => (after - axis) * (1 / Step),
            ({ } before, null) => (axis - before) * (1 / Step),
            _ => null,
        };
        if (Change(Step, 0) is not { } right || Change(0, Step) is not { } down)
            return null;
        var camera = _camera with { Fx = (float)(1 / right.Length), Fy = (float)(1 / down.Length), Cx = 0, Cy = 0, Lens = null };
        (right, down) = (right * camera.Fx, down * camera.Fy);
        var toLocal = new Affine(new(right.X, down.X, axis.X), new(right.Y, down.Y, axis.Y), new(right.Z, down.Z, axis.Z), default).Inverse();
        return new(camera, Array.ConvertAll(_instances, instance => instance.Seen(toLocal)), null);
    }

    /// <summary>In camera space, with z = 1: a point at depth t along the ray is t times this.</summary>
    private Double3 Direction(double x, double y) => new((x - _camera.Cx) / _camera.Fx, (y - _camera.Cy) / _camera.Fy, 1);

    private RaySurface? Surface(int instance, int triangle, double x, double y, double reach)
    {
        var shape = new Shape(_instances[instance], triangle);
        var inside = shape.Meets(Direction(x, y), out var depth, out var weights);
        var distance = EdgeDistance(shape, x, y);
        if (!inside && !(distance <= reach))
            return null;
        var certain = inside && distance > reach;
        var (nearest, farthest) = (depth, depth);
        if (!certain || Math.Abs(depth - _camera.Near) < 0.01 * _camera.Near)
        {
            (nearest, farthest) = DepthsWithin(shape, x, y, reach);
            if (farthest < _camera.Near * (1 - DepthTieTolerance))
                return null;
            certain &= nearest >= _camera.Near * (1 + DepthTieTolerance);
        }
        else if (depth < _camera.Near)
        {
            return null;
        }
        if (_instances[instance].CutOut(triangle) is not null)
        {
            var (solid, hole) = SolidWithin(_instances[instance], shape, triangle, x, y, reach);
            if (!solid)
                return null;
            certain &= !hole;
        }
        return new(instance + 1, triangle, depth, inside ? distance : -distance, certain ? depth : nearest, certain ? depth : farthest,
            DepthError(_instances[instance], shape, triangle, x, y), certain);
    }

    /// <summary>
    /// What float32 may do to a depth. The transform of the vertices moves the plane by at most the bound of three products and three sums, 4
    /// units of 2^-24 of what is added (Higham, "Accuracy and Stability of Numerical Algorithms", 3.1); the ray meets the moved plane so much
    /// sooner or later, the more grazing the more. And the slopes of a small sliver's plane are quotients by its area, whose relative error is
    /// that of a product of its length and its width times length over width.
    /// </summary>
    private double DepthError(Instance instance, in Shape shape, int triangle, double x, double y)
    {
        const double FourUnits = 1.0 / (1 << 22);
        // Beyond this extent a renderer cannot do without a better plane for ids' sake.
        const double SmallPixels = 92;
        var (a, b, c) = instance.Tree.Corners[triangle];
        var moved = FourUnits * Math.Max(instance.Magnitude(a), Math.Max(instance.Magnitude(b), instance.Magnitude(c)));
        var error = moved * Math.Sqrt(Double3.Dot(shape.Normal, shape.Normal)) / Math.Abs(Double3.Dot(shape.Normal, Direction(x, y)));
        var (nearest, farthest) = (Math.Min(shape.A.Z, Math.Min(shape.B.Z, shape.C.Z)), Math.Max(shape.A.Z, Math.Max(shape.B.Z, shape.C.Z)));
        if (nearest < _camera.Near)
            return error;
        var ((ax, ay), (bx, by), (cx, cy)) = (Project(shape.A), Project(shape.B), Project(shape.C));
        var area = Math.Abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
        var length = Math.Max(double.Hypot(bx - ax, by - ay), Math.Max(double.Hypot(cx - bx, cy - by), double.Hypot(ax - cx, ay - cy)));
        return length > SmallPixels ? error : error + Math.Min(farthest - nearest, (farthest - nearest) * FourUnits * length * length / area);
    }

    /// <summary>Least and greatest depth of the triangle's plane in a disc of the image. 1/depth is linear in the image.</summary>
    private (double Nearest, double Farthest) DepthsWithin(in Shape shape, double x, double y, double reach)
    {
        var (normal, determinant) = (shape.Normal, shape.Determinant);
        var inverse = Double3.Dot(normal, Direction(x, y)) / determinant;
        var slope = reach * double.Hypot(normal.X / _camera.Fx, normal.Y / _camera.Fy) / Math.Abs(determinant);
        if (!double.IsFinite(inverse) || !double.IsFinite(slope) || inverse + slope <= 0)
            return (Math.Min(shape.A.Z, Math.Min(shape.B.Z, shape.C.Z)), Math.Max(shape.A.Z, Math.Max(shape.B.Z, shape.C.Z)));
        return (1 / (inverse + slope), inverse > slope ? 1 / (inverse - slope) : double.PositiveInfinity);
    }

    /// <summary>Whether a disc of the image shows solid parts of a cut-out, and holes in it.</summary>
    private (bool Solid, bool Hole) SolidWithin(Instance instance, in Shape shape, int triangle, double x, double y, double reach)
    {
        const int Directions = 16;
        // An alpha that equals the cut-off but for the last bits of float32 lies on the contour wherever it is.
        const double Rounding = 1e-6;
        var (solid, hole, cutOut) = (false, false, instance.CutOut(triangle)!);
        for (var i = 0; i <= Directions; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * i / Directions);
            var radius = i == Directions ? 0 : reach;
            shape.Meets(Direction(x + radius * cos, y + radius * sin), out _, out var weights);
            var above = cutOut.Alpha(instance.Tree.Mesh, instance.Tree.Corners[triangle], weights) - cutOut.Cutoff;
            solid |= above >= -Rounding;
            hole |= above < Rounding;
        }
        return (solid, hole);
    }

    /// <summary>Pixels from a point of the image to the nearest of the triangle's projected edges, as far as they lie beyond the near plane.</summary>
    private double EdgeDistance(in Shape shape, double x, double y) => Math.Min(
        SegmentDistance(shape.A, shape.B, x, y), Math.Min(SegmentDistance(shape.B, shape.C, x, y), SegmentDistance(shape.C, shape.A, x, y)));

    private double SegmentDistance(Double3 a, Double3 b, double x, double y)
    {
        if (a.Z < _camera.Near && b.Z < _camera.Near)
            return double.PositiveInfinity;
        if (a.Z < _camera.Near)
            a = Cut(a, b);
        else if (b.Z < _camera.Near)
            b = Cut(b, a);
        var (ax, ay) = Project(a);
        var (bx, by) = Project(b);
        var (dx, dy) = (bx - ax, by - ay);
        var length = dx * dx + dy * dy;
        var s = length > 0 ? Math.Clamp(((x - ax) * dx + (y - ay) * dy) / length, 0, 1) : 0;
        return double.Hypot(ax + s * dx - x, ay + s * dy - y);
    }

    /// <summary>Where the edge from a point before the near plane to one beyond it meets the plane.</summary>
    private Double3 Cut(Double3 before, Double3 beyond)
    {
        var s = (_camera.Near - before.Z) / (beyond.Z - before.Z);
        return new(before.X + s * (beyond.X - before.X), before.Y + s * (beyond.Y - before.Y), _camera.Near);
    }

    private (double X, double Y) Project(Double3 p) => (_camera.Fx * p.X / p.Z + _camera.Cx, _camera.Fy * p.Y / p.Z + _camera.Cy);

    /// <summary>A model in front of the camera.</summary>
    internal sealed class Instance
    {
        private readonly CutOut?[]? _cutOuts;

        public Instance(TriangleTree tree, in Affine objectToCamera, CutOut?[]? cutOuts)
        {
            (Tree, ObjectToCamera, CameraToObject, _cutOuts) = (tree, objectToCamera, objectToCamera.Inverse(), cutOuts);
            var condition = objectToCamera.Condition(CameraToObject);
            Culls = condition < MaxCondition;
            var rounding = 1e-14 * condition;
            var (eye, size) = (CameraToObject.Translation, tree.Mesh.Bounds.Size);
            Slack = new(rounding * (Math.Abs(eye.X) + size.X), rounding * (Math.Abs(eye.Y) + size.Y), rounding * (Math.Abs(eye.Z) + size.Z));
            double Norm(Double3 row) => rounding * Math.Sqrt(Double3.Dot(row, row));
            DirectionSlack = new(Norm(CameraToObject.Row0), Norm(CameraToObject.Row1), Norm(CameraToObject.Row2));
        }

        /// <summary>The same from another camera.</summary>
        public Instance Seen(in Affine cameraToOther) => new(Tree, cameraToOther.After(ObjectToCamera), _cutOuts);

        public TriangleTree Tree { get; }

        public Affine ObjectToCamera { get; }

        public Affine CameraToObject { get; }

        /// <summary>False where the inverse is too inexact to leave anything out.</summary>
        public bool Culls { get; }

        /// <summary>Bound of the error of the eye in object space, by axis, generous.</summary>
        public Double3 Slack { get; }

        /// <summary>Likewise of a direction of unit length.</summary>
        public Double3 DirectionSlack { get; }

        /// <summary>Length of what is added up when the vertex is transformed, each product taken as positive.</summary>
        public double Magnitude(int vertex)
        {
            var p = Tree.Mesh.Positions[vertex];
            double Sum(Double3 row, double t) => Math.Abs(row.X * p.X) + Math.Abs(row.Y * p.Y) + Math.Abs(row.Z * p.Z) + Math.Abs(t);
            var (m, t) = (ObjectToCamera, ObjectToCamera.Translation);
            var sum = new Double3(Sum(m.Row0, t.X), Sum(m.Row1, t.Y), Sum(m.Row2, t.Z));
            return Math.Sqrt(Double3.Dot(sum, sum));
        }

        public CutOut? CutOut(int triangle) => _cutOuts?[Tree.Materials[triangle]];

        public bool Solid(int triangle, (double A, double B, double C) weights) =>
            CutOut(triangle) is not { } cutOut || cutOut.Alpha(Tree.Mesh, Tree.Corners[triangle], weights) >= cutOut.Cutoff;
    }

    /// <summary>A triangle in camera space. The eye is the origin.</summary>
    private readonly struct Shape
    {
        public Shape(Instance instance, int triangle)
        {
            var (a, b, c) = instance.Tree.Corners[triangle];
            Double3 Vertex(int vertex)
            {
                var p = instance.Tree.Mesh.Positions[vertex];
                return instance.ObjectToCamera.Point(new(p.X, p.Y, p.Z));
            }
            (A, B, C) = (Vertex(a), Vertex(b), Vertex(c));
            // A cross product is exactly negated where its operands are exchanged, so neighbours agree bit for bit about their common edge.
            (AcrossA, AcrossB, AcrossC) = (Double3.Cross(B, C), Double3.Cross(C, A), Double3.Cross(A, B));
        }

        public Double3 A { get; }

        public Double3 B { get; }

        public Double3 C { get; }

        private Double3 AcrossA { get; }

        private Double3 AcrossB { get; }

        private Double3 AcrossC { get; }

        /// <summary>Of the plane, times twice the area.</summary>
        public Double3 Normal => AcrossA + AcrossB + AcrossC;

        /// <summary>Of the three vertices: six times the volume that the triangle spans with the eye.</summary>
        public double Determinant => Double3.Dot(A, AcrossA);

        /// <summary>
        /// Whether the line through the eye meets the triangle, an edge included: the volumes that it spans with the three edges have one
        /// sign. Depth and weights are those of the point on the triangle's plane in any case.
        /// </summary>
        public bool Meets(Double3 direction, out double depth, out (double A, double B, double C) weights)
        {
            var (a, b, c) = (Double3.Dot(direction, AcrossA), Double3.Dot(direction, AcrossB), Double3.Dot(direction, AcrossC));
            var sum = a + b + c;
            depth = Determinant / sum;
            weights = (a / sum, b / sum, c / sum);
            return sum != 0 && ((a >= 0 && b >= 0 && c >= 0) || (a <= 0 && b <= 0 && c <= 0));
        }
    }

    /// <summary>
    /// A ray in object space, with the half width that it has after one metre of depth: by axis, a point at depth t is within
    /// origin + t * (direction +- spread). Depth is the parameter in every space, since the maps are affine.
    /// </summary>
    private readonly record struct Beam(Double3 Origin, Double3 Direction, Double3 Spread, Double3 Slack, bool Culls)
    {
        /// <param name="instance">Gives the space.</param>
        /// <param name="direction">Camera space, z = 1.</param>
        /// <param name="widthX">Camera space: half width at depth 1.</param>
        /// <param name="widthY">Likewise.</param>
        public static Beam Of(Instance instance, Double3 direction, double widthX, double widthY)
        {
            var (toObject, slack) = (instance.CameraToObject, instance.DirectionSlack);
            var length = Math.Sqrt(Double3.Dot(direction, direction));
            double Width(Double3 row) => Math.Abs(row.X) * widthX + Math.Abs(row.Y) * widthY;
            return new(toObject.Translation, toObject.Direction(direction),
                new(Width(toObject.Row0) + slack.X * length, Width(toObject.Row1) + slack.Y * length, Width(toObject.Row2) + slack.Z * length),
                instance.Slack, instance.Culls);
        }

        /// <summary>Depth from which on the beam may be inside the box; infinite where it never is before <paramref name="limit"/>.</summary>
        public double Entry(in TriangleTree.Node box, double limit)
        {
            if (!Culls)
                return 0;
            var (near, far) = (0.0, limit);
            Clip(Origin.X - box.Min.X + Slack.X, Direction.X + Spread.X, ref near, ref far);
            Clip(box.Max.X - Origin.X + Slack.X, Spread.X - Direction.X, ref near, ref far);
            Clip(Origin.Y - box.Min.Y + Slack.Y, Direction.Y + Spread.Y, ref near, ref far);
            Clip(box.Max.Y - Origin.Y + Slack.Y, Spread.Y - Direction.Y, ref near, ref far);
            Clip(Origin.Z - box.Min.Z + Slack.Z, Direction.Z + Spread.Z, ref near, ref far);
            Clip(box.Max.Z - Origin.Z + Slack.Z, Spread.Z - Direction.Z, ref near, ref far);
            return near <= far ? near : double.PositiveInfinity;
        }

        /// <summary>Leaves of [near, far] the depths t with value + slope * t >= 0.</summary>
        private static void Clip(double value, double slope, ref double near, ref double far)
        {
            if (slope > 0)
                near = Math.Max(near, -value / slope);
            else if (slope < 0)
                far = Math.Min(far, -value / slope);
            else if (value < 0)
                far = double.NegativeInfinity;
        }
    }

    /// <summary>Enumerates the triangles of an instance whose boxes a beam meets, nearer boxes first.</summary>
    private ref struct Walk
    {
        private readonly TriangleTree _tree;
        private readonly Beam _beam;
        private Stack _stack;
        private int _depth;
        private int _next;
        private int _end;

        public Walk(Instance instance, in Beam beam)
        {
            (_tree, _beam) = (instance.Tree, beam);
            var entry = beam.Entry(_tree.Nodes[0], double.MaxValue);
            if (double.IsFinite(entry))
                _stack[_depth++] = (0, entry);
        }

        /// <summary>The next triangle in a box that is entered before the limit; -1: there is none.</summary>
        public int Next(double limit)
        {
            while (_next == _end)
            {
                if (_depth == 0)
                    return -1;
                var (number, entry) = _stack[--_depth];
                if (entry > limit)
                    continue;
                ref readonly var node = ref _tree.Nodes[number];
                if (node.Count > 0)
                {
                    (_next, _end) = (node.First, node.First + node.Count);
                    continue;
                }
                var far = Math.Min(limit, double.MaxValue);
                var (left, right) = (_beam.Entry(_tree.Nodes[node.First], far), _beam.Entry(_tree.Nodes[node.First + 1], far));
                var (first, second) = left <= right ? ((node.First, left), (node.First + 1, right)) : ((node.First + 1, right), (node.First, left));
                if (double.IsFinite(second.Item2))
                    _stack[_depth++] = second;
                if (double.IsFinite(first.Item2))
                    _stack[_depth++] = first;
            }
            return _tree.Order[_next++];
        }

        [System.Runtime.CompilerServices.InlineArray(TriangleTree.MaxDepth + 1)]
        private struct Stack
        {
            private (int Node, double Entry) _first;
        }
    }
}
