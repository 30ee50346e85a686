using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;
using Render.Core.Scenes;
using Render.Dataset.Annotators;
using Render.Dataset.Records;
using Render.Tests.Geometry;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>
/// Keypoints of random frames against two oracles: whether a point is hidden, by every triangle of the frame in world space, without a hierarchy; and where it is
/// projected, by the ray caster, whose lenses are inverted by halving and share no code with the annotator's.
/// </summary>
public sealed class KeypointAnnotatorTests(ITestOutputHelper output)
{
    private static readonly AssetLibrary Models =
        new(reference => Shapes.TryGet(reference)!, (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());

    private static readonly string[] References = ["shape:box", "shape:sphere", "shape:cylinder", "shape:plane"];

    private static readonly Dictionary<string, TriangleTree> Trees = References.ToDictionary(reference => reference, reference => new TriangleTree(Models.Model(reference).Mesh));

    private static readonly Category[] Categories =
    [
        new(1, "thing", "thing", new() { Names = [.. Enumerable.Range(0, Points).Select(i => $"p{i}"), "absent"], Skeleton = [] }),
        new(2, "plain", "plain"),
    ];

    private const int Points = 12;

    [Fact]
    public void A_point_is_seen_where_no_triangle_lies_before_it() => Check(100, null);

    [Fact]
    public void The_same_through_a_lens_of_planes() => Check(60, new() { Model = LensModel.BrownConrady, K = [-0.2, 0.05, 0.01], P = [0.002, -0.001] });

    [Fact]
    public void The_same_through_a_fisheye() => Check(60, new() { Model = LensModel.KannalaBrandt, K = [0.03, -0.004, 0.001, -0.0002], MaxAngleDeg = 100 });

    /// <summary>A cube of 1 m seen from its front, at 2 m: which corners are seen follows from its faces.</summary>
    [Fact]
    public void Of_a_cube_the_near_corners_are_seen_and_the_far_ones_are_hidden_by_itself()
    {
        FrameKeypoint[] corners = [.. Enumerable.Range(0, 8).Select(i => new FrameKeypoint { Name = $"p{i}", Position = new((i & 1) - 0.5f, (i >> 1 & 1) - 0.5f, (i >> 2 & 1) - 0.5f) })];
        var frame = FrameOf(RayScene.At(0, 0, 2.5f), corners);
        var found = Annotate(frame)[0]!;
        Assert.Equal([2, 2, 2, 2, 1, 1, 1, 1], found.Take(8).Select(k => k.Visibility));
        // At depth 2 the image of an edge of 1 m is 75 pixels wide and 70 high, around (100, 50).
        Assert.Equal((62.5f, 15f), (found[0].X, found[0].Y));
        Assert.Equal(new Vector3(-0.5f, -0.5f, 2), found[0].Position);
        // What the model has no point for is there and says so.
        Assert.Equal(new() { Name = "p8", Visibility = 0 }, found[8]);
    }

    /// <summary>The middle of the cube lies half a metre deep: seen from `depth` 0.5 less the tolerance up; another object before it hides it in any case.</summary>
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0.47f, 0, 1)]
    [InlineData(0.51f, 0, 2)]
    [InlineData(0.47f, 0.03f, 2)]
    [InlineData(0.51f, 0.03f, 2)]
    public void What_lies_inside_is_seen_as_deep_as_it_says(float depth, float tolerance, int expected)
    {
        var point = new FrameKeypoint { Name = "p0", Position = Vector3.Zero, Depth = depth, Tolerance = tolerance };
        var frame = FrameOf(RayScene.At(0, 0, 2.5f), [point]);
        Assert.Equal(expected, Annotate(frame)[0]![0].Visibility);
        // Twice as large and at twice the distance it is the same.
        Assert.Equal(expected, Annotate(FrameOf(RayScene.At(0, 0, 5, 2), [point]))[0]![0].Visibility);
        // A board before the cube hides it, one behind does not.
        var hidden = frame with { Instances = [.. frame.Instances, new() { Name = "board", Model = "shape:box", ObjectToWorld = RayScene.At(0, 0, 1.5f, 1, 1, 0.1f) }] };
        Assert.Equal(1, Annotate(hidden)[0]![0].Visibility);
        var behind = frame with { Instances = [.. frame.Instances, new() { Name = "board", Model = "shape:box", ObjectToWorld = RayScene.At(0, 0, 3.5f, 1, 1, 0.1f) }] };
        Assert.Equal(expected, Annotate(behind)[0]![0].Visibility);
    }

    [Fact]
    public void Points_outside_the_image_have_coordinates_and_those_behind_the_camera_none()
    {
        FrameKeypoint At(int i, float x, float z) => new() { Name = $"p{i}", Position = new(x, 0, z) };
        // The box's own axes are the world's, its middle at (0, 0, 2.5); the camera at the origin looks along +z.
        var found = Annotate(FrameOf(RayScene.At(0, 0, 2.5f), [At(0, -40, 0), At(1, 0, -2.5f), At(2, 0, -3), At(3, 0, -2.45f)]))[0]!;
        Assert.Equal((0, -2300f, 50f), (found[0].Visibility, found[0].X, found[0].Y));
        Assert.Equal((0, null, null), (found[1].Visibility, found[1].X, found[1].Y));
        Assert.Equal((0, null, null), (found[2].Visibility, found[2].X, found[2].Y));
        Assert.Equal(new Vector3(0, 0, -0.5f), found[2].Position);
        // Nearer than the near plane of 0.1 m nothing is seen, so it is not either.
        Assert.Equal((1, 100f, 50f), (found[3].Visibility, found[3].X, found[3].Y));
    }

    [Fact]
    public void What_is_seen_through_a_hole_is_seen()
    {
        // A card of 2 m at 1 m before the camera, whose left half is a hole.
        var card = RayScene.Plane(new Material { AlphaMode = AlphaMode.Mask, BaseColorTexture = new(0, 0, default, Vector2.One, 0, TextureWrap.Clamp, TextureWrap.Clamp) }, RayScene.AlphaRow(0, 255));
        var library = new AssetLibrary(reference => reference == "plane" ? card : Shapes.TryGet(reference)!, (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());
        var frame = FrameOf(RayScene.At(0, 0, 2.5f), [new() { Name = "p0", Position = new(-0.4f, 0, -0.5f) }, new() { Name = "p1", Position = new(0.4f, 0, -0.5f) }]);
        frame = frame with { Instances = [.. frame.Instances, new() { Name = "card", Model = "plane", ObjectToWorld = RayScene.At(0, 0, 1, 2) }] };
        var seen = Annotate(frame, library)[0]!.Take(2).Select(k => k.Visibility).ToArray();
        Assert.Equal([1, 2], seen.Order());
    }

    [Fact]
    public void Objects_of_categories_without_points_have_none() =>
        Assert.Null(Annotate(FrameOf(RayScene.At(0, 0, 2), []) with { Instances = [new() { Name = "a", Model = "shape:box", Category = "plain", ObjectToWorld = RayScene.At(0, 0, 2) }] })[0]);

    private void Check(int frames, FrameLens? lens)
    {
        var random = new Random(lens is null ? 1 : (int)lens.Model + 2);
        var counts = new int[3];
        var (near, onSurface) = (0, 0);
        for (var number = 0; number < frames; number++)
        {
            var frame = RandomFrame(random, lens);
            var witness = new RayCaster(Models).View(frame);
            var triangles = Triangles(frame);
            foreach (var (points, index) in Annotate(frame).Select((points, index) => (points, index)))
            {
                Assert.Equal(Categories[0].Keypoints!.Names, points!.Select(k => k.Name));
                foreach (var (point, found) in frame.Instances[index].Keypoints!.Zip(points!))
                {
                    counts[found.Visibility]++;
                    var inside = found.X >= 0 && found.X < frame.Image.Width && found.Y >= 0 && found.Y < frame.Image.Height;
                    Assert.Equal(inside, found.Visibility > 0);
                    if (!inside)
                        continue;
                    var (hidden, doubtful) = Hidden(triangles, frame, index, point, lens is not null);
                    near += doubtful ? 1 : 0;
                    Assert.True(doubtful || hidden == (found.Visibility == 1), $"frame {number}, instance {index + 1}, {point.Name}: {found.Visibility}");
                    // Where it is said to be seen, the witness's own ray through that place of the image meets its surface.
                    if (point.Depth > 0 || found.Visibility != 2 || point.Tolerance > 0.002f)
                        continue;
                    var depth = found.Position!.Value.Z;
                    if (depth <= 0)
                        continue;
                    onSurface++;
                    Assert.Contains(witness.Surfaces(found.X!.Value, found.Y!.Value, 0.02), s => s.Instance == index + 1
                        && (lens is null ? s.NearestDepth <= depth * 1.001 && s.FarthestDepth >= depth * 0.999 : true));
                }
            }
        }
        output.WriteLine($"outside {counts[0]}, hidden {counts[1]}, seen {counts[2]}; {near} on an edge or at the tolerance, {onSurface} projected again");
        Assert.All(counts, count => Assert.True(count > 100, string.Join(' ', counts)));
        Assert.True(near < counts.Sum() / 200 && onSurface > 100, $"{near}, {onSurface}");
    }

    private static Frame FrameOf(float[] pose, FrameKeypoint[] points)
    {
        var frame = RayScene.Frame(RayScene.Forward, ("shape:box", pose));
        return frame with { Instances = [frame.Instances[0] with { Category = "thing", Keypoints = points }] };
    }

    private static KeypointOutput[]?[] Annotate(Frame frame, AssetLibrary? library = null)
    {
        var (rendered, image) = (new RenderedFrame(), new LabelledImage());
        rendered.Reset(frame, new(0), Aov.InstanceId);
        image.Read(rendered, Categories.ToDictionary(category => category.Name));
        var annotator = new KeypointAnnotator(library ?? Models, new RayCaster(library ?? Models));
        annotator.Begin(image);
        return [.. frame.Instances.Select((_, i) => annotator.Annotate(image, new() { Number = i + 1, Area = 0 }).Keypoints)];
    }

    /// <summary>A few sheared, stretched and mirrored shapes around the view's axis, with points on their triangles, at their corners and inside.</summary>
    private static Frame RandomFrame(Random random, FrameLens? lens)
    {
        float Between(float low, float high) => low + (high - low) * random.NextSingle();
        var frame = RayScene.Frame(RayScene.Random(random, new(Between(-0.2f, 0.2f), 0, 4), 1));
        // A rigid camera: lenses know no other.
        var turn = Matrix4x4.CreateFromQuaternion(Quaternion.Normalize(new(Between(-1, 1), Between(-1, 1), Between(-1, 1), Between(-1, 1))));
        var camera = frame.Cameras[0] with
        {
            WorldToCamera = [turn.M11, turn.M21, turn.M31, Between(-0.3f, 0.3f), turn.M12, turn.M22, turn.M32, Between(-0.3f, 0.3f), turn.M13, turn.M23, turn.M33, Between(1.5f, 4)],
            Lens = lens,
            Fx = lens?.Model == LensModel.KannalaBrandt ? 110 : 150,
            Fy = lens?.Model == LensModel.KannalaBrandt ? 105 : 140,
        };
        var instances = Enumerable.Range(0, random.Next(3, 7)).Select(i =>
        {
            var model = References[random.Next(References.Length)];
            return new FrameInstance
            {
                Name = $"thing[{i}]",
                Model = model,
                Category = "thing",
                ObjectToWorld = RayScene.Random(random, new(Between(-1.2f, 1.2f), Between(-0.8f, 0.8f), Between(-1, 1)), Between(0.3f, 1)),
                Keypoints = [.. Enumerable.Range(0, Points).Select(k => RandomPoint(random, model, k))],
            };
        });
        return frame with { Cameras = [camera], Instances = [.. instances] };
    }

    private static FrameKeypoint RandomPoint(Random random, string model, int k)
    {
        var tree = Trees[model];
        var (a, b, c) = tree.Corners[random.Next(tree.Corners.Length)];
        var (u, v) = (random.NextSingle(), random.NextSingle());
        if (u + v > 1)
            (u, v) = (1 - u, 1 - v);
        var p = tree.Mesh.Positions;
        var at = k % 4 == 0 ? p[a] : p[a] + u * (p[b] - p[a]) + v * (p[c] - p[a]);
        return new()
        {
            Name = $"p{k}",
            Position = k % 4 == 3 ? at * random.NextSingle() : at,
            Depth = k % 4 == 3 ? random.NextSingle() * 0.3f : 0,
            Tolerance = k % 2 == 0 ? 0.001f : 0.02f,
        };
    }

    private static List<(int Instance, WorldTriangle Triangle)> Triangles(Frame frame) =>
        [.. frame.Instances.SelectMany((instance, i) =>
        {
            var (mesh, m) = (Models.Model(instance.Model).Mesh, instance.ObjectToWorld);
            return Trees[instance.Model].Corners.Select(t => (i, new WorldTriangle(World(m, mesh.Positions[t.A]), World(m, mesh.Positions[t.B]), World(m, mesh.Positions[t.C]))));
        })];

    private static (double X, double Y, double Z) World(float[] m, Vector3 p) =>
        ((double)m[0] * p.X + (double)m[1] * p.Y + (double)m[2] * p.Z + m[3], (double)m[4] * p.X + (double)m[5] * p.Y + (double)m[6] * p.Z + m[7], (double)m[8] * p.X + (double)m[9] * p.Y + (double)m[10] * p.Z + m[11]);

    /// <summary>By the rule as the documentation says it; doubtful where an edge of a triangle, or the tolerance itself, is within rounding.</summary>
    private static (bool Hidden, bool Doubtful) Hidden(List<(int Instance, WorldTriangle Triangle)> triangles, Frame frame, int index, FrameKeypoint point, bool alongRay)
    {
        var (camera, instance) = (frame.Cameras[0], frame.Instances[index]);
        var (m, w) = (instance.ObjectToWorld, camera.WorldToCamera);
        // The eye of a rigid camera: -R^T t.
        var eye = (X: -((double)w[0] * w[3] + (double)w[4] * w[7] + (double)w[8] * w[11]), Y: -((double)w[1] * w[3] + (double)w[5] * w[7] + (double)w[9] * w[11]), Z: -((double)w[2] * w[3] + (double)w[6] * w[7] + (double)w[10] * w[11]));
        var p = World(m, point.Position);
        var d = (X: p.X - eye.X, Y: p.Y - eye.Y, Z: p.Z - eye.Z);
        var length = Math.Sqrt(d.X * d.X + d.Y * d.Y + d.Z * d.Z);
        var along = (w[8] * d.X + w[9] * d.Y + w[10] * d.Z) / length;
        var near = camera.Near / (alongRay ? 1 : along);
        var size = Models.Model(instance.Model).Mesh.Bounds.Size;
        double Column(int c) => Math.Sqrt((double)m[c] * m[c] + (double)m[4 + c] * m[4 + c] + (double)m[8 + c] * m[8 + c]);
        var scale = Math.Max(Column(0), Math.Max(Column(1), Column(2)));
        var tolerance = point.Tolerance * Math.Sqrt((double)size.X * size.X + (double)size.Y * size.Y + (double)size.Z * size.Z) * scale;
        if (length < near)
            return (true, near - length < 1e-5);
        var (hidden, doubtful) = (false, false);
        foreach (var (number, triangle) in triangles)
        {
            if (triangle.Meet(eye, d) is not { } hit)
                continue;
            var before = (1 - hit.T) * length;
            var limit = number == index ? tolerance + point.Depth * scale : tolerance;
            var counts = hit.Margin >= 0 && before > limit && hit.T * length >= near;
            hidden |= counts && hit.Margin > 1e-6;
            doubtful |= Math.Abs(hit.Margin) <= 1e-6 && before > limit - 1e-5 || (hit.Margin >= -1e-6 && (Math.Abs(before - limit) < 1e-5 || Math.Abs(hit.T * length - near) < 1e-5));
        }
        return (hidden, doubtful && !hidden);
    }

    /// <summary>A triangle in world space, met by rays after Moeller and Trumbore (1997).</summary>
    private readonly record struct WorldTriangle((double X, double Y, double Z) A, (double X, double Y, double Z) B, (double X, double Y, double Z) C)
    {
        /// <summary>Parameter of the ray, and the least of the three weights; null where it is parallel.</summary>
        public (double T, double Margin)? Meet((double X, double Y, double Z) origin, (double X, double Y, double Z) d)
        {
            var (e1, e2) = (Minus(B, A), Minus(C, A));
            var p = Cross(d, e2);
            var determinant = Dot(e1, p);
            if (Math.Abs(determinant) < 1e-14)
                return null;
            var s = Minus(origin, A);
            var u = Dot(s, p) / determinant;
            var q = Cross(s, e1);
            var v = Dot(d, q) / determinant;
            return (Dot(e2, q) / determinant, Math.Min(Math.Min(u, v), 1 - u - v));
        }

        private static (double X, double Y, double Z) Minus((double X, double Y, double Z) a, (double X, double Y, double Z) b) => (a.X - b.X, a.Y - b.Y, a.Z - b.Z);

        private static (double X, double Y, double Z) Cross((double X, double Y, double Z) a, (double X, double Y, double Z) b) =>
            (a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

        private static double Dot((double X, double Y, double Z) a, (double X, double Y, double Z) b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;
    }
}
