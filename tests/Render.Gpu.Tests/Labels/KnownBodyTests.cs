using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Check;
using Render.Dataset.Records;
using Render.Gpu.Tests.Device;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Labels;

/// <summary>
/// Balls and boxes at known places with every label. The world's axes are the camera's. A ball's mesh has its vertices on the sphere of radius r and its faces between 64 meridians
/// and 33 circles of latitude, so it holds the ball of radius r cos^2(pi / 64) and is held by that of r: all that is said of it must lie between what closed forms say of these two,
/// pixel by pixel, give or take the hundredth of a pixel by which an edge may be misplaced.
/// </summary>
public sealed class KnownBodyTests(DeviceFixture fixture)
{
    private const int Width = 320, Height = 240;

    private const float Focal = 300;

    /// <summary>Of the ball that the mesh of a ball of radius 1 holds.</summary>
    private const double Inner = 0.99759;

    private const double EdgePixels = RayView.EdgeTolerance;

    private static readonly Category[] Categories =
        [new(1, "box", "thing"), new(2, "ball", "thing", new() { Names = ["front", "back", "left", "right", "beside"], Skeleton = [] })];

    private static readonly AssetLibrary Models =
        new(reference => Shapes.TryGet(reference)!, (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());

    [Fact]
    public void A_ball_has_the_closed_forms_area_box_depth_range_normals_coordinates_and_pose()
    {
        var center = new Double3(0.3, -0.2, 2);
        var (image, output, files) = Label([Ball(center, 1)]);
        var ball = output.Instances[0];
        var (least, most) = CheckBall(image, 1, center, 0.5, [1], ball.Area);
        Assert.InRange(ball.Bbox![0], most.Left, least.Left);
        Assert.InRange(ball.Bbox[1], most.Top, least.Top);
        Assert.InRange(ball.Bbox[0] + ball.Bbox[2] - 1, least.Right, most.Right);
        Assert.InRange(ball.Bbox[1] + ball.Bbox[3] - 1, least.Bottom, most.Bottom);
        Assert.Equal((ball.Area, ball.Area, 1, 0, false), (ball.Amodal!.Area, ball.Amodal.Inside, ball.Amodal.Visibility, ball.Amodal.Truncation, ball.Amodal.Cut));
        Assert.Equal(ball.Bbox, ball.Amodal.Bbox);
        Assert.Empty(ball.Amodal.Occluders);
        var pose = ball.Pose!;
        Assert.Equal((new Vector3(0.3f, -0.2f, 2), new Vector3(0.3f, -0.2f, 2), Vector3.One, Vector3.One), (pose.Translation, pose.BoxCenter, pose.BoxSize, pose.Scale));
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], pose.Rotation);
        CheckSurface(image, center);
        CheckFiles(image, files, annotated: [1], categories: [2]);
    }

    [Fact]
    public void A_ball_on_the_axis_covers_pi_r_squared_and_its_points_are_seen_where_they_are()
    {
        var (image, output, _) = Label([Ball(new(0, 0, 2), 1)]);
        // The silhouette of a ball of radius r at distance d is a circle of radius f r / sqrt(d^2 - r^2).
        var radius = Focal * 0.5 / Math.Sqrt(4 - 0.25);
        // What lies between both balls, and half a pixel of a line of pixels all around for what is cut (in truth less: pixels cut either way nearly cancel).
        var tolerance = Math.PI * radius * radius * (1 - Inner * Inner) + radius;
        Assert.InRange(output.Instances[0].Area, Math.PI * radius * radius - tolerance, Math.PI * radius * radius + radius);
        // The nearest point is 1.5 m away; half a pixel beside the axis it is 0.8 micrometres farther.
        Assert.InRange(image.Depth[Height / 2 * Width + Width / 2], 1.5, 1.5 + 0.5 * (1 - Inner) + 1e-5);
        var points = output.Instances[0].Keypoints!;
        Assert.Equal([2, 1, 2, 2, 0], points.Select(k => k.Visibility));
        Assert.Equal([(160f, 120f), (160f, 120f), (160 - 300 * 0.3f / 1.6f, 120f), (160 + 300 * 0.3f / 1.6f, 120f), (160 - 300 * 3f / 2, 120f)], points.Select(k => (k.X!.Value, k.Y!.Value)), Near);
        Assert.Equal([new Vector3(0, 0, 1.5f), new(0, 0, 2.5f), new(-0.3f, 0, 1.6f), new(0.3f, 0, 1.6f), new(-3, 0, 2)], points.Select(k => k.Position!.Value));
    }

    [Fact]
    public void A_ball_half_hidden_by_a_plane()
    {
        var (image, output, files) = Label([Ball(new(0, 0, 2), 1), Shape("shape:plane", "box", -0.5f, 0, 1, 1, 1, 1)]);
        var (ball, plane) = (output.Instances[0], output.Instances[1]);
        CheckBall(image, 1, new(0, 0, 2), 0.5, [1, 2], ball.Amodal!.Area, x => x >= Width / 2);
        // Left and right are mirrored but for pixels on the contour.
        Assert.InRange(2 * ball.Area, ball.Amodal.Area - 4, ball.Amodal.Area + 4);
        Assert.InRange(ball.Amodal.Visibility!.Value, 0.4998, 0.5002);
        Assert.Equal(0, ball.Amodal.Truncation);
        Assert.Equal([new OccluderOutput(2, ball.Amodal.Area - ball.Area)], ball.Amodal.Occluders);
        Assert.Equal((Width / 2, Width * Height / 2), (ball.Bbox![0], plane.Area));
        // The plane is 1 m wide and high at 1 m: 300 pixels, from the middle of the image to the left, so that 140 columns and 30 rows on either side are outside.
        Assert.Equal(300 * 300, plane.Amodal!.Area);
        Assert.Equal([Width / 2 - 300, Height / 2 - 150, 300, 300], plane.Amodal.Bbox!);
        Assert.Equal(1 - Width * Height / 2 / (300.0 * 300), plane.Amodal.Truncation!.Value, 12);
        // The front lies just on the plane's edge.
        Assert.Equal([1, 1, 2, 0], ball.Keypoints!.Skip(1).Select(k => k.Visibility));
        CheckFiles(image, files, annotated: [1, 2], categories: [2, 1]);
    }

    [Fact]
    public void A_ball_half_outside()
    {
        // The axis meets the left border, so the circle has its middle there.
        var (image, output, _) = Label([Ball(new(0, 0, 2), 1)], cx: 0);
        var ball = output.Instances[0];
        CheckBall(image, 1, new(0, 0, 2), 0.5, [1], ball.Amodal!.Area, _ => true, cx: 0);
        Assert.InRange(2 * ball.Area, ball.Amodal.Area - 4, ball.Amodal.Area + 4);
        Assert.InRange(ball.Amodal.Truncation!.Value, 0.4998, 0.5002);
        Assert.Equal((ball.Area, 0), (ball.Amodal.Inside, ball.Bbox![0]));
        Assert.Equal(-ball.Bbox[2], ball.Amodal.Bbox![0]);
        Assert.Equal(2 * ball.Bbox[2], ball.Amodal.Bbox[2]);
        Assert.Equal([2, 1, 0, 2, 0], ball.Keypoints!.Select(k => k.Visibility));
    }

    [Fact]
    public void Touching_boxes_share_a_border_and_one_behind_them_is_hidden_by_both()
    {
        // Front faces at 2 m: 60 x 60 pixels each, side by side; behind them, touching, one whose front is at 2.4 m: 100 x 50 pixels.
        var (image, output, files) = Label([Box(-0.4f, -0.2f, 2, 0, 0.2f, 2.4f), Box(0, -0.2f, 2, 0.4f, 0.2f, 2.4f), Box(-0.4f, -0.2f, 2.4f, 0.4f, 0.2f, 2.6f)]);
        Assert.Equal([3600, 3600, 0], output.Instances.Select(i => i.Area));
        Assert.Equal([100, 90, 60, 60], output.Instances[0].Bbox!);
        Assert.Equal([160, 90, 60, 60], output.Instances[1].Bbox!);
        var behind = output.Instances[2];
        Assert.Equal((5000, 5000, 0, 0, NotAnnotated.NotVisible), (behind.Amodal!.Area, behind.Amodal.Inside, behind.Amodal.Visibility, behind.Amodal.Truncation, behind.NotAnnotated));
        Assert.Equal([110, 95, 100, 50], behind.Amodal.Bbox!);
        Assert.Equal([new OccluderOutput(1, 2500), new OccluderOutput(2, 2500)], behind.Amodal.Occluders);
        Assert.Equal((new Vector3(0.8f, 0.4f, 0.2f), new Vector3(0, 0, 2.5f)), (Rounded(behind.Pose!.BoxSize), Rounded(behind.Pose.BoxCenter)));
        for (var pixel = 0; pixel < Width * Height; pixel++)
        {
            var (y, x) = Math.DivRem(pixel, Width);
            var expected = y is < 90 or >= 150 ? 0 : x is >= 100 and < 160 ? 1 : x is >= 160 and < 220 ? 2 : 0;
            Assert.Equal(expected, image.InstanceIds[pixel]);
            if (expected == 0)
                continue;
            Assert.Equal(2, image.Depth[pixel], 2e-6);
            Assert.Equal(2 * Ray(x, y).Length, image.Range[pixel], 3e-6);
            Assert.Equal(-1, Vector(image.Normals, pixel).Normalized().Z, 1e-6);
            // Both boxes are 0.4 m wide, high and deep, the first from -0.4, the other from 0.
            var point = Ray(x, y) * 2;
            Assert.True((Vector(image.Coordinates, pixel) - new Double3((point.X + (expected == 1 ? 0.2 : -0.2)) / 0.4, point.Y / 0.4, -0.5)).Length < 5e-5);
        }
        CheckFiles(image, files, annotated: [1, 2], categories: [1, 1, 1]);
    }

    [Fact]
    public void A_ball_inside_a_box_is_not_annotated_and_its_amodal_area_is_that_of_a_ball()
    {
        var (image, output, files) = Label([Ball(new(0.1, 0, 2), 0.4f), Box(-0.5f, -0.5f, 1.5f, 0.5f, 0.5f, 2.5f)]);
        var (ball, box) = (output.Instances[0], output.Instances[1]);
        CheckBall(image, 1, new(0.1, 0, 2), 0.2, [2], ball.Amodal!.Area, _ => false);
        Assert.Equal((0, 0, 0, NotAnnotated.NotVisible), (ball.Area, ball.Amodal.Visibility, ball.Amodal.Truncation, ball.NotAnnotated));
        Assert.Equal([new OccluderOutput(2, ball.Amodal.Area)], ball.Amodal.Occluders);
        Assert.Equal(200 * 200, box.Area);
        Assert.Equal([60, 20, 200, 200], box.Bbox!);
        Assert.Equal([1, 1, 1, 1], ball.Keypoints!.Take(4).Select(k => k.Visibility));
        Assert.Equal(new Vector3(0.4f), Rounded(ball.Pose!.BoxSize));
        CheckFiles(image, files, annotated: [2], categories: [2, 1]);
    }

    /// <summary>
    /// The amodal mask of a ball lies between those of the two balls, and where it is seen its depth does; its pixels where <paramref name="seen"/> says so show it. Gives the boxes of
    /// both balls' pixels.
    /// </summary>
    private static (Extent Least, Extent Most) CheckBall(RenderedFrame image, int number, Double3 center, double radius, int[] shown, int area, Func<int, bool>? seen = null, float cx = Width / 2f)
    {
        var (least, most, counts) = (new Extent(), new Extent(), (Least: 0, Most: 0));
        for (var y = -Height; y < 2 * Height; y++)
        {
            for (var x = -Width; x < 2 * Width; x++)
            {
                var ray = Ray(x, y, cx);
                // Between the ray and the middle of the ball; how far a hundredth of a pixel reaches there.
                var distance = Double3.Cross(ray, center).Length / ray.Length;
                var slack = EdgePixels / Focal * center.Length;
                var (certain, possible, inImage) = (distance < radius * Inner - slack, distance <= radius + slack, x >= 0 && x < Width && y >= 0 && y < Height);
                var covered = image.Amodal[number][x, y];
                if (covered ? !possible : certain)
                    Assert.Fail($"({x}, {y}) is {(covered ? "" : "not ")}covered, {distance} m from the middle");
                counts = (counts.Least + (certain ? 1 : 0), counts.Most + (possible ? 1 : 0));
                if (certain)
                    least.Add(x, y);
                if (possible)
                    most.Add(x, y);
                if (!inImage || !covered)
                    continue;
                var id = image.InstanceIds[y * Width + x];
                Assert.Contains(id, shown);
                if (seen is not null)
                    Assert.Equal(seen(x), id == number);
                if (id != number)
                    continue;
                CheckDepth(image.Depth[y * Width + x], ray, center, distance, radius, slack);
            }
        }
        Assert.InRange(area, counts.Least, counts.Most);
        return (least, most);
    }

    /// <summary>The surface lies before that of the ball inside and behind that of the ball around it: c.d - sqrt(r^2 - distance^2) along the ray.</summary>
    private static void CheckDepth(double depth, Double3 ray, Double3 center, double distance, double radius, double slack)
    {
        var along = depth * ray.Length;
        var middle = Double3.Dot(ray, center) / ray.Length;
        double Before(double r) => Math.Sqrt(Math.Max(0, r * r - distance * distance));
        // Near the contour a hundredth of a pixel is much depth.
        var error = 1e-5 + slack * distance / Math.Max(Before(radius * Inner), slack);
        Assert.InRange(along, middle - Before(radius) - error, distance < radius * Inner - slack ? middle - Before(radius * Inner) + error : middle + Before(radius) + Math.Sqrt(2 * slack * radius) + error);
    }

    /// <summary>
    /// Vertices' normals are their places over the radius, so between them they point exactly from the middle to the place. Coordinates are that place, in the ball's own axes.
    /// </summary>
    private static void CheckSurface(RenderedFrame image, Double3 center)
    {
        for (var pixel = 0; pixel < Width * Height; pixel++)
        {
            if (image.InstanceIds[pixel] == 0)
            {
                Assert.Equal((0, 0, 0), (image.Depth[pixel], image.Range[pixel], Vector(image.Normals, pixel).Length));
                continue;
            }
            var ray = Ray(pixel % Width, pixel / Width);
            Assert.Equal(image.Depth[pixel] * ray.Length, image.Range[pixel], 1e-6);
            var (place, own, normal) = (ray * image.Depth[pixel] - center, Vector(image.Coordinates, pixel), Vector(image.Normals, pixel).Normalized());
            Assert.InRange(own.Length, 0.5 * Inner - 1e-6, 0.5 + 1e-6);
            // Seen at a grazing angle, the same hundredth of a pixel lies farther along the surface.
            var grazing = Math.Max(0.02, -Double3.Dot(ray.Normalized(), own.Normalized()));
            if (!((own - place).Length < 1e-4 / grazing && Double3.Cross(normal, own.Normalized()).Length < 1e-3 && Double3.Dot(normal, own) > 0))
                Assert.Fail($"({pixel % Width}, {pixel / Width}) shows {own} with the normal {normal}, its depth {place}");
        }
    }

    /// <summary>What the label images' files hold.</summary>
    private static void CheckFiles(RenderedFrame image, Dictionary<string, byte[]> files, int[] annotated, int[] categories)
    {
        var reader = new LabelPngReader();
        var instances = reader.ReadGray16(files["masks/instance"], Width, Height);
        var depths = reader.ReadGray16(files["depth"], Width, Height);
        var ranges = reader.ReadGray16(files["range"], Width, Height);
        var semantic = reader.Read(files["masks/semantic"], LabelPngForm.Indexed8, Width, Height).ToArray();
        var panoptic = reader.Read(files["masks/panoptic"], LabelPngForm.Rgb8, Width, Height).ToArray();
        for (var pixel = 0; pixel < Width * Height; pixel++)
        {
            var id = image.InstanceIds[pixel];
            Assert.Equal((id, id == 0 ? 0 : categories[id - 1], Array.IndexOf(annotated, id) >= 0 ? id : 0, 0, 0),
                (instances[pixel], semantic[pixel], panoptic[3 * pixel], panoptic[3 * pixel + 1], panoptic[3 * pixel + 2]));
            Assert.Equal(((int)Math.Round(image.Depth[pixel] / 0.001), (int)Math.Round(image.Range[pixel] / 0.001)), (depths[pixel], ranges[pixel]));
        }
    }

    /// <summary>Rendered, labelled and proved as in a data set, with everything that there is.</summary>
    private (RenderedFrame Image, ImageOutput Output, Dictionary<string, byte[]> Files) Label(FrameInstance[] instances, float cx = Width / 2f)
    {
        var labels = new LabelSettings
        {
            Amodal = new(),
            Semantic = true,
            Panoptic = true,
            Pose = true,
            Keypoints = true,
            Depth = new(),
            Range = new(),
            Normals = true,
            Coordinates = true,
            MinPixels = 1,
        };
        var frame = new Frame
        {
            Index = 0,
            Seed = 0,
            Image = new(Width, Height, 1),
            Cameras = [new() { Fx = Focal, Fy = Focal, Cx = cx, Cy = Height / 2f, WorldToCamera = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] }],
            Environment = new(),
            Instances = instances,
        };
        var image = new RenderedFrame();
        using (var renderer = new FrameRenderer(fixture.Device, Models))
            renderer.Render(frame, default, DatasetWriter.Needs(labels), image);
        var caster = new RayCaster(Models);
        var options = new DatasetOptions
        {
            Folder = "unused",
            SceneHash = "",
            CanonicalScene = "",
            Seed = 0,
            Build = "",
            Categories = Categories,
            Labels = labels,
            Run = new("", ""),
            Models = Models,
            Caster = caster,
            Rays = new(caster),
        };
        var work = new ImageWork(options, Categories.ToDictionary(c => c.Name));
        var files = new Dictionary<string, byte[]>();
        var output = work.Process(image, (path, bytes) =>
        {
            files[path[..path.IndexOf("/train", StringComparison.Ordinal)]] = bytes.ToArray();
            return new string('0', 64);
        });
        RecordCheck.Check(new FrameOutput { Frame = 0, Split = "train", Images = [output] }, "test");
        fixture.Clean();
        return (image, output, files);
    }

    private static FrameInstance Ball(Double3 center, float diameter) =>
        Shape("shape:sphere", "ball", (float)center.X, (float)center.Y, (float)center.Z, diameter, diameter, diameter) with
        {
            Keypoints =
            [
                new() { Name = "front", Position = new(0, 0, -0.5f) }, new() { Name = "back", Position = new(0, 0, 0.5f) }, new() { Name = "left", Position = new(-0.3f, 0, -0.4f) },
                new() { Name = "right", Position = new(0.3f, 0, -0.4f) }, new() { Name = "beside", Position = new(-3, 0, 0) },
            ],
        };

    private static FrameInstance Box(float left, float top, float near, float right, float bottom, float far) =>
        Shape("shape:box", "box", (left + right) / 2, (top + bottom) / 2, (near + far) / 2, right - left, bottom - top, far - near);

    private static FrameInstance Shape(string model, string category, float x, float y, float z, float width, float height, float depth) => new()
    {
        Name = model,
        Model = model,
        Category = category,
        Supercategory = "thing",
        ObjectToWorld = [width, 0, 0, x, 0, height, 0, y, 0, 0, depth, z],
    };

    /// <summary>Through a pixel's centre, at depth 1.</summary>
    private static Double3 Ray(int x, int y, float cx = Width / 2f) => new((x + 0.5 - cx) / Focal, (y + 0.5 - Height / 2.0) / Focal, 1);

    private static Double3 Vector(float[] values, int pixel) => new(values[3 * pixel], values[3 * pixel + 1], values[3 * pixel + 2]);

    private static Vector3 Rounded(Vector3 v) => new(MathF.Round(v.X, 5), MathF.Round(v.Y, 5), MathF.Round(v.Z, 5));

    private static bool Near((float X, float Y) a, (float X, float Y) b) => Math.Abs(a.X - b.X) < 1e-4 && Math.Abs(a.Y - b.Y) < 1e-4;

    private sealed class Extent
    {
        public int Left { get; private set; } = int.MaxValue;

        public int Top { get; private set; } = int.MaxValue;

        public int Right { get; private set; } = int.MinValue;

        public int Bottom { get; private set; } = int.MinValue;

        public void Add(int x, int y) => (Left, Top, Right, Bottom) = (Math.Min(Left, x), Math.Min(Top, y), Math.Max(Right, x), Math.Max(Bottom, y));
    }
}
