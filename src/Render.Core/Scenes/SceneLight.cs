using Render.Core.Sampling;

namespace Render.Core.Scenes;

/// <summary>Whether a scene has any light, as far as its words say: a scene without one gives black pictures, and no error.</summary>
internal static class SceneLight
{
    /// <summary>
    /// True where no light, no environment and no material that the scene writes can shine in any frame or variant, whatever is drawn. What the models themselves give off is not known here.
    /// </summary>
    public static bool IsAbsent(SceneDescription scene) =>
        scene.Lights.All(IsDark) && IsDark(scene.Environment)
        && !scene.Objects.SelectMany(group => group.Material.Concat(group.Strata?.Occluders?.Material ?? [])).Concat(scene.Surroundings.SelectMany(s => s.Material)).Any(material => material.MayShine);

    private static bool IsDark(LightDescription light) => IsNothing(light.Strength) || IsNothing(light.Color);

    /// <summary>Of a sky with its sun, too: strength and colour multiply both.</summary>
    private static bool IsDark(EnvironmentDescription environment) => IsNothing(environment.Strength) || IsNothing(environment.Color);

    private static bool IsNothing<T>(Value<T>? value) where T : struct => value is not null && value.Extremes.Any() && value.Extremes.All(x => x.Equals(default(T)));
}
