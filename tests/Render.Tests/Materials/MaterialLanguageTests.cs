using Render.Core;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Core.Scenes;
using Render.Core.Textures;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Materials;

public sealed class MaterialLanguageTests : IDisposable
{
    private readonly SceneFolder _folder = new("mug.glb", "wood.png", "normal.png", "rough.png");

    public void Dispose() => _folder.Dispose();

    private Scene Parse(string material) => _folder.Parse($"render: 1\nassets: {{ mug: {{ file: mug.glb, category: mug }} }}\nobjects: {{ things: {{ count: 4, place: {{ on: ground, within: [9, 9] }}, material: {material} }} }}");

    private MaterialChange[] Changes(string material, int frames = 1, ulong seed = 1)
    {
        var scene = Parse(material).Resolve(SceneFolder.Library);
        return [.. Enumerable.Range(0, frames).SelectMany(f => scene.Draw(seed, f).Instances).SelectMany(i => i.Materials)];
    }

    [Fact]
    public void Numbers_replace_scale_and_jitter()
    {
        var change = Changes("{ roughness: 0.25, metallic: { jitter: 0.1 }, specular: { scale: 0.5 }, clearcoat: { scale: 2, jitter: -0.5 }, ior: { jitter: { by: 0.1 } }, alpha: { jitter: { of: 0.5, by: 0.25 } } }")[0];
        Assert.Equal((0.25f, 0.75f), (change.Roughness!.Value, change.Alpha!.Value));
        Assert.Equal((null, null, null, null), (change.Metallic, change.Specular, change.Clearcoat, change.Ior));
        Assert.Equal(
        [
            new(MaterialParameter.Metallic, 1, 0.1f), new(MaterialParameter.Specular, 0.5f), new(MaterialParameter.Ior, 1, 0.1f), new(MaterialParameter.Clearcoat, 2, -0.5f),
        ], change.Adjusted!);
    }

    /// <summary>What is told to use instead changes the model's own colour; a jitter of a colour of the scene's own is a distribution.</summary>
    [Fact]
    public void A_colour_is_changed_by_keys_of_its_own()
    {
        var change = Changes("{ tint: { uniform: { min: [0.8, 0.8, 0.8], max: [1, 1, 1] } }, brightness: [0.7, 1.3], emissive_strength: [0.5, 2] }")[0];
        Assert.Equal((null, null), (change.BaseColor, change.Emissive));
        Assert.InRange(change.Tint!.Value.Y, 0.8f, 1);
        Assert.InRange(change.Brightness!.Value, 0.7f, 1.3f);
        Assert.InRange(change.EmissiveStrength!.Value, 0.5f, 2);
        Assert.InRange(Changes("{ base_color: { jitter: { of: [0.5, 0.5, 0.5], by: { uniform: { min: [0, 0, 0], max: [0.1, 0.1, 0.1] } } } } }")[0].BaseColor!.Value.X, 0.5f, 0.6f);
    }

    // Kolmogorov and Smirnov: at 1.95 / sqrt(n) one run in a thousand fails by chance; the seed is fixed.
    [Fact]
    public void Jitter_is_drawn_for_each_object_from_its_distribution()
    {
        var drawn = Changes("{ roughness: { jitter: [-0.1, 0.3], scale: [0.5, 1] } }", 500).Select(c => c.Adjusted![0]).ToArray();
        static double Distance(IEnumerable<double> values)
        {
            var sorted = values.Order().ToArray();
            return sorted.Select((v, i) => Math.Max(Math.Abs(v - (double)i / sorted.Length), Math.Abs(v - (i + 1.0) / sorted.Length))).Max();
        }
        Assert.InRange(Distance(drawn.Select(a => (a.Offset + 0.1) / 0.4)), 0, 1.95 / Math.Sqrt(drawn.Length));
        Assert.InRange(Distance(drawn.Select(a => (a.Scale - 0.5) / 0.5)), 0, 1.95 / Math.Sqrt(drawn.Length));
        var (x, y) = (drawn.Select(a => (double)a.Offset).ToArray(), drawn.Select(a => (double)a.Scale).ToArray());
        var correlation = x.Zip(y).Average(p => (p.First - x.Average()) * (p.Second - y.Average())) / (0.4 / Math.Sqrt(12) * 0.5 / Math.Sqrt(12));
        Assert.InRange(Math.Abs(correlation), 0, 3.5 / Math.Sqrt(x.Length));
    }

    [Fact]
    public void A_list_changes_materials_by_name_and_order_moves_no_draw()
    {
        var name = SceneFolder.ModelOf("mug.glb").Materials[0].Name;
        var first = Changes($"[{{ roughness: [0, 1] }}, {{ of: '{name}', roughness: [0, 1] }}]");
        var second = Changes($"[{{ of: ['{name}'], roughness: [0, 1] }}, {{ of: '*', roughness: [0, 1] }}]");
        Assert.Equal([null, name, null, name, null, name, null, name], first.Select(c => c.Material));
        Assert.Equal(first.OrderBy(c => c.Material ?? "").Select(c => c.Roughness), second.OrderBy(c => c.Material ?? "").Select(c => c.Roughness));
        Assert.NotEqual(first[0].Roughness, first[1].Roughness);
        Assert.Equal(Changes("{ roughness: [0, 1] }")[0].Roughness, first[0].Roughness);
    }

    [Fact]
    public void A_material_that_no_model_has_is_an_error_that_names_those_there_are()
    {
        var name = SceneFolder.ModelOf("mug.glb").Materials[0].Name;
        var error = Assert.Throws<RenderException>(() => Changes($"{{ of: ['{name}', Lidd], roughness: 0.5 }}"));
        Assert.Contains("'Lidd'", error.Message, StringComparison.Ordinal);
        Assert.Contains(name, error.Message + error.Remedy, StringComparison.Ordinal);
        Assert.StartsWith("test.yaml:3:", error.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ rougness: 0.5 }", "rougness", "roughness")]
    [InlineData("{ roughness: 1.5 }", "'1.5' is out of range", "0..1")]
    [InlineData("{ roughness: { jitter: [0.2, 0.1] } }", "upside down", "")]
    [InlineData("{ roughness: { jitter: [-2, 0] } }", "'-2' is out of range", "-1..1")]
    [InlineData("{ roughness: { scale: [-1, 1] } }", "'-1' is out of range", "0..100")]
    [InlineData("{ roughness: { scale: 1, jiter: 0.1 } }", "jiter", "jitter")]
    [InlineData("{ base_color: { jitter: [-0.1, 0.1] } }", "'base_color' replaces", "'tint' (a factor for each channel), 'brightness', 'hue_shift_deg', 'saturation' or 'contrast'")]
    [InlineData("{ base_color: { jitter: { by: [-0.1, 0.1] } } }", "'base_color' replaces", "'brightness'")]
    [InlineData("{ base_color: { scale: 0.5 } }", "'base_color' replaces", "'brightness'")]
    [InlineData("{ emissive: { scale: 0.5 } }", "'emissive' replaces", "'emissive_strength'")]
    [InlineData("{ ior: 0.5 }", "'0.5' is out of range", "1..4")]
    [InlineData("{ normal_map: nothing.png }", "nothing.png", "no such file")]
    [InlineData("{ base_color: 'procedural:wod' }", "wod", "wood")]
    [InlineData("[]", "an empty list", "")]
    [InlineData("[{ roughness: 0.5 }, { metallic: 1 }]", "two changes of all materials", "")]
    [InlineData("[{ of: a, roughness: 0.5 }, { of: a, metallic: 1 }]", "two changes of 'a'", "")]
    [InlineData("{ procedural: wod }", "wod", "wood")]
    [InlineData("{ procedural: { wod: {} } }", "wod", "wood")]
    [InlineData("{ procedural: { wood: { ring: 3 } } }", "ring", "rings")]
    [InlineData("{ procedural: { wood: { rings: 3.5 } } }", "'3.5'", "whole number")]
    [InlineData("{ procedural: { wood: { colors: [tan] } } }", "a list of 1", "3 colours")]
    [InlineData("{ procedural: { wood: { colors: [tan, brown, black], palette: oak } } }", "'palette' has no meaning here", "")]
    [InlineData("{ procedural: { wood: { palette: ok } } }", "'ok'", "oak")]
    [InlineData("{ procedural: { size: 512 } }", "no kind of texture is named", "wood")]
    [InlineData("{ procedural: { wood: {}, size: 500 } }", "'500'", "power of two")]
    [InlineData("{ procedural: { wood: { weight: 0 } } }", "weights", "more than 0")]
    [InlineData("{ procedural: [wood, wood] }", "'wood' is listed twice", "")]
    [InlineData("{ procedural: wood, base_color: red }", "'base_color' has no meaning here", "")]
    public void What_is_wrong_is_said_with_its_place(string material, string message, string known)
    {
        var error = Assert.Throws<RenderException>(() => Parse(material));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.StartsWith("test.yaml:3:", error.Where, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(known, error.Message + error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_set_has_so_many_textures_as_it_has_variants()
    {
        string[] Drawn(string procedural, int frames, ulong seed = 1) => [.. Changes($"{{ procedural: {procedural} }}", frames, seed).Select(c => c.Procedural!)];
        var limited = Drawn("{ checker: {}, dots: {}, size: 64, variants: 5 }", 60);
        Assert.Equal(5, limited.Distinct().Count());
        Assert.All(limited.GroupBy(r => r), g => Assert.InRange(g.Count(), 25, 75));
        Assert.Equal(limited, Drawn("{ dots: {}, checker: {}, variants: 5, size: 64 }", 60));
        Assert.Empty(limited.Intersect(Drawn("{ checker: {}, dots: {}, size: 64, variants: 5 }", 60, seed: 2)));
        Assert.Equal(40, Drawn("{ gradient: {}, size: 64, variants: 0 }", 10).Distinct().Count());
        Assert.All(Drawn("{ gradient: { roughness: 0.5 }, size: 64, seed: 7 }", 3), r => Assert.EndsWith("&seed=7&size=64", r, StringComparison.Ordinal));
    }

    [Fact]
    public void Kinds_are_drawn_by_their_weights()
    {
        var kinds = Changes("{ procedural: { checker: { weight: 3 }, dots: {}, size: 64, variants: 400 } }", 100).Select(c => c.Procedural!).Distinct().ToArray();
        Assert.InRange(kinds.Count(k => k.StartsWith("procedural:checker", StringComparison.Ordinal)) / (double)kinds.Length, 0.67, 0.83);
    }

    [Fact]
    public void What_a_frame_says_of_a_texture_makes_it_again_and_names_no_file()
    {
        var scene = Parse("{ procedural: any }").Resolve(SceneFolder.Library);
        foreach (var frame in Enumerable.Range(0, 4).Select(f => scene.Draw(3, f)))
        {
            Assert.DoesNotContain(frame.Assets.Keys, ProceduralReference.Is);
            foreach (var reference in frame.Instances.SelectMany(i => i.Materials).Select(m => m.Procedural!))
                Assert.Equal(reference, ProceduralReference.Write(ProceduralReference.Parse(reference, null).Recipe));
        }
    }

    [Fact]
    public void Images_of_every_slot_are_part_of_the_frame_and_of_the_scene()
    {
        var scene = Parse("{ base_color: wood.png, normal_map: normal.png, roughness_map: rough.png, occlusion_map: 'procedural:worley?map=height' }").Resolve(SceneFolder.Library);
        Assert.Equal(["mug.glb", "normal.png", "rough.png", "wood.png"], scene.Contents.Keys);
        Assert.Equal(["mug.glb", "normal.png", "rough.png", "wood.png"], scene.Draw(1, 0).Assets.Keys);
        Assert.Equal([("wood.png", ColorSpace.Srgb), ("normal.png", ColorSpace.Linear), ("rough.png", ColorSpace.Linear)], scene.Scene.References.Textures);
    }

    [Fact]
    public void A_texture_of_a_record_is_drawn_by_the_path_of_its_key()
    {
        // A parameter's draw depends on nothing but its own path.
        var rings = Changes("{ procedural: { wood: { rings: [5, 12] }, size: 64, variants: 0 } }")[0].Procedural!;
        var other = Changes("{ procedural: { wood: { rings: [5, 12], fibres: 0.5, planks: 3 }, size: 64, variants: 0 }, hue_shift_deg: [0, 9] }")[0].Procedural!;
        static string Of(string reference) => reference.Split('&').Single(part => part.StartsWith("rings=", StringComparison.Ordinal));
        Assert.Equal(Of(rings), Of(other));
    }
}
