using Render.Core.Materials;
using Render.Core.Strata;

namespace Render.Core.Scenes;

/// <summary>References of every asset that a frame of a scene can hold, each once, in scene order. None has been opened.</summary>
public sealed class SceneAssets
{
    internal SceneAssets(SceneDescription scene)
    {
        var byName = scene.Assets.ToDictionary(a => a.Name, StringComparer.Ordinal);
        var picked = scene.Objects.SelectMany(o => o.Pick.Extremes.Concat(o.Strata?.Occluders?.Pick?.Extremes ?? [])).Concat(scene.Surroundings.SelectMany(s => s.Asset?.Extremes ?? []))
            .Distinct().Select(name => byName[name]).ToArray();
        var materials = scene.Objects.SelectMany(o => o.Material.Concat(o.Strata?.Occluders?.Material ?? [])).Concat(scene.Surroundings.SelectMany(s => s.Material)).ToArray();
        var images = materials.SelectMany(m => m.Images()).Append((Files: scene.Environment.Background?.Files ?? [], ColorSpace: ColorSpace.Srgb)).ToArray();
        Listed = [.. scene.Surroundings.Where(s => s.Shape is not null).Select(s => "shape:" + s.Shape)
            .Concat(picked.Where(a => !a.IsLazy).SelectMany(a => a.Models).Select(m => m.File))
            .Concat(scene.Objects.Any(o => o.Strata?.Occluders is { Pick: null }) ? [Occluders.Box] : [])
            .Concat(scene.Lights.Any(light => light.Visible.Extremes.Contains(true)) ? [LightPanel.Model] : [])
            .Concat(materials.SelectMany(m => m.From?.Extremes ?? [])).Distinct()];
        Models = [.. Listed.Concat(picked.Where(a => a.IsLazy).SelectMany(a => a.Models).Select(m => m.File)).Distinct()];
        Textures = [.. images.SelectMany(image => image.Files, (image, file) => (file, image.ColorSpace)).Distinct()];
        Environments = [.. (scene.Environment.Map?.Extremes ?? []).Distinct()];
        FixedTextures = [.. images.Where(image => image.Files.Count == 1).Select(image => (image.Files[0], image.ColorSpace)).Distinct()];
    }

    /// <summary>Models that frames can hold or take materials from.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>Image files that surfaces can wear, or that can be seen behind everything, as their numbers are meant.</summary>
    public IReadOnlyList<(string File, ColorSpace ColorSpace)> Textures { get; }

    public IReadOnlyList<string> Environments { get; }

    /// <summary>Those of <see cref="Textures"/> that are not drawn from several files.</summary>
    internal IReadOnlyList<(string File, ColorSpace ColorSpace)> FixedTextures { get; }

    /// <summary>Those of <see cref="Models"/> that the scene itself names; the others stand in manifests.</summary>
    internal IReadOnlyList<string> Listed { get; }
}
