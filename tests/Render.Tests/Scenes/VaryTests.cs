using System.Globalization;
using Render.Core;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary><c>vary</c> in drawn frames: the variants of a frame differ in what is varied, and in nothing else that is drawn.</summary>
public sealed class VaryTests : IDisposable
{
    private const string Scene = """
        render: 1
        frames: 20
        let: { hour: [5, 21] }
        assets: { a: { file: a.glb, category: a }, b: { file: b.glb, category: b } }
        camera: { fov_deg: [40, 60], roll_deg: { normal: { mean: 0, std: 4 } } }
        environment: { strength: { uniform: [0.5, 2], sample: light }, rotation_deg: { uniform: [0, 360], sample: light } }
        lights: { sun: { type: sun, irradiance_w_m2: $hour / 10, azimuth_deg: [0, 360] } }
        objects:
          things: { pick: { balanced: [a, b] }, count: [2, 6], scale: [0.8, 1.2], material: { roughness: [0, 1], metallic: { choice: [0, 1] } } }
          more: { count: [1, 3], rotation_deg: [0, 90] }

        """;

    private readonly SceneFolder _folder = new("a.glb", "b.glb");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Variants_are_all_combinations_the_last_path_fastest()
    {
        var frame = _folder.Resolve(Scene + "vary: { environment.strength: [0.5, 2], objects.things.material.roughness: [0, 0.5, 1] }").Draw(1, 4);
        var all = frame.Variants.Prepend(frame).ToList();
        Assert.Equal([0.5f, 0.5f, 0.5f, 2, 2, 2], all.Select(v => v.Environment.Strength));
        Assert.Equal([0f, 0.5f, 1, 0, 0.5f, 1], all.Select(v => v.Instances[0].Materials[0].Roughness!.Value));
        Assert.Equal(("2", "0.5"), (all[4].Varied!["environment.strength"], all[4].Varied!["objects.things.material.roughness"]));
        Assert.Equal(6, _folder.Parse(Scene + "vary: { environment.strength: [0.5, 2], objects.things.material.roughness: [0, 0.5, 1] }").Grid.Variants);
        Assert.Null(_folder.Resolve(Scene).Draw(1, 4).Varied);
    }

    /// <summary>Counts, named draws and members of a Sobol group among them.</summary>
    [Fact]
    public void Whatever_is_varied_no_other_raw_draw_moves()
    {
        var plain = _folder.Parse(Scene);
        var values = new Dictionary<string, string>
        {
            ["let.hour"] = "[5, 20.5]",
            ["camera.fov_deg"] = "[40, 55]",
            ["camera.roll_deg"] = "[0, 3]",
            ["environment.strength"] = "[0.5, 1]",
            ["environment.rotation_deg"] = "[0, 90]",
            ["lights.sun.irradiance_w_m2"] = "[1, 2]",
            ["lights.sun.azimuth_deg"] = "[1, 2]",
            ["objects.things.pick"] = "[a, b]",
            ["objects.things.count"] = "[2, 40]",
            ["objects.things.scale"] = "[0.5, 2]",
            ["objects.things.material.roughness"] = "[0, 1]",
            ["objects.things.material.metallic"] = "[0, 1]",
            ["objects.more.count"] = "[0, 9]",
            ["objects.more.rotation_deg"] = "[0, 45]",
        };
        Assert.Equal(plain.Values.Values.Where(v => !v.IsConstant && !v.Path.Contains(".place", StringComparison.Ordinal) && v.Path != "objects.more.pick").Select(v => v.Path).Order(), values.Keys.Order());
        foreach (var (path, list) in values)
        {
            var varied = _folder.Parse(Scene + $"vary: {{ {path}: {list} }}");
            var variants = varied.Variants.Select(v => Drawn(v.Values.Values.Where(value => value.Path != path && !value.Uses.Contains(path)))).ToList();
            Assert.Equal(2, variants.Count);
            Assert.Equal(variants[0], variants[1]);
            Assert.Equal(Drawn(plain.Values.Values.Where(value => value.Path != path && !value.Uses.Contains(path))), variants[0]);
        }
    }

    [Fact]
    public void Objects_stay_where_they_are_when_colours_and_lights_change()
    {
        var scene = _folder.Resolve(Scene + "vary: { objects.things.material.metallic: [0, 1], lights.sun.azimuth_deg: [0, 180], let.hour: [6, 20] }");
        for (var i = 0; i < 20; i++)
        {
            var frame = scene.Draw(7, i);
            Assert.Equal(7, frame.Variants.Length);
            foreach (var variant in frame.Variants)
            {
                Assert.Equal(frame.Instances.Select(o => (o.Name, o.Model, TestFrames.Text(o.ObjectToWorld))), variant.Instances.Select(o => (o.Name, o.Model, TestFrames.Text(o.ObjectToWorld))));
                Assert.Equal(TestFrames.Text(frame.Cameras[0].WorldToCamera), TestFrames.Text(variant.Cameras[0].WorldToCamera));
            }
        }
    }

    [Theory]
    [InlineData("objects.thing.scale: [1, 2]", "objects.things.scale")]
    [InlineData("objects.things.material.emissive: [white]", "no value with the path")]
    [InlineData("objects.things.scale: []", "list of values")]
    [InlineData("objects.things.scale: 2", "list of values")]
    [InlineData("objects.things.scale: [1, wide]", "number")]
    [InlineData("objects.things.count: [1, 70000]", "65535")]
    [InlineData("objects.things.scale: [1,1,1,1,1,1,1,1,1], camera.fov_deg: [1,2,3,4,5,6,7,8]", "72 variants")]
    public void What_cannot_be_varied_is_named_with_its_place(string vary, string word)
    {
        var error = Assert.Throws<RenderException>(() => _folder.Parse(Scene + $"vary: {{ {vary} }}"));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("test.yaml:11:", error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_varied_is_part_of_the_scene()
    {
        var hash = _folder.Resolve(Scene).Hash;
        Assert.NotEqual(hash, _folder.Resolve(Scene + "vary: { camera.fov_deg: [40, 50] }").Hash);
        Assert.NotEqual(_folder.Resolve(Scene + "vary: { camera.fov_deg: [40, 51] }").Hash, _folder.Resolve(Scene + "vary: { camera.fov_deg: [40, 50] }").Hash);
    }

    [Fact]
    public void Families_of_ablation_share_no_value_and_leave_the_rest()
    {
        var scene = _folder.Parse(Scene);
        var families = Ablation.All.ToDictionary(a => a.Name, a => a.PathsOf(scene));
        Assert.Equal(["environment.rotation_deg", "environment.strength", "lights.sun.irradiance_w_m2", "lights.sun.azimuth_deg"], families["minus-lights"]);
        Assert.Equal(["objects.things.material.roughness", "objects.things.material.metallic"], families["minus-textures"]);
        Assert.Empty(families["minus-background"]);
        Assert.Contains("objects.things.place", families["minus-poses"]);
        Assert.Contains("objects.more.rotation_deg", families["minus-poses"]);
        var paths = families.Values.SelectMany(f => f).ToList();
        Assert.Equal(paths.Distinct().Count(), paths.Count);
        Assert.DoesNotContain(paths, p => p.StartsWith("let.", StringComparison.Ordinal) || p.EndsWith(".pick", StringComparison.Ordinal) || p.EndsWith(".count", StringComparison.Ordinal));
    }

    [Fact]
    public void Families_of_ablation_do_not_depend_on_what_groups_are_called()
    {
        var scene = _folder.Parse("""
            render: 1
            assets: { a: { file: a.glb, category: a } }
            objects:
              materials: { count: [1, 3], scale: [0.8, 1.2] }
              placeholder: { count: [1, 3], material: { roughness: [0, 1] } }
              scale: { count: [1, 3], material: { texture_scale: [0.5, 1] } }

            """);
        var families = Ablation.All.ToDictionary(a => a.Name, a => a.PathsOf(scene));
        Assert.Equal(["objects.placeholder.material.roughness", "objects.scale.material.texture_scale"], families["minus-textures"]);
        Assert.DoesNotContain(families["minus-poses"], path => path.Contains("count", StringComparison.Ordinal) || path.Contains("material.", StringComparison.Ordinal));
        Assert.Contains("objects.materials.scale", families["minus-poses"]);
        Assert.All(["materials", "placeholder", "scale"], group => Assert.Contains($"objects.{group}.place", families["minus-poses"]));
    }

    private static string Drawn(IEnumerable<Core.Scenes.Language.ValueEntry> values) => string.Join('\n', values.Where(v => !v.IsConstant).Select(v =>
        $"{v.Path} {string.Join(' ', Enumerable.Range(0, 8).Select(i => string.Create(CultureInfo.InvariantCulture, $"{v.Draw(new DrawKey(3, 60 + i), i % 3)}")))}"));
}
