using System.Text.Json.Nodes;
using Render.Tests.Assets;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary>A table of models on disk, as users run it: attributes in the annotations, and what a bad model costs.</summary>
public sealed class ManifestRunTests : IDisposable
{
    private const string Scene = """
        render: 1
        frames: 12
        image: { width: 96, height: 72, samples: 1 }
        assets: { parts: { manifest: parts.csv } }
        objects: { things: { pick: parts, count: 1 } }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("render-test-").FullName;

    public ManifestRunTests()
    {
        for (var i = 0; i < 4; i++)
            File.WriteAllBytes(Path.Combine(_folder, $"part{i}.glb"), BoxFiles.Glb());
        File.WriteAllText(Path.Combine(_folder, "parts.csv"), "file,category,sku\n" + string.Concat(Enumerable.Range(0, 4).Select(i => $"part{i}.glb,part,\"S-{i}, é\"\n")));
        File.WriteAllText(Path.Combine(_folder, "scene.yaml"), Scene);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static RenderResult Run(params string[] arguments) =>
        RenderProcess.Run(arguments, null, new Dictionary<string, string> { ["RENDER_VALIDATION"] = "1" });

    [Fact]
    public void A_bad_texture_of_several_is_named_by_validate_and_costs_generate_only_its_frames()
    {
        var scene = Path.Combine(_folder, "scene.yaml");
        File.WriteAllText(scene, Scene.Replace("count: 1 }", "count: 1, material: { base_color: { choice: [good.png, bad.png] } } }", StringComparison.Ordinal));
        var png = Pictures.Png(4, 4, 200, 100, 50);
        File.WriteAllBytes(Path.Combine(_folder, "good.png"), png);
        File.WriteAllBytes(Path.Combine(_folder, "bad.png"), png[..(png.Length / 2)]);
        var validated = Run("validate", scene);
        Assert.Equal(3, validated.ExitCode);
        Assert.Contains("bad.png: ", validated.Error, StringComparison.Ordinal);
        var generated = Run("generate", scene, "-o", Path.Combine(_folder, "data"), "--json");
        Assert.Equal(4, generated.ExitCode);
        Assert.Contains("the texture of this frame cannot be used: bad.png: ", generated.Error, StringComparison.Ordinal);
        Assert.InRange(JsonNode.Parse(generated.Output)!["quarantined"]!.AsArray().Count, 1, 11);

        // The only one stops the run before its first frame.
        File.WriteAllText(scene, Scene.Replace("count: 1 }", "count: 1, material: { base_color: bad.png } }", StringComparison.Ordinal));
        Assert.Equal(3, Run("generate", scene, "-o", Path.Combine(_folder, "none")).ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_folder, "none")));
    }

    [Fact]
    public void A_bad_model_is_named_by_validate_and_costs_generate_only_its_frames()
    {
        var scene = Path.Combine(_folder, "scene.yaml");
        var (whole, some) = (Path.Combine(_folder, "whole"), Path.Combine(_folder, "some"));
        Assert.Equal((0, ""), Run("generate", scene, "-o", whole) is var good ? (good.ExitCode, good.Error) : default);
        Assert.Equal(0, Run("validate", scene).ExitCode);
        var inputs = Enumerable.Range(0, 12).Select(f => JsonNode.Parse(File.ReadAllText(Path.Combine(whole, "frames", $"{f:D12}.json")))!["input"]!).ToArray();
        var models = inputs.Select(i => (string)i["instances"]![0]!["model"]!).ToArray();
        foreach (var annotation in JsonNode.Parse(File.ReadAllText(Path.Combine(whole, "annotations", "instances_train.json")))!["annotations"]!.AsArray())
            Assert.Equal($"S-{models[(int)annotation!["image_id"]! - 1][4]}, é", (string)annotation["attributes"]!["sku"]!);
        Assert.Equal(4, JsonNode.Parse(File.ReadAllText(Path.Combine(whole, "dataset.json")))!["assets"]!.AsArray().Count);

        // Two of them break; the frames of the others are as they were.
        foreach (var part in new[] { 1, 2 })
            File.WriteAllText(Path.Combine(_folder, $"part{part}.glb"), "glTF, or not");
        var validated = Run("validate", scene);
        Assert.Equal(3, validated.ExitCode);
        Assert.Contains("2 of 4 models cannot be used", validated.Error, StringComparison.Ordinal);
        Assert.Contains("\n  part1.glb: ", validated.Error, StringComparison.Ordinal);
        Assert.Contains("\n  part2.glb: ", validated.Error, StringComparison.Ordinal);
        var listed = Run("validate", scene, "--json");
        Assert.Equal(3, listed.ExitCode);
        Assert.Equal(["part1.glb", "part2.glb"], JsonNode.Parse(listed.Output)!["bad"]!.AsArray().Select(b => (string)b!["asset"]!));
        Assert.Equal(["part0.glb", "part3.glb"], JsonNode.Parse(listed.Output)!["models"]!.AsArray().Select(m => (string)m!["model"]!));
        var generated = Run("generate", scene, "-o", some, "--json");
        Assert.Equal(4, generated.ExitCode);
        var bad = Enumerable.Range(0, 12).Where(f => models[f] is "part1.glb" or "part2.glb").ToArray();
        Assert.NotEmpty(bad);
        Assert.Equal(bad, JsonNode.Parse(generated.Output)!["quarantined"]!.AsArray().Select(f => (int)f!));
        Assert.All(bad, f => Assert.Contains($"render: frame {f} is quarantined: frame {f}: a model of this frame cannot be used: {models[f]}: ", generated.Error, StringComparison.Ordinal));
        foreach (var frame in Enumerable.Range(0, 12).Except(bad))
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "images", "train", $"{frame:D12}.png")), File.ReadAllBytes(Path.Combine(some, "images", "train", $"{frame:D12}.png")));
    }
}
