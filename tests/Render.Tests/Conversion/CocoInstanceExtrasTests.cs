using System.Numerics;
using System.Text.Json;
using Render.Core.Frames;
using Render.Dataset.Records;
using Render.Dataset.Writers;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>What COCO has no key for comes back from its files, and from WebDataset's samples, as the record has it, number by number.</summary>
public sealed class CocoInstanceExtrasTests : IDisposable
{
    private static readonly string[] Own = ["id", "image_id", "category_id", "bbox", "area", "segmentation", "iscrowd"];
    private static readonly string[] Amodal = ["amodal_bbox", "amodal_area", "amodal_segmentation", "visibility", "truncation", "occluders"];
    private static readonly string[] Pose = ["pose", "box_3d"];
    private static readonly string[] Keypoints = ["keypoints", "num_keypoints"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("coco")]
    [InlineData("coco-polygons")]
    [InlineData("dataset")]
    [InlineData("webdataset")]
    public void Come_back_as_the_record_has_them(string format)
    {
        PosedDataset.Write(_folder["out"]);
        var annotations = Annotations(format);
        var record = Record();
        Assert.Equal(3, annotations.Length);
        foreach (var (a, instance) in annotations.Zip(record.Instances))
        {
            string[] own = format == "webdataset" ? ["id", "number", "category_id", "category", .. Own[3..]] : Own;
            Assert.Equal([.. own, .. instance.Keypoints is null ? [] : Keypoints, .. Amodal, .. Pose], a.EnumerateObject().Select(property => property.Name));
            CheckAmodal(a, instance, instance.Amodal!);
            var pose = instance.Pose!;
            Assert.Equal(["model", "rotation", "translation", "scale"], a.GetProperty("pose").EnumerateObject().Select(property => property.Name));
            Assert.Equal(pose.Model, a.GetProperty("pose").GetProperty("model").GetString());
            Assert.Equal(pose.Rotation, Floats(a.GetProperty("pose").GetProperty("rotation")));
            Assert.Equal(Three(pose.Translation), Floats(a.GetProperty("pose").GetProperty("translation")));
            Assert.Equal(Three(pose.Scale), Floats(a.GetProperty("pose").GetProperty("scale")));
            Assert.Equal(["center", "size", "rotation"], a.GetProperty("box_3d").EnumerateObject().Select(property => property.Name));
            Assert.Equal(Three(pose.BoxCenter), Floats(a.GetProperty("box_3d").GetProperty("center")));
            Assert.Equal(Three(pose.BoxSize), Floats(a.GetProperty("box_3d").GetProperty("size")));
            Assert.Equal(pose.Rotation, Floats(a.GetProperty("box_3d").GetProperty("rotation")));
            if (instance.Keypoints is not { } keypoints)
                continue;
            Assert.Equal(
                keypoints.SelectMany(k => k.Visibility == 0 ? new double[3] : [k.X!.Value - 0.5, k.Y!.Value - 0.5, k.Visibility]),
                a.GetProperty("keypoints").EnumerateArray().Select(v => v.GetDouble()));
            Assert.Equal(keypoints.Count(k => k.Visibility > 0), a.GetProperty("num_keypoints").GetInt32());
        }
    }

    /// <summary>From the frame into its record, and from there into every format's image.</summary>
    [Fact]
    public void Tags_stand_in_every_image_as_they_were_drawn()
    {
        SortedDictionary<string, Tag> tags = new(StringComparer.Ordinal) { ["hour"] = new(1.0 / 3), ["night"] = new(false), ["weather"] = new("trüb") };
        var image = TestImages.Render(TestImages.Frame(0) with { Tags = tags }, new(0));
        ConvertedDataset.Write(_folder["out"], [image], options => options with { Labels = options.Labels with { Panoptic = true } });
        Assert.Equal(tags, Record().Tags);
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco", "coco-panoptic", "webdataset");
        byte[][] texts =
        [
            File.ReadAllBytes(_folder["out/annotations/instances_train.json"]), File.ReadAllBytes(_folder["to/coco/annotations/instances_train.json"]),
            File.ReadAllBytes(_folder["to/coco-panoptic/annotations/panoptic_train.json"]),
        ];
        foreach (var found in texts.Select(text => JsonElement.Parse(text).GetProperty("images")[0])
            .Append(JsonElement.Parse(StrictTarReader.Read(_folder["to/webdataset/train/000000.tar"]).Single(member => member.Name.EndsWith(".json", StringComparison.Ordinal)).Content)).Select(found => found.GetProperty("tags")))
        {
            Assert.Equal(3, found.EnumerateObject().Count());
            Assert.Equal((1.0 / 3, JsonValueKind.False, "trüb"), (found.GetProperty("hour").GetDouble(), found.GetProperty("night").ValueKind, found.GetProperty("weather").GetString()));
        }
    }

    [Theory]
    [InlineData("coco")]
    [InlineData("webdataset")]
    public void Are_left_out_where_the_record_has_none(string format)
    {
        // Masks, poses and points may each be missing; the rest stays.
        PosedDataset.Write(_folder["out"], record => PosedDataset.Instance(1, i => i with { Amodal = i.Amodal! with { Mask = null }, Pose = null })(
            PosedDataset.Instance(2, i => i with { Amodal = null, Keypoints = null })(
                PosedDataset.Instance(3, i => i with { Amodal = null, Pose = null, Attributes = new(StringComparer.Ordinal) { ["colour"] = "grün" } })(record))));
        string[][] names = [.. Annotations(format).Select(a => a.EnumerateObject().Select(property => property.Name).Where(name => !Own.Contains(name) && name is not ("number" or "category")).ToArray())];
        Assert.Equal([.. Keypoints, .. Amodal.Where(name => name != "amodal_segmentation")], names[0]);
        Assert.Equal(Pose, names[1]);
        Assert.Equal(["attributes"], names[2]);
    }

    private static void CheckAmodal(JsonElement a, InstanceOutput instance, AmodalOutput amodal)
    {
        var image = new StrictCocoReader.CocoImage(1, "", PosedDataset.Width, PosedDataset.Height);
        Assert.Equal(amodal.Bbox, a.GetProperty("amodal_bbox").EnumerateArray().Select(v => v.GetInt32()));
        Assert.Equal(amodal.Area, a.GetProperty("amodal_area").GetInt32());
        Assert.Equal(PosedDataset.Amodal(instance.Number), StrictCocoReader.Decode(a.GetProperty("amodal_segmentation"), image));
        Assert.Equal(amodal.Visibility, a.GetProperty("visibility").GetDouble());
        Assert.Equal(amodal.Truncation, a.GetProperty("truncation").GetDouble());
        var occluders = a.GetProperty("occluders").EnumerateArray().ToArray();
        Assert.All(occluders, occluder => Assert.Equal(["number", "pixels"], occluder.EnumerateObject().Select(property => property.Name)));
        Assert.Equal(amodal.Occluders, occluders.Select(occluder => new OccluderOutput(occluder.GetProperty("number").GetInt32(), occluder.GetProperty("pixels").GetInt32())));
    }

    private JsonElement[] Annotations(string format)
    {
        if (format == "dataset")
            AnnotationBuilder.Build(_folder["out"]);
        else
            ConvertedDataset.Convert(_folder["out"], _folder["to"], format);
        var json = format switch
        {
            "dataset" => File.ReadAllBytes(_folder["out/annotations/instances_train.json"]),
            "webdataset" => StrictTarReader.Read(_folder["to/webdataset/train/000000.tar"]).Single(member => member.Name.EndsWith(".json", StringComparison.Ordinal)).Content,
            _ => File.ReadAllBytes(_folder[$"to/{format}/annotations/instances_train.json"]),
        };
        using var document = JsonDocument.Parse(json, new() { AllowDuplicateProperties = false });
        return [.. document.RootElement.GetProperty("annotations").EnumerateArray().Select(a => a.Clone())];
    }

    private ImageOutput Record()
    {
        var file = _folder["out/frames/000000000000.json"];
        return RecordFile.Read(File.ReadAllBytes(file), file).Output!.Images[0];
    }

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetSingle())];

    private static float[] Three(Vector3 v) => [v.X, v.Y, v.Z];
}
