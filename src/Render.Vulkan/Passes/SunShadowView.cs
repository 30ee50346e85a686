using Render.Core.Frames;
using Render.Core.Geometry;

namespace Render.Vulkan.Passes;

/// <summary>
/// How a sun sees the scene for its shadow map: a square, turned to the camera, around the part of what the camera can see on which a shadow may
/// fall. Frames know nothing of each other, so the map is fitted to each anew.
/// </summary>
/// <param name="View">For the rasteriser: texel x, texel y, metres along the light from the nearest caster on.</param>
/// <param name="Texel">Metres on a side.</param>
/// <param name="Range">Metres from the nearest caster to the farthest receiver.</param>
/// <param name="Floors">Indices of instances that shadow nothing that is seen, so the map does without them: they would fill all of it.</param>
internal sealed record SunShadowView(SceneView View, double Texel, double Range, IReadOnlySet<int> Floors)
{
    /// <summary>Texels on a side, as in Shaders/sun_shadow.glsl.</summary>
    public const int Size = 1024;

    private const int Margin = 4; // texels: the filter's reach

    /// <param name="sun">Its direction decides.</param>
    /// <param name="camera">What it sees is lit.</param>
    /// <param name="image">Width and height.</param>
    /// <param name="boxes">Object bounds and pose (3 x 4, row-major) of every instance.</param>
    /// <param name="tangents">Of a camera with a lens, what its rays lie within; null: it may see anything.</param>
    /// <returns>Null where nothing is seen on which a shadow could fall.</returns>
    public static SunShadowView? Fit(FrameLight sun, FrameCamera camera, ImageSettings image, IReadOnlyList<(Bounds Bounds, float[] ObjectToWorld)> boxes,
        (double Left, double Right, double Top, double Bottom)? tangents = null)
    {
        var corners = boxes.Select(b => Corners(b.Bounds, b.ObjectToWorld)).ToArray();
        var frustum = new Frustum(camera, image, tangents);
        var z = Point3.Of(sun.Direction).Normalized();
        var right = frustum.Right - z * frustum.Right.Dot(z);
        if (right.Length < 1e-3)
            right = frustum.Down - z * frustum.Down.Dot(z);
        var x = right.Normalized();
        var y = z.Cross(x);

        var receivers = Range3.Empty;
        var casters = Range3.Empty;
        var floors = new HashSet<int>();
        for (var i = 0; i < corners.Length; i++)
        {
            foreach (var p in frustum.Clip(corners[i]))
                receivers = receivers.With(p.In(x, y, z));
            var floor = FloorHeight(corners, i, z);
            if (floor is null)
                foreach (var p in corners[i])
                    casters = casters.With(p.In(x, y, z));
            else if (floor is var (normal, height) && normal.Dot(frustum.Eye) >= height)
                floors.Add(i);
        }
        // A shadow falls only behind a caster, so only where their outlines overlap.
        var area = receivers.OverlapXY(casters);
        if (area.IsEmpty)
            return null;
        var near = casters.Min.Z;
        var size = Math.Max(Math.Max(area.Max.X - area.Min.X, area.Max.Y - area.Min.Y), 1e-6);
        var texel = size / (Size - 2 * Margin);
        var (left, top) = ((area.Min.X + area.Max.X) / 2 / texel - Size / 2.0, (area.Min.Y + area.Max.Y) / 2 / texel - Size / 2.0);
        double[] rows =
        [
            x.X / texel, x.Y / texel, x.Z / texel, -left,
            y.X / texel, y.Y / texel, y.Z / texel, -top,
            // A texel of air before the nearest caster: depth keys are not negative.
            z.X, z.Y, z.Z, texel - near,
        ];
        return new(new(Size, Size, rows, Orthographic: true, Near: 0), texel, Math.Max(receivers.Max.Z - near, 0), floors);
    }

    /// <summary>
    /// The sunny side of an instance that is flat and has everything else, or part of it, on that side, and its height along that normal; else
    /// null. What lies above a floor is not shadowed by it. What is sunk into it is taken to hide in it, and does, for an eye above it, but for what
    /// can be seen past the floor's end or through holes: that is lit as if there were no floor.
    /// </summary>
    private static (Point3 Normal, double Height)? FloorHeight(Point3[][] corners, int index, Point3 light)
    {
        var c = corners[index];
        Point3[] edges = [c[1] - c[0], c[2] - c[0], c[4] - c[0]];
        var size = edges.Max(e => e.Length);
        var thin = Array.FindIndex(edges, e => e.Length <= 1e-4 * size);
        if (thin < 0)
            return null;
        var normal = edges[(thin + 1) % 3].Cross(edges[(thin + 2) % 3]).Normalized();
        if (normal.Dot(light) > 0)
            normal *= -1;
        var height = normal.Dot(c[0]);
        return Array.TrueForAll(corners, o => o.Max(p => normal.Dot(p)) - height >= -1e-4 * size) ? (normal, height) : null;
    }

    private static Point3[] Corners(Bounds bounds, float[] m)
    {
        var corners = new Point3[8];
        for (var i = 0; i < 8; i++)
        {
            var p = new Point3((i & 1) == 0 ? bounds.Min.X : bounds.Max.X, (i & 2) == 0 ? bounds.Min.Y : bounds.Max.Y, (i & 4) == 0 ? bounds.Min.Z : bounds.Max.Z);
            corners[i] = new(m[0] * p.X + m[1] * p.Y + m[2] * p.Z + m[3], m[4] * p.X + m[5] * p.Y + m[6] * p.Z + m[7], m[8] * p.X + m[9] * p.Y + m[10] * p.Z + m[11]);
        }
        return corners;
    }

    private readonly record struct Point3(double X, double Y, double Z)
    {
        public double Length => Math.Sqrt(Dot(this));

        public static Point3 Of(System.Numerics.Vector3 v) => new(v.X, v.Y, v.Z);

        public static Point3 operator +(Point3 a, Point3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

        public static Point3 operator -(Point3 a, Point3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

        public static Point3 operator *(Point3 a, double s) => new(a.X * s, a.Y * s, a.Z * s);

        public double Dot(Point3 b) => X * b.X + Y * b.Y + Z * b.Z;

        public Point3 Cross(Point3 b) => new(Y * b.Z - Z * b.Y, Z * b.X - X * b.Z, X * b.Y - Y * b.X);

        public Point3 Normalized() => this * (1 / Length);

        public Point3 In(Point3 x, Point3 y, Point3 z) => new(Dot(x), Dot(y), Dot(z));
    }

    private readonly record struct Range3(Point3 Min, Point3 Max)
    {
        public static Range3 Empty { get; } = new(
            new(double.MaxValue, double.MaxValue, double.MaxValue), new(double.MinValue, double.MinValue, double.MinValue));

        public bool IsEmpty => !(Min.X <= Max.X && Min.Y <= Max.Y);

        public Range3 With(Point3 p) => new(
            new(Math.Min(Min.X, p.X), Math.Min(Min.Y, p.Y), Math.Min(Min.Z, p.Z)), new(Math.Max(Max.X, p.X), Math.Max(Max.Y, p.Y), Math.Max(Max.Z, p.Z)));

        public Range3 OverlapXY(Range3 o) => new(
            new(Math.Max(Min.X, o.Min.X), Math.Max(Min.Y, o.Min.Y), Min.Z), new(Math.Min(Max.X, o.Max.X), Math.Min(Max.Y, o.Max.Y), Max.Z));
    }

    /// <summary>What the camera can see: four planes through its eye, and the eye's own; everything, where a lens shows more than planes can hold.</summary>
    private sealed class Frustum
    {
        private static readonly int[][] Faces = [[0, 1, 3, 2], [4, 5, 7, 6], [0, 1, 5, 4], [2, 3, 7, 6], [0, 2, 6, 4], [1, 3, 7, 5]];

        private readonly (Point3 Normal, double Offset)[] _planes;

        public Frustum(FrameCamera camera, ImageSettings image, (double Left, double Right, double Top, double Bottom)? tangents)
        {
            var m = camera.WorldToCamera;
            Right = new(m[0], m[1], m[2]);
            Down = new(m[4], m[5], m[6]);
            var axis = new Point3(m[8], m[9], m[10]);
            Eye = (Right * m[3] + Down * m[7] + axis * m[11]) * -1;
            // The point (u, v) of the image is seen along axis + (u - cx) / fx right + (v - cy) / fy down.
            double left = -camera.Cx / camera.Fx, far = (image.Width - camera.Cx) / camera.Fx;
            double top = -camera.Cy / camera.Fy, bottom = (image.Height - camera.Cy) / camera.Fy;
            if (tangents is { } seen)
                (left, far, top, bottom) = seen;
            Point3[] normals = [Right - axis * left, axis * far - Right, Down - axis * top, axis * bottom - Down, axis];
            _planes = camera.Lens is not null && tangents is null ? [] : [.. normals.Select((n, i) => (n, n.Dot(Eye) + (i == 4 ? camera.Near : 0)))];
        }

        public Point3 Eye { get; }

        public Point3 Right { get; }

        public Point3 Down { get; }

        /// <summary>Corners of what is inside of both the frustum and a box (Sutherland and Hodgman, 1974, face by face).</summary>
        public IEnumerable<Point3> Clip(Point3[] box)
        {
            foreach (var face in Faces)
            {
                var polygon = new List<Point3>(face.Select(i => box[i]));
                foreach (var (normal, offset) in _planes)
                {
                    var kept = new List<Point3>();
                    for (var i = 0; i < polygon.Count; i++)
                    {
                        var (a, b) = (polygon[i], polygon[(i + 1) % polygon.Count]);
                        var (da, db) = (normal.Dot(a) - offset, normal.Dot(b) - offset);
                        if (da >= 0)
                            kept.Add(a);
                        if (da >= 0 != db >= 0)
                            kept.Add(a + (b - a) * (da / (da - db)));
                    }
                    polygon = kept;
                }
                foreach (var p in polygon)
                    yield return p;
            }
            if (Contains(box))
                yield return Eye;
        }

        private bool Contains(Point3[] box)
        {
            var d = Eye - box[0];
            return new[] { box[1] - box[0], box[2] - box[0], box[4] - box[0] }.All(e => d.Dot(e) >= 0 && d.Dot(e) <= e.Dot(e));
        }
    }
}
