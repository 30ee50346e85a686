using System.Text.Json.Nodes;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary>The whole program, scene file to dataset on disk, as users run it.</summary>
public sealed class GenerateTests : IDisposable
{
    private const string Scene = """
        render: 1
        name: shapes
        frames: 100
        seed: 3
        image: { width: 160, height: 120 }
        assets:
          ball: { file: "shape:sphere", category: ball, scale: 0.1 }
          crate: { file: "shape:box", category: crate, scale: 0.12 }
        camera:
          fov_deg: [45, 60]
          position: { shell: { radius: [0.6, 0.9], elevation_deg: [20, 70] } }
          look_at: [0, 0, 0.05]
        lights:
          sun: { type: sun, irradiance_w_m2: [1, 4], elevation_deg: [30, 80] }
        surroundings:
          table: { shape: plane, size: [2, 2] }
        objects:
          things:
            pick: { balanced: [ball, crate] }
            count: [3, 6]
            place: { on: table, within: [0.6, 0.6] }
        labels: [coco, depth, semantic]
        """;

    private readonly TestDataset _dataset = new();
    private readonly string _folder;

    public GenerateTests() => _folder = _dataset.Folder;

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void The_same_command_gives_the_same_bytes_for_any_number_of_threads_and_any_share_of_the_frames()
    {
        var whole = Generate("whole", Scene, "0-7", threads: 2);
        Assert.Equal(8, whole.Count(f => f.Key.StartsWith("frames/", StringComparison.Ordinal)));
        Assert.Equal(whole, Generate("again", Scene, "0-7", threads: 2));
        Assert.Equal(whole, Generate("one-thread", Scene, "0-7", threads: 1));

        var alone = Generate("alone", Scene, "5-7", threads: 2);
        foreach (var (file, hash) in alone.Where(f => !f.Key.StartsWith("annotations/", StringComparison.Ordinal)))
            Assert.Equal((file, whole[file]), (file, hash));
    }

    [Fact]
    public void Imported_models_textures_and_environments_give_the_same_bytes_too()
    {
        // The example of the README, small.
        var example = File.ReadAllText(Path.Combine(Repository(), "scenes", "examples", "tabletop.yaml"))
            .Replace("width: 640, height: 480", "width: 160, height: 120", StringComparison.Ordinal);
        var whole = Generate("whole", example, "0-2", threads: 2);
        Assert.Equal(3, whole.Count(f => f.Key.StartsWith("images/", StringComparison.Ordinal)));
        Assert.Equal(whole, Generate("one-thread", example, "0-2", threads: 1));
    }

    [Fact]
    public void A_second_run_renders_only_what_is_missing_and_extends_to_the_same_bytes()
    {
        var whole = Generate("whole", Scene, "0-4");
        Generate("grown", Scene, "2-3");
        var output = Path.Combine(_folder, "grown");
        var run = TestDataset.Run("generate", ScenePath("grown"), "-o", output, "--frames", "0-4", "--json");
        var report = JsonNode.Parse(run.Output)!;
        Assert.Equal((3, 2), ((int)report["images"]!, (int)report["present"]!));
        Assert.Equal(whole, _dataset.Hashes("grown"));
    }

    [Fact]
    public void Chunks_merge_to_the_bytes_of_the_whole()
    {
        var whole = Generate("whole", Scene, "0-5");
        File.WriteAllText(ScenePath("chunk"), Scene);
        for (var i = 0; i < 3; i++)
            TestDataset.Run("generate", ScenePath("chunk"), "-o", Path.Combine(_folder, $"part{i}"), "--frames", "0-5", "--chunk", $"{i}", "--chunks", "3");
        TestDataset.Run("merge", Path.Combine(_folder, "part2"), Path.Combine(_folder, "part0"), Path.Combine(_folder, "part1"), "-o", Path.Combine(_folder, "merged"));
        Assert.Equal(whole, _dataset.Hashes("merged"));
    }

    /// <summary>Frames get new numbers in a union, and the noise of a sensor follows a frame's number: a record must say which that was.</summary>
    [Fact]
    public void A_union_of_two_scenes_replays_to_the_same_pictures()
    {
        var noisy = Scene.Replace("labels:", "sensor: { full_well_e: 2000, read_noise_e: 20 }\nlabels:", StringComparison.Ordinal);
        Generate("one", noisy, "0-1");
        var other = Generate("other", noisy.Replace("seed: 3", "seed: 4", StringComparison.Ordinal).Replace("category: ball", "category: sphere", StringComparison.Ordinal), "0-2");
        var joined = Path.Combine(_folder, "joined");
        TestDataset.Run("merge", "--union", Path.Combine(_folder, "one"), Path.Combine(_folder, "other"), "-o", joined);
        TestDataset.Run("check", joined);
        var coco = JsonNode.Parse(File.ReadAllText(Path.Combine(joined, "annotations", "instances_train.json")))!;
        Assert.Equal(["ball", "crate", "sphere"], coco["categories"]!.AsArray().Select(category => (string)category!["name"]!));
        Assert.Equal(Enumerable.Range(1, 5), coco["images"]!.AsArray().Select(image => (int)image!["id"]!));

        TestDataset.Run("replay", Path.Combine(joined, "frames", "000000000003.json"), "-o", Path.Combine(_folder, "replayed"));
        var replayed = _dataset.Hashes("replayed");
        foreach (var folder in new[] { "images", "masks/instance", "depth" })
            Assert.Equal(other[$"{folder}/train/000000000001.png"], replayed[$"{folder}/train/000000000003.png"]);
    }

    [Fact]
    public void Adding_a_light_moves_no_object()
    {
        Generate("before", Scene, "0-3");
        Generate("after", Scene.Replace("lights:\n", "lights:\n  lamp: { type: point, position: [0.5, 0, 1], intensity_w_sr: [1, 3] }\n", StringComparison.Ordinal), "0-3");
        for (var frame = 0; frame < 4; frame++)
        {
            var (before, after) = (Input("before", frame), Input("after", frame));
            Assert.Single(before["lights"]!.AsArray());
            Assert.Equal(2, after["lights"]!.AsArray().Count);
            foreach (var key in new[] { "instances", "cameras", "environment" })
                Assert.Equal(before[key]!.ToJsonString(), after[key]!.ToJsonString());
        }
    }

    [Fact]
    public void Replay_renders_a_record_from_standard_input_to_the_same_labels_and_sees_another_label()
    {
        Generate("data", Scene, "0-1");
        var record = File.ReadAllText(Path.Combine(_folder, "data", "frames", "000000000001.json"));
        var replay = RenderProcess.Run(["replay", "-", "-o", Path.Combine(_folder, "replayed")], record, TestDataset.Environment);
        Assert.True(replay.ExitCode == 0, replay.Error);
        foreach (var file in new[] { "images/train/000000000001.png", "masks/instance/train/000000000001.png" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "data", file)), File.ReadAllBytes(Path.Combine(_folder, "replayed", file)));

        var forged = JsonNode.Parse(record)!;
        var pose = forged["input"]!["instances"]!.AsArray()[^1]!["object_to_world"]!.AsArray();
        pose[3] = (float)pose[3]! + 0.01f;
        Assert.Equal(3, RenderProcess.Run(["replay", "-"], forged.ToJsonString(), TestDataset.Environment).ExitCode);
    }

    [Fact]
    public void Preview_draws_a_sheet_of_a_scene_and_of_its_dataset_alike()
    {
        Generate("data", Scene, "0-3");
        var (ofScene, ofFolder) = (Path.Combine(_folder, "scene.png"), Path.Combine(_folder, "folder.png"));
        TestDataset.Run("preview", ScenePath("data"), "-o", ofScene, "--frames", "0-3");
        TestDataset.Run("preview", Path.Combine(_folder, "data"), "-o", ofFolder);
        Assert.Equal(File.ReadAllBytes(ofScene), File.ReadAllBytes(ofFolder));
        Assert.Equal(File.ReadAllBytes(ofFolder), File.ReadAllBytes(Path.Combine(_folder, "data", "preview.png")));
    }

    [Theory]
    [InlineData(15, 143)]
    [InlineData(2, 130)]
    public void A_signal_keeps_what_is_committed_and_the_next_run_finishes_the_rest(int signal, int exitCode)
    {
        var whole = Generate("whole", Scene, "0-99");
        var output = Path.Combine(_folder, "stopped");
        File.WriteAllText(ScenePath("stopped"), Scene);
        using var process = RenderProcess.Start(["generate", ScenePath("stopped"), "-o", output, "--frames", "0-99"], TestDataset.Environment);
        var frames = Path.Combine(output, "frames");
        for (var deadline = DateTime.UtcNow.AddSeconds(60); DateTime.UtcNow < deadline && !process.HasExited; Thread.Sleep(5))
            if (Directory.Exists(frames) && Directory.EnumerateFiles(frames).Any())
                break;
        Signals.Send(process.Id, signal);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)), "it did not leave within 10 s of the signal");
        Assert.Equal(exitCode, process.ExitCode);
        Assert.DoesNotContain("bug", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain(_dataset.Hashes("stopped").Keys, file => file.StartsWith("images/", StringComparison.Ordinal)
            && !File.Exists(Path.Combine(frames, Path.GetFileNameWithoutExtension(file) + ".json")));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(output, ".staging"), "*.png", SearchOption.AllDirectories));
        Assert.Equal(whole, Generate("stopped", Scene, "0-99"));
    }

    /// <summary>Too little memory for the pictures, not for the program: farms give such a frame a larger machine.</summary>
    [Theory]
    [InlineData("0x3000000")]
    [InlineData("0x6000000")]
    public void Memory_that_runs_out_has_its_exit_code_and_leaves_nothing_half_written(string heap)
    {
        var scene = Scene.Replace("width: 160, height: 120", "width: 2560, height: 1600", StringComparison.Ordinal);
        File.WriteAllText(ScenePath("data"), scene);
        var result = RenderProcess.Run(["generate", ScenePath("data"), "-o", Path.Combine(_folder, "data"), "--frames", "0"], null,
            new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = heap });
        Assert.True(result.ExitCode == 33, result.Error);
        Assert.StartsWith("render: memory ran out. ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_dataset.Hashes("data").Keys, file => file.EndsWith(".png", StringComparison.Ordinal));
        Assert.Equal(_dataset.Generate("whole", scene, "0"), _dataset.Generate("data", scene, "0"));
    }

    [Fact]
    public void Several_cameras_and_views_go_all_the_way()
    {
        var rig = Scene.Replace("camera:\n", """
            views: 2
            cameras:
              left:

            """, StringComparison.Ordinal).Replace("  fov_deg: [45, 60]", "    fov_deg: [45, 60]", StringComparison.Ordinal)
            .Replace("  position: { shell", "    position: { shell", StringComparison.Ordinal).Replace("  look_at: [0, 0, 0.05]", """
                look_at: [0, 0, 0.05]
              right: { relative_to: left, offset: [0.06, 0, 0] }
              wide: { relative_to: left, lens: { fisheye: { fov_deg: 190, k1: { normal: { mean: 0, std: 0.01 } } } } }
            """, StringComparison.Ordinal);
        var whole = Generate("whole", rig, "0-2");
        Assert.Equal(whole, Generate("one-thread", rig, "0-2", threads: 1));
        var images = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "whole", "annotations", "instances_train.json")))!["images"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, 18), images.Select(i => (int)i!["id"]!));
        Assert.Equal("000000000001-c4.png", (string)images[10]!["file_name"]!);
        Assert.Equal(["left[0]", "right[0]", "wide[0]", "left[1]", "right[1]", "wide[1]"], images.Take(6).Select(i => (string)i!["camera"]!["name"]!));
        Assert.Equal(["pinhole", "pinhole", "fisheye"], images.Take(3).Select(i => (string)i!["camera"]!["model"]!));
        Assert.Equal(18, images.Select(i => whole[$"images/train/{(string)i!["file_name"]!}"]).Distinct().Count());

        for (var i = 0; i < 2; i++)
            TestDataset.Run("generate", ScenePath("whole"), "-o", Path.Combine(_folder, $"part{i}"), "--frames", "0-2", "--chunk", $"{i}", "--chunks", "2");
        TestDataset.Run("merge", Path.Combine(_folder, "part1"), Path.Combine(_folder, "part0"), "-o", Path.Combine(_folder, "merged"));
        Assert.Equal(whole, _dataset.Hashes("merged"));

        var record = File.ReadAllText(Path.Combine(_folder, "whole", "frames", "000000000001.json"));
        var replay = RenderProcess.Run(["replay", "-", "-o", Path.Combine(_folder, "replayed")], record, TestDataset.Environment);
        Assert.True(replay.ExitCode == 0, replay.Error);
        foreach (var (file, hash) in _dataset.Hashes("replayed").Where(f => f.Key.StartsWith("images/", StringComparison.Ordinal)))
            Assert.Equal((file, whole[file]), (file, hash));
        TestDataset.Run("preview", Path.Combine(_folder, "whole"), "-o", Path.Combine(_folder, "sheet.png"));
    }

    [Fact]
    public void Replay_sees_an_image_that_is_missing_from_a_record()
    {
        Generate("data", Scene, "0-0");
        var record = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "data", "frames", "000000000000.json")))!;
        record["output"]!["images"] = new JsonArray();
        Assert.Equal(3, RenderProcess.Run(["replay", "-"], record.ToJsonString(), TestDataset.Environment).ExitCode);
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Render.sln")))
                return folder.FullName;
        throw new InvalidOperationException("the repository is not above the test program.");
    }

    private string ScenePath(string name) => _dataset.ScenePath(name);

    private SortedDictionary<string, string> Generate(string name, string scene, string frames, int threads = 2) => _dataset.Generate(name, scene, frames, threads);

    private JsonNode Input(string name, int frame) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, name, "frames", $"{frame:D12}.json")))!["input"]!;
}
