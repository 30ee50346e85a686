using System.Text.Json.Nodes;
using Render.Core;
using Render.Dataset.Conversion;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>What holds for every format.</summary>
public sealed class ConversionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The formats that need no more than masks.</summary>
    private static readonly string[] Formats = ["coco", "coco-polygons", "coco-polygons-simplified", "coco-panoptic", "yolo-detect", "yolo-segment", "yolo-obb", "voc", "csv", "imagefolder", "webdataset"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_dataset_gives_the_same_bytes_whatever_the_order_it_was_made_in()
    {
        ConvertedDataset.WriteTen(_folder["once"]);
        ConvertedDataset.Write(_folder["backwards"], Enumerable.Range(0, 10).Reverse().Select(frame => TestImages.Render(frame)));
        ConvertedDataset.Convert(_folder["once"], _folder["a"], Formats);
        ConvertedDataset.Convert(_folder["backwards"], _folder["b"], [.. Formats.Reverse()]);
        var first = TemporaryFolder.Snapshot(_folder["a"]);
        Assert.Equal(first, TemporaryFolder.Snapshot(_folder["b"]));
        // Again, and one by one into the same folder.
        ConvertedDataset.Convert(_folder["once"], _folder["a"], Formats);
        foreach (var format in Formats)
            ConvertedDataset.Convert(_folder["once"], _folder["c"], format);
        Assert.Equal(first, TemporaryFolder.Snapshot(_folder["a"]));
        Assert.Equal(first, TemporaryFolder.Snapshot(_folder["c"]));
        Assert.Equal(Formats.Append("conversion.json").Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(_folder["c"]).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_dataset_is_untouched_and_its_images_are_linked_or_copied()
    {
        ConvertedDataset.WriteTen(_folder["out"]);
        var before = TemporaryFolder.Snapshot(_folder["out"]);
        var written = File.GetLastWriteTimeUtc(_folder["out/images/train/000000000000.png"]);
        ConvertedDataset.Convert(_folder["out"], _folder["linked"], "coco");
        DatasetConversion.Convert(new() { Source = _folder["out"], Target = _folder["copied"], Formats = ["coco"], Copy = true });
        Assert.Equal(TemporaryFolder.Snapshot(_folder["linked"]), TemporaryFolder.Snapshot(_folder["copied"]));
        // Whoever edits a copy edits the copy; whoever takes a link away takes the link away.
        File.AppendAllText(_folder["copied/coco/images/train/000000000000.png"], "x");
        Directory.Delete(_folder["linked"], recursive: true);
        Assert.Equal(before, TemporaryFolder.Snapshot(_folder["out"]));
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder["out/images/train/000000000000.png"]));
    }

    [Fact]
    public void A_dataset_that_has_grown_is_converted_anew()
    {
        ConvertedDataset.Write(_folder["out"], Enumerable.Range(0, 3).Select(frame => TestImages.Render(frame)));
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "yolo-detect");
        ConvertedDataset.WriteTen(_folder["out"]);
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "yolo-detect");
        Assert.Equal(10, new StrictYoloReader(_folder["to/yolo-detect"]).Objects.Count);
    }

    [Fact]
    public void A_folder_with_other_files_is_refused_and_left_alone()
    {
        ConvertedDataset.WriteTen(_folder["out"]);
        Directory.CreateDirectory(_folder["home"]);
        File.WriteAllText(_folder["home/letter.txt"], "x");
        Refused("home", "conversion.json", "coco");
        ConvertedDataset.Write(_folder["other"], [TestImages.Render(0)], options => options with { Seed = 3 });
        ConvertedDataset.Convert(_folder["other"], _folder["of-other"], "coco");
        Refused("of-other", "another dataset", "coco");
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco", "yolo-detect");
        File.WriteAllText(_folder["to/yolo-detect/labels/train.cache"], "x");
        Refused("to", "train.cache", "coco", "yolo-detect");
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco");
        File.WriteAllText(_folder["to/notes.txt"], "x");
        Refused("to", "notes.txt", "coco");
        File.WriteAllText(_folder["file"], "x");
        Assert.Throws<RenderException>(() => ConvertedDataset.Convert(_folder["out"], _folder["file"], "coco"));
    }

    [Theory]
    [InlineData("out")]
    [InlineData("out/annotations")]
    [InlineData("out/new/deep")]
    [InlineData("")]
    [InlineData("link")]
    [InlineData("link/new")]
    public void The_dataset_and_its_conversion_do_not_lie_within_each_other(string target)
    {
        ConvertedDataset.Write(_folder["out"], [TestImages.Render(0)]);
        File.CreateSymbolicLink(_folder["link"], _folder["out"]);
        var before = TemporaryFolder.Snapshot(_folder["out"]);
        var error = Assert.Throws<RenderException>(() => ConvertedDataset.Convert(_folder["out"], Path.Combine(_folder.Path, target), "coco"));
        Assert.Equal(Failure.Usage, error.Failure);
        Assert.Equal(before, TemporaryFolder.Snapshot(_folder["out"]));
    }

    [Theory]
    [InlineData]
    [InlineData("cocoa")]
    [InlineData("coco", "coco")]
    public void Unknown_formats_are_named(params string[] formats)
    {
        ConvertedDataset.Write(_folder["out"], [TestImages.Render(0)]);
        Assert.Equal(Failure.Usage, Assert.Throws<RenderException>(() => ConvertedDataset.Convert(_folder["out"], _folder["to"], formats)).Failure);
        Assert.False(Directory.Exists(_folder["to"]));
    }

    public static TheoryData<string, string, string> Hostile => new()
    {
        { "frames", "$.output.split", "\"../../etc\"" },
        { "frames", "$.output.images[0].file_stem", "\"../../../escaped\"" },
        { "frames", "$.output.images[0].image", "\"images/train/../../../escaped.png\"" },
        { "frames", "$.output.images[0].image", "\"/etc/passwd\"" },
        { "frames", "$.output.images[0].files", "{\"../secret\":\"HASH\"}" },
        { "frames", "$.output.images[0].width", "32768" },
        { "frames", "$.output.images[0].width", "63" },
        { "frames", "$.output.images[0].instances[1].visible", "\"oooooooooo\"" },
        { "frames", "$.output.images[0].instances[1].bbox", "[-1,0,3,3]" },
        { "frames", "$.output.images[0].instances[1].category", "\"../mug\"" },
        { "dataset", "$.categories[0].name", "\"a\\nb\"" },
        { "dataset", "$.categories[0].name", "\"bolt\"" },
        { "dataset", "$.categories[0].id", "7" },
        { "dataset", "$.categories[0].supercategory", "\"\"" },
        { "dataset", "$.categories[0].keypoints", "{\"names\":[],\"skeleton\":[]}" },
        { "dataset", "$.categories[0].keypoints", "{\"names\":[\"a\",\"a\"],\"skeleton\":[]}" },
        { "dataset", "$.categories[0].keypoints", "{\"names\":[\"a\\n\",\"b\"],\"skeleton\":[]}" },
        { "dataset", "$.categories[0].keypoints", "{\"names\":[\"a\",\"b\"],\"skeleton\":[[1,3]]}" },
        { "dataset", "$.categories[0].keypoints", "{\"names\":[\"a\",\"b\"],\"skeleton\":[[0,1]]}" },
        { "dataset", "$.categories[0].keypoints", "{\"names\":[\"a\",\"b\"],\"skeleton\":[[1]]}" },
        { "dataset", "$.categories[0].keypoints", "{\"names\":[\"a\",\"b\"],\"skeleton\":[],\"sigmas\":[1]}" },
        { "dataset", "$.categories[0].keypoints", "{\"names\":[\"a\",\"b\"],\"skeleton\":[],\"sigmas\":[1,0]}" },
        { "dataset", "$.categories[0].keypoints", "{\"names\":[\"a\",\"b\"],\"skeleton\":[],\"flip\":[0,2]}" },
        { "dataset", "$.categories[0].keypoints", "{\"names\":[\"a\",\"b\"],\"skeleton\":[],\"flip\":[1,1]}" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_descriptions_are_refused_and_nothing_is_written(string what, string path, string value)
    {
        ConvertedDataset.Write(_folder["out"], [TestImages.Render(0)]);
        var file = _folder[what == "frames" ? "out/frames/000000000000.json" : "out/dataset.json"];
        var root = JsonNode.Parse(File.ReadAllText(file))!;
        Damage(root, path, value.Replace("HASH", new string('0', 64), StringComparison.Ordinal));
        File.WriteAllText(file, root.ToJsonString());
        var before = TemporaryFolder.Snapshot(_folder.Path);
        var error = Assert.Throws<RenderException>(() => ConvertedDataset.Convert(_folder["out"], _folder["to"], Formats));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.Equal(before, TemporaryFolder.Snapshot(_folder.Path));
    }

    [Fact]
    public void A_file_that_is_missing_changed_or_a_link_out_of_the_dataset_is_refused()
    {
        ConvertedDataset.Write(_folder["out"], [TestImages.Render(0), TestImages.Render(4)]);
        var image = _folder["out/images/train/000000000000.png"];
        var bytes = File.ReadAllBytes(image);
        File.Delete(image);
        Refused("to", "it is not there", "coco");
        File.WriteAllBytes(_folder["secret.png"], bytes);
        File.CreateSymbolicLink(image, _folder["secret.png"]);
        Refused("to", "it is a link", "coco");
        File.Delete(image);
        File.WriteAllBytes(image, [.. bytes[..^20], .. new byte[20]]);
        Refused("to", "not the file that its record describes", "coco");
        File.Delete(image);
        Directory.Move(_folder["out/images/train"], _folder["elsewhere"]);
        File.CreateSymbolicLink(_folder["out/images/train"], _folder["elsewhere"]);
        File.WriteAllBytes(_folder["elsewhere/000000000000.png"], bytes);
        Refused("to", "it is a link", "coco");
    }

    [Fact]
    public void Masks_that_share_a_pixel_are_refused_where_one_picture_holds_them_all()
    {
        var masks = new[] { new bool[64], new bool[64] };
        for (var i = 0; i < 32; i++)
            masks[i / 16][i] = true;
        ConvertedDataset.Write(_folder["out"], [ConvertedDataset.Image(0, 8, 8, masks)]);
        var file = _folder["out/frames/000000000000.json"];
        var root = JsonNode.Parse(File.ReadAllText(file))!;
        var instances = root["output"]!["images"]![0]!["instances"]!;
        foreach (var key in new[] { "visible", "bbox" })
            instances[1]![key] = instances[0]![key]!.DeepClone();
        File.WriteAllText(file, root.ToJsonString());
        foreach (var format in new[] { "coco-panoptic", "voc" })
            Refused("to-" + format, "both seen at pixel (0, 0)", format);
    }

    [Fact]
    public void A_conversion_that_is_stopped_leaves_the_target_as_it_was()
    {
        ConvertedDataset.WriteTen(_folder["out"]);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => DatasetConversion.Convert(
            new() { Source = _folder["out"], Target = _folder["to"], Formats = Formats }, frames => source.Cancel(), source.Token));
        Assert.False(Directory.Exists(_folder["to"]));
    }

    private void Refused(string target, string why, params string[] formats)
    {
        var before = Directory.Exists(_folder[target]) ? TemporaryFolder.Snapshot(_folder[target]) : null;
        var error = Assert.Throws<RenderException>(() => ConvertedDataset.Convert(_folder["out"], _folder[target], formats));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.Exists(_folder[target]) ? TemporaryFolder.Snapshot(_folder[target]) : null);
    }

    private static void Damage(JsonNode root, string path, string value)
    {
        var (node, steps) = (root, path[2..].Replace("[", ".[", StringComparison.Ordinal).Split('.'));
        foreach (var step in steps[..^1])
            node = step[0] == '[' ? node[int.Parse(step[1..^1])]! : node[step]!;
        node[steps[^1]] = JsonNode.Parse(value);
    }
}
