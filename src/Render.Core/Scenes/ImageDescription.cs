using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The <c>image:</c> of a scene.</summary>
internal sealed record ImageDescription(int Width, int Height, int Samples, Value<double> ExposureEv, ToneCurve ToneCurve, ImageFormat Format)
{
    private const int MaxSize = 16384;

    private static readonly Key<long> WidthKey = new("width", new IntegerType(1, MaxSize), "640", "Pixels.");

    private static readonly Key<long> HeightKey = new("height", new IntegerType(1, MaxSize), "480", "Pixels.");

    private static readonly Key<int> SamplesKey = new("samples", new WordType<int>("number of samples", ("1", 1), ("4", 4), ("8", 8), ("16", 16)), "4",
        "Colour samples a pixel: 1, 4, 8 or 16. Labels are always read at the pixel's centre.");

    private static readonly Key<Value<double>> Exposure = new("exposure_ev", new SampledType<double>(new NumberType("stops", -30, 30)), "0",
        "At 0, a white matt surface under 1 W/m2 of sun is shown as linear 1/pi; each stop doubles.", "{ normal: { mean: 0, std: 0.5, min: -1, max: 1 } }");

    private static readonly Key<ToneCurve> Curve = new("tone_curve",
        new WordType<ToneCurve>("tone curve", ("filmic", ToneCurve.Filmic), ("none", ToneCurve.None)), "filmic",
        "How light becomes pixels: filmic (soft shoulder), or none (linear, clipped, then sRGB).");

    private static readonly Key<ImageFormat> FormatKey = new("format",
        new WordType<ImageFormat>("image format", ("png", ImageFormat.Png), ("jpg", ImageFormat.Jpg)), "png",
        "png (lossless) or jpg (quality 95, full colour resolution).");

    internal static readonly Section<ImageDescription> Section = new("image", "Size and development of the pictures.",
        [WidthKey, HeightKey, SamplesKey, Exposure, Curve, FormatKey],
        r => new((int)r.Get(WidthKey), (int)r.Get(HeightKey), r.Get(SamplesKey), r.Get(Exposure), r.Get(Curve), r.Get(FormatKey)));

    public ImageSettings Draw(DrawKey key) => new(Width, Height, Samples, (float)ExposureEv.Draw(key), ToneCurve);
}
