namespace Render.Core.Scenes;

/// <summary>
/// A part of a scene's randomness that can be taken away to see what it is worth: all values of one family are frozen, everything else stays as it is drawn.
/// </summary>
/// <param name="Name">What the data set without it is called.</param>
/// <param name="Doc">What belongs to the family.</param>
public sealed record Ablation(string Name, string Doc)
{
    private readonly Func<string, bool> _belongs = _ => false;

    private Ablation(string name, string doc, Func<string, bool> belongs) : this(name, doc) => _belongs = belongs;

    /// <summary>No value belongs to two of them. Named draws (<c>let</c>) belong to none: what is made of them does, where it stands.</summary>
    public static IReadOnlyList<Ablation> All { get; } =
    [
        new("minus-lights", "lights, and the environment but for its background", path => IsUnder(path, "lights") || (IsUnder(path, "environment") && !IsUnder(path, "environment.background"))),
        new("minus-textures", "the materials of objects", path => KeyOf(path) == "material" || path.Split('.', '[') is ["objects", _, "strata", "occluders", "material", ..]),
        new("minus-background", "the environment's background, and the surroundings with their materials", path => IsUnder(path, "environment.background") || IsUnder(path, "surroundings")),
        new("minus-poses", "where objects are, how they are turned and how large they are, and the cameras",
            path => IsUnder(path, "camera") || IsUnder(path, "cameras") || KeyOf(path) is "place" or "rotation_deg" or "scale"),
    ];

    /// <summary>The scene's paths that are frozen without it; empty where it has nothing of the kind.</summary>
    public IReadOnlyList<string> PathsOf(Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return [.. scene.Drawn.Where(_belongs)];
    }

    /// <summary>The key of an object group that a path leads through, "place" of objects.things.place.rotation; null elsewhere. Groups may be called as keys are.</summary>
    private static string? KeyOf(string path) => path.Split('.', '[') is ["objects", _, var key, ..] ? key : null;

    private static bool IsUnder(string path, string section) => path == section || path.StartsWith(section + ".", StringComparison.Ordinal);
}
