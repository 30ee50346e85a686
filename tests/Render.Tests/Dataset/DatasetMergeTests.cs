using Render.Core;
using Render.Dataset;
using Render.Dataset.Merge;
using Xunit;

namespace Render.Tests.Dataset;

public sealed class DatasetMergeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parts_merged_in_any_order_are_the_whole()
    {
        var expected = TemporaryFolder.Snapshot(Write("whole", 0, 9));
        var parts = new[] { Write("a", 0, 3), Write("b", 4, 6), Write("c", 5, 9) };
        var summary = DatasetMerge.Merge(parts, _folder["merged"]);
        Assert.Equal((10, 2), (summary.Added, summary.Present));
        Assert.Equal(expected, TemporaryFolder.Snapshot(_folder["merged"]));
        DatasetMerge.Merge([.. parts.Reverse()], _folder["backwards"]);
        Assert.Equal(expected, TemporaryFolder.Snapshot(_folder["backwards"]));
        // Again, and into a part itself.
        Assert.Equal(0, DatasetMerge.Merge(parts, _folder["merged"]).Added);
        DatasetMerge.Merge(parts[1..], parts[0]);
        Assert.Equal(expected, TemporaryFolder.Snapshot(_folder["merged"]));
        Assert.Equal(expected, TemporaryFolder.Snapshot(parts[0]));
        StrictCocoReader.RunLengths(_folder["merged/annotations/instances_train.json"]);
    }

    [Fact]
    public void Other_scenes_and_seeds_are_refused()
    {
        var a = Write("a", 0, 1);
        foreach (var options in new[]
        {
            TestImages.Options(_folder["b"]) with { Seed = 2 }, TestImages.Options(_folder["c"]) with { SceneHash = new string('c', 64) },
            TestImages.Options(_folder["d"]) with { Build = "9" },
        })
        {
            DatasetWriter.Open(options).Dispose();
            Assert.Equal(Failure.InvalidInput, Assert.Throws<RenderException>(() => DatasetMerge.Merge([a, options.Folder], _folder["out"])).Failure);
            Assert.False(Directory.Exists(_folder["out"]));
        }
        Assert.Throws<RenderException>(() => DatasetMerge.Merge([_folder["nowhere"]], _folder["out"]));
        DatasetMerge.Merge([a, _folder["d"]], _folder["out"], allowMixed: true);
    }

    [Fact]
    public void A_frame_with_other_bytes_is_refused_before_anything_is_copied()
    {
        var (a, b) = (Write("a", 0, 3), Write("b", 3, 5));
        var record = Path.Combine(b, "frames/000000000003.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"area\":", "\"area\": ", StringComparison.Ordinal));
        var error = Assert.Throws<RenderException>(() => DatasetMerge.Merge([a, b], _folder["out"]));
        Assert.Contains("frame 3 differs", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void A_file_that_is_not_what_its_record_says_is_refused()
    {
        var a = Write("a", 0, 3);
        var file = Path.Combine(a, "images/train/000000000002.png");
        var bytes = File.ReadAllBytes(file);
        bytes[^20] ^= 1;
        File.WriteAllBytes(file, bytes);
        var error = Assert.Throws<RenderException>(() => DatasetMerge.Merge([a], _folder["out"]));
        Assert.Equal(file, error.Where);
    }

    private string Write(string name, int first, int last)
    {
        using var writer = DatasetWriter.Open(TestImages.Options(_folder[name]));
        for (var frame = first; frame <= last; frame++)
            writer.Add(TestImages.Render(frame));
        writer.Finish();
        return _folder[name];
    }
}
