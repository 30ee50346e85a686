using Render.Core;
using Render.Core.Frames;
using Render.Dataset.Coco;
using Render.Dataset.Records;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>What records say of amodal extent, pose and keypoints: sound ones come back as they were, and each kind of nonsense is refused with its place.</summary>
public sealed class LabelCheckTests
{
    private static readonly AmodalOutput Amodal = new()
    {
        Area = 40,
        Inside = 30,
        Bbox = [-64, 3, 70, 7],
        Cut = true,
        Visibility = 20 / 40.0,
        Truncation = 10 / 40.0,
        Mask = RunLength.Encode([0u, 30, TestImages.Width * TestImages.Height - 30]),
        Occluders = [new(1, 4), new(3, 6)],
    };

    private static readonly PoseOutput Pose = new()
    {
        Model = "assets:meshes/mug.glb",
        Rotation = [0, -1, 0, 1, 0, 0, 0, 0, 1],
        Translation = new(0, 0, 2),
        Scale = new(1, 1, -2),
        BoxCenter = new(0, 0.5f, 2),
        BoxSize = new(1, 1, 0),
    };

    private static readonly KeypointOutput Keypoint = new() { Name = "handle", X = 12.5f, Y = 3, Visibility = 2, Position = new(0, 0, 1) };

    [Fact]
    public void What_is_written_is_read()
    {
        KeypointOutput[] keypoints = [Keypoint, Keypoint with { Visibility = 0, X = -100 }, new() { Name = "spout", Visibility = 0 }];
        var record = Record(instance => instance with { Amodal = Amodal, Pose = Pose, Keypoints = keypoints });
        var bytes = RecordFile.Write(record);
        var read = RecordFile.Read(bytes, "test").Output!.Images[0].Instances[1];
        Assert.Equal(bytes, RecordFile.Write(RecordFile.Read(bytes, "test")));
        Assert.Equal((Amodal.Area, Amodal.Cut, Amodal.Visibility, Amodal.Mask), (read.Amodal!.Area, read.Amodal.Cut, read.Amodal.Visibility, read.Amodal.Mask));
        Assert.Equal(Amodal.Occluders, read.Amodal.Occluders);
        Assert.Equal((Pose.Scale, Pose.BoxSize), (read.Pose!.Scale, read.Pose.BoxSize));
        Assert.Equal(Pose.Rotation, read.Pose.Rotation);
        Assert.Equal(keypoints, read.Keypoints);
        // The readers of labels see the same.
        var output = RecordFile.ReadOutput(bytes, "test", 3, ImageGrid.Single).Images[0].Instances[1];
        Assert.Equal((Amodal.Area, 2, 3), (output.Amodal!.Area, output.Amodal.Occluders.Length, output.Keypoints!.Length));
    }

    [Fact]
    public void A_scene_that_asks_for_none_writes_none()
    {
        var text = System.Text.Encoding.UTF8.GetString(RecordFile.Write(Record(instance => instance)));
        foreach (var name in new[] { "amodal", "pose", "keypoints", "occluders" })
            Assert.DoesNotContain(name, text, StringComparison.Ordinal);
    }

    public static TheoryData<AmodalOutput, string> BadAmodal => new()
    {
        { Amodal with { Inside = 41 }, "area >= inside" },
        { Amodal with { Inside = 19 }, "area >= inside" },
        { Amodal with { Bbox = null }, "bbox" },
        { Amodal with { Bbox = [-65, 3, 70, 7] }, "bbox" },
        { Amodal with { Bbox = [-64, 3, 193, 7] }, "bbox" },
        { Amodal with { Visibility = null }, "visibility" },
        { Amodal with { Visibility = 0.51 }, "visibility" },
        { Amodal with { Truncation = 0 }, "truncation" },
        { Amodal with { Occluders = [new(1, 10)], Inside = 31, Truncation = 9 / 40.0 }, "occluders" },
        { Amodal with { Occluders = [new(3, 4), new(1, 6)] }, "occluders" },
        { Amodal with { Occluders = [new(2, 10)] }, "occluders" },
        { Amodal with { Occluders = [new(99, 10)] }, "occluders" },
        { Amodal with { Mask = RunLength.Encode([0u, 29, TestImages.Width * TestImages.Height - 29]) }, "amodal.mask" },
        { Amodal with { Mask = "?" }, "amodal.mask" },
    };

    [Theory]
    [MemberData(nameof(BadAmodal))]
    public void Nonsense_about_the_amodal_extent_is_refused(AmodalOutput wrong, string expected) => Refused(instance => instance with { Amodal = wrong }, expected);

    public static TheoryData<PoseOutput, string> BadPoses => new()
    {
        { Pose with { Model = "" }, "pose.model" },
        { Pose with { Rotation = [1, 0, 0, 0, 1, 0, 0, 0] }, "pose.rotation" },
        { Pose with { Rotation = [1, 0, 0, 0, 1, 0, 0, 0, -1] }, "pose.rotation" },
        { Pose with { Rotation = [2, 0, 0, 0, 1, 0, 0, 0, 1] }, "pose.rotation" },
        { Pose with { Rotation = [1, 0.1f, 0, 0, 1, 0, 0, 0, 1] }, "pose.rotation" },
        { Pose with { Scale = new(1, 0, 1) }, "pose.scale" },
        { Pose with { BoxSize = new(1, -1, 1) }, "pose.box_size" },
    };

    [Theory]
    [MemberData(nameof(BadPoses))]
    public void Nonsense_about_the_pose_is_refused(PoseOutput wrong, string expected) => Refused(instance => instance with { Pose = wrong }, expected);

    public static TheoryData<KeypointOutput, string> BadKeypoints => new()
    {
        { Keypoint with { Name = "" }, "keypoints[0].name" },
        { Keypoint with { Visibility = 3 }, "keypoints[0].visibility" },
        { Keypoint with { Y = null }, "keypoints[0]" },
        { Keypoint with { X = TestImages.Width }, "keypoints[0]" },
        { Keypoint with { Y = -0.1f }, "keypoints[0]" },
        { Keypoint with { Position = null }, "keypoints[0]" },
    };

    [Theory]
    [MemberData(nameof(BadKeypoints))]
    public void Nonsense_about_keypoints_is_refused(KeypointOutput wrong, string expected) => Refused(instance => instance with { Keypoints = [wrong] }, expected);

    /// <summary>Instance 2 of 3 has 20 visible pixels.</summary>
    private static FrameRecord Record(Func<InstanceOutput, InstanceOutput> change)
    {
        var frame = TestImages.Frame(3);
        InstanceOutput Hidden(int number) => new() { Number = number, Area = 0, NotAnnotated = NotAnnotated.Unlabelled };
        var seen = new InstanceOutput
        {
            Number = 2,
            Category = "mug",
            Area = 20,
            Bbox = [0, 0, 1, 20],
            Visible = RunLength.Encode([0u, 20, TestImages.Width * TestImages.Height - 20]),
        };
        const string Image = "images/train/000000000003.png";
        return new()
        {
            Schema = FrameRecord.Version,
            Input = frame,
            Output = new()
            {
                Frame = 3,
                Split = "train",
                Images =
                [
                    new()
                    {
                        Id = 4,
                        FileStem = "000000000003",
                        Width = TestImages.Width,
                        Height = TestImages.Height,
                        Image = Image,
                        Files = new(StringComparer.Ordinal) { [Image] = new string('0', 64) },
                        Instances = [Hidden(1), change(seen), Hidden(3)],
                    },
                ],
            },
        };
    }

    private static void Refused(Func<InstanceOutput, InstanceOutput> change, string expected)
    {
        var error = Assert.Throws<RenderException>(() => RecordFile.Read(RecordFile.Write(Record(change)), "frame.json"));
        Assert.Equal((Failure.InvalidInput, "frame.json"), (error.Failure, error.Where));
        Assert.Contains("$.output.images[0].instances[1]", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
