using Render.Core;
using Render.Core.Cameras;
using Render.Core.Frames;
using Render.Core.Sampling;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>Cameras as scenes describe them: optics, lenses, places, rigs and views.</summary>
public sealed class CameraTests : IDisposable
{
    private readonly SceneFolder _folder = new("mug.glb");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_focal_length_on_a_sensor_is_so_many_pixels()
    {
        var camera = One("{ focal_length_mm: 50, sensor_width_mm: 36, position: [2, 0, 1], look_at: [0, 0, 0] }");
        Assert.Equal(50.0 / 36 * 640, camera.Fx, 1e-3);
        Assert.Equal((camera.Fx, 320f, 240f), (camera.Fy, camera.Cx, camera.Cy));
    }

    [Fact]
    public void A_fisheye_shows_its_angle_across_the_width()
    {
        var camera = One("{ lens: { fisheye: { fov_deg: 200, k1: 0.02, k2: -0.003 } }, position: [2, 0, 1], look_at: [0, 0, 0] }");
        var left = new LensProjection(camera).Direction(0, 240)!.Value;
        Assert.Equal(-Math.Sin(100 * Math.PI / 180), left.X, 1e-6);
        Assert.Equal(Math.Cos(100 * Math.PI / 180), left.Z, 1e-6);
        Assert.Equal((LensModel.KannalaBrandt, 110.0), (camera.Lens!.Model, camera.Lens.MaxAngleDeg));
        Assert.Equal([0.02, -0.003, 0, 0], camera.Lens.K);
        // Equidistant, 180 degrees where nothing is said.
        Assert.Equal(320 / (Math.PI / 2), One("{ lens: { fisheye: {} }, position: [2, 0, 1], look_at: [0, 0, 0] }").Fx, 1e-4);
    }

    [Fact]
    public void Coefficients_are_drawn_for_each_frame()
    {
        var scene = _folder.Resolve(Scene("camera: { fov_deg: 70, lens: { brown_conrady: { k1: [-0.3, -0.1], p1: { normal: { mean: 0, std: 0.001 } } } } }"));
        var lenses = Enumerable.Range(0, 50).Select(i => scene.Draw(1, i).Cameras[0].Lens!).ToList();
        Assert.Equal(50, lenses.Select(l => l.K[0]).Distinct().Count());
        Assert.All(lenses, l => Assert.InRange(l.K[0], -0.3, -0.1));
        Assert.Equal(50, lenses.Select(l => l.P[0]).Distinct().Count());
    }

    [Fact]
    public void An_orbit_goes_around_at_its_distance()
    {
        var scene = _folder.Resolve(Scene("camera: { orbit: { steps: 8, start_deg: 0 }, distance: 2, elevation_deg: 30, look_at: [1, 2, 0] }"));
        for (var i = 0; i < 10; i++)
        {
            var eye = Eye(scene.Draw(0, i).Cameras[0]);
            Assert.Equal(1 + 2 * Math.Cos(Math.PI / 6) * Math.Cos(i * Math.PI / 4), eye.X, 1e-5);
            Assert.Equal(2 + 2 * Math.Cos(Math.PI / 6) * Math.Sin(i * Math.PI / 4), eye.Y, 1e-5);
            Assert.Equal(1, eye.Z, 1e-5);
        }
        // Several views of a frame go on with it.
        var views = _folder.Resolve(Scene("views: 4\ncamera: { orbit: { steps: 8, start_deg: 0 }, distance: 2, elevation_deg: 30, look_at: [1, 2, 0] }"));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => TestFrames.Text(scene.Draw(0, i).Cameras[0].WorldToCamera)),
            views.Draw(0, 0).Cameras.Concat(views.Draw(0, 1).Cameras).Select(c => TestFrames.Text(c.WorldToCamera)));
    }

    [Theory]
    [InlineData("smooth")]
    [InlineData("straight")]
    public void A_trajectory_passes_its_points(string path)
    {
        var scene = _folder.Resolve(Scene($$"""
            camera:
              trajectory:
                path: {{path}}
                points:
                  - { at: 2, position: [2, 0, 1], look_at: [0, 0, 0] }
                  - { at: 6, position: [2, 2, 1], look_at: [0, 0, 0.4] }
                  - { at: 8, position: [0, 2, 1], look_at: [0, 0, 0] }
            """));
        Double3 At(int frame) => Eye(scene.Draw(0, frame).Cameras[0]);
        foreach (var (frame, point) in new[] { (0, new Double3(2, 0, 1)), (2, new(2, 0, 1)), (6, new(2, 2, 1)), (8, new(0, 2, 1)), (11, new(0, 2, 1)) })
            Assert.True((At(frame) - point).Length < 1e-6, $"{frame}: {At(frame)}");
        // The middle of the first stretch: straight, or where Hermite's polynomial is 1/2 (a + b) + 1/8 (speed a - speed b).
        var expected = path == "straight" ? new Double3(2, 1, 1) : new Double3(2, 1, 1) + (new Double3(0, 2, 0) - new Double3(-2, 2, 0) * (4.0 / 6)) * 0.125;
        Assert.True((At(4) - expected).Length < 1e-6, $"{At(4)} {expected}");
    }

    [Theory]
    [InlineData("fov_deg: 60")]
    [InlineData("lens: { fisheye: { fov_deg: 190, k1: 0.01 } }")]
    [InlineData("fov_deg: 80, lens: { brown_conrady: { k1: -0.2, k2: 0.03, p1: 0.002 } }")]
    public void What_a_camera_looks_at_is_seen_where_it_is_told(string optics)
    {
        var camera = One($"{{ {optics}, position: [2, 1, 1.5], look_at: [0.1, 0, 0], look_at_offset: [0, 0.2, 0.1], look_at_px: [90, -50], roll_deg: 20 }}");
        var m = camera.WorldToCamera;
        var p = new Double3(0.1, 0.2, 0.1);
        var seen = new Double3(m[0] * p.X + m[1] * p.Y + m[2] * p.Z + m[3], m[4] * p.X + m[5] * p.Y + m[6] * p.Z + m[7], m[8] * p.X + m[9] * p.Y + m[10] * p.Z + m[11]);
        var (x, y) = camera.Lens is null ? (camera.Fx * seen.X / seen.Z + camera.Cx, camera.Fy * seen.Y / seen.Z + camera.Cy) : new LensProjection(camera).Project(seen)!.Value;
        Assert.Equal((410, 190), (x, y), new Close());
        Assert.True((Eye(camera) - new Double3(2, 1, 1.5)).Length < 1e-5);
    }

    [Fact]
    public void A_stereo_pair_sees_a_point_with_the_disparity_of_its_baseline()
    {
        var frame = _folder.Resolve(Scene("""
            cameras:
              left: { fov_deg: [50, 70], position: { shell: { radius: [1, 2], elevation_deg: [20, 60] } }, look_at: [0, 0, 0] }
              right: { relative_to: left, offset: [0.12, 0, 0] }
            """)).Draw(3, 5);
        Assert.Equal(["left", "right"], frame.Cameras.Select(c => c.Name));
        var (left, right) = (frame.Cameras[0], frame.Cameras[1]);
        Assert.Equal((left.Fx, left.Cy, left.Near), (right.Fx, right.Cy, right.Near));
        var (l, r) = (Seen(left, new(0.1, -0.2, 0.3)), Seen(right, new(0.1, -0.2, 0.3)));
        Assert.Equal(l.Z, r.Z, 1e-5);
        Assert.Equal(l.Y, r.Y, 1e-5);
        Assert.Equal(left.Fx * 0.12 / l.Z, left.Fx * l.X / l.Z - right.Fx * r.X / r.Z, 1e-3);
    }

    [Fact]
    public void A_rig_turns_and_carries_its_cameras()
    {
        var frame = _folder.Resolve(Scene("""
            cameras:
              front: { fov_deg: 60, position: [0, 0, 1], look_at: [0, 5, 1] }
              side: { relative_to: front, offset: [0.2, 0, -0.1], rotation_deg: [0, 90, 0], lens: { fisheye: {} } }
            """)).Draw(0, 0);
        var side = frame.Cameras[1];
        // Forward is +Y, right +X, down -Z; a quarter turn about down looks to the right.
        Assert.True((Eye(side) - new Double3(0.2, -0.1, 1)).Length < 1e-6);
        Assert.Equal((1, 0, 0), (side.WorldToCamera[8], side.WorldToCamera[9], side.WorldToCamera[10]), new Close3());
        Assert.Equal(LensModel.KannalaBrandt, side.Lens!.Model);
        Assert.Null(frame.Cameras[0].Lens);
    }

    [Fact]
    public void Views_are_cameras_drawn_anew_over_one_layout()
    {
        const string camera = "camera: { position: { shell: { radius: [1, 2], elevation_deg: [20, 60] } }, look_at: [0, 0, 0] }\n";
        var (one, three) = (_folder.Parse(Scene(camera)), _folder.Parse(Scene("views: 3\n" + camera)));
        Assert.Equal((new ImageGrid(1, 1, 1), new ImageGrid(1, 1, 3)), (one.Grid, three.Grid));
        var (a, b) = (one.Resolve(SceneFolder.Library).Draw(1, 4), three.Resolve(SceneFolder.Library).Draw(1, 4));
        Assert.Equal(["camera[0]", "camera[1]", "camera[2]"], b.Cameras.Select(c => c.Name));
        Assert.Equal(3, b.Cameras.Select(c => TestFrames.Text(c.WorldToCamera)).Distinct().Count());
        // The first is what one view alone is, and the objects are the same.
        Assert.Equal(TestFrames.Text(a.Cameras[0].WorldToCamera), TestFrames.Text(b.Cameras[0].WorldToCamera));
        Assert.Equal(a.Instances.Select(i => TestFrames.Text(i.ObjectToWorld)), b.Instances.Select(i => TestFrames.Text(i.ObjectToWorld)));
    }

    [Theory]
    [InlineData("camera: { position: [1, 1, 1], look_at: [0, 0, 0] }", false)]
    [InlineData("camera: { distance: 2, look_at: [0, 0, 0] }", false)]
    [InlineData("camera: { position: [1, 1, 1] }", true)]
    [InlineData("camera: { look_at: [0, 0, 0] }", true)]
    [InlineData("camera: { world_to_camera: [[1,0,0,0],[0,-1,0,0],[0,0,-1,2]] }", false)]
    [InlineData("cameras: { a: { distance: 1, look_at: [0, 0, 0] }, b: { relative_to: a } }", false)]
    public void It_is_known_before_the_objects_stand_whether_a_camera_depends_on_them(string cameras, bool depends) =>
        Assert.Equal(depends, _folder.Parse(Scene(cameras)).Description.Cameras.DependsOnObjects);

    [Theory]
    [InlineData("camera: { lens: {} }", "either 'brown_conrady' or 'fisheye'")]
    [InlineData("camera: { lens: { fisheye: { fov_deg: 230 } } }", "out of range")]
    [InlineData("camera: { fov_deg: 90, lens: { fisheye: {} } }", "'fov_deg' has no meaning here")]
    [InlineData("camera: { focal_length_mm: 50 }", "belong together")]
    [InlineData("camera: { focal_length_mm: 50, sensor_width_mm: 36, fov_deg: 40 }", "'fov_deg' has no meaning here")]
    [InlineData("camera: { orbit: { steps: 4 }, azimuth_deg: 3 }", "'azimuth_deg' has no meaning here")]
    [InlineData("camera: { offset: [1, 0, 0] }", "'offset' has no meaning here")]
    [InlineData("camera: { relative_to: x }", "there is one camera only")]
    [InlineData("camera: {}\ncameras: { a: {} }", "'camera' has no meaning here")]
    [InlineData("cameras: { a: { relative_to: b }, b: {} }", "'b'")]
    [InlineData("cameras: {}", "there is no camera")]
    [InlineData("cameras: { a: {}, b: {} }\nviews: 600", "1200 images")]
    [InlineData("camera: { trajectory: { points: [{ at: 3, position: [0, 0, 1] }, { at: 3, position: [0, 1, 1] }] } }", "not after")]
    [InlineData("camera: { trajectory: { points: [{ at: 3, position: [0, 0, 1], look_at: [0, 0, 0] }, { at: 4, position: [0, 1, 1] }] } }", "all of them or in none")]
    public void Senseless_cameras_are_errors_with_their_place(string cameras, string what)
    {
        var error = Assert.Throws<RenderException>(() => _folder.Parse(Scene(cameras)));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("test.yaml:", error.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lens: { fisheye: { fov_deg: 220, k1: -5, k2: 10 } }")]
    [InlineData("lens: { fisheye: { fov_deg: 180, k1: -0.2 } }")]
    [InlineData("fov_deg: 60, lens: { brown_conrady: { k1: -20 } }")]
    public void A_lens_that_folds_its_image_back_is_an_error_not_a_black_picture(string optics)
    {
        var error = Assert.Throws<RenderException>(() => One($"{{ {optics}, position: [2, 0, 1], look_at: [0, 0, 0] }}"));
        Assert.Contains("fold its image back", error.Message, StringComparison.Ordinal);
        Assert.Equal("frame 0", error.Where);
        // A barrel whose corners are beyond its model, and a circle within the picture, are what such lenses do.
        One("{ fov_deg: 100, lens: { brown_conrady: { k1: -0.25 } }, position: [2, 0, 1], look_at: [0, 0, 0] }");
        One("{ lens: { fisheye: { fov_deg: 200, circle_deg: 160 } }, position: [2, 0, 1], look_at: [0, 0, 0] }");
        One("{ lens: { fisheye: { fov_deg: 200, circle_deg: 20 } }, position: [2, 0, 1], look_at: [0, 0, 0] }");
    }

    private static string Scene(string more) => "render: 1\nassets: { mug: { file: mug.glb, category: mug } }\n" + more + "\n";

    private FrameCamera One(string camera) => Assert.Single(_folder.Resolve(Scene("camera: " + camera)).Draw(0, 0).Cameras);

    private static Double3 Eye(FrameCamera camera)
    {
        var m = camera.WorldToCamera;
        double Component(int c) => -((double)m[c] * m[3] + (double)m[4 + c] * m[7] + (double)m[8 + c] * m[11]);
        return new(Component(0), Component(1), Component(2));
    }

    private static Double3 Seen(FrameCamera camera, Double3 p)
    {
        var m = camera.WorldToCamera;
        return new(m[0] * p.X + m[1] * p.Y + m[2] * p.Z + m[3], m[4] * p.X + m[5] * p.Y + m[6] * p.Z + m[7], m[8] * p.X + m[9] * p.Y + m[10] * p.Z + m[11]);
    }

    private sealed class Close : IEqualityComparer<(double X, double Y)>
    {
        public bool Equals((double X, double Y) a, (double X, double Y) b) => Math.Abs(a.X - b.X) < 1e-3 && Math.Abs(a.Y - b.Y) < 1e-3;

        public int GetHashCode((double X, double Y) v) => 0;
    }

    private sealed class Close3 : IEqualityComparer<(float X, float Y, float Z)>
    {
        public bool Equals((float X, float Y, float Z) a, (float X, float Y, float Z) b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y) + Math.Abs(a.Z - b.Z) < 1e-6;

        public int GetHashCode((float X, float Y, float Z) v) => 0;
    }
}
