using Render.Core;
using Render.Core.Frames;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary><c>labels.tags</c>: a frame says what its named draws were.</summary>
public sealed class ImageTagTests : IDisposable
{
    private const string Scene = """
        render: 1
        let:
          hour: { uniform: [5, 21] }
          night: "$hour < 7 or $hour > 19"
          weather: { choice: [clear, overcast] }
          unused: { integers: [0, 1000] }
          wear: { uniform: [0, 1], scope: instance }
          spot: { uniform: { min: [0, 0, 0], max: [1, 1, 1] } }
        environment: { strength: $hour, rotation_deg: "if($weather == \"clear\", 10, 20)" }

        """;

    private readonly SceneFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Are_what_the_frame_is_made_of()
    {
        var scene = _folder.Resolve(Scene + "labels: { tags: [weather, hour, night, unused] }");
        var words = new HashSet<string>();
        for (var frame = 0; frame < 50; frame++)
        {
            var drawn = scene.Draw(3, frame);
            Assert.Equal(["hour", "night", "unused", "weather"], drawn.Tags!.Keys);
            Assert.Equal(drawn.Environment.Strength, (float)drawn.Tags["hour"].Number!.Value);
            Assert.Equal(drawn.Environment.RotationDeg == 10 ? "clear" : "overcast", drawn.Tags["weather"].Word);
            Assert.Equal(drawn.Environment.Strength is < 7 or > 19, drawn.Tags["night"].Truth);
            Assert.InRange(drawn.Tags["unused"].Number!.Value, 0, 1000);
            words.Add(drawn.Tags["weather"].Word!);
        }
        Assert.Equal(2, words.Count);
    }

    [Fact]
    public void Move_no_other_draw()
    {
        var (plain, tagged) = (_folder.Resolve(Scene), _folder.Resolve(Scene + "labels: { tags: [unused, hour] }"));
        for (var frame = 0; frame < 10; frame++)
        {
            Assert.Null(plain.Draw(3, frame).Tags);
            Assert.Equal(plain.Draw(3, frame).Environment, tagged.Draw(3, frame).Environment);
        }
    }

    [Fact]
    public void Are_those_of_each_variant()
    {
        var frame = _folder.Resolve(Scene + "labels: { tags: [hour] }\nvary: { let.hour: [6, 12] }").Draw(3, 0);
        Assert.Equal([new Tag(6.0), new Tag(12.0)], [frame.Tags!["hour"], frame.Variants[0].Tags!["hour"]]);
    }

    /// <summary>A scene without tags has the hash that it had before there were tags.</summary>
    [Fact]
    public void Belong_to_the_scene_and_other_labels_do_not()
    {
        string Canonical(string labels) => _folder.Parse(Scene + labels).CanonicalJson;
        var pinned = _folder.Resolve("""
            render: 1
            name: pinned
            frames: 7
            let: { hour: { uniform: [5, 22] } }
            camera: { roll_deg: $hour }
            lights: { sun: { type: sun, irradiance_w_m2: [1, 4] } }
            labels: { coco: true, depth: true }
            """);
        Assert.Equal("cea6f88f8ff353921b328a41e4cb1826380f868d695ec61b6d62eda324ab504c", pinned.Hash);
        Assert.Equal(Canonical(""), Canonical("labels: { coco: true, depth: true }"));
        Assert.Equal(Canonical("labels: { tags: [hour] }"), Canonical("labels: { tags: [hour], depth: true }"));
        Assert.NotEqual(Canonical(""), Canonical("labels: { tags: [hour] }"));
        Assert.NotEqual(Canonical("labels: { tags: [night] }"), Canonical("labels: { tags: [hour] }"));
    }

    [Theory]
    [InlineData("[hours]", "did you mean 'hour'?")]
    [InlineData("[$hour]", "without $")]
    [InlineData("[hour, hour]", "listed twice")]
    [InlineData("[wear]", "scope: frame")]
    [InlineData("[spot]", "three numbers, which is no tag")]
    [InlineData("hour", "expected list of named draws")]
    [InlineData("[]", "expected list of named draws")]
    public void What_is_no_tag_is_an_error(string tags, string expected)
    {
        var e = Assert.Throws<RenderException>(() => _folder.Parse(Scene + $"labels: {{ tags: {tags} }}"));
        Assert.Contains(expected, e.Message + e.Remedy, StringComparison.Ordinal);
        Assert.StartsWith("test.yaml:10:", e.Where, StringComparison.Ordinal);
    }
}
