using System.Numerics;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Coco;
using Render.Dataset.Records;
using Render.Tests.Dataset;

namespace Render.Tests.Conversion;

/// <summary>
/// One image of 160 x 120 pixels of three objects at known places, with all that annotators can say of them: number 1 stands upright and is partly hidden by
/// number 2, which is the same model at twice the size; number 3 is tilted by 20 degrees, and a part of it is outside the image.
/// </summary>
internal static class PosedDataset
{
    public const int Width = 160, Height = 120;

    /// <summary>At (0, -3, 1), looking along +y, its x axis to the right.</summary>
    public static readonly FrameCamera Camera = new() { Name = "left", Fx = 150, Fy = 140, Cx = 82.25f, Cy = 57.5f, WorldToCamera = [1, 0, 0, 0, 0, 0, -1, 1, 0, 1, 0, 3] };

    public static readonly KeypointSet Keypoints = new() { Names = ["left", "right", "top"], Skeleton = [[1, 2], [2, 3]], Sigmas = [0.05, 0.05, 0.1], Flip = [1, 0, 2] };

    /// <summary>Columns and rows from the first to behind the last, as if nothing stood before; number 3 goes on to column 175.</summary>
    public static readonly (int Left, int Top, int Right, int Bottom)[] Extents = [(20, 30, 70, 90), (50, 50, 100, 110), (140, 10, 175, 40)];

    /// <summary>In the model's axes, metres.</summary>
    public static readonly Vector3 ModelCenter = new(0.1f, 0, 0.3f), ModelSize = new(0.8f, 0.4f, 0.6f);

    public static readonly PoseOutput[] Poses =
    [
        Pose(Quaternion.CreateFromAxisAngle(Vector3.UnitZ, 0.5f), new(-0.6f, 0.5f, 0.2f), 1),
        Pose(Quaternion.CreateFromAxisAngle(Vector3.UnitZ, -1.8f), new(0.1f, 0.2f, 0), 2),
        Pose(Quaternion.CreateFromAxisAngle(Vector3.UnitX, 20 * MathF.PI / 180) * Quaternion.CreateFromAxisAngle(Vector3.UnitZ, 2.5f), new(1.2f, 1, 0.5f), 1),
    ];

    /// <summary>The corner of the model that keypoint "top" names, in the model's axes.</summary>
    public static Vector3 Top(int number) => (ModelCenter + ModelSize / 2) * Poses[number - 1].Scale;

    /// <summary>A point of the model in camera axes.</summary>
    public static Vector3 InCamera(int number, Vector3 point)
    {
        var (r, t) = (Poses[number - 1].Rotation, Poses[number - 1].Translation);
        return new(
            r[0] * point.X + r[1] * point.Y + r[2] * point.Z + t.X, r[3] * point.X + r[4] * point.Y + r[5] * point.Z + t.Y, r[6] * point.X + r[7] * point.Y + r[8] * point.Z + t.Z);
    }

    /// <summary>Where the camera sees a point in its axes; pixel centres at +0.5.</summary>
    public static (double X, double Y) Project(Vector3 p) => ((double)Camera.Fx * p.X / p.Z + Camera.Cx, (double)Camera.Fy * p.Y / p.Z + Camera.Cy);

    public static bool[] Amodal(int number)
    {
        var (left, top, right, bottom) = Extents[number - 1];
        return [.. Enumerable.Range(0, Width * Height).Select(i => i % Width >= left && i % Width < right && i / Width >= top && i / Width < bottom)];
    }

    /// <summary>Number 2 stands before number 1.</summary>
    public static bool[] Visible(int number) =>
        [.. Amodal(number).Zip(number == 1 ? Amodal(2) : new bool[Width * Height]).Select(pair => pair.First && !pair.Second)];

    /// <summary>Writes it, with a change to its record where one is wanted.</summary>
    public static string Write(string folder, Func<FrameRecord, FrameRecord>? change = null, bool png = true)
    {
        var image = ConvertedDataset.Image(0, Width, Height, [Visible(1), Visible(2), Visible(3)]);
        // Nothing is measured in column 25, and pixel (141, 11) lies beyond the range.
        for (var y = 0; y < Height; y++)
            image.Depth[y * Width + 25] = 0;
        image.Depth[11 * Width + 141] = 100;
        ConvertedDataset.Write(folder, [image], options => options with
        {
            Labels = new() { MinPixels = 1, Depth = new(), Image = png ? ImageFormat.Png : ImageFormat.Jpg },
            Categories = [.. TestImages.Categories.Select((category, i) => i < 2 ? category with { Keypoints = Keypoints } : category)],
        });
        var file = Path.Combine(folder, "frames/000000000000.json");
        var record = RecordFile.Read(File.ReadAllBytes(file), file);
        var output = record.Output!.Images[0];
        output = output with { SeenBy = Camera, Instances = [.. output.Instances.Select(Describe)] };
        record = record with { Output = record.Output with { Images = [output] } };
        File.WriteAllBytes(file, RecordFile.Write(change is null ? record : change(record)));
        return folder;
    }

    /// <summary>A change of one instance.</summary>
    public static Func<FrameRecord, FrameRecord> Instance(int number, Func<InstanceOutput, InstanceOutput> change) => record =>
    {
        var image = record.Output!.Images[0];
        return record with { Output = record.Output with { Images = [image with { Instances = [.. image.Instances.Select(i => i.Number == number ? change(i) : i)] }] } };
    };

    private static InstanceOutput Describe(InstanceOutput instance)
    {
        var (number, (left, top, right, bottom)) = (instance.Number, Extents[instance.Number - 1]);
        var (mask, area) = (new Mask(Width, Height, Amodal(number)), (right - left) * (bottom - top));
        var corner = InCamera(number, Top(number));
        var (x, y) = Project(corner);
        return instance with
        {
            Amodal = new()
            {
                Area = area,
                Inside = mask.Area,
                Bbox = [left, top, right - left, bottom - top],
                Cut = false,
                Visibility = (double)instance.Area / area,
                Truncation = (double)(area - mask.Area) / area,
                Mask = RunLength.Encode(mask.Counts),
                Occluders = number == 1 ? [new(2, mask.Area - instance.Area)] : [],
            },
            Pose = Poses[number - 1],
            Keypoints = number == 3 ? null :
            [
                new() { Name = "left", X = 30.25f, Y = 40.75f, Visibility = 1, Position = Vector3.UnitZ },
                new() { Name = "right", X = -12, Y = 7, Visibility = 0, Position = Vector3.UnitZ },
                new() { Name = "top", X = (float)x, Y = (float)y, Visibility = 2, Position = corner },
            ],
        };
    }

    /// <param name="turn">Of the model in the world.</param>
    /// <param name="at">Its origin in the world.</param>
    /// <param name="scale">Of the model.</param>
    private static PoseOutput Pose(Quaternion turn, Vector3 at, float scale)
    {
        // World to camera: (x, y, z) becomes (x, -z + 1, y + 3).
        static Vector3 Turned(Vector3 v) => new(v.X, -v.Z, v.Y);
        var (x, y, z) = (Turned(Vector3.Transform(Vector3.UnitX, turn)), Turned(Vector3.Transform(Vector3.UnitY, turn)), Turned(Vector3.Transform(Vector3.UnitZ, turn)));
        var origin = Turned(at) + new Vector3(0, 1, 3);
        var center = ModelCenter * scale;
        return new()
        {
            Model = "assets:meshes/mug.glb",
            Rotation = [x.X, y.X, z.X, x.Y, y.Y, z.Y, x.Z, y.Z, z.Z],
            Translation = origin,
            Scale = new(scale),
            BoxCenter = origin + center.X * x + center.Y * y + center.Z * z,
            BoxSize = ModelSize * scale,
        };
    }
}
