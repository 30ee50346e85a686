using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Conversion;
using Render.Dataset.Merge;
using Render.Dataset.Records;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>Datasets of different scenes become one: nothing of their labels changes but numbers and names.</summary>
public sealed class DatasetUnionTests : IDisposable
{
    /// <summary>The same three under other ids, and one more.</summary>
    private static readonly Category[] Others =
    [
        new(1, "bolt", "bolt"), new(2, "crate", "box"), new(3, "mug", "kitchen"), new(4, TestImages.Categories[1].Name, "kitchen"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_label_of_both_is_in_the_union_once()
    {
        var (a, b) = (Write("a", TestImages.Options, 0, 6), Write("b", Other, 3, 9));
        var (beforeA, beforeB) = (TemporaryFolder.Snapshot(a), TemporaryFolder.Snapshot(b));
        var summary = DatasetUnion.Join([a, b], _folder["union"]);
        Assert.Equal((14, 0), (summary.Added, summary.Present));

        string[] names = ["mug", TestImages.Categories[1].Name, "bolt", "crate"];
        foreach (var split in new[] { "train", "val" })
        {
            var file = $"annotations/instances_{split}.json";
            var (coco, ofA, ofB) = (StrictCocoReader.RunLengths(_folder[$"union/{file}"]), StrictCocoReader.RunLengths(Path.Combine(a, file)), StrictCocoReader.RunLengths(Path.Combine(b, file)));
            Assert.Equal(names, coco.Categories.Values.Select(category => category.Name));
            Assert.Equal(ofA.Images.Count + ofB.Images.Count, coco.Images.Count);
            // Image ids are the frame's number + 1; b's frame 3 follows a's frame 6, at 7 + 3.
            var expected = Said(ofA, 0).Concat(Said(ofB, 7));
            Assert.Equal(expected, Said(coco, 0));
            StrictCocoReader.Polygons(_folder[$"union/annotations/instances_{split}.polygon.json"]);
        }
        for (var frame = 3L; frame <= 9; frame++)
            CheckFiles(b, frame, frame + 7);
        for (var frame = 0L; frame <= 6; frame++)
            CheckFiles(a, frame, frame);

        // Nothing of the sources was touched, and again nothing changes.
        var union = TemporaryFolder.Snapshot(_folder["union"]);
        Assert.Equal(14, DatasetUnion.Join([a, b], _folder["union"]).Present);
        Assert.Equal(union, TemporaryFolder.Snapshot(_folder["union"]));
        Assert.Equal(beforeA, TemporaryFolder.Snapshot(a));
        Assert.Equal(beforeB, TemporaryFolder.Snapshot(b));
        // What is missing comes again, and readers of datasets take it for one.
        File.Delete(_folder["union/frames/000000000011.json"]);
        Assert.Equal((1, 13), DatasetUnion.Join([a, b], _folder["union"]) is var again ? (again.Added, again.Present) : default);
        Assert.Equal(union, TemporaryFolder.Snapshot(_folder["union"]));
        var converted = DatasetConversion.Convert(new() { Source = _folder["union"], Target = _folder["converted"], Formats = ["voc", "yolo-segment"] });
        Assert.All(converted.Formats, format => Assert.Equal(14, format.Images));
        // A union is a dataset: it can be joined again.
        Assert.Equal(21, DatasetUnion.Join([_folder["union"], b], _folder["more"]).Added);
    }

    [Fact]
    public void A_record_of_the_union_renders_as_it_did()
    {
        var (a, b) = (Write("a", TestImages.Options, 0, 6), Write("b", Other, 3, 9));
        DatasetUnion.Join([a, b], _folder["union"]);
        DatasetUnion.Join([b, _folder["union"]], _folder["twice"]);
        var (original, joined, twice) = (Record(b, 4), Record(_folder["union"], 11), Record(_folder["twice"], 21));
        Assert.Equal((4, 4), (joined.DrawnIndex, twice.DrawnIndex));
        Assert.Null(original.DrawnIndex);
        // Nothing else of what was drawn is another.
        byte[] Drawn(Frame frame) => RecordFile.Write(new() { Schema = FrameRecord.Version, Input = frame with { Index = 0, DrawnIndex = null } });
        Assert.Equal(Drawn(original), Drawn(joined));
        Assert.Equal(Drawn(original), Drawn(twice));
    }

    /// <summary>Sources of either layout give the same union, and a union in shards unpacks to it.</summary>
    [Fact]
    public void Shards_join_as_files_do()
    {
        var (a, b) = (Write("a", TestImages.Options, 60, 70), Write("b", Other, 3, 9));
        DatasetUnion.Join([a, b], _folder["union"]);
        DatasetMerge.Merge([a], _folder["a-shards"], DatasetLayout.Shards);
        DatasetUnion.Join([_folder["a-shards"], b], _folder["shards"]);
        Assert.True(File.Exists(_folder["shards/shards/train/000001.tar"]));
        Assert.False(Directory.Exists(_folder["shards/frames"]));
        Assert.Equal(18, DatasetUnion.Join([_folder["a-shards"], b], _folder["shards"]).Present);
        Assert.Throws<RenderException>(() => DatasetUnion.Join([_folder["a-shards"], b], _folder["shards"], DatasetLayout.Files));

        DatasetUnion.Join([_folder["a-shards"], b], _folder["files"], DatasetLayout.Files);
        Assert.Equal(TemporaryFolder.Snapshot(_folder["union"]), TemporaryFolder.Snapshot(_folder["files"]));
        DatasetMerge.Merge([_folder["shards"]], _folder["unpacked"], DatasetLayout.Files);
        Assert.Equal(TemporaryFolder.Snapshot(_folder["union"]), TemporaryFolder.Snapshot(_folder["unpacked"]));
    }

    [Fact]
    public void What_does_not_belong_together_is_refused_before_anything_is_written()
    {
        var a = Write("a", TestImages.Options, 0, 1);
        void Refused(string expected, Func<DatasetOptions, DatasetOptions> change)
        {
            using (var other = new TemporaryFolder())
            {
                DatasetWriter.Open(change(TestImages.Options(other["b"]) with { Seed = 1 })).Dispose();
                var error = Assert.Throws<RenderException>(() => DatasetUnion.Join([a, other["b"]], _folder["union"]));
                Assert.Equal((Failure.InvalidInput, other["b"]), (error.Failure, error.Where));
                Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            }
            Assert.False(Directory.Exists(_folder["union"]));
        }
        Refused("another number of images", o => o with { Grid = new(1, 1, 2) });
        Refused("other label settings", o => o with { Labels = o.Labels with { MinPixels = 20 } });
        Refused("another supercategory", o => o with { Categories = [new(1, "mug", "cup")] });
        Refused("version 9", o => o with { Build = "9" });
        Assert.Equal(Failure.Usage, Assert.Throws<RenderException>(() => DatasetUnion.Join([], _folder["union"])).Failure);

        Assert.Contains("there twice", Assert.Throws<RenderException>(() => DatasetUnion.Join([a, a], _folder["union"])).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["union"]));

        // Into one of its own, into another union, and into one whose sources have grown since.
        var b = Write("b", Other, 0, 1);
        Assert.Contains("another scene", Assert.Throws<RenderException>(() => DatasetUnion.Join([a, b], a)).Message, StringComparison.Ordinal);
        DatasetUnion.Join([a, b], _folder["union"]);
        Assert.Throws<RenderException>(() => DatasetUnion.Join([b, a], _folder["union"]));
        Write("a", TestImages.Options, 2, 2);
        var whole = TemporaryFolder.Snapshot(_folder["union"]);
        Assert.Contains("another scene", Assert.Throws<RenderException>(() => DatasetUnion.Join([a, b], _folder["union"])).Message, StringComparison.Ordinal);
        Assert.Equal(whole, TemporaryFolder.Snapshot(_folder["union"]));
    }

    [Fact]
    public void A_damaged_file_is_named_and_what_was_joined_before_stays()
    {
        var (a, b) = (Write("a", TestImages.Options, 0, 1), Write("b", Other, 0, 1));
        var file = Path.Combine(b, "masks/semantic/train/000000000001.png");
        File.AppendAllText(file, " ");
        Assert.Equal(file, Assert.Throws<RenderException>(() => DatasetUnion.Join([a, b], _folder["union"])).Where);
        Assert.False(File.Exists(_folder["union/frames/000000000003.json"]));
    }

    private void CheckFiles(string source, long frame, long joined)
    {
        var split = frame % 5 == 4 ? "val" : "train";
        string File(string root, string folder, long number, string extension) => Path.Combine(root, folder, split, $"{number:D12}.{extension}");
        foreach (var (folder, extension) in new[] { ("images", "png"), ("masks/instance", "png"), ("depth", "png"), ("depth", "npy") })
            Assert.Equal(System.IO.File.ReadAllBytes(File(source, folder, frame, extension)), System.IO.File.ReadAllBytes(File(_folder["union"], folder, joined, extension)));

        var (before, after) = (PngReader.Read(System.IO.File.ReadAllBytes(File(source, "masks/semantic", frame, "png"))), PngReader.Read(System.IO.File.ReadAllBytes(File(_folder["union"], "masks/semantic", joined, "png"))));
        var ids = source.EndsWith('b') ? new byte[] { 0, 3, 4, 1, 2 } : [0, 1, 2, 3];
        Assert.Equal(before.Samples.Select(id => ids[id]), after.Samples.Select(id => (byte)id));
    }

    /// <summary>Every annotation, without its id, in their order.</summary>
    private static IEnumerable<(long, string, string, int, string)> Said(StrictCocoReader coco, long offset) => coco.Annotations.Select(
        annotation => (annotation.Image.Id + offset, coco.Categories[annotation.CategoryId].Name, string.Join(' ', annotation.Box), annotation.Area,
            string.Concat(annotation.Mask.Select(pixel => pixel ? '1' : '0'))));

    private static Frame Record(string folder, long frame)
    {
        var file = Path.Combine(folder, "frames", $"{frame:D12}.json");
        return RecordFile.Read(File.ReadAllBytes(file), file).Input;
    }

    private static DatasetOptions Other(string folder) => TestImages.Options(folder) with { SceneHash = new string('b', 64), Seed = 7, Categories = Others };

    private string Write(string name, Func<string, DatasetOptions> options, int first, int last)
    {
        using var writer = DatasetWriter.Open(options(_folder[name]));
        for (var frame = first; frame <= last; frame++)
            writer.Add(TestImages.Render(frame));
        writer.Finish();
        return _folder[name];
    }
}
