using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>What reading a value may depend on besides the value itself.</summary>
internal sealed record ReadContext
{
    /// <summary>The path of the value in the scene, which names its random stream.</summary>
    public string Path { get; init; } = "";

    /// <summary>Where files are found.</summary>
    public required AssetRoots Roots { get; init; }

    /// <summary>The most objects that the group has in a frame whose values are read.</summary>
    public int MaxCount { get; init; } = 1;

    /// <summary>Known assets, in scene order.</summary>
    public IReadOnlyList<string> Assets { get; init; } = [];

    /// <summary>The same with all that the scene says of them, by name.</summary>
    public IReadOnlyDictionary<string, AssetDescription> AssetsByName { get; init; } = new Dictionary<string, AssetDescription>();

    /// <summary>Those that the group picks from whose strata are read.</summary>
    public IReadOnlyList<string> Picked { get; init; } = [];

    /// <summary>Known surroundings, in scene order.</summary>
    public IReadOnlyList<string> Surroundings { get; init; } = [];

    /// <summary>Surroundings on which nothing can stand in any frame, and why.</summary>
    public IReadOnlyDictionary<string, string> Unlevel { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether labels ask for the points that assets, or files beside their models, name.</summary>
    public bool WantsKeypoints { get; init; }

    /// <summary>What objects stand on that do not say.</summary>
    public string DefaultSurface { get; init; } = "ground";

    /// <summary>The last part of the path as the scene calls it, whatever <c>stream:</c> says.</summary>
    public string Name { get; init; } = "";

    /// <summary>The default of the key that is being read, as YAML; null where it has none.</summary>
    public string? Default { get; init; }

    /// <summary>The path of the group whose objects each have a draw of the values that are read; null: a frame has one.</summary>
    public string? Group { get; init; }

    /// <summary>The scene's named draws.</summary>
    public Lets Lets { get; init; } = Lets.None;

    /// <summary>Whether a named draw is being read.</summary>
    public bool IsLet { get; init; }

    /// <summary>The named draws that are being read, each for the one before it.</summary>
    public IReadOnlyList<string> LetChain { get; init; } = [];

    /// <summary>Named draws that the value that is being read uses; null where none is being read.</summary>
    public ICollection<Let>? Uses { get; init; }

    /// <summary>How values are sampled that do not say; null: independently.</summary>
    public Sampler? Sampler { get; init; }

    /// <summary>What the scene's values have in common; one for the whole scene.</summary>
    public ValueRegistry Registry { get; init; } = new();

    public ReadContext Child(string name, string? stream = null) =>
        this with { Path = Path.Length == 0 ? stream ?? name : $"{Path}.{stream ?? name}", Name = name, Default = null };
}
