using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Render.Core;
using Render.Core.Frames;
using Render.Dataset;
using Render.Dataset.Layout;
using Render.Dataset.Merge;
using Render.Dataset.Records;
using Render.Dataset.Reports;
using Render.Tests.Conversion;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>Datasets in shards: the bytes of the files, in tar files whose bytes follow from which frames are committed.</summary>
public sealed class ShardTests : IDisposable
{
    /// <summary>Two whole blocks and a part of a third.</summary>
    private const int Frames = 150;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shards_hold_the_very_files_and_the_annotations_are_the_same()
    {
        var files = TemporaryFolder.Snapshot(Write("files", DatasetLayout.Files, Range(0, Frames)));
        Write("shards", DatasetLayout.Shards, Range(0, Frames));
        Assert.Equal(
            ["train/000000.tar", "train/000001.tar", "train/000002.tar", "val/000000.tar", "val/000001.tar", "val/000002.tar"],
            Directory.GetFiles(_folder["shards/shards"], "*.tar", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder["shards/shards"], file)).Order(StringComparer.Ordinal));
        foreach (var split in new[] { "train", "val" })
            for (var block = 0; block < 3; block++)
            {
                var members = StrictTarReader.Read(_folder[$"shards/shards/{split}/{block:D6}.tar"]);
                var frames = Range(64 * block, Math.Min(Frames - 64 * block, 64)).Where(frame => TestImages.Frame(frame).Split == split);
                string[] suffixes = ["depth.npy", "depth.png", "instance.png", "json", "png", "semantic.png"];
                Assert.Equal(frames.SelectMany(frame => suffixes.Select(suffix => $"{frame:D12}.{suffix}")), members.Select(member => member.Name));
                foreach (var (name, content) in members)
                    Assert.Equal(files[PathOf(split, name)], Convert.ToHexStringLower(SHA256.HashData(content)));
            }
        var there = TemporaryFolder.Snapshot(_folder["shards"]);
        Assert.Equal(files.Where(file => file.Key.StartsWith("annotations/", StringComparison.Ordinal)), there.Where(file => file.Key.StartsWith("annotations/", StringComparison.Ordinal)));
        Assert.All(there.Keys, file => Assert.True(file == "dataset.json" || file.StartsWith("annotations/", StringComparison.Ordinal) || file.StartsWith("shards/", StringComparison.Ordinal), file));
        Assert.Empty(Directory.GetDirectories(_folder["shards/.staging"]));
    }

    private static string PathOf(string split, string member)
    {
        var (stem, suffix) = (member[..12], member[13..]);
        return suffix switch
        {
            "json" => $"frames/{stem}.json",
            "png" => $"images/{split}/{stem}.png",
            "instance.png" or "semantic.png" => $"masks/{suffix[..^4]}/{split}/{stem}.png",
            _ => $"depth/{split}/{stem}{Path.GetExtension(suffix)}",
        };
    }

    [Fact]
    public void The_manifest_counts_and_hashes_every_shard()
    {
        Write("out", DatasetLayout.Shards, Range(0, 70));
        CheckManifest(70);
        // An extension makes one shard of each split anew, and what it says of the others stays.
        Write("out", DatasetLayout.Shards, Range(0, Frames));
        CheckManifest(Frames);
    }

    [Fact]
    public void The_manifest_has_the_hash_of_a_shard_that_was_made_again()
    {
        Write("out", DatasetLayout.Shards, Range(0, 70));
        var shard = _folder["out/shards/train/000000.tar"];
        var before = File.ReadAllBytes(shard);
        File.Delete(shard);
        using (var writer = DatasetWriter.Open(Options("out", DatasetLayout.Shards)))
        {
            foreach (var frame in Range(0, 70).Where(frame => !writer.IsDone(frame)))
            {
                // As another device would have it: the same noise but for a bit.
                var image = TestImages.Render(frame);
                image.Color[0] ^= 1;
                writer.Add(image);
            }
            writer.Finish();
        }
        var after = File.ReadAllBytes(shard);
        Assert.Equal(before.Length, after.Length);
        Assert.NotEqual(before, after);
        CheckManifest(70);
    }

    private void CheckManifest(long count)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(_folder["out/shards/manifest.json"]));
        Assert.Equal(("render/shards/1", count, count), (manifest.RootElement.GetProperty("schema").GetString(),
            manifest.RootElement.GetProperty("frames").GetInt64(), manifest.RootElement.GetProperty("images").GetInt64()));
        var paths = new List<string>();
        foreach (var split in manifest.RootElement.GetProperty("splits").EnumerateObject())
        {
            var frames = 0L;
            foreach (var shard in split.Value.GetProperty("shards").EnumerateArray())
            {
                paths.Add(shard.GetProperty("path").GetString()!);
                var file = File.ReadAllBytes(_folder["out/" + paths[^1]]);
                Assert.Equal((file.LongLength, Convert.ToHexStringLower(SHA256.HashData(file))), (shard.GetProperty("bytes").GetInt64(), shard.GetProperty("sha256").GetString()));
                Assert.Equal(StrictTarReader.Read(_folder["out/" + paths[^1]]).Count(member => member.Name.EndsWith(".json", StringComparison.Ordinal)), shard.GetProperty("frames").GetInt64());
                frames += shard.GetProperty("frames").GetInt64();
            }
            Assert.Equal(Range(0, (int)count).Count(frame => TestImages.Frame(frame).Split == split.Name), frames);
            Assert.Equal(frames, split.Value.GetProperty("images").GetInt64());
        }
        Assert.Equal(Directory.GetFiles(_folder["out/shards"], "*.tar", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder["out"], file)).Order(StringComparer.Ordinal), paths);
    }

    [Fact]
    public void Order_threads_interruptions_and_shares_change_no_byte()
    {
        var expected = TemporaryFolder.Snapshot(Write("once", DatasetLayout.Shards, Range(0, Frames)));
        Assert.Equal(expected, TemporaryFolder.Snapshot(Write("backwards", DatasetLayout.Shards, Range(0, Frames).Reverse())));
        Assert.Equal(expected, TemporaryFolder.Snapshot(Write("announced", DatasetLayout.Shards, Range(0, Frames), announce: true)));
        Write("extended", DatasetLayout.Shards, [3, 4, 70, 149]);
        Write("extended", DatasetLayout.Shards, Range(0, 100), announce: true);
        Assert.Equal(expected, TemporaryFolder.Snapshot(Write("extended", DatasetLayout.Shards, Range(0, Frames))));
        using (var writer = DatasetWriter.Open(Options("parallel", DatasetLayout.Shards)))
        {
            foreach (var frame in Range(0, Frames))
                writer.Expect(frame);
            Parallel.For(0, Frames, new() { MaxDegreeOfParallelism = 4 }, frame => writer.Add(TestImages.Render(frame)));
            writer.Finish();
        }
        Assert.Equal(expected, TemporaryFolder.Snapshot(_folder["parallel"]));
        // By whole shards, as the command shares out; and by single frames at once into one folder, where every shard is everybody's.
        Parallel.For(0, 2, chunk => Write("chunks", DatasetLayout.Shards, FrameSelection.Parse(null, Frames, chunk, 2, FrameSelection.ShardFrames).Frames.Select(f => (int)f), announce: true));
        Assert.Equal(expected, TemporaryFolder.Snapshot(_folder["chunks"]));
        Parallel.For(0, 3, chunk => Write("mixed", DatasetLayout.Shards, FrameSelection.Parse(null, Frames, chunk, 3).Frames.Select(f => (int)f), announce: true));
        Assert.Equal(expected, TemporaryFolder.Snapshot(_folder["mixed"]));
    }

    [Fact]
    public void Chunks_share_out_every_frame_once_and_whole_shards()
    {
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            var (run, chunks) = (random.Next(2) == 0 ? 1 : FrameSelection.ShardFrames, random.Next(1, 6));
            var first = random.Next(300);
            var last = first + random.Next(400);
            var shares = Enumerable.Range(0, chunks).Select(chunk => FrameSelection.Parse($"{first}-{last}", 1000, chunk, chunks, run)).ToArray();
            Assert.Equal(Range(first, last - first + 1).Select(f => (long)f), shares.SelectMany(share => share.Frames).Order());
            Assert.All(shares, share => Assert.Equal(share.Frames.Count(), share.Count));
            foreach (var (chunk, share) in shares.Index())
                Assert.All(share.Frames, frame => Assert.Equal(chunk, frame / run % chunks));
        }
        Assert.Equal(0, new FrameSelection(0, -1, 0, 1).Count);
    }

    [Fact]
    public void A_shard_is_committed_as_soon_as_its_frames_are_there_or_given_up()
    {
        using var writer = DatasetWriter.Open(Options("out", DatasetLayout.Shards));
        bool IsThere(int block) => File.Exists(_folder[$"out/shards/train/{block:D6}.tar"]);
        foreach (var frame in new[] { 0, 1, 2, 65 })
            writer.Expect(frame);
        writer.Add(TestImages.Render(1));
        writer.GiveUp(2);
        writer.GiveUp(2);
        Assert.False(IsThere(0));
        writer.Add(TestImages.Render(0));
        Assert.True(IsThere(0));
        Assert.Equal((true, true, false), (writer.IsDone(0), writer.IsDone(1), writer.IsDone(2)));
        // Of the last block more may come, until all is taken.
        writer.Add(TestImages.Render(65));
        Assert.False(IsThere(1));
        writer.Commit();
        Assert.True(IsThere(1) && writer.IsDone(65));
        // An image that does not prove itself is given up by the writer.
        foreach (var frame in new[] { 130, 131, 192 })
            writer.Expect(frame);
        writer.Add(TestImages.Render(130));
        var wrong = TestImages.Render(131);
        wrong.InstanceIds[0] = 999;
        Assert.Equal(Failure.Refused, Assert.Throws<RenderException>(() => writer.Add(wrong)).Failure);
        Assert.Equal((true, false), (writer.IsDone(130), writer.IsDone(131)));
    }

    [Fact]
    public void What_is_there_is_not_made_again_and_what_another_writer_made_is_kept()
    {
        using (var first = DatasetWriter.Open(Options("out", DatasetLayout.Shards)))
        using (var second = DatasetWriter.Open(Options("out", DatasetLayout.Shards)))
        {
            foreach (var frame in Range(0, 8))
            {
                // One of them renders different colours, so a mixture would show.
                var image = TestImages.Render(frame);
                image.Color.AsSpan().Clear();
                first.Add(image);
                second.Add(TestImages.Render(frame));
            }
            second.Add(TestImages.Render(8));
            first.Commit();
            second.Commit();
            Assert.True(second.IsDone(0) && first.IsDone(8));
            Assert.Equal((8, 1), (first.Finish().Frames, second.Finish().Frames));
        }
        var members = new[] { "train", "val" }.SelectMany(split => StrictTarReader.Read(_folder[$"out/shards/{split}/000000.tar"])).ToDictionary(member => member.Name, member => member.Content);
        foreach (var frame in Range(0, 9))
        {
            var expected = frame < 8 ? new byte[3 * TestImages.Width * TestImages.Height] : TestImages.Render(frame).Color;
            Assert.Equal(expected, PngReader.Read(members[$"{frame:D12}.png"]).Samples);
        }
        var before = TemporaryFolder.Snapshot(_folder["out"]);
        Write("out", DatasetLayout.Shards, Range(0, 9));
        Assert.Equal(before, TemporaryFolder.Snapshot(_folder["out"]));
        CheckWhole(_folder["out"], 9);
    }

    [Fact]
    public void Merges_turn_one_layout_into_the_other_with_the_bytes_that_a_run_gives()
    {
        var files = TemporaryFolder.Snapshot(Write("files", DatasetLayout.Files, Range(0, Frames)));
        var shards = TemporaryFolder.Snapshot(Write("shards", DatasetLayout.Shards, Range(0, Frames)));
        DatasetMerge.Merge([_folder["shards"]], _folder["unpacked"], DatasetLayout.Files);
        Assert.Equal(files, TemporaryFolder.Snapshot(_folder["unpacked"]));
        DatasetMerge.Merge([_folder["files"]], _folder["packed"], DatasetLayout.Shards);
        Assert.Equal(shards, TemporaryFolder.Snapshot(_folder["packed"]));
        // Parts of either layout that cut through blocks; the first decides where nothing is said.
        Write("a", DatasetLayout.Shards, Range(0, 80));
        Write("b", DatasetLayout.Files, Range(70, 80));
        Assert.Equal((150, 10), DatasetMerge.Merge([_folder["a"], _folder["b"]], _folder["ab"]) is var ab ? (ab.Added, ab.Present) : default);
        Assert.Equal(shards, TemporaryFolder.Snapshot(_folder["ab"]));
        Assert.Equal(150, DatasetMerge.Merge([_folder["b"], _folder["a"]], _folder["ba"]).Added);
        Assert.Equal(files, TemporaryFolder.Snapshot(_folder["ba"]));
        Assert.Equal((0, 80), DatasetMerge.Merge([_folder["a"]], _folder["ba"]) is var again ? (again.Added, again.Present) : default);
        Assert.Equal(Failure.InvalidInput, Assert.Throws<RenderException>(() => DatasetMerge.Merge([_folder["a"]], _folder["ba"], DatasetLayout.Shards)).Failure);
    }

    [Fact]
    public void A_run_of_the_other_layout_does_not_go_on_in_the_folder()
    {
        foreach (var (there, other, option) in new[] { (DatasetLayout.Shards, DatasetLayout.Files, "with --layout shards"), (DatasetLayout.Files, DatasetLayout.Shards, "without --layout shards") })
        {
            var name = there.ToString();
            Write(name, there, [0]);
            var error = Assert.Throws<RenderException>(() => DatasetWriter.Open(Options(name, other)));
            Assert.Equal(Failure.InvalidInput, error.Failure);
            Assert.Contains(option, error.Remedy, StringComparison.Ordinal);
            var expected = TemporaryFolder.Snapshot(Write(name + "-new", other, [1]));
            using (var writer = DatasetWriter.Open(Options(name, other) with { Overwrite = true }))
            {
                writer.Add(TestImages.Render(1));
                writer.Finish();
            }
            Assert.Equal(expected, TemporaryFolder.Snapshot(_folder[name]));
        }
    }

    [Fact]
    public void Conversions_and_reports_are_the_same()
    {
        Write("files", DatasetLayout.Files, Range(0, 70));
        Write("shards", DatasetLayout.Shards, Range(0, 70));
        foreach (var name in new[] { "files", "shards" })
            ConvertedDataset.Convert(_folder[name], _folder[name + "-to"], "coco", "coco-panoptic", "yolo-segment", "voc", "webdataset");
        Assert.Equal(TemporaryFolder.Snapshot(_folder["files-to"]), TemporaryFolder.Snapshot(_folder["shards-to"]));
        Assert.Equal(JsonSerializer.Serialize(DatasetReport.Of(_folder["files"])), JsonSerializer.Serialize(DatasetReport.Of(_folder["shards"])));
        var shard = _folder["shards/shards/val/000001.tar"];
        Assert.Equal(_folder["shards"], RecordedLabels.DatasetOf(shard));
        Assert.Equal([64L, 69L], RecordedLabels.InShard(shard).Select(record => RecordFile.Read(record.Json, record.Where).Input.Index));
    }

    [Fact]
    public void Annotations_of_a_dataset_in_shards_are_known_as_such()
    {
        Write("files", DatasetLayout.Files, [0]);
        Write("shards", DatasetLayout.Shards, [0]);
        foreach (var path in new[] { "", "/annotations", "/annotations/", "/annotations/instances_train.json" })
            Assert.Equal((false, true), (RecordedLabels.IsSharded(_folder["files" + path]), RecordedLabels.IsSharded(_folder["shards" + path])));
        // A dataset may be called that itself.
        Directory.Move(_folder["files"], _folder["shards/annotations/annotations"]);
        Assert.False(RecordedLabels.IsSharded(_folder["shards/annotations/annotations"]));
    }

    [Fact]
    public void Frames_of_several_images_stay_together()
    {
        var grid = new ImageGrid(2, 1, 2);
        var images = Range(1, 3).SelectMany(index => grid.Keys(index).Select(key =>
            TestImages.Render(TestImages.Frame(index) with { Variants = [TestImages.Frame(index)] }, key))).ToArray();
        foreach (var layout in new[] { DatasetLayout.Files, DatasetLayout.Shards })
            ConvertedDataset.Write(_folder[$"{layout}"], images, options => options with { Grid = grid, Layout = layout });
        var names = StrictTarReader.Read(_folder["Shards/shards/train/000000.tar"]).Select(member => member.Name).ToArray();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains("000000000002-v01-c1.instance.png", names);
        DatasetMerge.Merge([_folder["Shards"]], _folder["unpacked"], DatasetLayout.Files);
        Assert.Equal(TemporaryFolder.Snapshot(_folder["Files"]), TemporaryFolder.Snapshot(_folder["unpacked"]));
    }

    [Fact]
    public void A_damaged_shard_is_refused_by_name()
    {
        Write("out", DatasetLayout.Shards, Range(0, 4));
        var shard = _folder["out/shards/train/000000.tar"];
        var whole = File.ReadAllBytes(shard);
        foreach (var length in new[] { 1, 511, 512, 700, whole.Length / 2, whole.Length - 1024, whole.Length - 1 })
        {
            File.WriteAllBytes(shard, whole[..length]);
            Refused(shard);
        }
        // Readers of tar files take an empty block for the end.
        foreach (var header in Headers(whole))
        {
            var bytes = whole.ToArray();
            bytes.AsSpan(header, 512).Clear();
            File.WriteAllBytes(shard, bytes);
            Refused(shard);
        }
        foreach (var tail in new[] { new byte[1], new byte[512], new byte[10240], [.. whole] })
        {
            File.WriteAllBytes(shard, [.. whole, .. tail]);
            Refused(shard);
        }
        foreach (var at in new[] { whole.Length - 1024, whole.Length - 512, whole.Length - 1 })
        {
            var bytes = whole.ToArray();
            bytes[at] = 1;
            File.WriteAllBytes(shard, bytes);
            Refused(shard);
        }
        var (random, refused) = (new Random(2), 0);
        for (var round = 0; round < 250; round++)
        {
            var bytes = whole.ToArray();
            for (var i = random.Next(1, 8); i > 0; i--)
                bytes[random.Next(2) == 0 ? random.Next(512) : random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(shard, bytes);
            try
            {
                // What is read may be wrong, which the hashes in records tell; where it cannot be read, the shard is named.
                using var store = FrameStore.Of(_folder["out"], DatasetLayout.Shards);
                foreach (var frame in store.Frames)
                    foreach (var path in store.Output(frame, ImageGrid.Single).Images.SelectMany(image => image.Files.Keys))
                        store.Read(frame, path);
            }
            catch (RenderException e) when (e.Failure == Failure.InvalidInput)
            {
                Assert.StartsWith(shard, e.Where, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.InRange(refused, 25, 249);
        File.Delete(shard);
        File.WriteAllBytes(_folder["elsewhere.tar"], whole);
        File.CreateSymbolicLink(shard, _folder["elsewhere.tar"]);
        Refused(shard);
    }

    [Theory]
    [InlineData("shards")]
    [InlineData("shards/train")]
    [InlineData("shards/val")]
    public void A_folder_of_shards_that_is_a_link_is_refused_by_name(string name)
    {
        Write("out", DatasetLayout.Shards, Range(0, 5));
        var (link, target) = (_folder["out/" + name], _folder["elsewhere"]);
        Directory.Move(link, target);
        Directory.CreateSymbolicLink(link, target);
        var before = TemporaryFolder.Snapshot(target);
        Refused(link);
        Assert.Equal(before, TemporaryFolder.Snapshot(target));
    }

    /// <summary>Where the headers of a tar file are.</summary>
    private static List<int> Headers(byte[] tar)
    {
        var headers = new List<int>();
        for (var at = 0; tar[at] != 0; at += 512 + (Convert.ToInt32(Encoding.ASCII.GetString(tar, at + 124, 11), 8) + 511) / 512 * 512)
            headers.Add(at);
        return headers;
    }

    /// <summary>One that lacks a file of a frame, or has one too many, is whole as a tar file; what is packed anew of it would keep that for good.</summary>
    [Fact]
    public void A_shard_whose_records_and_files_do_not_belong_together_is_not_packed_anew()
    {
        Write("out", DatasetLayout.Shards, Range(0, 4));
        var shard = _folder["out/shards/train/000000.tar"];
        var members = StrictTarReader.Read(shard);
        foreach (var without in Range(0, members.Count))
        {
            using (var tar = new PlainTar(shard))
            {
                foreach (var (name, content) in members.Where((_, i) => i != without))
                    tar.Add(name, new MemoryStream(content));
                tar.Finish();
            }
            var there = File.ReadAllBytes(shard);
            var error = Assert.Throws<RenderException>(() => Write("out", DatasetLayout.Shards, [5]));
            Assert.Equal((Failure.InvalidInput, shard), (error.Failure, error.Where));
            Assert.Contains(members[without].Name[..12], error.Message, StringComparison.Ordinal);
            Assert.Equal(there, File.ReadAllBytes(shard));
        }
    }

    private void Refused(string shard)
    {
        foreach (var action in new Action[] { () => DatasetReport.Of(_folder["out"]), () => Write("out", DatasetLayout.Shards, [5]), () => ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco") })
        {
            var error = Assert.Throws<RenderException>(action);
            Assert.Equal((Failure.InvalidInput, shard), (error.Failure, error.Where));
        }
    }

    [Fact]
    public void A_file_that_no_image_has_does_not_get_into_a_shard()
    {
        Write("out", DatasetLayout.Files, [0]);
        var record = File.ReadAllText(_folder["out/frames/000000000000.json"]);
        foreach (var path in new[] { "frames/train/000000000000.json", "other/train/000000000001.png", "images/train/000000000000.json", "deep/train/000000000000.tar.gz", "X/train/000000000000.png" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder["out/" + path])!);
            File.Copy(_folder["out/depth/train/000000000000.npy"], _folder["out/" + path], overwrite: true);
            File.WriteAllText(_folder["out/frames/000000000000.json"], record.Replace("depth/train/000000000000.npy", path, StringComparison.Ordinal));
            var name = $"packed-{path.GetHashCode(StringComparison.Ordinal)}";
            if (ShardNames.Member(0, path) is null)
                Assert.Equal(Failure.InvalidInput, Assert.Throws<RenderException>(() => DatasetMerge.Merge([_folder["out"]], _folder[name], DatasetLayout.Shards)).Failure);
            else
                Assert.Equal(1, DatasetMerge.Merge([_folder["out"]], _folder[name], DatasetLayout.Shards).Added);
            Assert.Equal(path == "frames/train/000000000000.json" ? "000000000000.frames.json" : null, ShardNames.Member(0, path));
        }
    }

    /// <summary>Every record's files are in its shard, with the bytes that it says, and each frame is there once.</summary>
    /// <returns>How many frames there are.</returns>
    internal static int CheckWhole(string root, int? count = null)
    {
        var seen = new HashSet<long>();
        foreach (var file in Directory.Exists(Path.Combine(root, "shards")) ? Directory.GetFiles(Path.Combine(root, "shards"), "*.tar", SearchOption.AllDirectories) : [])
        {
            var members = StrictTarReader.Read(file).ToDictionary(member => member.Name, member => member.Content);
            foreach (var (name, content) in members.Where(member => member.Key.EndsWith(".json", StringComparison.Ordinal)).ToArray())
            {
                var record = RecordFile.Read(content, name);
                Assert.True(seen.Add(record.Input.Index));
                members.Remove(name);
                foreach (var (path, hash) in record.Output!.Images.SelectMany(image => image.Files))
                {
                    Assert.True(members.Remove(ShardNames.Member(record.Input.Index, path)!, out var bytes));
                    Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(bytes!)));
                }
            }
            Assert.Empty(members);
        }
        Assert.Equal(count ?? seen.Count, seen.Count);
        return seen.Count;
    }

    private static IEnumerable<int> Range(int first, int count) => Enumerable.Range(first, count);

    private DatasetOptions Options(string name, DatasetLayout layout) => TestImages.Options(_folder[name]) with { Layout = layout };

    /// <param name="name">Of the folder.</param>
    /// <param name="layout">Its.</param>
    /// <param name="frames">Those that are there are left out.</param>
    /// <param name="announce">As the command does it: in its order, with the frames announced some way ahead.</param>
    private string Write(string name, DatasetLayout layout, IEnumerable<int> frames, bool announce = false)
    {
        using var writer = DatasetWriter.Open(Options(name, layout));
        foreach (var ahead in frames.Chunk(5))
        {
            var missing = ahead.Where(frame => !writer.IsDone(frame)).ToArray();
            foreach (var frame in announce ? missing : [])
                writer.Expect(frame);
            foreach (var frame in missing)
                writer.Add(TestImages.Render(frame));
        }
        writer.Finish();
        return _folder[name];
    }
}
