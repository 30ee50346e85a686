using Render.Core.Frames;

namespace Render.Dataset.Annotators;

/// <summary>
/// Albedo: the base colour of the surface that is seen, without light, shadow and reflection; 8-bit RGB PNG, sRGB; 0 0 0 = nothing seen, or black. Always without loss, whatever the codec of
/// the colour image.
/// </summary>
public sealed class AlbedoAnnotator : Annotator
{
    public override Aov Needs => Aov.Albedo;

    public override string Folder => "albedo";

    public override void Annotate(LabelledImage image, ImageSink sink)
    {
        var rendered = image.Rendered;
        sink.Add(Folder, "png", Png.EncodeRgb8(rendered.Albedo, rendered.Width, rendered.Height));
    }
}
