using System.Globalization;
using System.Text.Json.Nodes;
using NetVips;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary>Keypoints all the way: the file beside our mug, a scene, the record, COCO, and the formats that are converted to.</summary>
public sealed class KeypointRunTests : IDisposable
{
    private const int Width = 320, Height = 240;

    private static readonly Dictionary<string, string> Environment = new() { ["RENDER_VALIDATION"] = "1" };

    private static readonly string[] Names = ["rim_at_handle", "rim_right", "rim_opposite", "rim_left", "handle_top", "handle_bottom", "foot_at_handle", "foot_opposite"];

    private readonly string _folder = Directory.CreateTempSubdirectory("render-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void From_the_file_beside_a_model_to_every_format_of_keypoints()
    {
        var scene = Path.Combine(_folder, "scene.yaml");
        File.WriteAllText(scene, File.ReadAllText(Path.Combine(Repository(), "scenes", "examples", "mug_keypoints.yaml"))
            .Replace("width: 640, height: 480", $"width: {Width}, height: {Height}", StringComparison.Ordinal).Replace("train: 0.9, val: 0.1", "train: 1", StringComparison.Ordinal));
        var output = Path.Combine(_folder, "out");
        Run("generate", scene, "-o", output, "--frames", "0-5");
        var coco = JsonNode.Parse(File.ReadAllText(Path.Combine(output, "annotations", "instances_train.json")))!;
        Assert.Equal(Names, coco["categories"]![0]!["keypoints"]!.AsArray().Select(n => (string)n!));
        Assert.Equal([1, 2], coco["categories"]![0]!["skeleton"]![0]!.AsArray().Select(n => (int)n!));
        var seen = CheckAgainstIds(output, coco);
        Assert.True(seen[0] > 0 && seen[1] > 20 && seen[2] > 40, string.Join(' ', seen));
        Run("check", Path.Combine(output, "annotations", "instances_train.json"));

        var converted = Path.Combine(_folder, "to");
        Run("convert", output, "--to", "coco-keypoints,yolo-pose", "-o", converted);
        Run("check", Path.Combine(converted, "coco-keypoints", "annotations", "keypoints_train.json"));
        var keypoints = JsonNode.Parse(File.ReadAllText(Path.Combine(converted, "coco-keypoints", "annotations", "keypoints_train.json")))!;
        Assert.Equal(coco["annotations"]!.ToJsonString(), keypoints["annotations"]!.ToJsonString());
        CheckYolo(Path.Combine(converted, "yolo-pose"), coco);
    }

    /// <summary>How many points are outside, hidden and seen; what is seen on the surface lies beside a pixel that shows the object.</summary>
    private static int[] CheckAgainstIds(string output, JsonNode coco)
    {
        var seen = new int[3];
        var annotations = coco["annotations"]!.AsArray().ToLookup(a => (int)a!["image_id"]!);
        for (var frame = 0; frame < 6; frame++)
        {
            using var image = Image.NewFromFile(Path.Combine(output, "masks", "instance", "train", $"{frame:D12}.png"));
            var ids = image.WriteToMemory<ushort>();
            var record = JsonNode.Parse(File.ReadAllText(Path.Combine(output, "frames", $"{frame:D12}.json")))!["output"]!["images"]![0]!;
            var instances = record["instances"]!.AsArray().Where(i => i!["category"] is not null && i["not_annotated"] is null).ToArray();
            Assert.Equal(instances.Length, annotations[frame + 1].Count());
            foreach (var (instance, annotation) in instances.Zip(annotations[frame + 1]))
            {
                var values = annotation!["keypoints"]!.AsArray().Select(v => (double)v!).ToArray();
                Assert.Equal(3 * Names.Length, values.Length);
                Assert.Equal(Names, instance!["keypoints"]!.AsArray().Select(k => (string)k!["name"]!));
                Assert.Equal(values.Where((_, i) => i % 3 == 2).Count(v => v > 0), (int)annotation["num_keypoints"]!);
                for (var k = 0; k < Names.Length; k++)
                {
                    var (x, y, visibility) = (values[3 * k], values[3 * k + 1], (int)values[3 * k + 2]);
                    seen[visibility]++;
                    if (visibility == 0)
                    {
                        Assert.Equal((0, 0), (x, y));
                        continue;
                    }
                    // Whole numbers are pixels' centres.
                    var beside = false;
                    for (var dy = -1; dy <= 1; dy++)
                        for (var dx = -1; dx <= 1; dx++)
                            if ((int)Math.Round(x) + dx is >= 0 and < Width and var column && (int)Math.Round(y) + dy is >= 0 and < Height and var row)
                                beside |= ids[row * Width + column] == (int)instance["number"]!;
                    Assert.True(visibility == 1 || beside, $"frame {frame}, instance {instance["number"]}, {Names[k]} at ({x}, {y})");
                }
            }
        }
        return seen;
    }

    private static void CheckYolo(string folder, JsonNode coco)
    {
        var yaml = File.ReadAllText(Path.Combine(folder, "data.yaml"));
        Assert.Contains("kpt_shape: [8, 3]\nflip_idx: [0, 3, 2, 1, 4, 5, 6, 7]\n", yaml, StringComparison.Ordinal);
        var annotations = coco["annotations"]!.AsArray().ToLookup(a => (int)a!["image_id"]!);
        for (var frame = 0; frame < 6; frame++)
        {
            var lines = File.ReadAllLines(Path.Combine(folder, "labels", "train", $"{frame:D12}.txt"));
            foreach (var (line, annotation) in lines.Zip(annotations[frame + 1]))
            {
                var values = line.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
                var expected = annotation!["keypoints"]!.AsArray().Select(v => (double)v!).ToArray();
                Assert.Equal(5 + expected.Length, values.Length);
                for (var k = 0; k < Names.Length; k++)
                {
                    Assert.Equal(expected[3 * k + 2], values[5 + 3 * k + 2]);
                    if (expected[3 * k + 2] == 0)
                        continue;
                    // Half a pixel apart, and within half a pixel of the border held by COCO's outermost centres.
                    Assert.Equal(expected[3 * k], Math.Clamp(values[5 + 3 * k] * Width - 0.5, 0, Width - 1), 1e-4);
                    Assert.Equal(expected[3 * k + 1], Math.Clamp(values[5 + 3 * k + 1] * Height - 0.5, 0, Height - 1), 1e-4);
                }
            }
        }
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Render.sln")))
                return folder.FullName;
        throw new InvalidOperationException("the repository is not above the test program.");
    }

    private static void Run(params string[] arguments)
    {
        var result = RenderProcess.Run(arguments, null, Environment);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }
}
