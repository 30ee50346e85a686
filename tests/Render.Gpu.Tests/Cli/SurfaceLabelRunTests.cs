using System.Text.Json.Nodes;
using NetVips;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary>Range, normals, object coordinates and panoptic masks from a scene to files: what they say of one another.</summary>
public sealed class SurfaceLabelRunTests : IDisposable
{
    private const int Width = 160, Height = 120;

    private const string Scene = """
        render: 1
        frames: 3
        image: { width: 160, height: 120 }
        assets:
          ball: { file: "shape:sphere", category: ball, scale: 0.1 }
          crate: { file: "shape:box", category: crate, scale: 0.12 }
        camera: { fov_deg: 50, position: { shell: { radius: [0.6, 0.9], elevation_deg: [20, 70] } }, look_at: [0, 0, 0.05] }
        surroundings: { table: { shape: plane, size: [2, 2] } }
        objects: { things: { pick: { balanced: [ball, crate] }, count: 5, place: { on: table, within: [0.5, 0.5] } } }
        """;

    private static readonly Dictionary<string, string> Environment = new() { ["RENDER_VALIDATION"] = "1" };

    private readonly string _folder = Directory.CreateTempSubdirectory("render-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_files_agree_with_one_another_and_change_no_other()
    {
        Generate("plain", "labels: [coco, depth, pose]");
        Generate("all", "labels: [coco, depth, pose, panoptic, range, normals, coordinates, albedo]");
        for (var frame = 0; frame < 3; frame++)
        {
            var name = $"train/{frame:D12}.png";
            foreach (var folder in new[] { "images", "masks/instance", "depth" })
                Assert.Equal(File.ReadAllBytes(At("plain", folder, name)), File.ReadAllBytes(At("all", folder, name)));
            Check(frame, name);
        }
        Assert.False(Directory.Exists(At("plain", "range")) || Directory.Exists(At("plain", "normals")) || Directory.Exists(At("plain", "coordinates")) || Directory.Exists(At("plain", "albedo")) || Directory.Exists(At("plain", "masks/panoptic")));
        Run("convert", At("all"), "--to", "coco-panoptic", "-o", At("to"));
        for (var frame = 0; frame < 3; frame++)
            Assert.Equal(File.ReadAllBytes(At("all", $"masks/panoptic/train/{frame:D12}.png")), File.ReadAllBytes(At("to", $"coco-panoptic/annotations/panoptic_train/{frame:D12}.png")));
    }

    private void Check(int frame, string name)
    {
        var record = JsonNode.Parse(File.ReadAllText(At("all", $"frames/{frame:D12}.json")))!;
        var (camera, instances) = (record["input"]!["cameras"]![0]!, record["output"]!["images"]![0]!["instances"]!.AsArray());
        double Number(string key) => (double)camera[key]!;
        var (ids, depth, range) = (Read("masks/instance", name, 1), Read("depth", name, 1), Read("range", name, 1));
        var (normals, coordinates) = (Read("normals", name, 3), Read("coordinates", name, 3));
        var (checkedPixels, edgeOn, up) = (0, 0, 0);
        for (var i = 0; i < Width * Height; i++)
        {
            var (dx, dy) = ((i % Width + 0.5 - Number("cx")) / Number("fx"), (i / Width + 0.5 - Number("cy")) / Number("fy"));
            var ray = Math.Sqrt(dx * dx + dy * dy + 1);
            Assert.Equal(depth[i] == 0, range[i] == 0);
            Assert.Equal(depth[i] == 0, normals[3 * i] == 0 && normals[3 * i + 1] == 0 && normals[3 * i + 2] == 0);
            if (depth[i] == 0)
                continue;
            Assert.Equal(depth[i] * ray, range[i], 0.5 * ray + 0.51);
            var n = Enumerable.Range(0, 3).Select(axis => (normals[3 * i + axis] - 32768) / 32767.0).ToArray();
            Assert.Equal(1, n.Sum(c => c * c), 2e-4);
            if (ids[i] == 0)
            {
                // The table: its normal is the world's up, which the camera's third column is.
                var m = camera["world_to_camera"]!.AsArray().Select(v => (double)v!).ToArray();
                for (var axis = 0; axis < 3; axis++)
                    Assert.Equal(m[4 * axis + 2], n[axis], 1e-4);
                Assert.True(n[0] * dx + n[1] * dy + n[2] < 0);
                Assert.Equal(0, coordinates[3 * i]);
                up++;
                continue;
            }
            // The pose brings the point of the box to where the depth says.
            var pose = instances[ids[i] - 1]!["pose"]!;
            double[] V(string key) => [.. pose[key]!.AsArray().Select(v => (double)v!)];
            var (center, size, r) = (V("box_center"), V("box_size"), V("rotation"));
            var f = Enumerable.Range(0, 3).Select(axis => (coordinates[3 * i + axis] - 1) / 65534.0 - 0.5).ToArray();
            var p = Enumerable.Range(0, 3).Select(row => center[row] + Enumerable.Range(0, 3).Sum(axis => r[3 * row + axis] * f[axis] * size[axis])).ToArray();
            var off = double.Hypot(dx - p[0] / p[2], dy - p[1] / p[2]) * Number("fx");
            var deeper = Math.Abs(depth[i] * 0.001 - p[2]);
            Assert.True(off < 0.3 && deeper < 0.01, $"frame {frame}, pixel ({i % Width}, {i / Width}): {off} pixels, {deeper} m");
            (checkedPixels, edgeOn) = (checkedPixels + 1, edgeOn + (off > 0.02 || deeper > 0.00051 ? 1 : 0));
        }
        // On a silhouette whose triangle is seen edge-on, the point of the triangle that is nearest in the model need not be nearest in the image.
        Assert.True(checkedPixels > 1000 && up > 1000 && edgeOn <= checkedPixels / 1000, $"{checkedPixels}, {up}, {edgeOn}");
    }

    private ushort[] Read(string folder, string name, int bands)
    {
        using var image = Image.NewFromFile(At("all", folder, name));
        Assert.Equal((Width, Height, bands), (image.Width, image.Height, image.Bands));
        return image.WriteToMemory<ushort>();
    }

    private string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    private void Generate(string name, string labels)
    {
        File.WriteAllText(At(name + ".yaml"), Scene + "\n" + labels);
        Run("generate", At(name + ".yaml"), "-o", At(name));
    }

    private static void Run(params string[] arguments)
    {
        var result = RenderProcess.Run(arguments, null, Environment);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }
}
