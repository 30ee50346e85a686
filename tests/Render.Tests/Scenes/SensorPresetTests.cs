using Render.Core;
using Render.Core.Scenes;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>Sensors by name: what they stand for, and what the scene says besides.</summary>
public sealed class SensorPresetTests : IDisposable
{
    private readonly SceneFolder _folder = new("mug.glb");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sensor_with_these_numbers_would_be_measured_as_the_one_that_they_are_named_after()
    {
        foreach (var preset in SensorPreset.All)
        {
            var (well, noise, step) = (preset.FullWellE, preset.ReadNoiseE, preset.FullWellE / Math.Pow(2, preset.Bits));
            Assert.Equal(preset.SnrDb, 20 * Math.Log10(well / Math.Sqrt(well)), 1e-9);
            Assert.Equal(preset.RangeDb, 20 * Math.Log10(well / (Math.Sqrt(noise * noise + step * step / 12 + 0.25) + 0.5)), 1e-9);
            Assert.InRange(noise, 1, 20);
        }
        // By hand, from 45.1 and 73 dB.
        var imx249 = SensorPreset.All.Single(p => p.Name == "imx249");
        Assert.Equal((32359, 6.33), (Math.Round(imx249.FullWellE), Math.Round(imx249.ReadNoiseE, 2)));
    }

    [Fact]
    public void A_frame_has_the_numbers_of_its_sensor_unless_the_scene_gives_them()
    {
        var sensor = Draw("preset: mt9f002", 0);
        Assert.Equal((3236, 3.88, 12), (Math.Round(sensor.FullWellE), Math.Round(sensor.ReadNoiseE, 2), sensor.Bits));
        sensor = Draw("preset: mt9f002, read_noise_e: 9, bits: 8", 0);
        Assert.Equal((3236, 9, 8), (Math.Round(sensor.FullWellE), sensor.ReadNoiseE, sensor.Bits));
        sensor = Draw("", 0);
        Assert.Equal((10500, 2.5f, 12), (sensor.FullWellE, sensor.ReadNoiseE, sensor.Bits));
        // A well never goes with another sensor's noise.
        var drawn = Enumerable.Range(0, 60).Select(i => Draw("preset: { choice: [imx249, imx546] }", i)).Select(s => (Math.Round(s.FullWellE), Math.Round(s.ReadNoiseE, 1))).Distinct().Order().ToArray();
        Assert.Equal([(9333, 2.3), (32359, 6.3)], drawn);
    }

    [Fact]
    public void An_unknown_sensor_is_an_error_with_its_place()
    {
        var error = Assert.Throws<RenderException>(() => Draw("preset: imx294", 0));
        Assert.Equal("test.yaml:1:66", error.Where);
        Assert.Contains("imx249", error.Message, StringComparison.Ordinal);
    }

    private Core.Frames.FrameSensor Draw(string sensor, long frame) =>
        _folder.Resolve($"{{ render: 1, assets: {{ m: {{ file: mug.glb }} }}, sensor: {{ {sensor} }} }}").Draw(1, frame).Sensor!;
}
