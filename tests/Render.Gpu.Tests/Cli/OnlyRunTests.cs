using System.Text.Json.Nodes;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary><c>render generate --only</c>: what is rendered alone is what it is beside the rest, and what is left out can be added.</summary>
public sealed class OnlyRunTests : IDisposable
{
    /// <summary>Every label, through a pinhole and a lens, of solid, see-through and covered things, with a sensor: what colour does must not reach labels.</summary>
    private const string Scene = """
        render: 1
        frames: 4
        seed: 9
        image: { width: 160, height: 120 }
        assets:
          ball: { file: "shape:sphere", category: ball, scale: 0.1 }
          crate: { file: "shape:box", category: crate, scale: 0.12 }
        cameras:
          left: { fov_deg: 50, position: { shell: { radius: [0.6, 0.9], elevation_deg: [20, 70] } }, look_at: [0, 0, 0.05] }
          wide: { relative_to: left, lens: { fisheye: { fov_deg: 190 } } }
        lights:
          sun: { type: sun, irradiance_w_m2: [1, 4], elevation_deg: [30, 80] }
        surroundings:
          table: { shape: plane, size: [2, 2] }
        objects:
          solid:
            pick: { balanced: [ball, crate] }
            count: [3, 5]
            place: { on: table, within: [0.6, 0.6] }
          clear:
            pick: [crate]
            count: 3
            place: { on: table, within: [0.6, 0.6] }
            material: { alpha: [0.3, 0.9] }
        sensor: {}
        labels: [coco, depth, semantic, instance, amodal, pose, panoptic, range, normals, coordinates]
        """;

    private readonly TestDataset _dataset = new();
    private readonly string _folder;

    public OnlyRunTests() => _folder = _dataset.Folder;

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void Labels_without_colour_are_the_same_to_the_bit_and_colour_without_labels_too()
    {
        File.WriteAllText(ScenePath, Scene);
        var whole = Generate("whole");
        var labels = Generate("labels", "--only", "labels");
        var color = Generate("color", "--only", "color");

        bool IsImage(KeyValuePair<string, string> file) => file.Key.StartsWith("images/", StringComparison.Ordinal);
        bool IsSame(KeyValuePair<string, string> file) => !file.Key.StartsWith("frames/", StringComparison.Ordinal) && file.Key != "dataset.json";
        Assert.Equal(8, whole.Count(IsImage));
        Assert.Equal(whole.Where(file => IsSame(file) && !IsImage(file)), labels.Where(IsSame));
        Assert.Equal(whole.Where(IsImage), color.Where(IsSame));
        foreach (var frame in Enumerable.Range(0, 4))
            foreach (var part in new[] { "labels", "color" })
            {
                Assert.Equal(Record("whole", frame)["input"]!.ToJsonString(), Record(part, frame)["input"]!.ToJsonString());
                Assert.Equal(Instances("whole", frame), Instances(part, frame));
            }
        Assert.True(File.Exists(Path.Combine(_folder, "labels", "preview.png")));
        TestDataset.Run("preview", Path.Combine(_folder, "labels"), "-o", Path.Combine(_folder, "labels.png"), "--annotations");
        TestDataset.Run("check", Path.Combine(_folder, "labels")); // absent images are a warning
        TestDataset.Run("report", Path.Combine(_folder, "labels"));
        TestDataset.Run("report", Path.Combine(_folder, "color"));

        // The other kind does not go on here; a record replays as it is, and with colour where that is asked for.
        Assert.Equal(3, RenderProcess.Run(["generate", ScenePath, "-o", Path.Combine(_folder, "labels")], null, TestDataset.Environment).ExitCode);
        var record = Path.Combine(_folder, "labels", "frames", "000000000002.json");
        Assert.Contains("0 images have other labels", TestDataset.Run("replay", record).Output, StringComparison.Ordinal);
        TestDataset.Run("replay", record, "--labels", "color", "-o", Path.Combine(_folder, "replayed"));
        foreach (var (file, hash) in _dataset.Hashes(Path.Combine(_folder, "replayed")).Where(IsImage))
            Assert.Equal(whole[file], hash);
    }

    private string ScenePath => _dataset.ScenePath("scene");

    private SortedDictionary<string, string> Generate(string name, params string[] more)
    {
        TestDataset.Run(["generate", ScenePath, "-o", Path.Combine(_folder, name), .. more]);
        return _dataset.Hashes(Path.Combine(_folder, name));
    }

    private JsonNode Record(string name, int frame) => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, name, "frames", $"{frame:D12}.json")))!;

    private string Instances(string name, int frame) =>
        string.Join('\n', Record(name, frame)["output"]!["images"]!.AsArray().Select(image => $"{image!["image"]}: {image["instances"]!.ToJsonString()}"));
}
