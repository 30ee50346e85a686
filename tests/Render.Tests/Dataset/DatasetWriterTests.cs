using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetVips;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Records;
using Render.Dataset.Writers;
using Xunit;

namespace Render.Tests.Dataset;

public sealed class DatasetWriterTests : IDisposable
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_what_was_rendered()
    {
        var root = Write("out", Enumerable.Range(0, 10));
        List<(long Id, long Image)> annotations = [];
        foreach (var split in new[] { "train", "val" })
        {
            var coco = StrictCocoReader.RunLengths(Path.Combine(root, $"annotations/instances_{split}.json"));
            var polygons = StrictCocoReader.Polygons(Path.Combine(root, $"annotations/instances_{split}.polygon.json"));
            Assert.Equal(coco.Annotations.Select(a => (a.Id, a.Image, a.CategoryId, a.Area)), polygons.Annotations.Select(a => (a.Id, a.Image, a.CategoryId, a.Area)));
            Assert.Equal(coco.Annotations.Select(a => a.Mask), polygons.Annotations.Select(a => a.Mask));
            Assert.Equal(TestImages.Categories.Select(c => (c.Name, c.Supercategory)), coco.Categories.Values);
            var frames = Enumerable.Range(0, 10).Where(frame => TestImages.Frame(frame).Split == split).ToArray();
            Assert.Equal(frames.Select(frame => frame + 1L), coco.Images.Keys);
            annotations.AddRange(coco.Annotations.Select(a => (a.Id, a.Image.Id)));
            foreach (var frame in frames)
                CheckImage(root, split, coco, TestImages.Render(frame));
        }
        // Ids count through the images of all splits in their order, from 1; CheckImage holds each image's own to the order of its instances.
        annotations.Sort();
        Assert.Equal(Enumerable.Range(1, annotations.Count).Select(i => (long)i), annotations.Select(a => a.Id));
        Assert.Equal(annotations.Select(a => a.Image).Order(), annotations.Select(a => a.Image));
    }

    private static void CheckImage(string root, string split, StrictCocoReader coco, RenderedFrame image)
    {
        string File(string folder, string extension) => Path.Combine(root, folder, split, $"{image.Key.Frame:D12}.{extension}");
        using var color = Image.NewFromFile(File("images", "png"));
        Assert.Equal(image.Color, color.WriteToMemory<byte>());
        var instances = image.Frame.Instances;
        using var ids = Image.NewFromFile(File("masks/instance", "png"));
        Assert.Equal(image.InstanceIds.Select(id => id > 0 && instances[id - 1].Category is not null ? id : (ushort)0), ids.WriteToMemory<ushort>());
        var semantic = PngReader.Read(System.IO.File.ReadAllBytes(File("masks/semantic", "png")));
        Assert.Equal(image.InstanceIds.Select(id => (byte)CategoryId(id == 0 ? null : instances[id - 1].Category)), semantic.Samples);
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 0], semantic.Palette);
        using var depth = Image.NewFromFile(File("depth", "png"));
        Assert.Equal(image.Depth.Select(d => d == 0 ? (ushort)0 : (ushort)Math.Clamp(Math.Round(d / 0.001), 1, 65535)), depth.WriteToMemory<ushort>());
        var npy = System.IO.File.ReadAllBytes(File("depth", "npy"));
        Assert.Equal(image.Depth, MemoryMarshal.Cast<byte, float>(npy.AsSpan(128)).ToArray());
        Assert.StartsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (48, 64), }", System.Text.Encoding.ASCII.GetString(npy, 10, 118), StringComparison.Ordinal);

        var annotations = coco.Annotations.Where(a => a.Image.Id == image.Key.Frame + 1).ToList();
        var expected = Enumerable.Range(1, instances.Length)
            .Where(n => instances[n - 1].Category is not null && image.InstanceIds.Count(id => id == n) >= 16).ToArray();
        Assert.Equal(expected.Length, annotations.Count);
        foreach (var (number, annotation) in expected.Zip(annotations))
        {
            Assert.Equal(image.InstanceIds.Select(id => id == number), annotation.Mask);
            Assert.Equal(CategoryId(instances[number - 1].Category), annotation.CategoryId);
        }
        var record = RecordFile.Read(System.IO.File.ReadAllBytes(Path.Combine(root, $"frames/{image.Key.Frame:D12}.json")), "test");
        var output = Assert.Single(record.Output!.Images);
        Assert.Equal(5, output.Files.Count);
        foreach (var (path, hash) in output.Files)
            Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(Path.Combine(root, path)))));
        Assert.Equal(image.Depth.Count(d => Math.Round(d / 0.001) >= 65535), output.DepthBeyondRange);
        for (var number = 1; number <= instances.Length; number++)
        {
            var area = image.InstanceIds.Count(id => id == number);
            NotAnnotated? reason = instances[number - 1].Category is null ? NotAnnotated.Unlabelled
                : area == 0 ? NotAnnotated.NotVisible : area < 16 ? NotAnnotated.BelowMinPixels : null;
            Assert.Equal((area, reason), (output.Instances[number - 1].Area, output.Instances[number - 1].NotAnnotated));
        }
    }

    private static int CategoryId(string? name) => name is null ? 0 : TestImages.Categories.Single(c => c.Name == name).Id;

    [Fact]
    public void Order_threads_interruptions_and_chunks_change_no_byte()
    {
        var expected = TemporaryFolder.Snapshot(Write("once", Enumerable.Range(0, 12)));
        Assert.Equal(expected, TemporaryFolder.Snapshot(Write("backwards", Enumerable.Range(0, 12).Reverse())));
        Write("resumed", [3, 4, 11]);
        Assert.Equal(expected, TemporaryFolder.Snapshot(Write("resumed", Enumerable.Range(0, 12))));
        using (var writer = DatasetWriter.Open(TestImages.Options(_folder["parallel"])))
        {
            Parallel.For(0, 12, new() { MaxDegreeOfParallelism = 4 }, frame => writer.Add(TestImages.Render(frame)));
            writer.Finish();
        }
        Assert.Equal(expected, TemporaryFolder.Snapshot(_folder["parallel"]));
        Parallel.For(0, 3, chunk => Write("chunks", FrameSelection.Parse(null, 12, chunk, 3).Frames.Select(f => (int)f)));
        Assert.Equal(expected, TemporaryFolder.Snapshot(_folder["chunks"]));
    }

    [Fact]
    public void Two_writers_of_the_same_frames_leave_each_frame_once_and_whole()
    {
        // One of them renders different colours, so a mixture would show.
        Parallel.For(0, 2, which =>
        {
            using var writer = DatasetWriter.Open(TestImages.Options(_folder["out"]));
            for (var frame = 0; frame < 40; frame++)
            {
                var image = TestImages.Render(frame);
                image.Color.AsSpan().Fill((byte)which);
                writer.Add(image);
                if (frame % 5 == 0)
                    writer.Commit();
            }
            writer.Finish();
        });
        CheckWhole(_folder["out"], 40);
    }

    /// <summary>Every record's files are there and are what it says.</summary>
    internal static int CheckWhole(string root, int? count = null)
    {
        var records = Directory.Exists(Path.Combine(root, "frames")) ? Directory.GetFiles(Path.Combine(root, "frames")) : [];
        Assert.Equal(count ?? records.Length, records.Length);
        foreach (var file in records)
            foreach (var (path, hash) in RecordFile.Read(File.ReadAllBytes(file), file).Output!.Images.SelectMany(image => image.Files))
                Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, path)))));
        return records.Length;
    }

    [Fact]
    public void The_users_own_words_stand_in_the_description_and_in_cocos_info()
    {
        var options = TestImages.Options(_folder["out"]) with
        {
            About = new Dictionary<string, string> { ["contributor"] = "Our <Labör>", ["url"] = "https://example.org" },
            Assets = [new("b.glb", new string('b', 64)), new("a.glb", new string('a', 64), "CC-BY-4.0")],
        };
        using (var writer = DatasetWriter.Open(options))
        {
            writer.Add(TestImages.Render(0));
            writer.Finish();
        }
        var info = JsonNode.Parse(File.ReadAllText(_folder["out/annotations/instances_train.json"]))!["info"]!;
        Assert.Equal("""{"contributor":"Our <Labör>","url":"https://example.org"}""", info.ToJsonString(Relaxed));
        var assets = JsonNode.Parse(File.ReadAllText(_folder["out/dataset.json"]))!["assets"]!.AsArray();
        Assert.Equal([("a.glb", "CC-BY-4.0"), ("b.glb", null)], assets.Select(a => ((string)a!["reference"]!, (string?)a["licence"])));
    }

    [Fact]
    public void Only_what_is_missing_is_made_again()
    {
        var root = Write("out", [0, 1, 2]);
        File.Delete(Path.Combine(root, "frames/000000000001.json"));
        using var writer = DatasetWriter.Open(TestImages.Options(root));
        Assert.Equal([true, false, true, false], Enumerable.Range(0, 4).Select(frame => writer.IsDone(frame)));
    }

    [Fact]
    public void A_frame_with_several_images_is_committed_when_the_last_is_there()
    {
        var grid = new ImageGrid(2, 3, 2);
        var options = TestImages.Options(_folder["out"]) with { Grid = grid };
        var frame = TestImages.Frame(7) with { Variants = [TestImages.Frame(7)] };
        using (var writer = DatasetWriter.Open(options))
        {
            foreach (var key in grid.Keys(7).Reverse())
            {
                writer.Commit();
                Assert.False(writer.IsDone(7));
                writer.Add(TestImages.Render(frame, key));
            }
            writer.Commit();
            Assert.True(writer.IsDone(7));
            writer.Finish();
        }
        var coco = StrictCocoReader.RunLengths(_folder["out/annotations/instances_train.json"]);
        Assert.Equal(Enumerable.Range(7 * 12 + 1, 12).Select(i => (long)i), coco.Images.Keys);
        Assert.Equal("000000000007-v00-s000-c0.png", coco.Images[85].FileName);
        Assert.Equal("000000000007-v01-s002-c1.png", coco.Images[96].FileName);
        Assert.Equal(12, CheckWhole(_folder["out"]) * 12);
    }

    [Fact]
    public void A_folder_of_another_dataset_is_refused_and_left_alone()
    {
        var root = Write("out", [0, 1]);
        var before = TemporaryFolder.Snapshot(root);
        var options = TestImages.Options(root);
        foreach (var other in new[]
        {
            options with { SceneHash = new string('b', 64) }, options with { Seed = 1 }, options with { Grid = new(1, 1, 2) },
            options with { Labels = options.Labels with { MinPixels = 17 } }, options with { Build = "0.2.0" },
            options with { Run = new("another device", "a driver 1.0") }, options with { Categories = [.. TestImages.Categories[..2]] },
        })
        {
            var error = Assert.Throws<RenderException>(() => DatasetWriter.Open(other));
            Assert.Equal(Failure.InvalidInput, error.Failure);
            Assert.Contains("--", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(before, TemporaryFolder.Snapshot(root));
        DatasetWriter.Open(options with { Build = "0.2.0", Run = new("another device", "x"), AllowMixed = true }).Dispose();
        using (var writer = DatasetWriter.Open(options with { Seed = 1, Overwrite = true }))
            Assert.False(writer.IsDone(0));
        Assert.Throws<RenderException>(() => DatasetWriter.Open(options));
    }

    [Fact]
    public void A_folder_with_files_of_others_is_refused_even_with_overwrite()
    {
        Directory.CreateDirectory(_folder["home/images"]);
        File.WriteAllText(_folder["home/images/holiday.png"], "x");
        Assert.Throws<RenderException>(() => DatasetWriter.Open(TestImages.Options(_folder["home"]) with { Overwrite = true }));
        Assert.Equal(["images/holiday.png"], TemporaryFolder.Snapshot(_folder["home"]).Keys);
    }

    [Fact]
    public void Overwrite_waits_for_nobody_and_removes_nobodys_work()
    {
        using var other = DatasetWriter.Open(TestImages.Options(_folder["out"]));
        var error = Assert.Throws<RenderException>(() => DatasetWriter.Open(TestImages.Options(_folder["out"]) with { Overwrite = true }));
        Assert.Contains("another writer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dead_writers_leavings_are_swept_and_a_living_ones_are_not()
    {
        using var living = DatasetWriter.Open(TestImages.Options(_folder["out"]));
        living.Add(TestImages.Render(0));
        Directory.CreateDirectory(_folder["out/.staging/deadbeef/frames"]);
        File.WriteAllText(_folder["out/.staging/deadbeef.lock"], "");
        File.WriteAllText(_folder["out/.staging/deadbeef/frames/000000000009.json"], "half a rec");
        DatasetWriter.Open(TestImages.Options(_folder["out"])).Dispose();
        Assert.False(Directory.Exists(_folder["out/.staging/deadbeef"]));
        Assert.False(File.Exists(_folder["out/.staging/deadbeef.lock"]));
        living.Finish();
        CheckWhole(_folder["out"], 1);
    }

    /// <summary>Sooner where they take longer than a second.</summary>
    [Fact]
    public void Frames_are_committed_when_64_are_there()
    {
        using var writer = DatasetWriter.Open(TestImages.Options(_folder["out"]));
        for (var frame = 0; frame < 130; frame++)
        {
            writer.Add(TestImages.Render(frame));
            Assert.InRange(Enumerable.Range(0, frame + 1).Count(done => !writer.IsDone(done)), 0, 63);
            // Its group has only begun.
            if (frame == 0)
                Assert.False(writer.IsDone(0));
        }
    }

    [Fact]
    public void What_was_not_committed_is_gone_with_its_writer()
    {
        using (var writer = DatasetWriter.Open(TestImages.Options(_folder["out"])))
            writer.Add(TestImages.Render(0));
        Assert.Equal(["dataset.json"], TemporaryFolder.Snapshot(_folder["out"]).Keys);
        Assert.Empty(Directory.GetDirectories(_folder["out/.staging"]));
    }

    [Fact]
    public void A_disk_that_fails_asks_to_try_again()
    {
        using var writer = DatasetWriter.Open(TestImages.Options(_folder["out"]));
        writer.Add(TestImages.Render(0));
        // Something stands where the images would go.
        File.WriteAllText(_folder["out/images"], "");
        var error = Assert.Throws<RenderException>(writer.Commit);
        Assert.Equal(Failure.TryAgain, error.Failure);
        Assert.False(writer.IsDone(0));
    }

    [Fact]
    public void An_unknown_category_names_its_instance()
    {
        using var writer = DatasetWriter.Open(TestImages.Options(_folder["out"]) with { Categories = [.. TestImages.Categories[..1]] });
        var error = Assert.Throws<RenderException>(() => writer.Add(TestImages.Render(0)));
        Assert.Contains("things[1]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Jpeg_is_near_and_named()
    {
        var options = TestImages.Options(_folder["out"]);
        options = options with { Labels = new() { Image = ImageFormat.Jpg } };
        var image = TestImages.Render(0);
        for (var i = 0; i < image.Color.Length; i++)
            image.Color[i] = (byte)(i / 3 % TestImages.Width * 3 + i % 3 * 20);
        using (var writer = DatasetWriter.Open(options))
        {
            writer.Add(image);
            writer.Finish();
        }
        Assert.Equal("000000000000.jpg", StrictCocoReader.RunLengths(_folder["out/annotations/instances_train.json"]).Images[1].FileName);
        using var decoded = Image.NewFromFile(_folder["out/images/train/000000000000.jpg"]);
        Assert.Equal(3, decoded.Bands);
        Assert.All(image.Color.Zip(decoded.WriteToMemory<byte>()), pair => Assert.InRange(pair.First - pair.Second, -8, 8));
    }

    [Fact]
    public void Forms_that_are_not_asked_for_any_more_go_away()
    {
        var root = Write("out", [0, 4]);
        Assert.Equal(["annotations/instances_train.json", "annotations/instances_val.json"], AnnotationBuilder.Build(root, CocoForms.Polygon));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(root, "annotations")).Length);
        StrictCocoReader.Polygons(Path.Combine(root, "annotations/instances_val.json"));
    }

    [Theory]
    [InlineData(null, 10, 0, 1, "0 1 2 3 4 5 6 7 8 9")]
    [InlineData("2-5", 10, 0, 1, "2 3 4 5")]
    [InlineData("7", 10, 0, 1, "7")]
    [InlineData("2-9", 10, 1, 3, "4 7")]
    [InlineData("2-9", 10, 2, 3, "2 5 8")]
    [InlineData("0-0", 10, 1, 3, "")]
    public void A_selection_takes_its_chunk_of_the_range(string? range, int total, int chunk, int chunks, string expected)
    {
        var selection = FrameSelection.Parse(range, total, chunk, chunks);
        Assert.Equal(expected, string.Join(' ', selection.Frames));
        Assert.Equal(selection.Frames.LongCount(), selection.Count);
    }

    [Theory]
    [InlineData("5-2", 0, 1)]
    [InlineData("0-10", 0, 1)]
    [InlineData("a", 0, 1)]
    [InlineData("-1", 0, 1)]
    [InlineData("1-2-3", 0, 1)]
    [InlineData(null, 3, 3)]
    [InlineData(null, 0, 0)]
    public void A_selection_that_cannot_be_is_refused(string? range, int chunk, int chunks) =>
        Assert.Equal(Failure.Usage, Assert.Throws<RenderException>(() => FrameSelection.Parse(range, 10, chunk, chunks)).Failure);

    private string Write(string name, IEnumerable<int> frames)
    {
        using var writer = DatasetWriter.Open(TestImages.Options(_folder[name]));
        foreach (var frame in frames.Where(frame => !writer.IsDone(frame)))
            writer.Add(TestImages.Render(frame));
        writer.Finish();
        return _folder[name];
    }
}
