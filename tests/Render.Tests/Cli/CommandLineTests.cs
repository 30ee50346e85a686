using Render.Tests.OwnAssets;
using Xunit;

namespace Render.Tests.Cli;

/// <summary>Exit codes and messages of the program, as farms see them.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("render-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Help_goes_to_standard_output_and_names_every_command()
    {
        var result = RenderProcess.Run("--help");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        foreach (var command in new[] { "generate", "preview", "turntable", "replay", "merge", "convert", "validate", "explain", "check", "doctor", "schema" })
            Assert.Contains(command, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("generate")]
    [InlineData("no-such-command")]
    [InlineData("generate", "scene.yaml", "-o", "out", "--frames", "7-3")]
    [InlineData("generate", "scene.yaml", "-o", "out", "--no-such-option")]
    [InlineData("generate", "scene.yaml", "-o", "out", "--chunk", "0")]
    [InlineData("generate", "scene.yaml", "-o", "out", "--chunk", "3", "--chunks", "3")]
    [InlineData("generate", "scene.yaml", "-o", "out", "--root", "models")]
    [InlineData("generate", "scene.yaml", "-o", "out", "--frames", "0-1000000000000")]
    [InlineData("generate", "scene.yaml", "-o", "")]
    [InlineData("validate", "")]
    [InlineData("check", "")]
    [InlineData("check", "a.json", "--places", "-1")]
    [InlineData("convert", "out", "-o", "to")]
    [InlineData("convert", "out", "-o", "", "--to", "coco")]
    [InlineData("validate", "scene.yaml", "--freeze", "lights.sum")]
    [InlineData("explain", "scene.yaml", "--frame", "1")]
    [InlineData("explain", "scene.yaml", "--freeze", "objects.thongs")]
    [InlineData("preview", "scene.yaml", "-o", "/")]
    [InlineData("turntable", "shape:box")]
    [InlineData("turntable", "shape:box", "-o", "/")]
    [InlineData("turntable", "shape:box", "-o", "sheet.png", "--size", "7")]
    [InlineData("turntable", "shape:box", "-o", "sheet.png", "--unit", "parsec")]
    [InlineData("turntable", "assets:meshes/mug.glb", "-o", "sheet.png", "--up", "z")]
    public void A_wrong_command_line_exits_with_2_and_one_line(params string[] arguments)
    {
        var scene = Path.Combine(_folder, "scene.yaml");
        File.WriteAllText(scene, "render: 1\nname: empty\nassets: { ball: { file: \"shape:sphere\", category: ball } }\nobjects: { things: { pick: ball } }\n");
        var result = RenderProcess.Run([.. arguments.Select(a => a == "scene.yaml" ? scene : a)]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_key_exits_with_3_and_says_where_and_the_nearest_name()
    {
        var scene = Path.Combine(_folder, "scene.yaml");
        File.WriteAllText(scene, "render: 1\nname: typo\ncamera:\n  fov_dge: 50\n");
        var result = RenderProcess.Run("validate", scene);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains(scene + ":4:3", result.Error, StringComparison.Ordinal);
        Assert.Contains("fov_deg", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Replay_of_nothing_and_of_no_record_exits_with_3()
    {
        Assert.Equal(3, RenderProcess.Run(["replay", "-"], "", null).ExitCode);
        Assert.Equal(3, RenderProcess.Run(["replay", "-"], "{}\n", null).ExitCode);
        Assert.Equal(3, RenderProcess.Run("replay", Path.Combine(_folder, "none.json")).ExitCode);
    }

    [Fact]
    public void A_scene_that_is_not_there_exits_with_3()
    {
        var result = RenderProcess.Run("validate", Path.Combine(_folder, "none.yaml"));
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("none.yaml", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_counts_what_a_scene_holds()
    {
        var scene = Path.Combine(_folder, "scene.yaml");
        File.WriteAllText(scene, "render: 1\nname: one\nframes: 3\nassets: { ball: { file: \"shape:sphere\", category: ball } }\nobjects: { things: { pick: ball } }\n");
        var result = RenderProcess.Run("validate", scene);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("'one' is valid: 3 frames, 1 categories", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.glb", null, "none.glb")]
    [InlineData("noise.glb", "glTF: no, not really", "noise.glb")]
    [InlineData("empty.obj", "o nothing\n", "empty.obj")]
    [InlineData("escape.gltf", """{"asset":{"version":"2.0"},"buffers":[{"uri":"../secret.bin","byteLength":36}],"bufferViews":[{"buffer":0,"byteLength":36}],"accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,1]}],"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],"nodes":[{"mesh":0}],"scenes":[{"nodes":[0]}],"scene":0}""", "refused")]
    public void A_turntable_of_a_model_that_cannot_be_had_exits_with_3_and_leaves_no_sheet(string name, string? contents, string said)
    {
        var (model, sheet) = (Path.Combine(_folder, name), Path.Combine(_folder, "sheet.png"));
        if (contents is not null)
            File.WriteAllText(model, contents);
        var result = RenderProcess.Run("turntable", model, "-o", sheet);
        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(File.Exists(sheet));
    }

    [Theory]
    [InlineData("scene")]
    [InlineData("record")]
    public void Schemas_are_json(string of)
    {
        var result = RenderProcess.Run("schema", of);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var schema = System.Text.Json.JsonDocument.Parse(result.Output);
        Assert.True(schema.RootElement.TryGetProperty("$schema", out _));
    }

    [Fact]
    public void The_schema_that_editors_find_beside_the_scenes_is_the_one_the_program_prints() =>
        Assert.Equal(RenderProcess.Run("schema").Output, File.ReadAllText(Path.Combine(Path.GetDirectoryName(Repository.Assets)!, "scenes", "scene.schema.json")));

    [Fact]
    public void Doctor_says_what_is_there_and_never_the_word_Error_on_a_healthy_machine()
    {
        var result = RenderProcess.Run("doctor");
        Assert.Contains("Vulkan loader", result.Output, StringComparison.Ordinal);
        Assert.True(result.ExitCode == 0, result.Output); // tools/test installs everything that it looks for
        Assert.DoesNotContain("Error", result.Output, StringComparison.OrdinalIgnoreCase);
    }
}
