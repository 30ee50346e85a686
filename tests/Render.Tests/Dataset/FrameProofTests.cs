using Render.Core;
using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Annotators;
using Render.Dataset.Check;
using Render.Dataset.Coco;
using Render.Dataset.Records;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>Plants each kind of fault between the rendered image and its labels, and sees it caught.</summary>
public sealed class FrameProofTests
{
    private readonly LabelledImage _image = new();
    private readonly ImageOutput _output;
    private readonly byte[] _idPng;
    private readonly int _annotated;

    public FrameProofTests()
    {
        var rendered = TestImages.Render(0);
        var categories = TestImages.Categories.ToDictionary(category => category.Name);
        var work = new ImageWork(TestImages.Options("unused"), categories);
        byte[] idPng = [];
        _output = work.Process(rendered, (path, bytes) =>
        {
            if (path.StartsWith("masks/instance", StringComparison.Ordinal))
                idPng = bytes.ToArray();
            return new string('0', 64);
        });
        _idPng = idPng;
        _image.Read(rendered, categories);
        _annotated = Array.FindIndex(_output.Instances, instance => instance.NotAnnotated is null);
    }

    [Fact]
    public void A_sound_image_passes() => Proof().Check(_image, _output, new() { Instance = _idPng });

    [Fact]
    public void Faults_in_the_record_are_caught()
    {
        var sound = _output.Instances[_annotated];
        var counts = RunLength.Decode(sound.Visible!, TestImages.Width * TestImages.Height);
        var box = sound.Bbox!;
        Refused(sound with { Area = sound.Area + 1 }, "pixels");
        Refused(sound with { Bbox = [box[0] + 1, box[1], box[2], box[3]] }, "lies in");
        Refused(sound with { Bbox = [box[0], box[1], box[2], box[3] - 1] }, "lies in");
        Refused(sound with { Number = sound.Number + 1 }, "calls instance");
        Refused(sound with { Visible = sound.Visible![..^1] }, "");
        Refused(sound with { Visible = "" }, "does not decode");
        // One pixel later, one less, one more: each adds up to the image.
        Refused(sound with { Visible = RunLength.Encode([counts[0] + 1, .. counts[1..^1], counts[^1] - 1]) }, "covers");
        Refused(sound with { Visible = RunLength.Encode([counts[0], counts[1] - 1, counts[2] + 1, .. counts[3..]]) }, "covers");
        Refused(sound with { Visible = RunLength.Encode([counts[0] - 1, counts[1] + 1, .. counts[2..]]) }, "covers pixel");
        Refused(sound with { Visible = Other().Visible }, "covers");
        Caught(_output with { Instances = _output.Instances[1..] }, _idPng, "lists");
    }

    [Fact]
    public void Faults_in_the_id_image_are_caught()
    {
        var encoder = new Render.Dataset.Encoders.PngEncoder();
        var shown = _image.Rendered.InstanceIds.Select(id => id > 0 && _image.IsLabelled(id) ? id : (ushort)0).ToArray();
        foreach (var pixel in new[] { 0, 1000, shown.Length - 1 })
        {
            var wrong = shown.ToArray();
            wrong[pixel]++;
            Caught(_output, encoder.EncodeGray16(wrong, TestImages.Width, TestImages.Height).ToArray(), "id image holds");
        }
        Caught(_output, encoder.EncodeGray16(_image.Rendered.InstanceIds, TestImages.Width, TestImages.Height).ToArray(), "id image holds");
        Caught(_output, encoder.EncodeGray16(shown, TestImages.Height, TestImages.Width).ToArray(), "is 48 x 64");
        Caught(_output, _idPng[..^30], "does not decode");
        Caught(_output, [1, 2, 3], "does not decode");
    }

    [Fact]
    public void A_pixel_that_changes_behind_the_labels_is_caught()
    {
        var ids = _image.Rendered.InstanceIds;
        for (var pixel = 0; pixel < ids.Length; pixel += 101)
        {
            var sound = ids[pixel];
            ids[pixel] = (ushort)(sound == _annotated + 1 ? 0 : _annotated + 1);
            Caught(_output, _idPng, "");
            ids[pixel] = sound;
        }
        ids[5] = (ushort)(_output.Instances.Length + 1);
        Caught(_output, _idPng, "holds instance");
    }

    [Fact]
    public void A_refused_frame_is_dropped_and_the_others_are_written()
    {
        using var folder = new TemporaryFolder();
        using (var writer = DatasetWriter.Open(TestImages.Options(folder["out"]) with { Labels = new LabelSettings() }))
        {
            writer.Add(TestImages.Render(0));
            var bad = TestImages.Render(1);
            bad.InstanceIds[77] = 999;
            var error = Assert.Throws<RenderException>(() => writer.Add(bad));
            Assert.Equal(Failure.Refused, error.Failure);
            Assert.Contains("frame 1", error.Message, StringComparison.Ordinal);
            writer.Add(TestImages.Render(2));
            Assert.Equal(2, writer.Finish().Frames);
            Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(frame => writer.IsDone(frame)));
            // It may come again.
            writer.Add(TestImages.Render(1));
            Assert.Equal(3, writer.Finish().Frames);
        }
        DatasetWriterTests.CheckWhole(folder["out"], 3);
    }

    private static FrameProof Proof() => new(TestImages.Options("unused"));

    private InstanceOutput Other() => _output.Instances.Last(instance => instance.Visible is not null && instance.Number != _annotated + 1);

    private void Refused(InstanceOutput wrong, string reason) =>
        Caught(_output with { Instances = [.. _output.Instances.Select((sound, i) => i == _annotated ? wrong : sound)] }, _idPng, reason);

    private void Caught(ImageOutput output, byte[] idPng, string reason)
    {
        var error = Assert.Throws<RenderException>(() => Proof().Check(_image, output, new() { Instance = idPng }));
        Assert.Equal(Failure.Refused, error.Failure);
        Assert.Contains("frame 0", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
