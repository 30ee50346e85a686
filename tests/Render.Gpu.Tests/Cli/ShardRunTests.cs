using System.Formats.Tar;
using System.Text.Json.Nodes;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary><c>render generate --layout shards</c>, as users run it: the files of a plain run in tar files, and every command that reads a dataset.</summary>
public sealed class ShardRunTests : IDisposable
{
    private const string Scene = """
        render: 1
        frames: 150
        seed: 5
        image: { width: 64, height: 48 }
        assets:
          ball: { file: "shape:sphere", category: ball, scale: 0.1 }
        camera: { fov_deg: [45, 60], position: { shell: { radius: [0.6, 0.9], elevation_deg: [20, 70] } }, look_at: [0, 0, 0.05] }
        lights:
          sun: { type: sun, irradiance_w_m2: [1, 4], elevation_deg: [30, 80] }
        surroundings:
          table: { shape: plane, size: [2, 2] }
        objects:
          things: { pick: [ball], count: [1, 4], place: { on: table, within: [0.6, 0.6] } }
        split: { train: 0.8, val: 0.2 }
        labels: [coco, depth, instance]
        """;

    private readonly TestDataset _dataset = new();
    private readonly string _folder;

    public ShardRunTests() => _folder = _dataset.Folder;

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void Shards_unpack_to_a_plain_run_and_chunks_and_extensions_give_the_same_shards()
    {
        File.WriteAllText(ScenePath, Scene);
        var files = Generate("files");
        var shards = Generate("shards", "--layout", "shards");
        Run("merge", Out("shards"), "--layout", "files", "-o", Out("unpacked"));
        Assert.Equal(files, _dataset.Hashes(Out("unpacked")));

        for (var chunk = 1; chunk >= 0; chunk--)
        {
            var report = JsonNode.Parse(Run("generate", ScenePath, "-o", Out("chunks"), "--layout", "shards", "--chunk", $"{chunk}", "--chunks", "2", "--json").Output)!;
            Assert.Equal(chunk == 0 ? 64 + 22 : 64, (int)report["images"]!);
        }
        Assert.Equal(shards, _dataset.Hashes(Out("chunks")));
        Generate("extended", "--layout", "shards", "--frames", "60-70");
        var rest = JsonNode.Parse(Run("generate", ScenePath, "-o", Out("extended"), "--layout", "shards", "--json").Output)!;
        Assert.Equal((139, 11), ((int)rest["images"]!, (int)rest["present"]!));
        Assert.Equal(shards, _dataset.Hashes(Out("extended")));

        // Everything that reads a dataset.
        foreach (var name in new[] { "files", "shards" })
        {
            Run("convert", Out(name), "--to", "coco,yolo-detect,webdataset", "-o", Out(name + "-to"));
            Run("preview", Out(name), "-o", Out(name + ".png"));
            Run("preview", Out(name), "-o", Out(name + "-labels.png"), "--annotations");
        }
        Assert.Equal(_dataset.Hashes(Out("files-to")), _dataset.Hashes(Out("shards-to")));
        Assert.Equal(File.ReadAllBytes(Out("files.png")), File.ReadAllBytes(Out("shards.png")));
        Assert.Equal(File.ReadAllBytes(Out("files-labels.png")), File.ReadAllBytes(Out("shards-labels.png")));
        Assert.Equal(Run("report", Out("files")).Output, Run("report", Out("shards")).Output);
        foreach (var folder in new[] { Out("shards"), Path.Combine(Out("shards"), "annotations") })
        {
            var check = RenderProcess.Run(["check", folder], null, Environment);
            Assert.Equal(2, check.ExitCode);
            Assert.Contains("render merge", check.Error, StringComparison.Ordinal);
            Run("check", folder, "--no-images");
        }
        Run("check", Out("unpacked"));
        var replay = Run("replay", Path.Combine(Out("shards"), "shards", "train", "000002.tar"), "-o", Out("replayed"));
        Assert.Contains("0 images have other labels", replay.Output, StringComparison.Ordinal);
        foreach (var (file, hash) in _dataset.Hashes(Out("replayed")).Where(file => file.Key.StartsWith("images/", StringComparison.Ordinal) || file.Key.StartsWith("depth/", StringComparison.Ordinal)))
            Assert.Equal((file, files[file]), (file, hash));
        var other = RenderProcess.Run(["generate", ScenePath, "-o", Out("shards")], null, Environment);
        Assert.Equal(3, other.ExitCode);
        Assert.Contains("--layout shards", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_keeps_whole_shards_and_the_next_run_finishes_the_rest()
    {
        File.WriteAllText(ScenePath, Scene.Replace("frames: 150", "frames: 400", StringComparison.Ordinal));
        var whole = Generate("whole", "--layout", "shards");
        using var process = RenderProcess.Start(["generate", ScenePath, "-o", Out("stopped"), "--layout", "shards"], Environment);
        var train = Path.Combine(Out("stopped"), "shards", "train");
        for (var deadline = DateTime.UtcNow.AddSeconds(60); DateTime.UtcNow < deadline && !process.HasExited; Thread.Sleep(5))
            if (Directory.Exists(train) && Directory.EnumerateFiles(train).Any())
                break;
        Signals.Send(process.Id, 15);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)), "it did not leave within 10 s of the signal");
        Assert.Equal(143, process.ExitCode);
        var frames = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Out("stopped"), "shards"), "*.tar", SearchOption.AllDirectories))
        {
            using var stream = File.OpenRead(file);
            using var tar = new TarReader(stream);
            while (tar.GetNextEntry() is { } entry)
                frames += entry.Name.EndsWith(".json", StringComparison.Ordinal) ? 1 : 0;
        }
        Assert.InRange(frames, 64, 399);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Out("stopped"), ".staging"), "*.tar", SearchOption.AllDirectories));
        Assert.Equal(whole, Generate("stopped", "--layout", "shards"));
    }

    private static readonly Dictionary<string, string> Environment = [];

    private string ScenePath => _dataset.ScenePath("scene");

    private string Out(string name) => Path.Combine(_folder, name);

    private SortedDictionary<string, string> Generate(string name, params string[] more)
    {
        Run(["generate", ScenePath, "-o", Out(name), .. more]);
        return _dataset.Hashes(Out(name));
    }

    private static RenderResult Run(params string[] arguments)
    {
        var result = RenderProcess.Run(arguments, null, Environment);
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        return result;
    }
}
