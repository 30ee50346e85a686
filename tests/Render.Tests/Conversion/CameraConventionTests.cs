using System.Numerics;
using System.Text.Json;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>
/// One known point, a corner of each object, is seen at one place: every format's camera projects it there, and every format's keypoint lies there, once
/// what the format says of pixel centres is added.
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

    private static (double X, double Y) ByCamera(JsonElement camera, Vector3 world)
    {
        Assert.Equal(0.5, camera.GetProperty("pixel_center").GetDouble());
        double[] m = [.. camera.GetProperty("world_to_camera").EnumerateArray().Select(v => v.GetDouble())];
        var c = Transform([m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]], [m[3], m[7], m[11]], [world.X, world.Y, world.Z]);
        double Number(string name) => camera.GetProperty(name).GetDouble();
        return (Number("fx") * c[0] / c[2] + Number("cx"), Number("fy") * c[1] / c[2] + Number("cy"));
    }

    private static double[] Transform(double[] r, double[] t, double[] p) =>
        [.. Enumerable.Range(0, 3).Select(i => r[3 * i] * p[0] + r[3 * i + 1] * p[1] + r[3 * i + 2] * p[2] + t[i])];

    private static (double X, double Y) Pinhole(double[] k, double[] c) => ((k[0] * c[0] + k[1] * c[1]) / c[2] + k[2], k[4] * c[1] / c[2] + k[5]);
}
