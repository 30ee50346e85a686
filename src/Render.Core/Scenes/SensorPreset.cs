using Render.Core.Sampling;

namespace Render.Core.Scenes;

/// <summary>
/// The noise of a real sensor, from what was measured of it by EMVA 1288 (release 3.1, 2016): the signal-to-noise ratio at saturation, whose square is the saturation capacity, for there it is
/// shot noise alone; and the dynamic range, saturation over the least signal that is seen, sqrt(dark variance + 1/4) + 1/2, of which the dark variance holds the converter's own.
/// </summary>
/// <param name="Name">As a scene writes it.</param>
/// <param name="PixelUm">Pitch of the photosites, microns.</param>
/// <param name="SnrDb">At saturation, decibels.</param>
/// <param name="RangeDb">Dynamic range, decibels.</param>
/// <param name="Bits">Of the converter.</param>
internal sealed record SensorPreset(string Name, double PixelUm, double SnrDb, double RangeDb, int Bits)
{
    /// <summary>
    /// Measured on the monochrome cameras of Balluff (Matrix Vision): technical documentation of BVS CA-GX0/GX2 (IMX545, IMX546), BVS CA-GT (IMX532, IMX535), BVS CA-SF (MT9F002, MT9M031) and the manual of
    /// mvBlueFOX3 (IMX249), https://assets.balluff.com/documents/.
    /// </summary>
    public static readonly IReadOnlyList<SensorPreset> All =
    [
        new("imx249", 5.86, 45.1, 73, 12), new("imx532", 2.74, 39.8, 70.6, 12), new("imx535", 2.74, 39.7, 69.8, 12), new("imx545", 2.74, 39.7, 70, 12), new("imx546", 2.74, 39.7, 69.9, 12),
        new("mt9m031", 3.75, 37.4, 54.3, 12), new("mt9f002", 1.4, 35.1, 57.3, 12),
    ];

    /// <summary>Saturation capacity, electrons.</summary>
    public double FullWellE => Ratio(2 * SnrDb);

    /// <summary>Standard deviation of the temporal dark noise before the converter, electrons.</summary>
    public double ReadNoiseE
    {
        get
        {
            var (least, step) = (FullWellE / Ratio(RangeDb) - 0.5, FullWellE / (1 << Bits));
            return Math.Sqrt(least * least - 0.25 - step * step / 12);
        }
    }

    public override string ToString() => Name;

    /// <summary>Of amplitudes.</summary>
    private static double Ratio(double decibels) => PortableMath.Exp(decibels / 20 * PortableMath.Log(10));
}
