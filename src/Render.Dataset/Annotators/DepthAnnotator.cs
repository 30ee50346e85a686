using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Encoders;

namespace Render.Dataset.Annotators;

/// <summary>
/// Depth along the optical axis, 16-bit gray PNG: metres over the unit, rounded to nearest (halves to even), 0 = nothing seen, 65,535 =
/// beyond the range.
/// What is seen nearer than half a unit becomes 1, so that it is not taken for nothing.
/// </summary>
public sealed class DepthAnnotator(DepthSettings settings) : Annotator
{
    private ushort[] _steps = [];

    public override Aov Needs => Aov.Depth;

    public override string Folder => "depth";

    public override void Annotate(LabelledImage image, ImageSink sink)
    {
        var (depth, width, height) = (image.Rendered.Depth, image.Rendered.Width, image.Rendered.Height);
        if (_steps.Length != depth.Length)
            _steps = new ushort[depth.Length];
        var beyond = 0L;
        for (var i = 0; i < depth.Length; i++)
        {
            // A division in double: a product with 1/unit would round some halves to the other side.
            var steps = Math.Round(depth[i] / settings.Unit);
            if (steps >= ushort.MaxValue)
                beyond++;
            _steps[i] = depth[i] == 0 ? (ushort)0 : (ushort)Math.Clamp(steps, 1, ushort.MaxValue);
        }
        sink.DepthBeyondRange = beyond;
        sink.Add(Folder, "png", Png.EncodeGray16(_steps, width, height));
        if (settings.Npy)
            sink.Add(Folder, "npy", NpyEncoder.Encode(depth, width, height));
    }
}
