using Render.Dataset.Coco;
using Render.Dataset.Records;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>
/// An image of 12 x 8 pixels with three boxes of 0.75 x 0.5 x 0.25 m (the second of twice that) that stand on their origins: what the formats of poses and keypoints say of it,
/// worked out by hand. Number 1 is square to the camera and partly behind number 2, which is turned so that its x axis points away; half of number 3 is outside the image.
/// </summary>
public sealed class PosedGoldenTests : IDisposable
{
    private const string Rows = """
        ............
        .1111.......
        .1122222....
        .1122222....
        .1122222....
        ..........33
        ..........33
        ............
        """;

    private readonly TemporaryFolder _folder = new();

    public PosedGoldenTests()
    {
        var pixels = string.Concat(Rows.Split('\n'));
        var masks = new[] { '1', '2', '3' }.Select(number => pixels.Select(c => c == number).ToArray()).ToArray();
        var image = ConvertedDataset.Image(0, 12, 8, masks);
        image.Depth[5 * 12 + 11] = 0; // one pixel of number 3 is not measured
        ConvertedDataset.Write(_folder["out"], [image], options => options with
        {
            Labels = new() { MinPixels = 1, Instance = false, Depth = new() },
            Categories = [options.Categories[0] with { Keypoints = new() { Names = ["rim", "handle", "foot"], Skeleton = [[1, 2]], Sigmas = [0.025, 0.1, 0.05], Flip = [0, 1, 2] } },
                .. options.Categories.Skip(1)],
        });
        var file = _folder["out/frames/000000000000.json"];
        var record = RecordFile.Read(File.ReadAllBytes(file), file);
        var output = record.Output!.Images[0];
        output = output with
        {
            // At (0, -3, 1), looking along +y.
            SeenBy = new() { Name = "camera", Fx = 8, Fy = 8, Cx = 6, Cy = 4, WorldToCamera = [1, 0, 0, 0, 0, 0, -1, 1, 0, 1, 0, 3] },
            Instances =
            [
                output.Instances[0] with
                {
                    Amodal = Amodal([1, 1, 4, 4], 16, 16, 10, [new(2, 6)]),
                    Pose = Pose([1, 0, 0, 0, 0, -1, 0, 1, 0], new(-1, 0.5f, 4), 1),
                    Keypoints =
                    [
                        new() { Name = "rim", X = 2.5f, Y = 1.75f, Visibility = 2, Position = new(0, 0, 4) },
                        new() { Name = "handle", X = 4.25f, Y = 3.5f, Visibility = 1, Position = new(0, 0, 4) },
                        new() { Name = "foot", X = -3, Y = 2, Visibility = 0, Position = new(0, 0, 4) },
                    ],
                },
                output.Instances[1] with { Amodal = Amodal([3, 2, 5, 3], 15, 15, 15, []), Pose = Pose([0, -1, 0, 0, 0, -1, 1, 0, 0], new(0, 1, 2), 2) },
                output.Instances[2] with { Amodal = Amodal([10, 5, 4, 2], 8, 4, 4, []), Pose = Pose([1, 0, 0, 0, 0, -1, 0, 1, 0], new(1.5f, 0.5f, 2), 1) },
            ],
        };
        File.WriteAllBytes(file, RecordFile.Write(record with { Output = record.Output with { Images = [output] } }));
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco-keypoints", "yolo-pose", "kitti", "bop");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kitti()
    {
        // Height, width, length; the middle of the lower face. Number 1: alpha = atan(1/4), 6 of 16 pixels hidden. Number 3: alpha = -atan(3/4).
        Assert.Equal(
            """
            mug 0.00 1 0.244979 1.00 1.00 4.00 4.00 0.25 0.50 0.75 -1.00 0.50 4.00 0.00
            Schüssel_<"&日本> 0.00 0 -1.570796 3.00 2.00 7.00 4.00 0.50 1.00 1.50 0.00 1.00 2.00 -1.570796
            bolt 0.50 0 -0.643501 10.00 5.00 11.00 6.00 0.25 0.50 0.75 1.50 0.50 2.00 0.00

            """, Text("kitti/training/label_2/000000.txt"));
        const string P = "8.000000000000e+000 0.000000000000e+000 5.500000000000e+000 0.000000000000e+000 0.000000000000e+000 8.000000000000e+000 3.500000000000e+000 0.000000000000e+000 "
            + "0.000000000000e+000 0.000000000000e+000 1.000000000000e+000 0.000000000000e+000";
        Assert.Equal([$"P0: {P}", $"P1: {P}", $"P2: {P}", $"P3: {P}"], Text("kitti/training/calib/000000.txt").Split('\n')[..4]);
        Assert.Equal("000000\n", Text("kitti/ImageSets/train.txt"));
    }

    [Fact]
    public void Bop()
    {
        Assert.Equal(
            """
            {
              "0": {"cam_K":[8,0,5.5,0,8,3.5,0,0,1],"depth_scale":1,"cam_R_w2c":[1,0,0,0,0,-1,0,1,0],"cam_t_w2c":[0,1000,3000]}
            }

            """, Text("bop/train/000000/scene_camera.json"));
        Assert.Equal(
            "{\n  \"0\": [" + """{"cam_R_m2c":[1,0,0,0,0,-1,0,1,0],"cam_t_m2c":[-1000,500,4000],"obj_id":1},"""
            + """{"cam_R_m2c":[0,-1,0,0,0,-1,1,0,0],"cam_t_m2c":[0,1000,2000],"obj_id":2},"""
            + """{"cam_R_m2c":[1,0,0,0,0,-1,0,1,0],"cam_t_m2c":[1500,500,2000],"obj_id":3}""" + "]\n}\n", Text("bop/train/000000/scene_gt.json"));
        Assert.Equal(
            "{\n  \"0\": [" + """{"bbox_obj":[1,1,4,4],"bbox_visib":[1,1,4,4],"px_count_all":16,"px_count_valid":16,"px_count_visib":10,"visib_fract":0.625},"""
            + """{"bbox_obj":[3,2,5,3],"bbox_visib":[3,2,5,3],"px_count_all":15,"px_count_valid":15,"px_count_visib":15,"visib_fract":1},"""
            + """{"bbox_obj":[10,5,4,2],"bbox_visib":[10,5,2,2],"px_count_all":8,"px_count_valid":3,"px_count_visib":4,"visib_fract":0.5}""" + "]\n}\n", Text("bop/train/000000/scene_gt_info.json"));
        using var objects = System.Text.Json.JsonDocument.Parse(Text("bop/objects.json"));
        Assert.Equal(
            ["[750,500,250]", "[1500,1000,500]", "[750,500,250]"],
            objects.RootElement.EnumerateObject().Select(entry => System.Text.Json.JsonSerializer.Serialize(entry.Value.GetProperty("box_size_mm"))));
    }

    [Fact]
    public void Keypoints()
    {
        Assert.Equal(
            """
            {"info":{},"licenses":[],
            "images":[{"id":1,"file_name":"000000000000.png","width":12,"height":8,"camera":{"name":"camera","model":"pinhole","fx":8,"fy":8,"cx":6,"cy":4,"pixel_center":0.5,"world_to_camera":[1,0,0,0,0,0,-1,1,0,1,0,3]}}],
            "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[1,1,4,4],"area":10,"segmentation":{"size":[8,12],"counts":"COUNTS"},"iscrowd":0,
            "keypoints":[2,1.25,2,3.75,3,1,0,0,0],"num_keypoints":2,
            "amodal_bbox":[1,1,4,4],"amodal_area":16,"amodal_segmentation":{"size":[8,12],"counts":"AMODAL"},"visibility":0.625,"truncation":0,"occluders":[{"number":2,"pixels":6}],
            "pose":{"model":"assets:meshes/mug.glb","rotation":[1,0,0,0,0,-1,0,1,0],"translation":[-1,0.5,4],"scale":[1,1,1]},
            "box_3d":{"center":[-1,0.375,4],"size":[0.75,0.5,0.25],"rotation":[1,0,0,0,0,-1,0,1,0]}}],
            "categories":[{"id":1,"name":"mug","supercategory":"kitchen","keypoints":["rim","handle","foot"],"skeleton":[[1,2]],"sigmas":[0.025,0.1,0.05]}]}
            """.ReplaceLineEndings("").Replace("COUNTS", "94400M30g1", StringComparison.Ordinal).Replace("AMODAL", "94400000g1", StringComparison.Ordinal) + "\n",
            Text("coco-keypoints/annotations/keypoints_train.json"));
        Assert.Equal("0 0.25 0.375 0.33333333 0.5 0.20833333 0.21875 2 0.35416667 0.4375 1 0 0 0\n", Text("yolo-pose/labels/train/000000000000.txt"));
        Assert.Equal(
            """
            train: images/train
            nc: 3
            names:
              0: "mug"
              1: "Schüssel <\"&日本>"
              2: "bolt"
            kpt_shape: [3, 3]
            flip_idx: [0, 1, 2]

            """, Text("yolo-pose/data.yaml"));
    }

    private string Text(string path) => File.ReadAllText(_folder["to/" + path]);

    private static AmodalOutput Amodal(int[] box, int area, int inside, int visible, OccluderOutput[] occluders)
    {
        var mask = new bool[12 * 8];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = i % 12 >= box[0] && i % 12 < box[0] + box[2] && i / 12 >= box[1] && i / 12 < box[1] + box[3];
        return new()
        {
            Area = area,
            Inside = inside,
            Bbox = box,
            Cut = false,
            Visibility = (double)visible / area,
            Truncation = (double)(area - inside) / area,
            Mask = RunLength.Encode(new Mask(12, 8, mask).Counts),
            Occluders = occluders,
        };
    }

    /// <summary>The box stands on the model's origin; up in the image is the model's z.</summary>
    private static PoseOutput Pose(float[] rotation, System.Numerics.Vector3 origin, float scale) => new()
    {
        Model = "assets:meshes/mug.glb",
        Rotation = rotation,
        Translation = origin,
        Scale = new(scale),
        BoxCenter = origin - new System.Numerics.Vector3(0, 0.125f * scale, 0),
        BoxSize = new System.Numerics.Vector3(0.75f, 0.5f, 0.25f) * scale,
    };
}
