using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Cameras;

/// <summary>The <c>K:</c> of a camera, as calibration tools give it.</summary>
/// <param name="Shift">Added to Cx and Cy: 0.5 where the file counts pixel centres at whole numbers.</param>
/// <param name="Fx">Pixels.</param>
/// <param name="Fy">Pixels.</param>
/// <param name="Cx">Pixels, as given.</param>
/// <param name="Cy">Pixels, as given.</param>
internal sealed record Intrinsics(Value<double> Fx, Value<double> Fy, Value<double> Cx, Value<double> Cy, double Shift)
{
    private static readonly SampledType<double> Length = new(new NumberType("pixels", 1e-3, 1e7));
    private static readonly SampledType<double> Coordinate = new(new NumberType("pixels", -1e6, 1e6));

    private static readonly Key<Value<double>> FxKey = new("fx", Length, null, "Focal length across.", "600", required: true);

    private static readonly Key<Value<double>> FyKey = new("fy", Length, null, "Focal length down.", "600", required: true);

    private static readonly Key<Value<double>> CxKey = new("cx", Coordinate, null, "Principal point, from the left.", "320", required: true);

    private static readonly Key<Value<double>> CyKey = new("cy", Coordinate, null, "Principal point, from the top.", "240", required: true);

    private static readonly Key<double> PixelCenter = new("pixel_center", new WordType<double>("pixel_center", ("0", 0.5), ("0.5", 0)), null,
        "Where the centre of the first pixel lies: 0 (OpenCV calibrations) or 0.5.", "0", required: true);

    internal static readonly Section<Intrinsics> Section = new("K", "Intrinsics in pixels.", [FxKey, FyKey, CxKey, CyKey, PixelCenter],
        r => new(r.Get(FxKey), r.Get(FyKey), r.Get(CxKey), r.Get(CyKey), r.Get(PixelCenter)));

    /// <summary>Pixels, with pixel centres at +0.5.</summary>
    public (double Fx, double Fy, double Cx, double Cy) Draw(DrawKey key, int view) =>
        (Fx.Draw(key, view), Fy.Draw(key, view), Cx.Draw(key, view) + Shift, Cy.Draw(key, view) + Shift);
}
