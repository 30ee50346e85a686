using System.Text.Json;
using Render.Core;
using Render.Core.Frames;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

public sealed class BopTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Masks_counts_poses_and_depth_are_those_of_the_objects()
    {
        PosedDataset.Write(_folder["out"]);
        var summary = ConvertedDataset.Convert(_folder["out"], _folder["to"], "bop");
        var image = Assert.Single(StrictBopReader.Read(_folder["to/bop/train/000000"])).Value;
        Assert.Equal(1, image.DepthScale);
        // Column 25 was not measured, and what is beyond the range is unknown.
        Assert.Equal(0, image.Depth[11 * PosedDataset.Width + 141]);
        Assert.Equal(1000, image.Depth[35 * PosedDataset.Width + 26]);
        Assert.Contains(summary.Formats[0].Notes, note => note.StartsWith("1 pixels are deeper", StringComparison.Ordinal));
        Assert.Contains(summary.Formats[0].Notes, note => note.Contains("models_info.json", StringComparison.Ordinal));
        for (var number = 1; number <= 3; number++)
        {
            var (found, pose, (left, top, right, bottom)) = (image.Instances[number - 1], PosedDataset.Poses[number - 1], PosedDataset.Extents[number - 1]);
            Assert.Equal(PosedDataset.Amodal(number), found.Mask);
            Assert.Equal(PosedDataset.Visible(number), found.Visible);
            Assert.Equal([left, top, right - left, bottom - top], found.Box);
            Assert.Equal((right - left) * (bottom - top), found.All);
            Assert.Equal(pose.Rotation.Select(v => (double)v), found.Rotation);
            Assert.Equal(new[] { pose.Translation.X * 1000.0, pose.Translation.Y * 1000.0, pose.Translation.Z * 1000.0 }, found.Translation);
        }
        // One model at two scales, and of another category.
        Assert.Equal([1, 2, 3], image.Instances.Select(instance => instance.ObjectId));
        using var objects = JsonDocument.Parse(File.ReadAllBytes(_folder["to/bop/objects.json"]));
        Assert.Equal("2", objects.RootElement.GetProperty("2").GetProperty("scale")[0].GetRawText());
        Assert.Equal(1600, objects.RootElement.GetProperty("2").GetProperty("box_size_mm")[0].GetDouble(), 1e-3);
    }

    [Theory]
    [InlineData("depth", "no depth images")]
    [InlineData("amodal", "no amodal labels")]
    [InlineData("mask", "no amodal masks")]
    [InlineData("pose", "no pose")]
    [InlineData("camera", "which camera")]
    [InlineData("lens", "has a lens")]
    [InlineData("bent", "no rigid one")]
    [InlineData("mirror", "is mirrored")]
    public void What_it_needs_and_does_not_find_is_named(string what, string why)
    {
        if (what == "depth")
            ConvertedDataset.Write(_folder["out"], [TestImages.Render(0)], options => options with { Labels = new() });
        else
            PosedDataset.Write(_folder["out"], what switch
            {
                "amodal" => PosedDataset.Instance(1, instance => instance with { Amodal = null }),
                "mask" => PosedDataset.Instance(1, instance => instance with { Amodal = instance.Amodal! with { Mask = null } }),
                "pose" => PosedDataset.Instance(1, instance => instance with { Pose = null }),
                "mirror" => PosedDataset.Instance(1, instance => instance with { Pose = instance.Pose! with { Scale = new(-1, 1, 1) } }),
                "camera" => Camera(null),
                "lens" => Camera(PosedDataset.Camera with { Lens = new() { Model = LensModel.BrownConrady, K = [0.1] } }),
                _ => Camera(PosedDataset.Camera with { WorldToCamera = [2, 0, 0, 0, 0, 0, -1, 1, 0, 1, 0, 3] }),
            });
        var error = Assert.Throws<RenderException>(() => ConvertedDataset.Convert(_folder["out"], _folder["to"], "bop"));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["to"]));
    }

    private static Func<Render.Dataset.Records.FrameRecord, Render.Dataset.Records.FrameRecord> Camera(FrameCamera? camera) => record =>
        record with { Output = record.Output! with { Images = [record.Output.Images[0] with { SeenBy = camera }] } };
}
