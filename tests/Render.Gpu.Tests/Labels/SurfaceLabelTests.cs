using System.Numerics;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Sampling;
using Render.Gpu.Tests.Device;
using Render.Gpu.Tests.Exactness;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Labels;

/// <summary>
/// Range, normals and object coordinates of random frames, against rays in double precision that meet the frame's triangles: which triangles a ray meets says the ray
/// caster; where, and what lies between the vertices, is computed here.
/// </summary>
public sealed class SurfaceLabelTests(DeviceFixture fixture, ITestOutputHelper output)
{
    private const Aov Aovs = Aov.InstanceId | Aov.Range | Aov.Normals | Aov.Coordinates;

    /// <summary>Pixels between a pixel's centre and the exact image of the point of the model that it is said to show.</summary>
    private const double PixelTolerance = 0.02;

    /// <summary>Radians; what 16 bits a component leave of a vertex's normal is 0.00004.</summary>
    private const double AngleTolerance = 3e-4;

    [Fact]
    public void They_are_what_rays_meet() => Check((frame, _) => frame, passes: true);

    [Fact]
    public void The_same_through_random_lenses() => Check(RandomLenses.Through, passes: true);

    /// <summary>The check itself: it must notice pixels that are a tenth of a pixel off.</summary>
    [Fact]
    public void A_ray_moved_by_a_tenth_of_a_pixel_does_not_pass() => Check((frame, _) => frame, passes: false, shift: 0.1);

    [Fact]
    public void Bands_change_nothing_and_neither_do_colours_and_what_else_is_asked_for()
    {
        var frames = Frames();
        using var whole = new FrameRenderer(fixture.Device, frames.Assets);
        using var banded = new FrameRenderer(fixture.Device, frames.Assets, null, 40_000);
        var (a, b, c, d) = (new RenderedFrame(), new RenderedFrame(), new RenderedFrame(), new RenderedFrame());
        foreach (var number in Enumerable.Range(0, 6))
        {
            var frame = number == 5 ? RandomLenses.Through(frames.Frame(number), number) : frames.Frame(number);
            frame = frame with { Image = frame.Image with { Samples = 4 } };
            whole.Render(frame, new ImageKey(number), Aovs, a);
            banded.Render(frame, new ImageKey(number), Aovs, b);
            whole.Render(frame, new ImageKey(number), Aovs | Aov.Color | Aov.Amodal, c);
            whole.Render(frame, new ImageKey(number), Aov.InstanceId | Aov.Depth, d);
            Assert.Equal(a.InstanceIds, d.InstanceIds);
            Assert.Equal(a.Depth, d.Depth);
            Assert.Equal((0, 0, 0), (d.Range.Length, d.Normals.Length, d.Coordinates.Length));
            foreach (var other in new[] { b, c })
            {
                Assert.Equal(a.InstanceIds, other.InstanceIds);
                Assert.Equal(a.Range, other.Range);
                Assert.Equal(a.Normals, other.Normals);
                Assert.Equal(a.Coordinates, other.Coordinates);
            }
            // One of them alone is the same as beside the other.
            whole.Render(frame, new ImageKey(number), Aov.InstanceId | Aov.Normals, d);
            Assert.Equal(a.Normals, d.Normals);
            whole.Render(frame, new ImageKey(number), Aov.InstanceId | Aov.Coordinates, d);
            Assert.Equal(a.Coordinates, d.Coordinates);
        }
        fixture.Clean();
    }

    [Fact]
    public void A_frame_without_instances_has_nothing()
    {
        var frames = Frames();
        using var renderer = new FrameRenderer(fixture.Device, frames.Assets);
        var image = new RenderedFrame();
        renderer.Render(frames.Frame(1), new ImageKey(1), Aovs, image);
        renderer.Render(frames.Frame(1) with { Instances = [] }, new ImageKey(1), Aovs, image);
        Assert.All(image.Normals.Concat(image.Coordinates).Concat(image.Range), value => Assert.Equal(0, value));
        fixture.Clean();
    }

    private static RandomFrames Frames() => new([], _ => throw new NotSupportedException());

    private void Check(Func<Frame, int, Frame> through, bool passes, double shift = 0)
    {
        var frames = Frames();
        using var renderer = new FrameRenderer(fixture.Device, frames.Assets);
        var (caster, image, random, tally) = (new RayCaster(frames.Assets), new RenderedFrame(), new Random(1), new Tally());
        foreach (var number in Enumerable.Range(0, passes ? 40 : 6))
        {
            var frame = through(frames.Frame(number), number);
            renderer.Render(frame, new ImageKey(number), Aovs, image);
            var witness = new Witness(frame, frames, caster.View(frame), shift);
            for (var i = 0; i < 500; i++)
                CheckPixel(image, witness, random.Next(image.InstanceIds.Length), number, tally);
        }
        output.WriteLine(tally.ToString());
        Assert.True(tally.Seen > (passes ? 4000 : 500), tally.ToString());
        if (passes)
            Assert.True(tally.Wrong.Count == 0, tally.ToString());
        else
            Assert.True(tally.Wrong.Count > tally.Seen / 2, tally.ToString());
        fixture.Clean();
    }

    private static void CheckPixel(RenderedFrame image, Witness witness, int pixel, int frame, Tally tally)
    {
        var (y, x) = Math.DivRem(pixel, image.Width);
        var id = image.InstanceIds[pixel];
        var normal = new Double3(image.Normals[3 * pixel], image.Normals[3 * pixel + 1], image.Normals[3 * pixel + 2]);
        var point = new Double3(image.Coordinates[3 * pixel], image.Coordinates[3 * pixel + 1], image.Coordinates[3 * pixel + 2]);
        if (id == 0)
        {
            Assert.Equal((0, 0f), (normal.Length + point.Length, image.Range[pixel]));
            return;
        }
        tally.Seen++;
        var best = (Pixels: double.MaxValue, Angle: double.MaxValue, Range: double.MaxValue);
        foreach (var surface in witness.Surfaces(x, y, id))
        {
            best.Pixels = Math.Min(best.Pixels, witness.PixelsOff(surface, point));
            best.Angle = Math.Min(best.Angle, witness.AngleOff(surface, normal));
            best.Range = Math.Min(best.Range, witness.RangeOff(surface, image.Range[pixel]));
        }
        tally.Add(best, $"frame {frame}, pixel ({x}, {y}), instance {id} ({image.Frame.Instances[id - 1].Model})");
    }

    private sealed class Tally
    {
        private double _pixels, _angle;

        public int Seen { get; set; }

        public List<string> Wrong { get; } = [];

        /// <summary>Pixels and radians off, and how many times the error that is granted the range is.</summary>
        public void Add((double Pixels, double Angle, double Range) off, string where)
        {
            if (off.Pixels <= PixelTolerance && off.Angle <= AngleTolerance && off.Range <= 1)
                (_pixels, _angle) = (Math.Max(_pixels, off.Pixels), Math.Max(_angle, off.Angle));
            else
                Wrong.Add($"{where}: {off.Pixels:G3} px, {off.Angle:G3} rad, range {off.Range:G3} of what is granted");
        }

        public override string ToString() =>
            $"{Seen} pixels show something, {Wrong.Count} are wrong; the others are at most {_pixels:G3} px and {_angle:G3} rad off. {string.Join("; ", Wrong.Take(10))}";
    }

    /// <summary>What the rays of one frame's camera meet.</summary>
    private sealed class Witness(Frame frame, RandomFrames frames, RayView view, double shift)
    {
        private readonly Affine _toCamera = Affine.Of(frame.Cameras[0].WorldToCamera);
        private readonly FrameCamera _camera = frame.Cameras[0];
        private readonly RayLens? _lens = frame.Cameras[0].Lens is null ? null : new(frame.Cameras[0]);
        private readonly Dictionary<string, TriangleTree> _trees = [];

        /// <summary>A triangle that the ray through a pixel's centre meets, or nearly.</summary>
        public sealed record Met(RaySurface Surface, TriangleTree Tree, Affine Object, Double3 A, Double3 B, Double3 C, double X, double Y);

        public IEnumerable<Met> Surfaces(int x, int y, int id)
        {
            var instance = frame.Instances[id - 1];
            if (!_trees.TryGetValue(instance.Model, out var tree))
                _trees.Add(instance.Model, tree = new(frames.Assets.Model(instance.Model).Mesh));
            var toCamera = _toCamera.After(Affine.Of(instance.ObjectToWorld));
            foreach (var surface in view.Surfaces(x + 0.5 + shift, y + 0.5).Where(s => s.Instance == id))
            {
                var (a, b, c) = tree.Corners[surface.Triangle];
                Double3 At(int vertex) => toCamera.Point(Of(tree.Mesh.Positions[vertex]));
                yield return new(surface, tree, toCamera, At(a), At(b), At(c), x + 0.5 + shift, y + 0.5);
            }
        }

        /// <summary>Between the pixel's centre and the image of a point of the model; infinite where it does not lie on the triangle's plane.</summary>
        public double PixelsOff(Met met, Double3 point)
        {
            var p = met.Object.Point(point);
            var plane = Double3.Cross(met.B - met.A, met.C - met.A);
            var size = (met.B - met.A).Length + (met.C - met.A).Length;
            // On the plane within what float32 leaves of the coordinates.
            var off = Math.Abs(Double3.Dot(plane, p - met.A)) / plane.Length;
            if (!(off <= 1e-5 * size + 1e-6 * point.Length * Math.Sqrt(Stretch(met.Object))))
                return double.MaxValue;
            if (_lens is null)
                return double.Hypot(_camera.Fx * p.X / p.Z + _camera.Cx - met.X, _camera.Fy * p.Y / p.Z + _camera.Cy - met.Y);
            // The angle between both rays, in pixels of the size that they have there.
            return Angle(p, _lens.Direction(met.X, met.Y)!.Value) / PixelAngle(met.X, met.Y);
        }

        /// <summary>The least angle to the exact normal within a hundredth of a pixel, less the spread that it has there.</summary>
        public double AngleOff(Met met, Double3 normal)
        {
            const double Reach = RayView.EdgeTolerance;
            Double3[] exact = [Normal(met, 0, 0), Normal(met, Reach, 0), Normal(met, -Reach, 0), Normal(met, 0, Reach), Normal(met, 0, -Reach)];
            var spread = exact.Max(n => Angle(n, exact[0]));
            return Math.Max(0, exact.Min(n => Angle(n, normal)) - spread);
        }

        /// <summary>In units of what is granted to the depth.</summary>
        public double RangeOff(Met met, double range)
        {
            var (direction, s) = (Ray(met.X, met.Y), met.Surface);
            // Through a lens depths of surfaces count along the ray already.
            var length = _lens is null ? direction.Length : 1;
            var granted = s.FarthestDepth * RayView.DepthTolerance + s.DepthError;
            return Math.Max(0, Math.Max(s.NearestDepth - range / length, range / length - s.FarthestDepth)) / granted;
        }

        private Double3 Ray(double x, double y) => _lens is null
            ? new((x - _camera.Cx) / _camera.Fx, (y - _camera.Cy) / _camera.Fy, 1)
            : _lens.Direction(x, y) ?? _lens.Direction(x - Math.Sign(x - _camera.Cx) * 0.02, y - Math.Sign(y - _camera.Cy) * 0.02) ?? new(0, 0, 1);

        private double PixelAngle(double x, double y) => Math.Max(Angle(Ray(x, y), Ray(x + 0.5, y)), Angle(Ray(x, y), Ray(x, y + 0.5))) * 2;

        /// <summary>Interpolated where the ray meets the triangle's plane, at the nearest place inside; of unit length, on the side that the ray sees.</summary>
        private Double3 Normal(Met met, double stepX, double stepY)
        {
            var d = Ray(met.X + stepX, met.Y + stepY);
            var (a, b, c) = (Double3.Dot(d, Double3.Cross(met.B, met.C)), Double3.Dot(d, Double3.Cross(met.C, met.A)), Double3.Dot(d, Double3.Cross(met.A, met.B)));
            var sum = a + b + c;
            (a, b, c) = (Math.Max(0, a / sum), Math.Max(0, b / sum), Math.Max(0, c / sum));
            var (i, j, k) = met.Tree.Corners[met.Surface.Triangle];
            var normals = met.Tree.Mesh.Normals;
            var n = Of(normals[i]) * a + Of(normals[j]) * b + Of(normals[k]) * c;
            // By the transpose of the inverse.
            var inverse = met.Object.Inverse();
            var turned = inverse.Row0 * n.X + inverse.Row1 * n.Y + inverse.Row2 * n.Z;
            // The triangle's own: counter-clockwise is the front in the model's axes.
            var (p, q, r) = (met.Tree.Mesh.Positions[i], met.Tree.Mesh.Positions[j], met.Tree.Mesh.Positions[k]);
            var face = Of(Vector3.Cross(q - p, r - p));
            var front = Double3.Dot(inverse.Row0 * face.X + inverse.Row1 * face.Y + inverse.Row2 * face.Z, d) < 0;
            return turned.Normalized() * (front ? 1 : -1);
        }

        private static double Stretch(Affine m) => Double3.Dot(m.Row0, m.Row0) + Double3.Dot(m.Row1, m.Row1) + Double3.Dot(m.Row2, m.Row2);

        private static double Angle(Double3 a, Double3 b) => Math.Atan2(Double3.Cross(a, b).Length, Double3.Dot(a, b));

        private static Double3 Of(Vector3 v) => new(v.X, v.Y, v.Z);
    }
}
