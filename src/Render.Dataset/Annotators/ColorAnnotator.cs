using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Encoders;

namespace Render.Dataset.Annotators;

/// <summary>The image itself, sRGB: PNG (8-bit RGB), or JPEG (quality 95, 4:4:4).</summary>
public sealed class ColorAnnotator(ImageFormat format) : Annotator
{
    public override Aov Needs => Aov.Color;

    public override string Folder => "images";

    public override void Annotate(LabelledImage image, ImageSink sink)
    {
        var rendered = image.Rendered;
        if (format == ImageFormat.Jpg)
            sink.Add(Folder, "jpg", Libvips.EncodeJpeg(rendered.Color, rendered.Width, rendered.Height));
        else
            sink.Add(Folder, "png", Png.EncodeRgb8(rendered.Color, rendered.Width, rendered.Height));
    }
}
