using Render.Core.Frames;
using Render.Core.Scenes;

namespace Render.Dataset.Annotators;

/// <summary>Depth along the optical axis, in the form of <see cref="DistanceImage"/>.</summary>
public sealed class DepthAnnotator(DepthSettings settings) : Annotator
{
    private readonly DistanceImage _distances = new(settings);

    public override Aov Needs => Aov.Depth;

    public override string Folder => "depth";

    internal override ReadOnlySpan<ushort> LastValues => _distances.LastSteps;

    public override void Annotate(LabelledImage image, ImageSink sink) =>
        sink.DepthBeyondRange = _distances.Add(sink, Folder, image.Rendered.Depth, image.Rendered.Width, image.Rendered.Height, Png);
}
