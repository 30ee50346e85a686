using System.Text.Json.Nodes;
using Render.Core;
using Render.Core.Scenes;
using Render.Tests.OwnAssets;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>Named points of assets: in the scene, in a file beside the model, and what a category has in common.</summary>
public sealed class KeypointLanguageTests : IDisposable
{
    private const string Points = """
        points:
          tip: [0, 0, 0.3]
          heart: { at: [0.01, 0, 0.1], depth: 0.05 }
          left: [-0.1, 0, 0]
          right: [0.1, 0, 0]
        skeleton: [[tip, heart], [heart, left]]
        flip: [[left, right]]
        """;

    private readonly SceneFolder _folder = new("cone.glb", "post.glb", "table.csv");

    public void Dispose() => _folder.Dispose();

    private static string Scene(string asset, string labels = "keypoints") => $"render: 1\nassets: {{ cone: {asset} }}\nlabels: [{labels}]";

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder.Path, file), text);

    [Fact]
    public void The_scene_may_name_them()
    {
        var scene = _folder.Resolve(Scene("{ file: cone.glb, category: cone, keypoints: { points: { tip: [0, 0, 0.3], heart: { at: [0.01, 0, 0.1], depth: 0.05, sigma: 0.1 } }, tolerance: 0.02 } }")
            .Replace("tip: [0, 0, 0.3]", "tip: { at: [0, 0, 0.3], sigma: 0.05 }", StringComparison.Ordinal));
        var set = scene.Scene.Categories[0].Keypoints!;
        Assert.Equal(["tip", "heart"], set.Names);
        Assert.Equal([0.05, 0.1], set.Sigmas!);
        Assert.Null(set.Flip);
        Assert.Empty(set.Skeleton);
        Assert.Equal(
            [new() { Name = "tip", Position = new(0, 0, 0.3f), Tolerance = 0.02f }, new() { Name = "heart", Position = new(0.01f, 0, 0.1f), Depth = 0.05f, Tolerance = 0.02f }],
            scene.Draw(0, 0).Instances[^1].Keypoints!);
    }

    [Theory]
    [InlineData("{ file: cone.glb, category: cone }", "cone.keypoints.yaml")]
    [InlineData("{ set: \"cone*.glb\", category: cone }", "cone.keypoints.json")]
    [InlineData("{ file: cone.glb, category: cone, keypoints: other.yaml }", "other.yaml")]
    public void A_file_may_name_them(string asset, string file)
    {
        Write(file, file.EndsWith("json", StringComparison.Ordinal)
            ? """{ "points": { "tip": [0, 0, 0.3], "heart": { "at": [0.01, 0, 0.1], "depth": 0.05 }, "left": [-0.1, 0, 0], "right": [0.1, 0, 0] }, "skeleton": [["tip", "heart"], ["heart", "left"]], "flip": [["left", "right"]] }"""
            : Points);
        var scene = _folder.Resolve(Scene(asset));
        var set = scene.Scene.Categories[0].Keypoints!;
        Assert.Equal(new() { Names = ["tip", "heart", "left", "right"], Skeleton = [[1, 2], [2, 3]], Flip = [0, 1, 3, 2] }, set);
        Assert.Equal(4, scene.Draw(0, 0).Instances[^1].Keypoints!.Length);
        // Its contents are part of the scene, its comments are not.
        var hash = scene.Hash;
        File.AppendAllText(Path.Combine(_folder.Path, file), file.EndsWith("json", StringComparison.Ordinal) ? "\n" : "\n# a comment\n");
        Assert.Equal(hash, _folder.Resolve(Scene(asset)).Hash);
        Write(file, File.ReadAllText(Path.Combine(_folder.Path, file)).Replace("0.05", "0.06", StringComparison.Ordinal));
        Assert.NotEqual(hash, _folder.Resolve(Scene(asset)).Hash);
    }

    [Fact]
    public void Files_of_a_manifest_are_found_beside_its_models()
    {
        Write("table.csv", "file,category\ncone.glb,cone\npost.glb,post\n");
        Write("cone.keypoints.yaml", Points);
        var scene = _folder.Resolve(Scene("{ manifest: table.csv }"));
        Assert.Equal([4, null], scene.Scene.Categories.Select(c => c.Keypoints?.Names.Length));
    }

    [Fact]
    public void Models_of_a_category_share_one_list()
    {
        Write("cone.keypoints.yaml", "points: { a: [0, 0, 0], b: [0, 0, 1] }\nskeleton: [[a, b]]\nflip: [[a, b]]\n");
        Write("post.keypoints.yaml", "points: { c: [0, 0, 0], b: [0, 0, 2] }\nskeleton: [[b, c]]\n");
        var scene = _folder.Resolve("render: 1\nassets: { cone: { file: cone.glb, category: thing }, post: { file: post.glb, category: thing } }\nlabels: [keypoints]");
        Assert.Equal(new() { Names = ["a", "b", "c"], Skeleton = [[1, 2], [2, 3]], Flip = [1, 0, 2] }, scene.Scene.Categories[0].Keypoints);
    }

    [Fact]
    public void A_scene_that_does_not_ask_is_the_same_with_and_without_a_file()
    {
        var asset = Scene("{ file: cone.glb, category: cone }", "coco");
        var before = _folder.Resolve(asset);
        // Not even looked at.
        Write("cone.keypoints.yaml", "no: keypoints");
        var after = _folder.Resolve(asset);
        Assert.Equal((before.Hash, TestFrames.Text(before.Draw(0, 0))), (after.Hash, TestFrames.Text(after.Draw(0, 0))));
        Assert.Null(after.Scene.Categories[0].Keypoints);
        Assert.Null(after.Draw(0, 0).Instances[^1].Keypoints);
    }

    [Theory]
    [InlineData("points: { a: [0, 0] }", "cone.keypoints.yaml:1:14: expected point [x, y, z]")]
    [InlineData("points: {}", "cone.keypoints.yaml:1:9: there is no point")]
    [InlineData("skeleton: [[a, b]]", "the key 'points' is missing")]
    [InlineData("points: { a: [0, 0, 0], b: [0, 0, 1] }\nskeleton: [[a, b], [a, bb]]", "cone.keypoints.yaml:2:20: there is no point 'bb'; did you mean 'b'?")]
    [InlineData("points: { a: [0, 0, 0], b: [0, 0, 1] }\nskeleton: [[a, a]]", "'a' stands here twice")]
    [InlineData("points: { a: [0, 0, 0], b: [0, 0, 1], c: [0, 0, 1] }\nflip: [[a, b], [b, c]]", "'b' changes places with two others")]
    [InlineData("points: { a: { at: [0, 0, 0], sigma: 0.1 }, b: [0, 0, 1] }", "'b' has no sigma, and others have one")]
    [InlineData("points: { a: { at: [0, 0, 0], depht: 1 } }", "did you mean 'depth'?")]
    [InlineData("points: { a: [0, 0, 0] }\ntolerance: 2", "cone.keypoints.yaml:2:12")]
    public void What_is_wrong_in_a_file_has_its_place(string text, string expected)
    {
        Write("cone.keypoints.yaml", text);
        Assert.Contains(expected, Message(Scene("{ file: cone.glb, category: cone }")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_contradicts_itself_is_an_error()
    {
        Assert.Contains("no asset with a category has any", Message(Scene("{ file: cone.glb, category: cone }")), StringComparison.Ordinal);
        Assert.Contains("the asset has no category", Message(Scene("{ file: cone.glb, keypoints: { points: { a: [0, 0, 0] } } }")), StringComparison.Ordinal);
        Assert.Contains("the asset is many models", Message(Scene("{ set: \"*.glb\", category: cone, keypoints: { points: { a: [0, 0, 0] } } }")), StringComparison.Ordinal);
        Write("cone.keypoints.yaml", Points);
        Write("cone.keypoints.json", "{}");
        Assert.Contains("'cone.keypoints.yaml' and 'cone.keypoints.json'", Message(Scene("{ file: cone.glb, category: cone }")), StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder.Path, "cone.keypoints.json"));
        Write("post.keypoints.yaml", "points: { left: [0, 0, 0], right: [0, 0, 0], tip: [0, 0, 0] }\nflip: [[left, tip]]");
        Assert.Contains("changes places with", Message("render: 1\nassets: { cone: { file: cone.glb, category: t }, post: { file: post.glb, category: t } }\nlabels: [keypoints]"), StringComparison.Ordinal);
        Write("post.keypoints.yaml", "points: { tip: { at: [0, 0, 0], sigma: 0.1 } }");
        Assert.Contains("another sigma", Message("render: 1\nassets: { cone: { file: cone.glb, category: t }, post: { file: post.glb, category: t } }\nlabels: [keypoints]"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_published_schema_is_that_of_the_reader_and_accepts_our_own_file()
    {
        var root = Path.GetDirectoryName(Repository.Assets)!;
        Assert.True(File.ReadAllText(Path.Combine(root, "scenes", "keypoints.schema.json")) == SceneSchema.KeypointsJson(),
            "scenes/keypoints.schema.json is stale: render schema keypoints > scenes/keypoints.schema.json");
        var schema = new SmallSchema(JsonNode.Parse(SceneSchema.KeypointsJson())!);
        Assert.True(schema.Accepts(SceneFile.Load(Path.Combine(Repository.Assets, "meshes", "mug.keypoints.yaml")).Root.ToJson()));
        Assert.True(schema.Accepts(SceneFile.Parse(Points).Root.ToJson()));
        Assert.False(schema.Accepts(SceneFile.Parse("points: { a: [0, 0] }").Root.ToJson()));
        Assert.False(schema.Accepts(SceneFile.Parse("skeleton: [[a, b]]").Root.ToJson()));
    }

    private string Message(string yaml)
    {
        var e = Assert.Throws<RenderException>(() => _folder.Parse(yaml));
        return $"{e.Where}: {e.Message}";
    }
}
