using Render.Core;
using Render.Core.Frames;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>What is on or off may be drawn like any other value: in each frame by itself.</summary>
public sealed class SwitchTests : IDisposable
{
    private const string Yaml = """
        render: 1
        assets: { m: { file: mug.glb } }
        environment: { sky: { sun_elevation_deg: 40, sun: { bernoulli: 0.6 } } }
        lights: { lamp: { type: point, position: [0, 0, 2], intensity_w_sr: 5, shadow: { bernoulli: 0.3 } }, other: { type: point, position: [0, 0, 2], shadow: false } }
        """;

    private readonly SceneFolder _folder = new("mug.glb");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shadows_and_the_sun_of_a_sky_are_there_as_often_as_their_probability_says()
    {
        var frames = Frames(Yaml, 2000);
        // Five standard deviations.
        Assert.InRange(frames.Count(f => Lamp(f).CastsShadow), 600 - 103, 600 + 103);
        Assert.InRange(frames.Count(f => f.Lights.Any(l => l.Name == "sky")), 1200 - 110, 1200 + 110);
        Assert.InRange(frames.Count(f => Lamp(f).CastsShadow && f.Lights.Any(l => l.Name == "sky")), 360 - 86, 360 + 86);
        Assert.DoesNotContain(frames, f => f.Lights.Single(l => l.Name == "other").CastsShadow);
    }

    [Fact]
    public void Frozen_they_are_as_is_more_likely_and_plain_words_stay_words()
    {
        Assert.All(Frames(Yaml + "\nfreeze: [lights, environment]", 20), f => Assert.True(!Lamp(f).CastsShadow && f.Lights.Any(l => l.Name == "sky")));
        Assert.All(Frames(Yaml.Replace("{ bernoulli: 0.3 }", "true", StringComparison.Ordinal).Replace("{ bernoulli: 0.6 }", "false", StringComparison.Ordinal), 5),
            f => Assert.True(Lamp(f).CastsShadow && f.Lights.All(l => l.Name != "sky")));
        var error = Assert.Throws<RenderException>(() => _folder.Parse(Yaml.Replace("{ bernoulli: 0.3 }", "[0, 1]", StringComparison.Ordinal)));
        Assert.StartsWith("test.yaml:4:", error.Where, StringComparison.Ordinal);
    }

    private List<Frame> Frames(string yaml, int count)
    {
        var scene = _folder.Resolve(yaml);
        return [.. Enumerable.Range(0, count).Select(i => scene.Draw(1, i))];
    }

    private static FrameLight Lamp(Frame frame) => frame.Lights.Single(l => l.Name == "lamp");
}
