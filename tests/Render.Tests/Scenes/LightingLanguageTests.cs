using System.Numerics;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Lighting;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>Lights, sky, fog and backgrounds as scenes write them: what frames hold then, and what is refused.</summary>
public sealed class LightingLanguageTests : IDisposable
{
    private readonly SceneFolder _folder = new("photos/a.jpg", "photos/b.jpg", "environments/a.hdr");

    public void Dispose() => _folder.Dispose();

    private Frame Draw(string yaml, long frame = 0) => _folder.Resolve("render: 1\n" + yaml).Draw(3, frame);

    [Theory]
    [InlineData("lights: { a: { type: area } }", "test.yaml:2:14", "'position' is missing")]
    [InlineData("lights: { a: { type: area, position: [0, 0, 2], power_w: 3, radiance_w_m2_sr: 1 } }", "test.yaml:2:", "'radiance_w_m2_sr' is given")]
    [InlineData("lights: { a: { type: area, position: [0, 0, 2], radius: 0.1 } }", "test.yaml:2:", "an area light does not have it")]
    [InlineData("lights: { a: { type: sun, size: [1, 1] } }", "test.yaml:2:", "a sun light does not have it")]
    [InlineData("environment: { map: assets:environments/a.hdr, sky: {} }", "test.yaml:2:", "'map' is given")]
    [InlineData("environment: { sky: { hour: 12, sun_elevation_deg: 3 } }", "test.yaml:2:", "'hour' is given")]
    [InlineData("environment: { sky: { latitude_deg: 12 } }", "test.yaml:2:", "there is no 'hour'")]
    [InlineData("environment: { sky: { turbidity: 1 } }", "test.yaml:2:", "out of range")]
    [InlineData("environment: { background: { photo: assets:photos/a.jpg, fit: fill } }", "test.yaml:2:", "no fit 'fill'")]
    [InlineData("environment: { background: { fit: cover } }", "test.yaml:2:", "needs 'photo' or 'pattern'")]
    [InlineData("environment: { background: { photo: assets:photos/none.jpg } }", "test.yaml:2:", "no such file")]
    [InlineData("environment: { background: {} }", "test.yaml:2:28", "photo, pattern, fit, found an empty map")]
    [InlineData("lights: { a: { type: spot, position: [0, 0, 2], direction: [0, 0, 0] } }", "test.yaml:2:60", "Any length above 0")]
    [InlineData("lights: { a: { type: spot, position: [0, 0, 2], look_at: [0, 0, 2] } }", "test.yaml:2:38", "stands exactly where it looks")]
    [InlineData("lights: { a: { type: area, position: [0, 0, 2], size: [1, 0] } }", "test.yaml:2:59", "out of range")]
    [InlineData("lights: { a: { type: spot, position: [0, 0, 2], inner_cone_deg: 60, outer_cone_deg: 40 } }", "test.yaml:2:65", "'inner_cone_deg' (60) is above 'outer_cone_deg' (40)")]
    [InlineData("lights: { a: { type: spot, position: [0, 0, 2], inner_cone_deg: 60 } }", "test.yaml:2:65", "above 'outer_cone_deg' (30)")]
    [InlineData("fog: {}", "test.yaml:2:", "needs 'density' or 'visibility'")]
    [InlineData("fog: { density: 1, visibility: 2 }", "test.yaml:2:", "'density' is given")]
    [InlineData("fog: { density: 1, base_height: 2 }", "test.yaml:2:", "no 'falloff_height'")]
    public void What_makes_no_sense_is_refused_with_its_place(string yaml, string place, string words)
    {
        var error = Assert.Throws<RenderException>(() => _folder.Parse("render: 1\n" + yaml));
        Assert.Contains(place, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_power_of_a_rectangle_is_pi_times_radiance_times_area()
    {
        var light = Assert.Single(Draw("lights: { a: { type: area, position: [0, 0, 2], direction: [0, 1, -1], size: [0.5, 2], power_w: 7, roll_deg: 30 } }").Lights);
        Assert.Equal(7, light.Intensity.X * MathF.PI * 0.5f * 2, 1e-5f);
        Assert.Equal(new Vector2(0.5f, 2), light.Size);
        Assert.Equal(0, Vector3.Dot(light.Side, light.Direction), 1e-6f);
        Assert.Equal(1, light.Side.Length(), 1e-6f);
        // Level at no roll; then turned by 30 degrees from there.
        var level = Draw("lights: { a: { type: area, position: [0, 0, 2], direction: [0, 1, -1] } }").Lights[0].Side;
        Assert.Equal(0, level.Z, 1e-6f);
        Assert.Equal(MathF.Cos(MathF.PI / 6), Vector3.Dot(level, light.Side), 1e-5f);
    }

    [Fact]
    public void A_sky_brings_its_sun_and_no_other()
    {
        const string sky = "environment: { sky: { sun_elevation_deg: 30, sun_azimuth_deg: 40, turbidity: 4 }, rotation_deg: 15, strength: 2 }";
        var frame = Draw(sky);
        var sun = Assert.Single(frame.Lights);
        Assert.Equal(LightKind.Sun, sun.Kind);
        var expected = new PreethamSky(30, 4, 0.2f).SunIrradiance * 2;
        Assert.Equal(expected.Y, sun.Intensity.Y, 1e-4);
        var towards = new Vector3(MathF.Cos(MathF.PI / 6) * MathF.Cos(55 * MathF.PI / 180), MathF.Cos(MathF.PI / 6) * MathF.Sin(55 * MathF.PI / 180), 0.5f);
        Assert.True(Vector3.Distance(towards, -sun.Direction) < 1e-5f);
        Assert.Equal(30, frame.Environment.Sky!.SunElevationDeg);
        Assert.Empty(Draw(sky.Replace("turbidity: 4", "sun: false", StringComparison.Ordinal)).Lights);
        Assert.Empty(Draw("environment: { sky: { sun_elevation_deg: -5 } }").Lights);
        Assert.Equal(2, Draw(sky + "\nlights: { lamp: { type: point, position: [0, 0, 1] } }").Lights.Length);
    }

    [Fact]
    public void The_hour_of_a_sky_may_be_a_named_draw()
    {
        for (var i = 0; i < 5; i++)
        {
            var sky = Draw("let: { hour: { uniform: [9, 15] } }\nenvironment: { sky: { hour: $hour, turbidity: [2, 8] } }", i).Environment.Sky!;
            Assert.InRange(sky.SunElevationDeg, 35, 70);
            Assert.InRange(sky.Turbidity, 2, 8);
        }
    }

    [Fact]
    public void Visibility_is_where_two_percent_are_left()
    {
        var fog = Draw("fog: { visibility: 80, falloff_height: 4, base_height: 1 }").Fog!;
        Assert.Equal(0.02, Math.Exp(-fog.Density * 80), 1e-6);
        Assert.Equal((0.25f, 1f), (fog.Falloff, fog.BaseHeight));
        Assert.Null(fog.Color);
    }

    [Fact]
    public void A_background_is_the_environment_a_colour_a_photograph_or_a_pattern()
    {
        Assert.Null(Draw("environment: { background: environment }").Environment.Background);
        Assert.Equal(new Vector3(1, 0, 0), Draw("environment: { background: red }").Environment.Background);
        var photo = Draw("environment: { background: { photo: { files: assets:photos/*.jpg }, fit: contain } }");
        Assert.Equal(ImageFit.Contain, photo.Environment.BackgroundFit);
        Assert.StartsWith("assets:photos/", photo.Environment.BackgroundImage, StringComparison.Ordinal);
        Assert.Equal("hash of " + photo.Environment.BackgroundImage, photo.Assets[photo.Environment.BackgroundImage!]);
        Assert.StartsWith("procedural:checker?", Draw("environment: { background: { pattern: checker } }").Environment.BackgroundImage, StringComparison.Ordinal);
    }
}
