using System.Globalization;
using System.Text.Json.Nodes;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary><c>render report</c> as users run it, on a dataset with quotas of which some cannot be reached.</summary>
public sealed class ReportTests : IDisposable
{
    private const int Frames = 24;

    private const string Scene = """
        render: 1
        frames: 24
        seed: 3
        image: { width: 160, height: 120, samples: 1 }
        camera: { position: [0, -2, 1], look_at: [0, 0, 0.3] }
        assets:
          ball: { file: "shape:sphere", category: ball, scale: 0.1 }
          crate: { file: "shape:box", category: crate, scale: 0.1 }
        objects:
          things:
            pick: [ball, crate]
            count: 2
            strata: { category: { ball: 2, crate: 1 }, size_px: { small: [16, 32], medium: [32, 64], huge: [300, 400] } }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("render-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Quotas_wished_and_got_and_what_could_not_be_reached()
    {
        var (scene, data) = (Path.Combine(_folder, "scene.yaml"), Path.Combine(_folder, "data"));
        File.WriteAllText(scene, Scene);
        Run("generate", scene, "-o", data);

        // 48 objects over 9 parts: what comes out is counted here from COCO's own file.
        var coco = JsonNode.Parse(File.ReadAllText(Path.Combine(data, "annotations", "instances_train.json")))!;
        var boxes = coco["annotations"]!.AsArray().Select(a => (Category: (int)a!["category_id"]!, Size: a["bbox"]!.AsArray().Skip(2).Max(side => (double)side!))).ToList();
        var report = JsonNode.Parse(Run("report", data, "--json").Output)!;
        Assert.Equal((Frames, Frames), ((int)report["frames"]!, (int)report["images"]!));
        Assert.Equal((boxes.Count(b => b.Category == 1), boxes.Count(b => b.Category == 2)), ((int)report["annotations"]!["ball"]!, (int)report["annotations"]!["crate"]!));
        Assert.Equal(2 * Frames - boxes.Count, (int)report["dropped"]!);
        var group = Assert.Single(report["strata"]!.AsArray())!;
        Assert.Equal(("things", 2 * Frames, 0), ((string)group["group"]!, (int)group["objects"]!, (int)group["outside"]!));
        var strata = group["strata"]!.AsArray();
        Assert.Equal(6, strata.Count);
        foreach (var stratum in strata)
        {
            var (category, size) = ((string)stratum!["bins"]!["category"]!, (string)stratum["bins"]!["size_px"]!);
            var wished = 2 * Frames / 9.0 * (category == "ball" ? 2 : 1);
            Assert.Equal(wished, (double)stratum["wished"]!, 1e-9);
            var got = boxes.Count(b => b.Category == (category == "ball" ? 1 : 2) && (size == "small" ? b.Size < 32 : size == "medium" && b.Size >= 32));
            Assert.Equal(got, (int)stratum["got"]!);
            // The last block of 9 objects is not whole.
            Assert.InRange(got + (int)stratum["dropped"]!, Math.Floor(wished) - 1, Math.Ceiling(wished) + 1);
            Assert.Equal(size == "huge", (int)stratum["dropped"]! > 0);
            Assert.Equal(size == "huge", stratum["why"] is not null);
            if (size == "huge")
                Assert.Contains("larger than the picture", (string)stratum["why"]!, StringComparison.Ordinal);
        }

        var lines = Run("report", data).Output.Split('\n');
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{Frames} frames, {Frames} images, {boxes.Count} annotations, {2 * Frames - boxes.Count} objects dropped"), lines[0]);
        Assert.Contains("strata of things: 48 objects, 0 annotations in no stratum", lines);
        Assert.Equal(["category", "size_px", "wished", "got", "off", "dropped"], Assert.Single(lines, line => line.Contains("wished", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("ball small 10.7 ", string.Join(' ', Assert.Single(lines, line => line.TrimStart().StartsWith("ball ", StringComparison.Ordinal) && line.Contains(" small ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("not always reached: 2 of 6 strata", lines);
        Assert.Contains(lines, line => line.StartsWith("  crate huge: ", StringComparison.Ordinal) && line.Contains("larger than the picture", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_dataset_is_named()
    {
        var result = RenderProcess.Run("report", _folder);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains(_folder, result.Error, StringComparison.Ordinal);
    }

    /// <summary>A scene without any light is said to be one, and is what is said: black, and labelled.</summary>
    [Fact]
    public void A_scene_without_light_is_rendered_black_with_a_note()
    {
        var (scene, data) = (Path.Combine(_folder, "scene.yaml"), Path.Combine(_folder, "data"));
        File.WriteAllText(scene, "render: 1\nimage: { width: 64, height: 48 }\nlights: {}\nenvironment: { strength: 0 }\nassets: { ball: { file: 'shape:sphere', category: ball } }\n");
        Assert.Contains("note: the scene has no light", Run("generate", scene, "-o", data).Error, StringComparison.Ordinal);
        using var image = NetVips.Image.NewFromFile(Path.Combine(data, "images", "train", "000000000000.png"));
        Assert.Equal(0, image.Max());
        using var mask = NetVips.Image.NewFromFile(Path.Combine(data, "masks", "instance", "train", "000000000000.png"));
        Assert.Equal(1, mask.Max());
    }

    private static RenderResult Run(params string[] arguments)
    {
        var result = RenderProcess.Run(arguments, null, new Dictionary<string, string> { ["RENDER_VALIDATION"] = "1" });
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
