using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Dataset.Annotators;
using Render.Dataset.Records;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>Poses and boxes of random instances: what they say of the model's corners is where the frame's matrices put those.</summary>
public sealed class PoseTests
{
    private static readonly AssetLibrary Models =
        new(reference => Shapes.TryGet(reference)!, (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());

    private static readonly string[] References = [.. Shapes.References];

    [Fact]
    public void Rotation_scale_and_box_put_every_corner_where_the_matrices_put_it()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            float Between(float low, float high) => low + (high - low) * random.NextSingle();
            Quaternion Turn() => Quaternion.Normalize(new(Between(-1, 1), Between(-1, 1), Between(-1, 1), Between(-1, 1)));
            var scale = new Vector3(Between(0.1f, 3), Between(0.1f, 3), Between(0.1f, 3) * (round % 3 == 0 ? -1 : 1));
            var world = Matrix4x4.CreateScale(scale) * Matrix4x4.CreateFromQuaternion(Turn()) * Matrix4x4.CreateTranslation(Between(-2, 2), Between(-2, 2), Between(-2, 2));
            var camera = Matrix4x4.CreateFromQuaternion(Turn()) * Matrix4x4.CreateTranslation(0, 0, 5);
            var model = References[round % References.Length];
            var pose = Of(model, Rows(world), Rows(camera))!;
            Assert.Equal(model, pose.Model);
            var r = pose.Rotation;
            Vector3 Rotate(Vector3 v) => new(r[0] * v.X + r[1] * v.Y + r[2] * v.Z, r[3] * v.X + r[4] * v.Y + r[5] * v.Z, r[6] * v.X + r[7] * v.Y + r[8] * v.Z);
            Assert.Equal(1, Vector3.Dot(Vector3.Cross(new(r[0], r[3], r[6]), new(r[1], r[4], r[7])), new(r[2], r[5], r[8])), 4);
            var bounds = Models.Model(model).Mesh.Bounds;
            for (var corner = 0; corner < 8; corner++)
            {
                var side = new Vector3((corner & 1) - 0.5f, (corner >> 1 & 1) - 0.5f, (corner >> 2 & 1) - 0.5f);
                var point = bounds.Center + bounds.Size * side;
                var expected = Vector3.Transform(Vector3.Transform(point, world), camera);
                Near(expected, Rotate(pose.Scale * point) + pose.Translation);
                // Of a mirrored one the corners change places.
                Near(expected, pose.BoxCenter + Rotate(pose.BoxSize * side * new Vector3(1, 1, MathF.Sign(pose.Scale.Z))));
            }
        }
    }

    [Fact]
    public void What_is_sheared_has_no_pose()
    {
        float[] identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
        Assert.NotNull(Of("shape:box", identity, identity));
        Assert.Null(Of("shape:box", [1, 0.01f, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], identity));
        Assert.Null(Of("shape:box", [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], identity));
    }

    private static void Near(Vector3 expected, Vector3 actual) => Assert.True(Vector3.Distance(expected, actual) < 2e-5f, $"{expected}, {actual}");

    private static float[] Rows(Matrix4x4 m) => [m.M11, m.M21, m.M31, m.M41, m.M12, m.M22, m.M32, m.M42, m.M13, m.M23, m.M33, m.M43];

    private static PoseOutput? Of(string model, float[] world, float[] camera)
    {
        var frame = TestImages.Frame(0);
        frame = frame with
        {
            Cameras = [frame.Cameras[0] with { WorldToCamera = camera }],
            Instances = [new() { Name = "one", Model = model, Category = "mug", ObjectToWorld = world }],
        };
        var (rendered, image) = (new RenderedFrame(), new LabelledImage());
        rendered.Reset(frame, new(0), Aov.InstanceId);
        image.Read(rendered, TestImages.Categories.ToDictionary(category => category.Name));
        return new PoseAnnotator(Models).Annotate(image, new() { Number = 1, Category = "mug", Area = 0 }).Pose;
    }
}
