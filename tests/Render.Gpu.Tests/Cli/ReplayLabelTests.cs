using System.Text.Json.Nodes;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary>Every label of a dataset is made again by <c>render replay</c>, to the same bytes; and made of records that never had any, where it is asked for.</summary>
public sealed class ReplayLabelTests : IDisposable
{
    private const string Scene = """
        render: 1
        frames: 2
        image: { width: 160, height: 120, samples: 1 }
        assets:
          mug: { file: "assets:meshes/mug.glb", category: mug }
          ball: { file: "shape:sphere", category: ball, scale: 0.1 }
        camera: { fov_deg: 50, position: { shell: { radius: [0.5, 0.6], elevation_deg: [20, 70] } }, look_at: [0, 0, 0.05] }
        surroundings: { table: { shape: plane, size: [2, 2] } }
        objects: { things: { pick: { balanced: [mug, ball] }, count: 5, place: { on: table, within: [0.4, 0.4] } } }
        labels:
          coco: true
          depth: { unit: 0.0005, npy: true }
          range: true
          semantic: true
          panoptic: true
          amodal: true
          pose: true
          keypoints: true
          normals: true
          coordinates: true
          min_pixels: 750
        """;

    private static readonly Dictionary<string, string> Environment = new() { ["RENDER_VALIDATION"] = "1" };

    private readonly string _folder = Directory.CreateTempSubdirectory("render-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void All_labels_of_a_dataset_come_again_and_another_one_is_seen()
    {
        File.WriteAllText(At("scene.yaml"), Scene);
        Run(0, null, "generate", At("scene.yaml"), "-o", At("data"));
        var records = Directory.GetFiles(At("data", "frames"));
        Run(0, null, ["replay", .. records, "-o", At("again")]);
        // All of its files and its records are the same bytes.
        var files = Files("data");
        Assert.Equal(["coordinates", "depth", "images", "masks", "normals", "range"], files.Keys.Select(file => file.Split('/')[0]).Distinct().Order());
        Assert.Equal(files, Files("again"));
        foreach (var record in records)
            Assert.Equal(File.ReadAllText(record), File.ReadAllText(At("again", "frames", Path.GetFileName(record))));
        Assert.Contains("below_min_pixels", string.Concat(records.Select(File.ReadAllText)), StringComparison.Ordinal);

        var text = File.ReadAllText(records[0]);
        foreach (var change in new Action<JsonNode>[]
        {
            i => i["pose"]!["translation"]![0] = (float)i["pose"]!["translation"]![0]! + 0.001f,
            i => i["amodal"]!["bbox"]![0] = (int)i["amodal"]!["bbox"]![0]! - 1,
            i => i["keypoints"]![0]!["visibility"] = 1 + (int)i["keypoints"]![0]!["visibility"]! % 2,
        })
        {
            var forged = JsonNode.Parse(text)!;
            change(forged["output"]!["images"]![0]!["instances"]!.AsArray().First(i => i!["category"]?.GetValue<string>() == "mug" && i["keypoints"]![0]!["visibility"]!.GetValue<int>() > 0)!);
            Assert.Contains("the labels are not those of the record", Run(3, forged.ToJsonString(), "replay", "-", "--dataset", At("data")).Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_record_alone_shows_its_labels_and_more_can_be_asked_for()
    {
        File.WriteAllText(At("scene.yaml"), Scene);
        Run(0, null, "generate", At("scene.yaml"), "-o", At("data"), "--frames", "1");
        var text = File.ReadAllText(At("data", "frames", "000000000001.json"));
        Run(0, text, "replay", "-", "-o", At("alone"));
        var (files, alone) = (Files("data"), Files("alone"));
        Assert.Equal(files.Keys, alone.Keys);
        // Without its dataset neither the step of depth nor the order of categories nor the least annotated size is known.
        Assert.Equal(["depth/train/000000000001.png", "masks/panoptic/train/000000000001.png", "masks/semantic/train/000000000001.png"], files.Keys.Where(file => files[file] != alone[file] && !file.EndsWith(".npy", StringComparison.Ordinal)));

        var input = JsonNode.Parse(text)!.AsObject();
        input.Remove("output");
        Run(0, input.ToJsonString(), "replay", "-", "-o", At("bare"));
        Assert.Equal(["images", "masks"], Files("bare").Keys.Select(file => file.Split('/')[0]).Distinct().Order());
        Run(0, input.ToJsonString(), "replay", "-", "-o", At("more"), "--labels", "normals,keypoints,pose", "--depth");
        Assert.Equal(["depth", "images", "masks", "normals"], Files("more").Keys.Select(file => file.Split('/')[0]).Distinct().Order());
        Assert.Equal(Files("data")["normals/train/000000000001.png"], Files("more")["normals/train/000000000001.png"]);
        var mug = JsonNode.Parse(File.ReadAllText(At("more", "frames", "000000000001.json")))!["output"]!["images"]![0]!["instances"]!.AsArray().First(i => i!["category"]?.GetValue<string>() == "mug")!;
        Assert.Equal(8, mug["keypoints"]!.AsArray().Count);
        Assert.NotNull(mug["pose"]);

        Assert.Contains("'normal' is no label", Run(2, text, "replay", "-", "--labels", "depth,normal").Error, StringComparison.Ordinal);
        Assert.Contains("dataset.json", Run(3, text, "replay", "-", "--dataset", _folder).Error, StringComparison.Ordinal);
    }

    private string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    /// <summary>Pictures and label images by their paths.</summary>
    private SortedDictionary<string, string> Files(string name) => new(
        Directory.GetFiles(At(name), "*", SearchOption.AllDirectories).Where(file => file.EndsWith(".png", StringComparison.Ordinal) || file.EndsWith(".npy", StringComparison.Ordinal))
            .Where(file => Path.GetFileName(file) != "preview.png")
            .ToDictionary(file => Path.GetRelativePath(At(name), file), file => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    private static RenderResult Run(int exitCode, string? input, params string[] arguments)
    {
        var result = RenderProcess.Run(arguments, input, Environment);
        Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {result.Output}{result.Error}");
        return result;
    }
}
