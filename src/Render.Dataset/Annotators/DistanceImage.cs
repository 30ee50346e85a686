using Render.Core.Scenes;
using Render.Dataset.Encoders;

namespace Render.Dataset.Annotators;

/// <summary>
/// Distances as 16-bit gray PNG: metres over the unit, rounded to nearest (halves to even), 0 = nothing seen, 65,535 = beyond the range. What is seen nearer than half
/// a unit becomes 1, so that it is not taken for nothing. Float32 metres beside it where they are asked for.
/// </summary>
internal sealed class DistanceImage(DepthSettings settings)
{
    private ushort[] _steps = [];

    /// <summary>Hands the files to the sink.</summary>
    /// <param name="sink">Takes them.</param>
    /// <param name="folder">The annotator's.</param>
    /// <param name="metres">Width * height, top row first; 0: nothing seen.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="png">The annotator's.</param>
    /// <returns>How many pixels lie beyond the range.</returns>
    public long Add(ImageSink sink, string folder, float[] metres, int width, int height, PngEncoder png)
    {
        if (_steps.Length != metres.Length)
            _steps = new ushort[metres.Length];
        var beyond = 0L;
        for (var i = 0; i < metres.Length; i++)
        {
            // A division in double: a product with 1/unit would round some halves to the other side.
            var steps = Math.Round(metres[i] / settings.Unit);
            if (steps >= ushort.MaxValue)
                beyond++;
            _steps[i] = metres[i] == 0 ? (ushort)0 : (ushort)Math.Clamp(steps, 1, ushort.MaxValue);
        }
        sink.Add(folder, "png", png.EncodeGray16(_steps, width, height));
        if (settings.Npy)
            sink.Add(folder, "npy", NpyEncoder.Encode(metres, width, height));
        return beyond;
    }
}
