using System.Text.Json;
using System.Text.Json.Nodes;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Records;
using Render.Tests.Conversion;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>Labels without colour, and colour without label files: what is there is what a full run has.</summary>
public sealed class OnlyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Labels_alone_are_those_of_a_full_run_and_need_no_colour()
    {
        Assert.True(DatasetWriter.Needs(new()).HasFlag(Aov.Color));
        Assert.False(DatasetWriter.Needs(LabelsOnly(new())).HasFlag(Aov.Color));
        var whole = TemporaryFolder.Snapshot(ConvertedDataset.WriteTen(_folder["whole"]));
        var labels = TemporaryFolder.Snapshot(Write("labels", LabelsOnly));
        Assert.Equal(Without(whole, "images/", "frames/", "dataset.json"), Without(labels, "frames/", "dataset.json"));
        foreach (var (full, part) in Records("whole").Zip(Records("labels")))
        {
            Assert.True(full.HasColor);
            Assert.False(part.HasColor);
            Assert.Equal(full.Image, part.Image);
            Assert.Equal(full.Files.Where(file => file.Key != full.Image), part.Files);
            Assert.Equal(Text(full.Instances), Text(part.Instances));
        }
    }

    [Fact]
    public void Colour_alone_keeps_in_its_records_what_conversions_need()
    {
        ConvertedDataset.WriteTen(_folder["whole"]);
        Write("color", labels => labels.WithoutLabelFiles());
        Assert.Equal(Without(TemporaryFolder.Snapshot(_folder["whole"]), "masks/", "depth/", "annotations/", "frames/", "dataset.json"),
            Without(TemporaryFolder.Snapshot(_folder["color"]), "frames/", "dataset.json"));
        Assert.Equal(Records("whole").Select(image => Text(image.Instances)), Records("color").Select(image => Text(image.Instances)));
        foreach (var name in new[] { "whole", "color" })
            ConvertedDataset.Convert(_folder[name], _folder[name + "-to"], "coco", "yolo-segment");
        Assert.Equal(Without(TemporaryFolder.Snapshot(_folder["whole-to"]), "conversion.json"), Without(TemporaryFolder.Snapshot(_folder["color-to"]), "conversion.json"));
    }

    [Fact]
    public void Conversions_of_labels_alone_say_that_images_are_missing_and_make_the_rest()
    {
        ConvertedDataset.WriteTen(_folder["whole"]);
        Write("labels", LabelsOnly);
        string[] formats = ["coco", "coco-panoptic", "voc", "yolo-detect", "imagefolder"];
        ConvertedDataset.Convert(_folder["whole"], _folder["whole-to"], formats);
        var summary = ConvertedDataset.Convert(_folder["labels"], _folder["labels-to"], formats);
        Assert.All(summary.Formats, format => Assert.Single(format.Notes, note => note.StartsWith("The dataset has labels only", StringComparison.Ordinal)));
        Assert.Equal(
            Without(TemporaryFolder.Snapshot(_folder["whole-to"]), "conversion.json", "coco/images/", "coco-panoptic/images/", "voc/JPEGImages/", "yolo-detect/images/", "imagefolder/train/000", "imagefolder/val/000"),
            Without(TemporaryFolder.Snapshot(_folder["labels-to"]), "conversion.json"));
        // A shard has whatever files there are.
        Assert.Single(ConvertedDataset.Convert(_folder["labels"], _folder["tar"], "webdataset").Formats.Single().Notes);
        Assert.DoesNotContain(StrictTarReader.Read(_folder["tar/webdataset/train/000000.tar"]), member => member.Name.EndsWith("0.png", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_of_another_kind_does_not_go_on_in_the_folder()
    {
        var settings = new[] { TestImages.Options("").Labels, LabelsOnly(TestImages.Options("").Labels), TestImages.Options("").Labels.WithoutLabelFiles() };
        foreach (var (i, first) in settings.Index())
        {
            var options = TestImages.Options(_folder[$"{i}"]);
            DatasetWriter.Open(options with { Labels = first }).Dispose();
            DatasetWriter.Open(options with { Labels = first }).Dispose();
            foreach (var other in settings.Where(other => other != first))
                Assert.Equal(Failure.InvalidInput, Assert.Throws<RenderException>(() => DatasetWriter.Open(options with { Labels = other })).Failure);
        }
    }

    /// <summary>A run without label files would take the annotation files of a full run away, and leave none of its own.</summary>
    [Fact]
    public void Colour_alone_does_not_go_on_where_annotations_are_the_only_labels()
    {
        var whole = TestImages.Options(_folder["whole"]) with { Labels = new() { Instance = false } };
        using (var writer = DatasetWriter.Open(whole))
        {
            writer.Add(TestImages.Render(0));
            writer.Finish();
        }
        var before = TemporaryFolder.Snapshot(_folder["whole"]);
        Assert.Equal(Failure.InvalidInput, Assert.Throws<RenderException>(() => DatasetWriter.Open(whole with { Labels = whole.Labels.WithoutLabelFiles() })).Failure);
        Assert.Equal(before, TemporaryFolder.Snapshot(_folder["whole"]));
        DatasetWriter.Open(whole with { Labels = whole.Labels with { Coco = CocoForms.Polygon } }).Dispose();
    }

    [Fact]
    public void A_record_may_lack_its_image_but_not_have_another()
    {
        Write("labels", LabelsOnly);
        var record = JsonNode.Parse(File.ReadAllBytes(_folder["labels/frames/000000000000.json"]))!;
        var image = record["output"]!["images"]![0]!;
        RecordFile.Read(JsonSerializer.SerializeToUtf8Bytes(record), "test");
        Assert.True(RecordedLabels.Of([RecordFile.Read(JsonSerializer.SerializeToUtf8Bytes(record), "test")]).Labels.LabelsOnly);
        image["image"] = "images/train/../../../000000000000.png";
        Refused(record, "$.output.images[0].image");
        image["image"] = "images/train/000000000000.png";
        image["files"]!["images/train/000000000001.png"] = new string('0', 64);
        Refused(record, "$.output.images[0].image");
    }

    private static void Refused(JsonNode record, string path)
    {
        var error = Assert.Throws<RenderException>(() => RecordFile.Read(JsonSerializer.SerializeToUtf8Bytes(record), "test"));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    private static LabelSettings LabelsOnly(LabelSettings labels) => labels with { LabelsOnly = true };

    private string Write(string name, Func<LabelSettings, LabelSettings> change) => ConvertedDataset.Write(
        _folder[name], Enumerable.Range(0, 10).Select(frame => TestImages.Render(frame)), options => options with { Labels = change(options.Labels) });

    private IEnumerable<ImageOutput> Records(string name) => Directory.GetFiles(_folder[$"{name}/frames"]).Order(StringComparer.Ordinal)
        .Select(file => RecordFile.Read(File.ReadAllBytes(file), file).Output!.Images.Single());

    private static string Text(InstanceOutput[] instances) => JsonSerializer.Serialize(instances);

    private static IEnumerable<KeyValuePair<string, string>> Without(SortedDictionary<string, string> files, params string[] folders) =>
        files.Where(file => !folders.Any(folder => file.Key.StartsWith(folder, StringComparison.Ordinal) || file.Key.EndsWith("/" + folder, StringComparison.Ordinal)));
}
