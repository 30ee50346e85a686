using NetVips;
using Render.Core.Scenes;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

public sealed class VocTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("background")]
    [InlineData("#1")]
    [InlineData("a:b")]
    public void A_name_that_the_label_map_cannot_hold_leaves_it_out(string name)
    {
        var image = TestImages.Render(0);
        var named = new Render.Core.Frames.RenderedFrame();
        named.Reset(image.Frame with { Instances = [.. image.Frame.Instances.Select(i => i with { Category = i.Category is null ? null : name })] }, image.Key,
            Render.Core.Frames.Aov.Color | Render.Core.Frames.Aov.InstanceId | Render.Core.Frames.Aov.Depth);
        image.InstanceIds.CopyTo(named.InstanceIds, 0);
        ConvertedDataset.Write(_folder["out"], [named], options => options with { Categories = [new(1, name, "thing")] });
        var summary = ConvertedDataset.Convert(_folder["out"], _folder["to"], "voc");
        Assert.False(File.Exists(_folder["to/voc/labelmap.txt"]));
        Assert.Contains(summary.Formats[0].Notes, note => note.StartsWith("No labelmap.txt", StringComparison.Ordinal));
    }

    [Fact]
    public void Boxes_sets_and_segmentations_are_those_of_the_masks()
    {
        ConvertedDataset.WriteTen(_folder["out"]);
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "voc");
        foreach (var split in new[] { "train", "val" })
        {
            var stems = Enumerable.Range(0, 10).Where(frame => frame % 5 == 4 == (split == "val")).Select(frame => $"{frame:D12}").ToArray();
            Assert.Equal(stems, File.ReadAllLines(_folder[$"to/voc/ImageSets/Main/{split}.txt"]));
            Assert.Equal(stems, File.ReadAllLines(_folder[$"to/voc/ImageSets/Segmentation/{split}.txt"]));
        }
        for (var frame = 0; frame < 10; frame++)
            CheckImage(frame);
        Assert.Equal(["# label:color_rgb:parts:actions", "background:0,0,0::", "mug:128,0,0::"], File.ReadAllLines(_folder["to/voc/labelmap.txt"])[..3]);
    }

    private void CheckImage(int frame)
    {
        var (image, stem) = (TestImages.Render(frame), $"{frame:D12}");
        var truths = Truth.Of(image, 16);
        var voc = VocAnnotation.Read(_folder[$"to/voc/Annotations/{stem}.xml"]);
        Assert.Equal((stem + ".jpg", 64, 48, 1), (voc.FileName, voc.Width, voc.Height, voc.Segmented));
        Assert.Equal(truths.Select(t => TestImages.Categories[t.CategoryId - 1].Name), voc.Objects.Select(o => o.Name));
        Assert.Equal(truths.Select(t => (t.Box.Left + 1, t.Box.Top + 1, t.Box.Right + 1, t.Box.Bottom + 1)), voc.Objects.Select(o => (o.Box[0], o.Box[1], o.Box[2], o.Box[3])));
        var (classes, objects) = (Pixels("SegmentationClass", stem), Pixels("SegmentationObject", stem));
        for (var i = 0; i < image.InstanceIds.Length; i++)
        {
            var number = image.InstanceIds[i];
            var at = Array.FindIndex(truths, t => t.Number == number);
            var isLabelled = number > 0 && image.Frame.Instances[number - 1].Category is not null;
            Assert.Equal(at >= 0 ? truths[at].CategoryId : isLabelled ? 255 : 0, classes[i]);
            Assert.Equal(at >= 0 ? at + 1 : isLabelled ? 255 : 0, objects[i]);
        }
    }

    private byte[] Pixels(string folder, string stem)
    {
        var png = PngReader.Read(File.ReadAllBytes(_folder[$"to/voc/{folder}/{stem}.png"]));
        Assert.Equal((64, 48, 8, 3), (png.Width, png.Height, png.BitDepth, png.ColorType));
        // The colour map of the development kit: 1 is dark red, 255 is (224, 224, 192).
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128, 0], png.Palette[..9]);
        Assert.Equal([224, 224, 192], png.Palette[765..]);
        return png.Samples;
    }

    [Fact]
    public void A_png_becomes_a_jpeg_near_it_and_a_jpeg_stays_itself()
    {
        var image = TestImages.Render(0);
        for (var i = 0; i < image.Color.Length; i++)
            image.Color[i] = (byte)(i / 3 % TestImages.Width * 3 + i % 3 * 20);
        ConvertedDataset.Write(_folder["png"], [image]);
        ConvertedDataset.Convert(_folder["png"], _folder["from-png"], "voc");
        using (var decoded = Image.NewFromFile(_folder["from-png/voc/JPEGImages/000000000000.jpg"]))
            Assert.All(image.Color.Zip(decoded.WriteToMemory<byte>()), pair => Assert.InRange(pair.First - pair.Second, -8, 8));
        ConvertedDataset.Write(_folder["jpg"], [image], options => options with { Labels = new() { Image = ImageFormat.Jpg } });
        Assert.Empty(ConvertedDataset.Convert(_folder["jpg"], _folder["from-jpg"], "voc").Formats[0].Notes);
        Assert.Equal(File.ReadAllBytes(_folder["jpg/images/train/000000000000.jpg"]), File.ReadAllBytes(_folder["from-jpg/voc/JPEGImages/000000000000.jpg"]));
    }
}
