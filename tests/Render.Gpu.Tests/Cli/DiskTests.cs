using System.Diagnostics;
using System.Text.RegularExpressions;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary>
/// The whole program on disks that fail, and the order in which it asks the system to make things durable: strace watches the calls, and
/// answers some of them with the error of a full disk.
/// </summary>
public sealed partial class DiskTests(DiskTests.Undisturbed undisturbed) : IClassFixture<DiskTests.Undisturbed>, IDisposable
{
    private const string Frames = "0-2";

    private static readonly string[] Shards = ["--layout", "shards"];

    private const string Scene = """
        render: 1
        name: disk
        frames: 3
        image: { width: 96, height: 64 }
        assets: { ball: { file: "shape:sphere", category: ball, scale: 0.3 } }
        camera: { position: [0, -1.5, 0.2], look_at: [0, 0, 0] }
        lights: { sun: { type: sun, irradiance_w_m2: [1, 4], elevation_deg: [30, 80] } }
        objects: { balls: { pick: ball, count: 2, place: { in: { min: [-0.4, -0.1, 0], max: [0.4, 0.1, 0.5] } } } }
        labels: [coco, depth, semantic]
        """;

    private readonly TestDataset _dataset = new();

    public void Dispose() => _dataset.Dispose();

    /// <summary>
    /// A crash at any moment loses whole frames only: all bytes of a group are on the disk before the first name appears, all names of its
    /// files before the first record, and each byte is flushed once.
    /// </summary>
    [Fact]
    public void Bytes_reach_the_disk_before_names_and_names_before_records()
    {
        var log = Traced("trace=fsync,rename,renameat,renameat2", [], out var result);
        Assert.True(result.ExitCode == 0, result.Error);
        var calls = log.Select(line => Call().Match(line)).Where(match => match.Success)
            .Select(match => (Flush: match.Groups["flush"].Success, Path: Below(match.Groups["path"].Value))).ToList();

        var staged = calls.Where(call => call.Flush && FrameFile().IsMatch(call.Path)).Select(call => call.Path).ToList();
        Assert.Equal(3 * 5, staged.Count);
        Assert.Equal(staged.Count, staged.Distinct().Count());
        var lastFlush = calls.FindLastIndex(call => call.Flush && FrameFile().IsMatch(call.Path));
        var moved = Enumerable.Range(0, calls.Count).Where(i => !calls[i].Flush && FrameFile().IsMatch(calls[i].Path)).ToList();
        Assert.Equal(staged.Order(StringComparer.Ordinal), moved.Select(i => calls[i].Path).Order(StringComparer.Ordinal));
        Assert.True(lastFlush < moved[0], "a name appeared before all bytes were on the disk");

        bool IsRecord(int i) => calls[i].Path.Contains("/frames/", StringComparison.Ordinal);
        var (files, records) = (moved.Where(i => !IsRecord(i)).ToList(), moved.Where(IsRecord).ToList());
        Assert.Equal(3, records.Count);
        foreach (var folder in files.Select(i => Placed(calls[i].Path)).Distinct())
            Assert.Contains(calls[(files[^1] + 1)..records[0]], call => call.Flush && call.Path == folder);
        Assert.Contains(calls[(records[^1] + 1)..], call => call.Flush && call.Path == "frames");
    }

    /// <summary>A shard's name appears when all of its bytes are on the disk, and the manifest's when the names of all shards are; the files in a shard are not flushed by themselves.</summary>
    [Fact]
    public void Bytes_of_a_shard_reach_the_disk_before_its_name_and_its_name_before_the_manifest()
    {
        var log = Traced("trace=pwrite64,fsync,rename", [], out var result, Shards);
        Assert.True(result.ExitCode == 0, result.Error);
        List<int> Calls(string call, string path) =>
            [.. log.Index().Where(line => line.Item.Contains($" {call}(", StringComparison.Ordinal) && line.Item.Contains(path, StringComparison.Ordinal)).Select(line => line.Index)];
        foreach (var file in new[] { "shards/train/000000.tar", "shards/manifest.json" })
        {
            var staged = $"/{file}>";
            var (written, flushed, named) = (Calls("pwrite64", staged), Assert.Single(Calls("fsync", staged)), Assert.Single(Calls("rename", $"/data/{file}\"")));
            Assert.True(written.Count > 0 && written[^1] < flushed && flushed < named, $"{file}: written {written[^1]}, flushed {flushed}, named {named}");
            var folder = Assert.Single(Calls("fsync", $"/data/{Path.GetDirectoryName(file)}>"), call => call > named);
            Assert.All(Calls("rename", "/data/shards/manifest.json\""), manifest => Assert.True(file == "shards/manifest.json" || folder < manifest));
        }
        Assert.DoesNotContain(log, line => line.Contains(" fsync(", StringComparison.Ordinal) && SingleFile().IsMatch(line));
    }

    /// <summary>Whatever fails first, the run says so, asks to be tried again, and the next run ends with the bytes of an undisturbed one.</summary>
    [Theory]
    [InlineData("pwrite64", "1")] // the description
    [InlineData("pwrite64", "2+")] // files of frames, by any thread
    [InlineData("fsync", "3")] // the description's bytes
    [InlineData("fsync", "9")] // a mask's bytes
    [InlineData("fsync", "25")] // a new folder's name
    [InlineData("rename", "3")] // the first file of a frame
    [InlineData("rename", "16")] // the second record of three
    [InlineData("rename", "19")] // annotations
    public void A_full_disk_ends_the_run_in_order(string call, string when)
    {
        var log = Traced($"trace={call}", ["-e", $"inject={call}:error=ENOSPC:when={when}"], out var result);
        Assert.Contains(log, line => line.Contains("(INJECTED)", StringComparison.Ordinal));
        Assert.True(result.ExitCode == 75, $"{result.ExitCode}: {result.Error}");
        Assert.Contains("No space left on device", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal(undisturbed.Hashes, _dataset.Generate("data", Scene, Frames));
    }

    /// <summary>Likewise with shards.</summary>
    [Theory]
    [InlineData("fsync", "8", "/shards/train/000000.tar>")] // its bytes
    [InlineData("fsync", "11", "/data/shards/train>")] // its name
    [InlineData("rename", "3", "/data/shards/train/000000.tar\"")]
    [InlineData("rename", "6", "/data/shards/manifest.json\"")]
    public void A_full_disk_ends_a_run_with_shards_in_order(string call, string when, string what)
    {
        var log = Traced($"trace={call}", ["-e", $"inject={call}:error=ENOSPC:when={when}"], out var result, Shards);
        Assert.Contains(what, Assert.Single(log, line => line.Contains("(INJECTED)", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.True(result.ExitCode == 75, $"{result.ExitCode}: {result.Error}");
        Assert.Contains("No space left on device", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal(undisturbed.Sharded, GenerateShards(_dataset, "data"));
    }

    /// <summary>What goes wrong with the picture of the whole is no reason to fail a run.</summary>
    [Fact]
    public void A_dataset_without_its_contact_sheet_is_whole()
    {
        Traced("trace=rename", ["-e", "inject=rename:error=ENOSPC:when=20"], out var result);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("contact sheet could not be made", result.Error, StringComparison.Ordinal);
        Assert.Equal(undisturbed.Hashes, _dataset.Hashes("data"));
    }

    /// <summary>Generates the scene under strace. Its log.</summary>
    private string[] Traced(string trace, string[] more, out RenderResult result, params string[] options)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "strace is not installed: run tools/setup test");
        File.WriteAllText(_dataset.ScenePath("data"), Scene);
        var log = Path.Combine(_dataset.Folder, "strace.log");
        string[] command = ["generate", _dataset.ScenePath("data"), "-o", Path.Combine(_dataset.Folder, "data"), "--frames", Frames, .. options];
        var start = new ProcessStartInfo("strace", ["-f", "--seccomp-bpf", "-y", "-s", "4096", "-o", log, "-e", trace, .. more, Path.Combine(AppContext.BaseDirectory, "render"), .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(3)), "it did not end");
        result = new(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        return File.ReadAllLines(log);
    }

    private static SortedDictionary<string, string> GenerateShards(TestDataset dataset, string name)
    {
        File.WriteAllText(dataset.ScenePath(name), Scene);
        var result = RenderProcess.Run(["generate", dataset.ScenePath(name), "-o", Path.Combine(dataset.Folder, name), "--frames", Frames, .. Shards], null, TestDataset.Environment);
        Assert.True(result.ExitCode == 0, result.Error);
        return dataset.Hashes(name);
    }

    /// <summary>A path below the dataset, in or outside of its staging folder.</summary>
    private string Below(string path) => Path.GetRelativePath(Path.Combine(_dataset.Folder, "data"), path);

    /// <summary>The folder, below the dataset, in which a staged file gets its name.</summary>
    private static string Placed(string staged) => Path.GetDirectoryName(string.Join('/', staged.Split('/').Skip(2)))!;

    [GeneratedRegex(@"(?:(?<flush>fsync)\(\d+<(?<path>[^>]+)>\)|rename\w*\((?:\w+(?:<[^>]*>)?, )?""(?<path>[^""]+)"")")]
    private static partial Regex Call();

    /// <summary>A staged file of a frame, its record among them.</summary>
    [GeneratedRegex(@"^\.staging/[0-9a-f]{8}/.*/0{11}[0-2]\.\w+$")]
    private static partial Regex FrameFile();

    /// <summary>A staged file of a frame, in a line of the log.</summary>
    [GeneratedRegex(@"/0{11}[0-2]\.\w+>")]
    private static partial Regex SingleFile();

    /// <summary>The datasets that runs make when nothing fails.</summary>
    public sealed class Undisturbed
    {
        public Undisturbed()
        {
            using var dataset = new TestDataset();
            Hashes = dataset.Generate("whole", Scene, Frames);
            Sharded = GenerateShards(dataset, "sharded");
        }

        public SortedDictionary<string, string> Hashes { get; }

        public SortedDictionary<string, string> Sharded { get; }
    }
}
