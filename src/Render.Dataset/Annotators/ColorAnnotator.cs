using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Encoders;

namespace Render.Dataset.Annotators;

/// <summary>
/// The image itself, sRGB: PNG (8-bit RGB), or JPEG (quality 95, 4:4:4). Where the frame's sensor has a JPEG quality, the JPEG is of that, and the PNG shows
/// what such a JPEG shows.
/// </summary>
public sealed class ColorAnnotator(ImageFormat format) : Annotator
{
    public override Aov Needs => Aov.Color;

    public override string Folder => "images";

    /// <summary>Path of an image below the dataset's folder.</summary>
    internal static string PathOf(string split, string fileStem, ImageFormat format) => $"images/{split}/{fileStem}.{Extension(format)}";

    public override void Annotate(LabelledImage image, ImageSink sink)
    {
        var rendered = image.Rendered;
        var (width, height) = (rendered.Width, rendered.Height);
        var jpeg = rendered.Frame.Sensor is { JpegQuality: { } quality } sensor
            ? Libvips.EncodeJpeg(rendered.Color, width, height, quality, sensor.JpegChroma)
            : null;
        if (format == ImageFormat.Jpg)
            sink.Add(Folder, Extension(format), jpeg ?? Libvips.EncodeJpeg(rendered.Color, width, height));
        else
            sink.Add(Folder, Extension(format), Png.EncodeRgb8(jpeg is null ? rendered.Color : Libvips.DecodeJpeg(jpeg), width, height));
    }

    private static string Extension(ImageFormat format) => format == ImageFormat.Jpg ? "jpg" : "png";
}
