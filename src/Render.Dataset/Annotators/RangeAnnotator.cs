using Render.Core.Frames;
using Render.Core.Scenes;

namespace Render.Dataset.Annotators;

/// <summary>Distance from the camera along the ray through the pixel's centre, in the form of <see cref="DistanceImage"/>. Through a lens it is there also where depth is not: 90 degrees and more from the axis.</summary>
public sealed class RangeAnnotator(DepthSettings settings) : Annotator
{
    private readonly DistanceImage _distances = new(settings);

    public override Aov Needs => Aov.Range;

    public override string Folder => "range";

    internal override ReadOnlySpan<ushort> LastValues => _distances.LastSteps;

    public override void Annotate(LabelledImage image, ImageSink sink) =>
        sink.RangeBeyondRange = _distances.Add(sink, Folder, image.Rendered.Range, image.Rendered.Width, image.Rendered.Height, Png);
}
