using System.Text.Json.Nodes;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Placement.Physics;
using Render.Core.Scenes.Language;
using Render.Core.Strata;

namespace Render.Core.Scenes;

/// <summary>
/// A scene file that has been read and checked: immutable, every name known, every file there, no asset opened yet. <see cref="Resolve"/> opens them
/// and gives what frames are drawn from.
/// </summary>
public sealed class Scene
{
    private Scene(SceneFile file, IReadOnlyList<(SceneDescription Description, ValueRegistry Values)> variants, AssetRoots roots)
    {
        (Variants, Roots) = (variants, roots);
        References = new(Description);
        var json = (JsonObject)SceneDescription.Section.Canonical(file.Root);
        SceneDescription.RemoveWhatIsOutsideHash(json);
        SceneDescription.SetFrozen(json, Values.Frozen);
        CanonicalJson = json.ToJsonString();
    }

    public string Name => Description.Name;

    /// <summary>How many frames the data set has.</summary>
    public long Frames => Description.Frames;

    /// <summary>How many images a frame has.</summary>
    public ImageGrid Grid => new(Variants.Count, 1, Description.Cameras.Count);

    /// <summary>The scene's own seed, which the command line may replace.</summary>
    public ulong Seed => Description.Seed;

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<Category> Categories => Description.Categories;

    public LabelSettings Labels => Description.Labels;

    /// <summary>Every split that a frame can fall into.</summary>
    public IReadOnlyList<string> Splits => Description.Splits.Names;

    /// <summary>What COCO's <c>info</c> is to say: the user's own words.</summary>
    public IReadOnlyDictionary<string, string> About => Description.About;

    /// <summary>The licences of models, by reference, where the scene says one; several of one model are all named.</summary>
    public IReadOnlyDictionary<string, string> Licences => Description.Assets.SelectMany(asset => asset.Models)
        .Where(model => model.Licence is not null).Select(model => (model.File, Licence: model.Licence!)).Distinct()
        .GroupBy(entry => entry.File, entry => entry.Licence, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => string.Join(", ", group), StringComparer.Ordinal);

    /// <summary>The quotas of its groups of objects; empty where it has none.</summary>
    public IReadOnlyList<StrataTable> Strata => [.. Description.Objects.Select(o => o.Strata).OfType<StrataDescription>().Select(strata => strata.ToTable())];

    /// <summary>Every asset that a frame can hold.</summary>
    public SceneAssets References { get; }

    /// <summary>Where the scene's references lead; its folder is the scene file's.</summary>
    public AssetRoots Roots { get; }

    /// <summary>
    /// The scene as JSON without comments, ways of writing, order of declared keys, <c>frames</c>, <c>labels</c>, <c>about</c> and licences: equal where the frames are
    /// the same by description, with the paths of all that is frozen. Named things keep their order, which numbers instances and categories.
    /// </summary>
    public string CanonicalJson { get; }

    /// <summary>The scene as it is read with each combination of <c>vary:</c>; one where nothing is varied. They hold the same things under the same paths.</summary>
    internal IReadOnlyList<(SceneDescription Description, ValueRegistry Values)> Variants { get; }

    /// <summary>Paths of everything that is drawn anew in each frame, frozen or not: values, and the tries of placements, in the order in which the scene is read.</summary>
    public IReadOnlyList<string> Drawn => [.. Values.Values.Where(value => !value.IsConstant).Select(value => value.Path), .. Values.Streams.Keys];

    /// <summary>Of variant 0.</summary>
    internal SceneDescription Description => Variants[0].Description;

    /// <summary>All values that were read, of variant 0.</summary>
    internal ValueRegistry Values => Variants[0].Values;

    /// <param name="path">A YAML file; its references are relative to its folder.</param>
    /// <param name="roots">Named roots.</param>
    /// <exception cref="RenderException">The first thing that is wrong, with its place, what is known there, and what to do.</exception>
    /// <param name="freeze">Paths, or patterns of them, of values that are to be their base in all frames: <c>lights.*</c>.</param>
    public static Scene Load(string path, AssetRoots roots, IReadOnlyList<string>? freeze = null)
    {
        ArgumentNullException.ThrowIfNull(roots);
        var file = SceneFile.Load(path);
        return Of(file, roots.ForScene(Path.GetDirectoryName(Path.GetFullPath(path))!), freeze);
    }

    /// <param name="text">YAML.</param>
    /// <param name="roots">Named roots, and the folder that references are relative to.</param>
    /// <param name="name">What errors call the text.</param>
    /// <exception cref="RenderException">As <see cref="Load"/>.</exception>
    /// <param name="freeze">As of <see cref="Load"/>.</param>
    public static Scene Parse(string text, AssetRoots roots, string name = "scene", IReadOnlyList<string>? freeze = null)
    {
        ArgumentNullException.ThrowIfNull(roots);
        return Of(SceneFile.Parse(text, name), roots, freeze);
    }

    /// <summary>Opens the models that frames can hold; those of manifests are hashed, and opened when a frame holds them.</summary>
    /// <param name="assets">Where they are opened.</param>
    /// <param name="physics">Where things fall; null: a scene in which some do cannot be drawn.</param>
    /// <param name="cancellation">Ends that between two assets.</param>
    /// <exception cref="RenderException">An asset cannot be had.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ResolvedScene Resolve(AssetLibrary assets, PhysicsWorkers? physics = null, CancellationToken cancellation = default) =>
        new(this, assets, physics, cancellation);

    private static Scene Of(SceneFile file, AssetRoots roots, IReadOnlyList<string>? freeze)
    {
        var patterns = new FreezePatterns(freeze ?? [], SceneDescription.FrozenBy(file.Root));
        var variations = SceneDescription.VariationsOf(file.Root);
        var variants = new (SceneDescription, ValueRegistry)[variations.Count];
        for (var v = 0; v < variants.Length; v++)
        {
            var registry = new ValueRegistry { Freeze = patterns, Variant = new(variations, v) };
            variants[v] = (SceneDescription.Section.Read(file.Root, new() { Roots = roots, Registry = registry }), registry);
            registry.Finish();
        }
        return new(file, variants, roots);
    }
}
