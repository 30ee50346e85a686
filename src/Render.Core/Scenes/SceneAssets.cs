using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>References of every asset that a frame of a scene can hold, each once, in scene order. None has been opened.</summary>
public sealed class SceneAssets
{
    internal SceneAssets(SceneDescription scene)
    {
        var byName = scene.Assets.ToDictionary(a => a.Name, StringComparer.Ordinal);
        var picked = scene.Objects.SelectMany(o => o.Pick.Extremes).Concat(scene.Surroundings.SelectMany(s => s.Asset?.Extremes ?? []))
            .Distinct().Select(name => byName[name]).ToArray();
        var materials = scene.Objects.Select(o => o.Material).Concat(scene.Surroundings.Select(s => s.Material)).OfType<MaterialDescription>().ToArray();
        Listed = [.. scene.Surroundings.Where(s => s.Shape is not null).Select(s => "shape:" + s.Shape)
            .Concat(picked.Where(a => !a.IsLazy).SelectMany(a => a.Models).Select(m => m.File))
            .Concat(materials.SelectMany(m => m.From?.Extremes ?? [])).Distinct()];
        Models = [.. Listed.Concat(picked.Where(a => a.IsLazy).SelectMany(a => a.Models).Select(m => m.File)).Distinct()];
        Textures = [.. materials.SelectMany(m => m.BaseColor?.Extremes ?? []).Select(paint => paint.Texture).OfType<string>().Distinct()];
        Environments = [.. (scene.Environment.Map?.Extremes ?? []).Distinct()];
        FixedTextures = [.. materials.Select(m => m.BaseColor?.Extremes.ToArray()).OfType<BaseColor[]>().Where(p => p.Length == 1)
            .Select(p => p[0].Texture).OfType<string>().Distinct()];
    }

    /// <summary>Models that frames can hold or take materials from.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>Images that surfaces can wear, as sRGB.</summary>
    public IReadOnlyList<string> Textures { get; }

    public IReadOnlyList<string> Environments { get; }

    /// <summary>Those of <see cref="Textures"/> that are not drawn from several paints.</summary>
    internal IReadOnlyList<string> FixedTextures { get; }

    /// <summary>Those of <see cref="Models"/> that the scene itself names; the others stand in manifests.</summary>
    internal IReadOnlyList<string> Listed { get; }
}
