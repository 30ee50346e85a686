using NetVips;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Annotators;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>The JPEG of a sensor: PNG files show what it shows, JPEG files are it.</summary>
public sealed class SensorJpegTests
{
    [Fact]
    public void A_picture_goes_through_the_jpeg_that_the_sensor_says()
    {
        var plain = File(ImageFormat.Png, null);
        Assert.Equal(plain, File(ImageFormat.Png, new()));
        var good = File(ImageFormat.Png, new() { JpegQuality = 95, JpegChroma = JpegChroma.Full });
        var bad = File(ImageFormat.Png, new() { JpegQuality = 20, JpegChroma = JpegChroma.Full });
        var chroma = File(ImageFormat.Png, new() { JpegQuality = 95, JpegChroma = JpegChroma.Half });
        Assert.Equal(bad, File(ImageFormat.Png, new() { JpegQuality = 20, JpegChroma = JpegChroma.Full }));
        var (a, b, c) = (Error(plain, good), Error(plain, bad), Error(plain, chroma));
        Assert.InRange(a, 0.01, 3);
        Assert.True(b > 3 * a && c > a, $"{a} {b} {c}");
    }

    [Fact]
    public void Jpeg_files_are_of_that_quality_and_show_what_the_png_shows()
    {
        var sensor = new FrameSensor { JpegQuality = 40 };
        var jpeg = File(ImageFormat.Jpg, sensor);
        Assert.Equal(Pixels(File(ImageFormat.Png, sensor)), Pixels(jpeg));
        Assert.True(jpeg.Length < File(ImageFormat.Jpg, null).Length);
        Assert.Equal(File(ImageFormat.Jpg, null), File(ImageFormat.Jpg, new()));
    }

    private static double Error(byte[] a, byte[] b) => Pixels(a).Zip(Pixels(b), (x, y) => Math.Abs(x - y)).Average();

    private static byte[] Pixels(byte[] file)
    {
        using var image = Image.NewFromBuffer(file);
        return image.WriteToMemory<byte>();
    }

    /// <summary>A gradient with a coloured check.</summary>
    private static byte[] File(ImageFormat format, FrameSensor? sensor)
    {
        var rendered = new RenderedFrame();
        rendered.Reset(TestImages.Frame(0) with { Sensor = sensor }, new ImageKey(0), Aov.Color | Aov.InstanceId);
        for (var i = 0; i < rendered.Color.Length; i++)
        {
            var (x, y) = (i / 3 % rendered.Width, i / 3 / rendered.Width);
            rendered.Color[i] = (byte)(x * 3 + ((x / 3 + y / 3) % 2 == 0 ? 20 * (i % 3) : 0));
        }
        var image = new LabelledImage();
        image.Read(rendered, TestImages.Categories.ToDictionary(c => c.Name));
        byte[] file = [];
        var annotator = new ColorAnnotator(format);
        annotator.Annotate(image, new ImageSink("train", "0", (_, bytes) =>
        {
            file = bytes.ToArray();
            return "";
        }));
        return file;
    }
}
