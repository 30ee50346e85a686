using System.Numerics;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Gpu.Tests.Device;
using Render.Gpu.Tests.Shading;
using Xunit;

namespace Render.Gpu.Tests.Sensor;

/// <summary>A whole frame with a sensor.</summary>
public sealed class SensorImageTests(DeviceFixture fixture)
{
    private static readonly FrameSensor Everything = new()
    {
        FullWellE = 4000,
        ReadNoiseE = 4,
        Prnu = 0.01f,
        DsnuE = 2,
        HotPixels = 0.001f,
        DarkE = 3,
        BlackLevel = 0.02f,
        VignettingCos4 = 1,
        LateralChroma = new(0.003f, -0.003f),
        BlurPx = 0.7f,
        Bayer = BayerPattern.Rggb,
        Sharpening = 0.5f,
    };

    [Fact]
    public void Labels_do_not_see_the_sensor()
    {
        var (with, without) = (Still(Everything).RenderImage(Aov.Color | Aov.InstanceId | Aov.Depth), Still(null).RenderImage(Aov.Color | Aov.InstanceId | Aov.Depth));
        Assert.Equal(without.InstanceIds, with.InstanceIds);
        Assert.Equal(without.Depth, with.Depth);
        Assert.NotEqual(without.Color, with.Color);
        fixture.Clean();
    }

    [Fact]
    public void The_same_bytes_twice_and_in_bands()
    {
        var basis = Still(Everything).RenderBytes();
        Assert.Equal(basis, Still(Everything).RenderBytes());
        // Ambient occlusion sees no further than its band; without it nothing may differ.
        var whole = WithoutOcclusion(Everything).RenderBytes();
        Assert.Equal(whole, WithoutOcclusion(Everything).RenderImage(Aov.Color, 96 * 4 * 8 * 10L).Color);
        Assert.Equal(whole, WithoutOcclusion(Everything).RenderImage(Aov.Color, 96 * 4 * 8 * 34L).Color);
    }

    [Fact]
    public void A_sensor_without_faults_shows_what_an_ideal_camera_shows()
    {
        var ideal = new FrameSensor { FullWellE = 1e7f, Bits = 16, Saturation = 1 };
        var (with, without) = (Still(ideal, samples: 1).RenderBytes(), Still(null, samples: 1).RenderBytes());
        for (var i = 0; i < with.Length; i++)
            Assert.InRange(with[i] - without[i], -1, 1);
        Assert.True(without.Max() > 150 && without.Distinct().Count() > 40);
    }

    /// <summary>Half a pixel of a light a hundred times white is fifty times white: the lens adds up light, not bytes.</summary>
    [Fact]
    public void Sub_samples_are_averaged_in_linear_light()
    {
        Studio Edge(FrameSensor? sensor)
        {
            var studio = new Studio(fixture.Device);
            studio.Frame = studio.Frame with { Sensor = sensor, Image = new(64, 64, 16, 0, ToneCurve.None), Environment = new() { Strength = 0, Background = new(100, 100, 100) } };
            // A black plane over the left half, whose edge goes through the middle of a column's pixels.
            studio.Add("shape:plane", new Material { Name = "black", BaseColor = new(0, 0, 0, 1), Roughness = 1 }, new(-2 + 0.5f / 60, 0, 0), 4);
            return studio;
        }
        var sensor = new FrameSensor { FullWellE = 1e7f, Bits = 16, Saturation = 1, BlurPx = 0 };
        var (shown, captured) = (Edge(null).RenderBytes(), Edge(sensor).RenderBytes());
        var at = 3 * (32 * 64 + 32);
        Assert.InRange(shown[at], 150, 220);
        Assert.Equal(255, captured[at]);
        // Below white it is the average itself: 0.2 / 2, within two of the sixteen sub-samples.
        var dim = Edge(sensor);
        dim.Frame = dim.Frame with { Environment = new() { Strength = 0, Background = new(0.2f, 0.2f, 0.2f) } };
        Assert.InRange(Linear(dim.RenderBytes()[at]), 0.2f * 6 / 16, 0.2f * 10 / 16);
    }

    private static double Linear(byte value) => Math.Pow((value / 255.0 + 0.055) / 1.055, 2.4);

    private Studio Still(FrameSensor? sensor, int samples = 4)
    {
        var studio = new Studio(fixture.Device);
        studio.Frame = studio.Frame with
        {
            Sensor = sensor,
            Image = new(96, 64, samples, 0.5f, ToneCurve.None),
            Cameras = [Studio.Camera(new(0, -4, 3), Vector3.UnitZ, 90, 96, 64)],
            Lights = [Studio.Sun(new(0.4f, -0.5f, 1), 2)],
            Environment = new() { Color = new(0.5f, 0.6f, 0.8f), Strength = 0.5f },
        };
        studio.Add("shape:plane", new Material { Name = "floor", BaseColor = new(0.4f, 0.3f, 0.2f, 1), Roughness = 0.8f }, scale: 6);
        studio.Add("shape:sphere", new Material { Name = "ball", BaseColor = new(0.8f, 0.1f, 0.1f, 1), Roughness = 0.5f }, new(0, 0, 0.6f));
        return studio;
    }

    private Studio WithoutOcclusion(FrameSensor sensor)
    {
        var studio = Still(sensor);
        studio.Frame = studio.Frame with { Environment = new() { Strength = 0, Background = new(0.2f, 0.3f, 0.4f) } };
        return studio;
    }
}
