using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;

namespace Render.Core.Strata;

/// <summary>What is put between the camera and an object to hide a part of it. It is not labelled.</summary>
/// <param name="Pick">Names of assets; null: a box.</param>
/// <param name="Material">What is changed of its materials.</param>
/// <param name="Path">Of its random streams.</param>
internal sealed record Occluders(Value<string>? Pick, IReadOnlyList<MaterialDescription> Material, string Path)
{
    /// <summary>The model of the occluders that the scene does not pick.</summary>
    public const string Box = "shape:box";

    private static readonly Key<Value<string>> PickKey = new("pick", new SampledType<string>(new AssetNameType(), listIsChoice: true), null,
        "Which asset each is: a name, a list, or a distribution; assets without a category. Default: a box of any proportions.", "[bolt, nut]");

    private static readonly Key<IReadOnlyList<MaterialDescription>> MaterialKey = new("material", new MaterialListType(), null,
        "What is changed of their materials, drawn for each.", "{ base_color: { uniform: { min: [0, 0, 0], max: [1, 1, 1] } } }");

    internal static readonly Section<Occluders> Section = new("occluders",
        "What floats between the camera and an object to hide as much of it as its stratum says: one for each object that needs it, about as large in the picture as the object, turned at random, not labelled.",
        [PickKey, MaterialKey], r =>
        {
            r.Context.Registry.AddStream($"{r.Context.Path}.{PickKey.Name}.set", "which model of an asset that has several");
            var pick = r.Find(PickKey);
            if (pick?.Extremes.FirstOrDefault(name => r.Context.AssetsByName[name].Models.Any(model => model.Category is not null)) is { } labelled)
                throw r.NodeOf(PickKey).Error($"'{labelled}' has a category: what hides objects would be labelled itself, and be in no stratum.", "Declare the model under 'assets:' once more, without a category.");
            return new(pick, r.Find(MaterialKey) ?? [], r.Context.Path);
        });
}
