using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Scenes;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>
/// One image of 240 x 180 pixels through a lens, from a camera that is turned about all its axes, of boxes that are a few pixels large and have a keypoint in their middle. Which
/// pixel shows which box is cast by rays; all that the labels say of it, annotators say.
/// </summary>
internal static class LensDataset
{
    public const int Width = 240, Height = 180;

    private const int Boxes = 12;

    private const float Size = 0.12f;

    /// <summary>Writes it; gives the middles of the boxes in the world, metres.</summary>
    /// <param name="folder">Of the dataset.</param>
    /// <param name="lens">Its image circle fills the height.</param>
    /// <param name="steepest">Radians from the axis of the farthest box.</param>
    public static Vector3[] Write(string folder, FrameLens lens, double steepest)
    {
        var camera = Camera(lens, steepest);
        Assert.True(Matrix4x4.Invert(World(camera), out var cameraToWorld));
        Vector3[] points = [.. Enumerable.Range(0, Boxes).Select(i => Vector3.Transform(InCamera(i, steepest), cameraToWorld))];
        var frame = new Frame
        {
            Index = 0,
            Seed = 0,
            Image = new(Width, Height, 1),
            Cameras = [camera],
            Environment = new(),
            Instances =
            [
                .. points.Select((point, i) => new FrameInstance
                {
                    Name = $"boxes[{i}]",
                    Model = "shape:box",
                    Category = "mug",
                    Supercategory = "kitchen",
                    ObjectToWorld = [Size, 0, 0, point.X, 0, Size, 0, point.Y, 0, 0, Size, point.Z],
                    // In the middle, and seen from outside.
                    Keypoints = [new() { Name = "middle", Position = Vector3.Zero, Depth = 1 }],
                }),
            ],
        };
        var models = new AssetLibrary(reference => Shapes.TryGet(reference)!, (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());
        var caster = new RayCaster(models);
        var image = new RenderedFrame();
        image.Reset(frame, new(0), Aov.Color | Aov.InstanceId);
        var view = caster.View(frame);
        for (var i = 0; i < image.InstanceIds.Length; i++)
            image.InstanceIds[i] = (ushort)view.Cast(i % Width + 0.5, i / Width + 0.5).Instance;
        ConvertedDataset.Write(folder, [image], options => options with
        {
            Labels = new() { Coco = CocoForms.Rle, Keypoints = true, MinPixels = 1 },
            Categories = [.. TestImages.Categories.Select((category, i) => i > 0 ? category : category with { Keypoints = new() { Names = ["middle"], Skeleton = [] } })],
            Models = models,
            Caster = caster,
            Rays = new(caster),
        });
        return points;
    }

    /// <summary>The number of the box at each pixel, from the dataset's instance image.</summary>
    public static int[] Seen(string folder)
    {
        var png = PngReader.Read(File.ReadAllBytes(Path.Combine(folder, "masks/instance/train/000000000000.png")));
        Assert.Equal((Width, Height, 16), (png.Width, png.Height, png.BitDepth));
        return [.. png.Samples.Chunk(2).Select(bytes => bytes[0] << 8 | bytes[1])];
    }

    private static FrameCamera Camera(FrameLens lens, double steepest)
    {
        var turn = Matrix4x4.CreateFromYawPitchRoll(0.7f, -0.4f, 2.1f);
        var focal = (float)(0.4 * Height / (lens.Model == LensModel.KannalaBrandt ? steepest * 1.05 : Math.Tan(steepest)));
        return new()
        {
            Name = "bent",
            Fx = focal,
            Fy = 0.96f * focal,
            Cx = 118.25f,
            Cy = 92.5f,
            // Columns of System.Numerics' matrices are rows here.
            WorldToCamera = [turn.M11, turn.M21, turn.M31, 0.3f, turn.M12, turn.M22, turn.M32, -1.1f, turn.M13, turn.M23, turn.M33, 2.4f],
            Lens = lens,
        };
    }

    private static Matrix4x4 World(FrameCamera camera)
    {
        var m = camera.WorldToCamera;
        return new(m[0], m[4], m[8], 0, m[1], m[5], m[9], 0, m[2], m[6], m[10], 0, m[3], m[7], m[11], 1);
    }

    /// <summary>On a spiral around the axis, between 1 and 2 metres away.</summary>
    private static Vector3 InCamera(int i, double steepest)
    {
        var (angle, around, distance) = (steepest * (i + 1) / Boxes, 2.4 * i, 1 + i / (double)Boxes);
        return new((float)(distance * Math.Sin(angle) * Math.Cos(around)), (float)(distance * Math.Sin(angle) * Math.Sin(around)), (float)(distance * Math.Cos(angle)));
    }
}
