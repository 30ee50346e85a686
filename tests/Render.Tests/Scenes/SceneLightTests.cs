using System.Numerics;
using Render.Core.Assets;
using Render.Core.Geometry;
using Render.Tests.Cli;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>Only a scene that can have no light in any frame is said to have none.</summary>
public sealed class SceneLightTests : IDisposable
{
    private readonly SceneFolder _folder = new("mug.glb", "lamp.glb", "studio.hdr");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lights: {}, environment: { strength: 0 }", true)]
    [InlineData("lights: {}, environment: { color: [0, 0, 0] }", true)]
    [InlineData("lights: {}, environment: { color: black, background: white }", true)]
    [InlineData("lights: {}, environment: { map: studio.hdr, strength: 0 }", true)]
    [InlineData("lights: {}, environment: { sky: {}, strength: { choice: [0, 0] } }", true)]
    [InlineData("lights: { a: { type: sun, irradiance_w_m2: 0 }, b: { type: point, position: [0, 0, 1], color: black } }, environment: { strength: 0 }", true)]
    [InlineData("let: { x: [0, 1] }, lights: { a: { type: sun, irradiance_w_m2: 0 * $x } }, environment: { strength: 0 }", true)]
    [InlineData("lights: {}", false)]
    [InlineData("environment: { strength: 0 }", false)]
    [InlineData("lights: {}, environment: { strength: [0, 1] }", false)]
    [InlineData("lights: {}, environment: { strength: 0 }, vary: { environment.strength: [0, 1] }", false)]
    [InlineData("lights: { a: { type: sun, irradiance_w_m2: { choice: [0, 1] } } }, environment: { strength: 0 }", false)]
    [InlineData("lights: { a: { type: sun, color: { hsv: { value: 0 } } } }, environment: { strength: 0 }", false)]
    [InlineData("lights: {}, environment: { strength: 0 }, surroundings: { panel: { shape: plane, material: { emissive: white } } }", false)]
    [InlineData("lights: {}, environment: { strength: 0 }, objects: { o: { pick: lamp } }", false)]
    public void A_scene_without_light_is_told_from_one_with_some(string words, bool isDark)
    {
        var library = new AssetLibrary(reference => reference == "lamp.glb" ? Shining(SceneFolder.ModelOf(reference)) : SceneFolder.ModelOf(reference),
            SceneFolder.Library.Texture, SceneFolder.Library.Environment);
        var objects = words.Contains("objects:", StringComparison.Ordinal) ? "" : ", objects: { o: { pick: mug } }";
        var scene = _folder.Parse($"{{ render: 1, assets: {{ mug: {{ file: mug.glb }}, lamp: {{ file: lamp.glb }} }}, {words}{objects} }}").Resolve(library);
        Assert.Equal(isDark ? 1 : 0, scene.Notes.Count);
        // No frame of it has any, or, where nothing is said, one of the first ones or of their variants may have.
        var frames = Enumerable.Range(0, 20).Select(i => scene.Draw(1, i)).ToList();
        if (isDark)
            Assert.All(frames, frame => Assert.True(frame.Lights.All(light => light.Intensity == Vector3.Zero) && frame.Environment.Strength * frame.Environment.Color == Vector3.Zero));
    }

    [Fact]
    public void Validate_says_so()
    {
        var file = Path.Combine(_folder.Path, "scene.yaml");
        File.WriteAllText(file, "render: 1\nlights: {}\nenvironment: { strength: 0 }\nassets: { ball: { file: 'shape:sphere', category: ball } }\n");
        var result = RenderProcess.Run("validate", file);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("note: the scene has no light", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"notes\":[\"the scene has no light", RenderProcess.Run("validate", file, "--json").Output, StringComparison.Ordinal);
    }

    private static Model Shining(Model model) => new()
    {
        Id = model.Id,
        ContentHash = model.ContentHash,
        Materials = [.. model.Materials.Select(material => material with { Emissive = Vector3.One })],
        Textures = model.Textures,
        Mesh = model.Mesh,
    };
}
