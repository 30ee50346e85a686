using Render.Core;
using Render.Core.Frames;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>The <c>sensor:</c> of a scene: what is drawn, and what is refused.</summary>
public sealed class SensorSceneTests : IDisposable
{
    private readonly SceneFolder _folder = new("mug.glb");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_scene_without_a_sensor_has_none()
    {
        Assert.Null(Draw("").Sensor);
        var bare = Draw("sensor: {}").Sensor!;
        Assert.Equal((10500, 2.5f, 0.005f, 12, BayerPattern.Rggb, 4), (bare.FullWellE, bare.ReadNoiseE, bare.Prnu, bare.Bits, bare.Bayer, bare.Saturation));
        Assert.Equal(1, Draw("image: { tone_curve: none }\nsensor: {}").Sensor!.Saturation);
        Assert.Null(bare.JpegQuality);
    }

    [Fact]
    public void Every_number_may_be_a_distribution_and_moves_no_other()
    {
        const string All = """
            sensor:
              iso: [100, 1600]
              saturation: [1, 4]
              vignetting_cos4: [0, 1]
              vignetting_radial: { box: { min: [-0.4, 0, 0], max: [0, 0.1, 0] } }
              chromatic_red: [-0.001, 0.001]
              chromatic_blue: [-0.001, 0.001]
              blur_px: [0, 1]
              response: { box: { min: [0.4, 0.9, 0.4], max: [0.6, 1, 0.7] } }
              full_well_e: { log_uniform: [3000, 15000] }
              dark_e: [0, 9]
              read_noise_e: [1, 5]
              prnu: [0, 0.01]
              dsnu_e: [0, 1]
              hot_pixels: [0, 0.001]
              bits: { choice: [8, 10, 12] }
              black_level: [0, 0.1]
              bayer: { choice: [rggb, gbrg] }
              demosaic: { choice: [malvar, bilinear] }
              white_balance_k: [3000, 7000]
              sharpening: [0, 1]
              sharpening_radius_px: [0.5, 2]
              jpeg_quality: { integers: [30, 95] }
              jpeg_chroma: { choice: [half, full] }

            """;
        var drawn = Draw(All).Sensor!;
        Assert.Equal(drawn, Draw(All).Sensor);
        Assert.NotEqual(drawn, Draw(All, frame: 1).Sensor);
        // Without one of its values, all others are what they were.
        Assert.Equal(drawn with { ReadNoiseE = 2.5f }, Draw(All.Replace("  read_noise_e: [1, 5]\n", "", StringComparison.Ordinal)).Sensor);
        Assert.Equal(drawn with { Bits = 12 }, Draw(All.Replace("  bits: { choice: [8, 10, 12] }\n", "", StringComparison.Ordinal)).Sensor);
    }

    /// <summary>Sunny 16: at f/16, 1/100 s and ISO 100, EV100 is 14.64; a luminance of 1.2 * 2^14.64 cd/m2 is light of 1.</summary>
    [Fact]
    public void Aperture_shutter_and_sensitivity_make_the_exposure_physical()
    {
        var ev = Draw("image: { exposure_ev: 1 }\nsensor: { aperture_f: 16, shutter_s: 0.01 }").Image.ExposureEv;
        var luminance = 1.2 * 16 * 16 * 100;
        Assert.Equal(2 * 179 / luminance, Math.Pow(2, ev), 1e-6);
        Assert.Equal(ev + 2, Draw("image: { exposure_ev: 1 }\nsensor: { aperture_f: 16, shutter_s: 0.01, iso: 400 }").Image.ExposureEv, 1e-5);
        Assert.Equal(1, Draw("image: { exposure_ev: 1 }\nsensor: { iso: 400 }").Image.ExposureEv);
    }

    /// <summary>A lamp's temperature_k and the camera's white_balance_k are one scale.</summary>
    [Theory]
    [InlineData(2500)]
    [InlineData(4000)]
    [InlineData(6500)]
    [InlineData(12000)]
    public void White_balance_makes_a_lamp_of_its_temperature_white(double kelvin)
    {
        var frame = Draw(FormattableString.Invariant($"lights: {{ sun: {{ type: sun, temperature_k: {kelvin} }} }}\nsensor: {{ white_balance_k: {kelvin} }}"));
        var balanced = frame.Lights[0].Intensity * frame.Sensor!.WhiteBalance;
        Assert.InRange(balanced.X / balanced.Y, 0.99999f, 1.00001f);
        Assert.InRange(balanced.Z / balanced.Y, 0.99999f, 1.00001f);
    }

    [Theory]
    [InlineData("sensor: { aperture_f: 2 }", "test.yaml:2:23", "shutter_s")]
    [InlineData("sensor: { shutter_s: 2 }", "test.yaml:2:22", "aperture_f")]
    [InlineData("sensor: { jpeg_chroma: full }", "test.yaml:2:11", "jpeg_quality")]
    [InlineData("sensor: { full_wel_e: 100 }", "test.yaml:2:11", "full_well_e")]
    [InlineData("sensor: { bits: 20 }", "test.yaml:2:17", "6..16")]
    [InlineData("sensor: { response: [1, 0, 1] }", "test.yaml:2:", "0.001")]
    [InlineData("sensor: { bayer: rgb }", "test.yaml:2:18", "rggb")]
    [InlineData("sensor: { read_noise_e: -1 }", "test.yaml:2:25", "0..")]
    public void What_makes_no_sense_is_an_error_with_its_place(string text, string where, string what)
    {
        var error = Assert.Throws<RenderException>(() => Draw(text));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.Contains(where, error.Where, StringComparison.Ordinal);
        Assert.Contains(what, error.Message + error.Remedy, StringComparison.Ordinal);
    }

    private Frame Draw(string text, long frame = 0) =>
        _folder.Resolve($"render: 1\n{text}\nassets: {{ mug: {{ file: mug.glb, category: mug }} }}\n").Draw(5, frame);
}
