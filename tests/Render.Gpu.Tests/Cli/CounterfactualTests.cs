using System.Text.Json.Nodes;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary>Pairs of images that differ in one thing, as whole runs: <c>vary</c> and <c>render ablate</c>.</summary>
public sealed class CounterfactualTests : IDisposable
{
    private const string Scene = """
        render: 1
        frames: 3
        seed: 5
        image: { width: 120, height: 90 }
        assets:
          ball: { file: "shape:sphere", category: ball, scale: 0.1 }
          crate: { file: "shape:box", category: crate, scale: 0.12 }
        camera:
          fov_deg: [45, 60]
          position: { shell: { radius: [0.6, 0.9], elevation_deg: [20, 70] } }
          look_at: [0, 0, 0.05]
        lights:
          sun: { type: sun, irradiance_w_m2: [1, 4], elevation_deg: [30, 80] }
        surroundings:
          table: { shape: plane, size: [2, 2], material: { base_color: { choice: [white, tan, gray] } } }
        objects:
          things:
            pick: { balanced: [ball, crate] }
            count: [3, 6]
            scale: [0.8, 1.2]
            material: { base_color: { hsv: { hue_deg: [0, 360] } } }
            place: { on: table, within: [0.6, 0.6] }
        labels: [coco, semantic]

        """;

    private static readonly Dictionary<string, string> Environment = new() { ["RENDER_VALIDATION"] = "1" };

    private readonly string _folder = Directory.CreateTempSubdirectory("render-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_varied_colour_changes_the_picture_and_no_label()
    {
        Generate("data", Scene + "vary: { objects.things.material.base_color: [red, '#00ff00'], lights.sun.irradiance_w_m2: [1, 4] }\n");
        var images = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "data", "annotations", "instances_train.json")))!["images"]!.AsArray();
        Assert.Equal(12, images.Count);
        Assert.Equal(Enumerable.Range(1, 12), images.Select(i => (int)i!["id"]!));
        Assert.Equal(["red 1", "red 4", "#00ff00 1", "#00ff00 4"], images.Take(4).Select(i =>
            $"{i!["varied"]!["objects.things.material.base_color"]} {i["varied"]!["lights.sun.irradiance_w_m2"]}"));
        for (var frame = 0; frame < 3; frame++)
        {
            string File(string kind, int variant) => $"{kind}/train/{frame:000000000000}-v{variant:00}.png";
            Assert.Equal(4, Enumerable.Range(0, 4).Select(v => Text(File("images", v))).Distinct().Count());
            Assert.Single(Enumerable.Range(0, 4).Select(v => Text(File("masks/instance", v))).Distinct());
            Assert.Single(Enumerable.Range(0, 4).Select(v => Text(File("masks/semantic", v))).Distinct());
        }
        // The pair in the other order of variants is the same pair: a picture depends on its own values alone.
        Generate("turned", Scene + "vary: { objects.things.material.base_color: ['#00ff00', red], lights.sun.irradiance_w_m2: [1, 4] }\n");
        Assert.Equal(Text("images/train/000000000002-v00.png"), Text("images/train/000000000002-v02.png", "turned"));
    }

    /// <summary>
    /// What moves light, background, surfaces or exposure moves the colour of every variant and no label: over all combinations of six of them every mask, depth map and annotation is the
    /// same, bit for bit, and every picture another one than that which differs in one value alone.
    /// </summary>
    [Fact]
    public void What_moves_no_object_moves_no_label()
    {
        Generate("data", """
            render: 1
            seed: 9
            image: { width: 120, height: 90, samples: 1 }
            sensor: { aperture_f: 8, shutter_s: [0.005, 0.01], iso: 200, vignetting_cos4: 1 }
            assets:
              ball: { file: "shape:sphere", category: ball, scale: 0.1 }
              crate: { file: "shape:box", category: crate, scale: 0.12 }
            camera: { fov_deg: [45, 60], position: { shell: { radius: [0.6, 0.9], elevation_deg: [10, 40] } }, look_at: [0, 0, 0.05] }
            environment: { map: assets:environments/studio.hdr, rotation_deg: [0, 360], strength: [0.3, 1], background: { hsv: { saturation: [0, 0.5] } } }
            lights:
              lamp: { type: spot, position: [0, 0, 1], direction: { cone: { axis: [0, 0, -1], angle_deg: 30 } }, intensity_w_sr: [1, 3], outer_cone_deg: 50 }
            surroundings:
              table: { shape: plane, size: [1, 1], material: { base_color: { choice: [white, tan, gray] }, roughness: [0.3, 1] } }
            objects:
              things: { pick: { balanced: [ball, crate] }, count: [3, 6], scale: [0.8, 1.2], material: { roughness: [0, 1], metallic: [0, 1] }, place: { 'on': table, within: [0.6, 0.6] } }
            labels: [coco, semantic, depth, amodal]
            vary:
              lights.lamp.direction: [[0.3, 0, -1], [-0.3, 0.3, -1]]
              environment.background: [white, '#204060']
              environment.rotation_deg: [0, 120]
              sensor.shutter_s: [0.005, 0.01]
              objects.things.material.roughness: [0.1, 0.9]
              surroundings.table.material.base_color: [tan, gray]

            """);
        const int Variants = 64;
        static string File(string kind, int variant) => $"{kind}/train/000000000000-v{variant:00}.png";
        string[] pictures = [.. Enumerable.Range(0, Variants).Select(v => Text(File("images", v)))];
        for (var variant = 0; variant < Variants; variant++)
            for (var path = 1; path < Variants; path *= 2)
                Assert.True(pictures[variant] != pictures[variant ^ path], $"variants {variant} and {variant ^ path} look the same");
        foreach (var kind in new[] { "masks/instance", "masks/semantic", "depth" })
            Assert.Single(Enumerable.Range(0, Variants).Select(v => Text(File(kind, v))).Distinct());
        var annotations = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(_folder, "data", "annotations", "instances_train.json")))!["annotations"]!.AsArray();
        var labels = annotations.GroupBy(a => (int)a!["image_id"]!, a =>
        {
            var copy = a!.DeepClone().AsObject();
            return copy.Remove("id") && copy.Remove("image_id") ? copy.ToJsonString() : "";
        }).ToDictionary(image => image.Key, image => string.Join('\n', image));
        Assert.Equal(Variants, labels.Count);
        Assert.Single(labels.Values.Distinct());
        Assert.Contains("amodal", labels[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Variants_are_resumed_merged_and_replayed()
    {
        var scene = Scene + "vary: { objects.things.scale: [0.8, 1.2] }\n";
        Generate("whole", scene);
        for (var i = 0; i < 2; i++)
            Generate($"part{i}", scene, "--chunk", $"{i}", "--chunks", "2");
        Run("merge", Path.Combine(_folder, "part1"), Path.Combine(_folder, "part0"), "-o", Path.Combine(_folder, "merged"));
        Assert.Equal(Text("annotations/instances_train.json", "whole"), Text("annotations/instances_train.json", "merged"));
        var record = File.ReadAllText(Path.Combine(_folder, "whole", "frames", "000000000001.json"));
        var replay = RenderProcess.Run(["replay", "-", "-o", Path.Combine(_folder, "replayed")], record, Environment);
        Assert.True(replay.ExitCode == 0, replay.Error);
        foreach (var stem in new[] { "000000000001-v00", "000000000001-v01" })
            Assert.Equal(Text($"images/train/{stem}.png", "whole"), Text($"images/train/{stem}.png", "replayed"));
        Assert.NotEqual(Text("masks/instance/train/000000000001-v00.png", "whole"), Text("masks/instance/train/000000000001-v01.png", "whole"));
    }

    [Fact]
    public void Ablated_datasets_match_where_nothing_was_taken_away()
    {
        File.WriteAllText(Path.Combine(_folder, "scene.yaml"), Scene);
        var report = JsonNode.Parse(Run("ablate", Path.Combine(_folder, "scene.yaml"), "-o", Path.Combine(_folder, "sets"), "--json").Output)!.AsArray();
        Assert.Equal(["all", "minus-lights", "minus-textures", "minus-background", "minus-poses"], report.Select(r => (string)r!["name"]!));
        Assert.All(report, r => Assert.Equal(3, (int)r!["images"]!));
        Assert.Contains("objects.things.place", report[4]!["frozen"]!.AsArray().Select(p => (string)p!));
        string Masks(string set) => string.Concat(Enumerable.Range(0, 3).Select(i => Text($"masks/instance/train/{i:000000000000}.png", $"sets/{set}")));
        string Colors(string set) => string.Concat(Enumerable.Range(0, 3).Select(i => Text($"images/train/{i:000000000000}.png", $"sets/{set}")));
        Assert.All(["minus-lights", "minus-textures", "minus-background"], set => Assert.Equal(Masks("all"), Masks(set)));
        Assert.NotEqual(Masks("all"), Masks("minus-poses"));
        Assert.Equal(5, report.Select(r => Colors((string)r!["name"]!)).Distinct().Count());
    }

    private string Text(string file, string set = "data") => Convert.ToHexString(File.ReadAllBytes(Path.Combine(_folder, set, file)));

    private void Generate(string name, string scene, params string[] more)
    {
        File.WriteAllText(Path.Combine(_folder, $"{name}.yaml"), scene);
        Run(["generate", Path.Combine(_folder, $"{name}.yaml"), "-o", Path.Combine(_folder, name), .. more]);
    }

    private static RenderResult Run(params string[] arguments)
    {
        var result = RenderProcess.Run(arguments, null, Environment);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
