using System.Numerics;
using Render.Core.Frames;

namespace Render.Dataset.Records;

/// <summary>What the types of a record do not say of its sensor: the ranges in which the scene language keeps it.</summary>
internal static class SensorCheck
{
    private const string Path = "$.input.sensor";

    /// <param name="sensor">Of a stranger's record.</param>
    /// <param name="require">Takes whether a rule holds, where, and the rule.</param>
    public static void Check(FrameSensor sensor, Action<bool, string, string> require)
    {
        void Range(float value, float min, float max, string name) =>
            require(value >= min && value <= max, $"{Path}.{name}", FormattableString.Invariant($"must be from {min} to {max}"));
        void Ranges(Vector3 v, float min, float max, string name)
        {
            for (var i = 0; i < 3; i++)
                Range(v[i], min, max, name);
        }
        Range(sensor.VignettingCos4, 0, 1, "vignetting_cos4");
        Ranges(sensor.VignettingRadial, -1e6f, 1e6f, "vignetting_radial");
        Range(sensor.LateralChroma.X, -0.05f, 0.05f, "lateral_chroma");
        Range(sensor.LateralChroma.Y, -0.05f, 0.05f, "lateral_chroma");
        Range(sensor.BlurPx, 0, 16, "blur_px");
        Ranges(sensor.Response, 1e-3f, 1e6f, "response");
        Range(sensor.Saturation, 1e-3f, 32, "saturation");
        Range(sensor.FullWellE, 10, 1e7f, "full_well_e");
        Range(sensor.Iso, 1, 1e7f, "iso");
        Range(sensor.DarkE, 0, 1e5f, "dark_e");
        Range(sensor.ReadNoiseE, 0, 1e5f, "read_noise_e");
        Range(sensor.Prnu, 0, 0.5f, "prnu");
        Range(sensor.DsnuE, 0, 1e5f, "dsnu_e");
        Range(sensor.HotPixels, 0, 1, "hot_pixels");
        Range(sensor.Bits, 6, 16, "bits");
        Range(sensor.BlackLevel, 0, 0.5f, "black_level");
        Ranges(sensor.WhiteBalance, 1e-3f, 1e3f, "white_balance");
        Range(sensor.Sharpening, 0, 10, "sharpening");
        Range(sensor.SharpeningRadiusPx, 0.3f, 16, "sharpening_radius_px");
        if (sensor.JpegQuality is { } quality)
            Range(quality, 1, 100, "jpeg_quality");
    }
}
