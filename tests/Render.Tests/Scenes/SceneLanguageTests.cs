using System.Text.Json.Nodes;
using Render.Core;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;
using Render.Tests.OwnAssets;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>What is refused, with which words; and that reader, schema and reference page say the same.</summary>
public sealed class SceneLanguageTests : IDisposable
{
    private readonly SceneFolder _folder =
        new("photos/street.jpg", "products.csv", "meshes/mug.glb", "meshes/bolt1.glb", "meshes/bolt2.glb", "environments/a.hdr", "textures/wood1.png", "materials/oak.glb", "models/part.stl");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("render: 1\ncamra: {}", "test.yaml:2:1", "did you mean 'camera'", "surroundings")]
    [InlineData("render: 1\ncamera:\n  fov: 50", "test.yaml:3:3", "did you mean 'fov_deg'", "look_at")]
    [InlineData("render: 1\ncamera: { fov_deg: { unform: [1, 2] } }", "test.yaml:2:22", "did you mean 'uniform'", "log_uniform")]
    [InlineData("render: 1\ncamera: { fov_deg: 500 }", "test.yaml:2:20", "out of range", "1..170")]
    [InlineData("render: 1\ncamera: { fov_deg: { uniform: [40, 500] } }", "test.yaml:2:36", "out of range", "degrees")]
    [InlineData("render: 1\ncamera: { fov_deg: wide }", "test.yaml:2:20", "expected number", "'wide'")]
    [InlineData("render: 1\ncamera: { position: [1, 2] }", "test.yaml:2:21", "[x, y, z]", "list of 2")]
    [InlineData("render: 1\nimage: { width: 640, width: 3 }", "test.yaml:2:22", "second time", "test.yaml:2:10")]
    [InlineData("render: 1\nassets: { m: { file: assets:meshes/mug.glb } }\nobjects: { o: { pick: mgu } }", "test.yaml:3:23", "no asset 'mgu'", "Known: m")]
    [InlineData("render: 1\nassets: { m: { file: assets:meshes/mog.glb } }", "test.yaml:2:22", "no such file", "")]
    [InlineData("render: 1\nassets: { m: { set: assets:meshes/nut*.glb } }", "test.yaml:2:21", "no file matches", "")]
    [InlineData("render: 1\nassets: { m: { file: other:mug.glb } }", "test.yaml:2:22", "no root 'other'", "Known roots: assets")]
    [InlineData("render: 1\nassets: { m: { file: shape:cone } }", "test.yaml:2:22", "no shape 'cone'", "cylinder")]
    [InlineData("render: 1\nassets: { m: { file: assets:meshes/mug.glb, up: z } }", "test.yaml:2:49", "declares axis and unit itself", "")]
    [InlineData("render: 1\nlights: { s: { type: sun, position: [1, 1, 1] } }", "test.yaml:2:27", "a sun light does not have it", "")]
    [InlineData("render: 1\nlights: { s: { type: point } }", "test.yaml:2:14", "'position' is missing", "")]
    [InlineData("render: 1\nlights: { s: { type: sun, color: } }", "test.yaml:2:", "a value is missing", "quoted")]
    [InlineData("render: 1\na: &x 1\nb: *x", "test.yaml:2:4", "anchors", "")]
    [InlineData("render: 1\nname: !!str x", "test.yaml:2:7", "tag", "")]
    [InlineData("render: 1\n---\nrender: 1", "test.yaml:2:1", "second one", "")]
    [InlineData("render: 1\nassets: { m: { file: assets:meshes/mug.glb } }\nobjects: { o: { pick: m, material: { roughness: { jitter: { by: [-0.1, 0.1], foo: 3 } } } } }", "test.yaml:3:", "no key of a jitter", "by")]
    [InlineData("render: 1\nname: [", "test.yaml:", "not valid YAML", "")]
    [InlineData("render: 2", "test.yaml:1:9", "no version of the scene language '2'", "Known: 1")]
    [InlineData("frames: 1", "test.yaml:1:1", "'render' is missing", "")]
    [InlineData("render: 1\ncamera: { K: { fx: 1, fy: 1, cx: 1, cy: 1 } }", "test.yaml:2:14", "'pixel_center' is missing", "OpenCV")]
    [InlineData("render: 1\nlabels: [coco, deph]", "test.yaml:2:16", "did you mean 'depth'", "semantic")]
    [InlineData("render: 1\nassets: { m: { file: shape:box } }\nobjects: { o: { place: { on: tabel } } }\nsurroundings: { table: { shape: plane } }", "test.yaml:3:30", "did you mean 'table'", "ground")]
    [InlineData("render: 1\nassets: { m: { file: shape:box } }\nobjects: { o: { place: { onn: ground } } }", "test.yaml:3:26", "did you mean 'on'", "position, in, on")]
    [InlineData("render: 1\nassets: { m: { file: shape:box } }\nobjects: { a: {}, b: { stream: a } }", "test.yaml:3:19", "same random numbers", "")]
    [InlineData("render: 1\nsurroundings: { t: { shape: plane, size: [0, 0] } }", "test.yaml:2:43", "out of range", "above 0")]
    [InlineData("render: 1\ncamera: { up: [0, 0, 0] }", "test.yaml:2:15", "zero vector", "[0, 0, 1]")]
    [InlineData("render: 1\ncamera: { position: [0, 0, 1], look_at: [0, 0, 1] }", "test.yaml:2:21", "stands exactly where it looks", "apart")]
    [InlineData("render: 1\nassets: { m: { file: shape:box } }\nsurroundings: { t: { shape: plane, rotation_deg: [30, 0, 0] } }\nobjects: { o: { place: { on: t } } }", "test.yaml:4:30", "it is tilted", "about z only")]
    [InlineData("render: 1\nassets: { m: { file: shape:box } }\nsurroundings: { t: { shape: sphere } }\nobjects: { o: { place: { on: t } } }", "test.yaml:4:30", "it is a sphere", "")]
    [InlineData("render: 1\nassets: { m: { file: shape:box } }\nobjects: { o: { pick: { balanced: [] } } }", "test.yaml:3:35", "found an empty list", "")]
    [InlineData("render: 1\nassets: { m: { file: shape:box } }\nsurroundings: { t: { shape: plane } }\nobjects: { o: { pick: m, count: [0, 65535] } }", "test.yaml:4:10", "65536 instances", "65535 is the most")]
    [InlineData("render: 1\nabout: [me]", "test.yaml:2:8", "expected map of word: text", "list")]
    [InlineData("render: 1\nabout: { me: [1] }", "test.yaml:2:14", "expected text", "list")]
    [InlineData("render: 1\nsplit: ../up", "test.yaml:2:8", "cannot be the name of a split", "")]
    [InlineData("render: 1\nsplit: { train: 1, sssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss: 1 }", "test.yaml:2:20", "cannot be the name of a split", "at most 64")]
    public void One_error_says_where_what_and_what_is_known(string yaml, string where, string what, string known)
    {
        var error = Assert.Throws<RenderException>(() => _folder.Parse(yaml));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.StartsWith(where, error.Where, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains(known, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_instances_as_ids_can_tell_apart_are_not_refused() =>
        _folder.Parse("render: 1\nassets: { m: { file: shape:box } }\nsurroundings: { t: { shape: plane } }\nobjects: { o: { pick: m, count: [0, 65534] } }");

    [Fact]
    public void What_a_scene_says_about_itself_changes_no_frame()
    {
        const string Scene = "render: 1\nassets: {{ mug: {{ file: assets:meshes/mug.glb{0} }}, box: {{ file: shape:box }} }}\n{1}";
        var plain = _folder.Parse(string.Format(null, Scene, "", ""));
        var told = _folder.Parse(string.Format(null, Scene, ", licence: CC-BY-4.0", "about: { contributor: Our Lab, year: 2026, note: \"x: y\" }"));
        Assert.Equal(plain.CanonicalJson, told.CanonicalJson);
        Assert.Equal([("contributor", "Our Lab"), ("year", "2026"), ("note", "x: y")], told.About.Select(entry => (entry.Key, entry.Value)));
        Assert.Equal([new("assets:meshes/mug.glb", "CC-BY-4.0")], told.Licences);
        Assert.Empty(plain.About);
        Assert.Empty(plain.Licences);
    }

    [Fact]
    public void Deep_and_large_files_are_refused()
    {
        var deep = Assert.Throws<RenderException>(() => SceneFile.Parse("a: " + new string('[', 60) + new string(']', 60)));
        Assert.Contains("nested", deep.Message, StringComparison.Ordinal);
        var many = Assert.Throws<RenderException>(() => SceneFile.Parse("a: [" + string.Concat(Enumerable.Repeat("1,", SceneFile.MaxValues)) + "1]"));
        Assert.Contains("more than", many.Message, StringComparison.Ordinal);
        Assert.Throws<RenderException>(() => SceneFile.Parse(new string(' ', SceneFile.MaxLength + 1)));
    }

    /// <summary>Cut and garbled scenes raise only the documented error.</summary>
    [Fact]
    public void Garbled_scenes_give_only_the_documented_error()
    {
        var text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Repository.Assets)!, "scenes/examples/tabletop.yaml"));
        var roots = new AssetRoots([new("assets", Repository.Assets)], Repository.Assets);
        var random = new Random(5);
        const string noise = "{}[]:,'\"#&*!|>-? \n\t%@x0";
        for (var i = 0; i < 150; i++)
        {
            var at = random.Next(text.Length);
            var garbled = random.Next(3) switch
            {
                0 => text[..at],
                1 => text.Remove(at, Math.Min(random.Next(1, 9), text.Length - at)),
                _ => text.Insert(at, noise[random.Next(noise.Length)].ToString()),
            };
            if (Record.Exception(() => Scene.Parse(garbled, roots)) is { } error)
                Assert.Equal(Failure.InvalidInput, Assert.IsType<RenderException>(error).Failure);
        }
    }

    /// <summary>What the declarations show as example or default can be read.</summary>
    [Fact]
    public void Every_example_and_default_of_every_key_reads()
    {
        string[] assets = ["mug", "bottle", "can", "room", "bolts", "bolt", "nut"];
        var context = new ReadContext
        {
            Roots = _folder.Roots,
            Assets = assets,
            AssetsByName = assets.ToDictionary(name => name, name => new AssetDescription(name, [new("shape:box", name is "mug" or "bottle" or "can" ? name : null, null, Rotation.Identity, 1, null)], null, null)),
            Picked = ["mug", "bottle", "can"],
            Surroundings = ["table"],
            Lets = new([(new("", "hour", false), SceneFile.Parse("{ uniform: [0, 24], scope: instance }").Root)]),
            Group = "objects.x",
            Path = "x",
            Name = "x",
        };
        foreach (var section in SceneReference.AllSections())
            foreach (var key in section.Keys)
                foreach (var text in new[] { key.Default, key.Example }.OfType<string>().Distinct())
                    Assert.True(Record.Exception(() => key.ReadAny(SceneFile.Parse(text).Root, context)) is null, $"{section.Name}.{key.Name}: {text}");
    }

    [Fact]
    public void The_schema_holds_every_declared_key()
    {
        var definitions = JsonNode.Parse(SceneSchema.Json())!["$defs"]!.AsObject();
        foreach (var section in SceneReference.AllSections())
        {
            var schema = definitions[section.Name.Replace(' ', '_')]!;
            Assert.Equal(section.Keys.Select(k => k.Name).Order(StringComparer.Ordinal), schema["properties"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void The_schema_accepts_the_examples_and_refuses_what_the_reader_refuses()
    {
        var schema = new SmallSchema(JsonNode.Parse(SceneSchema.Json())!);
        var scenes = Path.Combine(Path.GetDirectoryName(Repository.Assets)!, "scenes");
        foreach (var file in Directory.EnumerateFiles(scenes, "*.yaml", SearchOption.AllDirectories))
            Assert.True(schema.Accepts(SceneFile.Load(file).Root.ToJson()), file);
        foreach (var bad in (string[])["render: 2", "frames: 3", "render: 1\ncamra: {}", "render: 1\ncamera: { fov_deg: 500 }", "render: 1\ncamera: { fov_deg: { unform: [1, 2] } }", "render: 1\ncamera: { fov_deg: { uniform: [1, 2], normal: { mean: 1, std: 1 } } }", "render: 1\ncamera: { fov_deg: { base: 3 } }", "render: 1\ncamera: { fov_deg: { if: $a, then: 3 } }",
            "render: 1\ncamera: { fov_deg: { uniform: [1, 2], scope: each } }",
            "render: 1\nlabels: [deph]", "render: 1\nobjects: { o: { place: { onn: x } } }"])
            Assert.False(schema.Accepts(SceneFile.Parse(bad).Root.ToJson()), bad);
    }

    /// <summary>Set RENDER_WRITE_DOCS=1 to write the page anew.</summary>
    [Fact]
    public void Where_no_root_is_known_the_error_says_so()
    {
        var error = Assert.Throws<RenderException>(() => Scene.Parse("render: 1\nassets: { m: { file: other:mug.glb } }", new([], _folder.Path), "test.yaml"));
        Assert.Contains("No root is known here", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reference_page_is_not_stale()
    {
        var path = Path.Combine(Path.GetDirectoryName(Repository.Assets)!, "docs/scene.md");
        if (Environment.GetEnvironmentVariable("RENDER_WRITE_DOCS") == "1")
            File.WriteAllText(path, SceneReference.Markdown());
        Assert.True(File.Exists(path) && File.ReadAllText(path) == SceneReference.Markdown(), "docs/scene.md is stale: run this test with RENDER_WRITE_DOCS=1");
    }
}
