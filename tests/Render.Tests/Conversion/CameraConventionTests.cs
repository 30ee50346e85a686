using System.Numerics;
using System.Text.Json;
using Render.Core;
using Render.Core.Frames;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>
/// One known point, a corner of each object, is seen at one place: every format's camera projects it there, and every format's keypoint lies there, once
/// what the format says of pixel centres is added. The same through lenses, of formats whose camera can have one; the others refuse it.
/// </summary>
public sealed class CameraConventionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CameraConventionTests()
    {
        PosedDataset.Write(_folder["out"]);
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco", "coco-keypoints", "yolo-pose", "kitti", "bop", "webdataset");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_corner_is_seen_at_the_same_place(int number)
    {
        var (x, y) = PosedDataset.Project(PosedDataset.InCamera(number, PosedDataset.Top(number)));
        void Seen((double X, double Y) at)
        {
            Assert.Equal(x, at.X, 1e-3);
            Assert.Equal(y, at.Y, 1e-3);
        }
        var inCamera = PosedDataset.InCamera(number, PosedDataset.Top(number));
        // Camera to world as the records have it: (x, y, z) was (x, 1 - z, y + 3).
        var world = new Vector3(inCamera.X, inCamera.Z - 3, 1 - inCamera.Y);
        using var coco = JsonDocument.Parse(File.ReadAllBytes(_folder["to/coco/annotations/instances_train.json"]));
        Seen(ByCamera(coco.RootElement.GetProperty("images")[0].GetProperty("camera"), world));
        using var sample = JsonDocument.Parse(StrictTarReader.Read(_folder["to/webdataset/train/000000.tar"]).Single(member => member.Name.EndsWith(".json", StringComparison.Ordinal)).Content);
        Seen(ByCamera(sample.RootElement.GetProperty("camera"), world));

        // BOP: millimetres, pixel centres are whole numbers.
        var bop = StrictBopReader.Read(_folder["to/bop/train/000000"])[0];
        var instance = bop.Instances[number - 1];
        var point = PosedDataset.Top(number);
        var seen = Pinhole(bop.K, Transform(instance.Rotation, instance.Translation, [point.X * 1000, point.Y * 1000, point.Z * 1000]));
        Seen((seen.X + 0.5, seen.Y + 0.5));
        seen = Pinhole(bop.K, Transform(bop.WorldRotation, bop.WorldTranslation, [world.X * 1000, world.Y * 1000, world.Z * 1000]));
        Seen((seen.X + 0.5, seen.Y + 0.5));

        // KITTI: the same corner of its box, where it is upright; pixel centres are whole numbers.
        if (number == 3)
            return;
        var p = KittiObject.Calibration(_folder["to/kitti/training/calib/000000.txt"], "P2");
        var corner = KittiObject.Read(_folder["to/kitti/training/label_2/000000.txt"])[number - 1].Corners().MinBy(c => Vector3.Distance(c, inCamera));
        var depth = p[8] * corner.X + p[9] * corner.Y + p[10] * corner.Z + p[11];
        Seen(((p[0] * corner.X + p[1] * corner.Y + p[2] * corner.Z + p[3]) / depth + 0.5, (p[4] * corner.X + p[5] * corner.Y + p[6] * corner.Z + p[7]) / depth + 0.5));

        // Keypoints: COCO has whole numbers at pixel centres, YOLO fractions of the image from its edge.
        using var keypoints = JsonDocument.Parse(File.ReadAllBytes(_folder["to/coco-keypoints/annotations/keypoints_train.json"]));
        double[] k = [.. keypoints.RootElement.GetProperty("annotations")[number - 1].GetProperty("keypoints").EnumerateArray().Select(v => v.GetDouble())];
        Seen((k[6] + 0.5, k[7] + 0.5));
        var yolo = new StrictYoloReader(_folder["to/yolo-pose"]).Objects[("train", "000000000000")][number - 1].Values;
        Seen((yolo[10] * PosedDataset.Width, yolo[11] * PosedDataset.Height));
    }

    /// <summary>
    /// Small boxes seen through a lens: the camera that each format gives, put into the formula that its model's name stands for, projects the middle of each to the pixel that
    /// shows it and to where the formats of keypoints have it.
    /// </summary>
    [Theory]
    [InlineData("brown_conrady", new[] { -0.2, 0.05, 0.01, 0.02, -0.01, 0.003 }, new[] { 0.012, -0.008 }, 0.45)]
    [InlineData("brown_conrady", new[] { 0.1, -0.02 }, new double[0], 0.45)]
    [InlineData("fisheye", new[] { 0.03, -0.004, 0.001, -0.0002 }, new double[0], 1.75)]
    [InlineData("fisheye", new double[0], new double[0], 1.75)]
    public void A_point_is_seen_through_a_lens_at_the_same_place(string model, double[] k, double[] p, double steepest)
    {
        var lens = new FrameLens { Model = model == "fisheye" ? LensModel.KannalaBrandt : LensModel.BrownConrady, K = k, P = p, MaxAngleDeg = 110 };
        var points = LensDataset.Write(_folder["lens"], lens, steepest);
        ConvertedDataset.Convert(_folder["lens"], _folder["bent"], "coco", "coco-keypoints", "yolo-pose", "webdataset");
        using var coco = JsonDocument.Parse(File.ReadAllBytes(_folder["bent/coco/annotations/instances_train.json"]));
        using var keypoints = JsonDocument.Parse(File.ReadAllBytes(_folder["bent/coco-keypoints/annotations/keypoints_train.json"]));
        using var sample = JsonDocument.Parse(StrictTarReader.Read(_folder["bent/webdataset/train/000000.tar"]).Single(member => member.Name.EndsWith(".json", StringComparison.Ordinal)).Content);
        using var written = JsonDocument.Parse(File.ReadAllBytes(_folder["lens/annotations/instances_train.json"]));
        JsonElement[] cameras =
        [
            coco.RootElement.GetProperty("images")[0].GetProperty("camera"), keypoints.RootElement.GetProperty("images")[0].GetProperty("camera"),
            sample.RootElement.GetProperty("camera"), written.RootElement.GetProperty("images")[0].GetProperty("camera"),
        ];
        var ids = LensDataset.Seen(_folder["lens"]);
        var yolo = new StrictYoloReader(_folder["bent/yolo-pose"]).Objects[("train", "000000000000")];
        for (var i = 0; i < points.Length; i++)
        {
            double[] triple = [.. keypoints.RootElement.GetProperty("annotations")[i].GetProperty("keypoints").EnumerateArray().Select(v => v.GetDouble())];
            foreach (var camera in cameras)
            {
                Assert.Equal(model, camera.GetProperty("model").GetString());
                var (x, y) = ByCamera(camera, points[i]);
                Assert.Equal(i + 1, ids[(int)y * LensDataset.Width + (int)x]);
                Assert.Equal((x - 0.5, y - 0.5, 2), (triple[0], triple[1], triple[2]), Near);
                Assert.Equal((x / LensDataset.Width, y / LensDataset.Height, 2), (yolo[i].Values[4], yolo[i].Values[5], yolo[i].Values[6]), NearFraction);
            }
        }
    }

    /// <summary>Formats whose cameras are pinholes would put every point elsewhere.</summary>
    [Theory]
    [InlineData("bop")]
    [InlineData("kitti")]
    public void Formats_without_lenses_refuse_them(string format)
    {
        PosedDataset.Write(_folder["lens"], record => record with
        {
            Output = record.Output! with { Images = [record.Output.Images[0] with { SeenBy = PosedDataset.Camera with { Lens = new() { Model = LensModel.KannalaBrandt } } }] },
        });
        Assert.Contains("has a lens", Assert.Throws<RenderException>(() => ConvertedDataset.Convert(_folder["lens"], _folder["bent"], format)).Message, StringComparison.Ordinal);
    }

    private static bool Near((double X, double Y, double V) a, (double X, double Y, double V) b) => Math.Abs(a.X - b.X) < 1e-3 && Math.Abs(a.Y - b.Y) < 1e-3 && a.V == b.V;

    private static bool NearFraction((double X, double Y, double V) a, (double X, double Y, double V) b) => Math.Abs(a.X - b.X) < 1e-5 && Math.Abs(a.Y - b.Y) < 1e-5 && a.V == b.V;

    private static (double X, double Y) ByCamera(JsonElement camera, Vector3 world)
    {
        Assert.Equal(0.5, camera.GetProperty("pixel_center").GetDouble());
        double[] m = [.. camera.GetProperty("world_to_camera").EnumerateArray().Select(v => v.GetDouble())];
        var c = Transform([m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]], [m[3], m[7], m[11]], [world.X, world.Y, world.Z]);
        double Number(string name) => camera.GetProperty(name).GetDouble();
        var (x, y) = Bent(camera, c);
        return (Number("fx") * x + Number("cx"), Number("fy") * y + Number("cy"));
    }

    /// <summary>
    /// In focal lengths: the formulas of OpenCV's documentation (modules calib3d, "Detailed Description", and fisheye), whose coefficients beyond those that are given are 0.
    /// </summary>
    private static (double X, double Y) Bent(JsonElement camera, double[] c)
    {
        double[] Coefficients(string name, int count)
        {
            double[] given = camera.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(v => v.GetDouble())] : [];
            Assert.True(given.Length <= count);
            return [.. given, .. new double[count - given.Length]];
        }
        var model = camera.GetProperty("model").GetString();
        // A polynomial may fold back: what a reader projects, it must know the lens to see.
        Assert.Equal(model != "pinhole", camera.TryGetProperty("max_angle_deg", out var most));
        if (model != "pinhole")
            Assert.InRange(Math.Atan2(Math.Sqrt(c[0] * c[0] + c[1] * c[1]), c[2]) * 180 / Math.PI, 0, most.GetDouble());
        if (model == "fisheye")
        {
            var k = Coefficients("k", 4);
            var across = Math.Sqrt(c[0] * c[0] + c[1] * c[1]);
            var theta = Math.Atan2(across, c[2]);
            var bent = theta + k[0] * Math.Pow(theta, 3) + k[1] * Math.Pow(theta, 5) + k[2] * Math.Pow(theta, 7) + k[3] * Math.Pow(theta, 9);
            return (c[0] / across * bent, c[1] / across * bent);
        }
        var (x, y) = (c[0] / c[2], c[1] / c[2]);
        if (model == "pinhole")
            return (x, y);
        Assert.Equal("brown_conrady", model);
        var (radial, tangential, r) = (Coefficients("k", 6), Coefficients("p", 2), Math.Sqrt(x * x + y * y));
        var factor = (1 + radial[0] * Math.Pow(r, 2) + radial[1] * Math.Pow(r, 4) + radial[2] * Math.Pow(r, 6))
            / (1 + radial[3] * Math.Pow(r, 2) + radial[4] * Math.Pow(r, 4) + radial[5] * Math.Pow(r, 6));
        return (x * factor + 2 * tangential[0] * x * y + tangential[1] * (r * r + 2 * x * x), y * factor + tangential[0] * (r * r + 2 * y * y) + 2 * tangential[1] * x * y);
    }

    private static double[] Transform(double[] r, double[] t, double[] p) =>
        [.. Enumerable.Range(0, 3).Select(i => r[3 * i] * p[0] + r[3 * i + 1] * p[1] + r[3 * i + 2] * p[2] + t[i])];

    private static (double X, double Y) Pinhole(double[] k, double[] c) => ((k[0] * c[0] + k[1] * c[1]) / c[2] + k[2], k[4] * c[1] / c[2] + k[5]);
}
