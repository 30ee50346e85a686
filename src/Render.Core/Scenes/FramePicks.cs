using Render.Core.Sampling;
using Render.Core.Strata;

namespace Render.Core.Scenes;

/// <summary>
/// Which models one frame asks for: drawn before any of them is opened, for a choice depends on names alone. An object that finds no place is among them.
/// </summary>
internal sealed class FramePicks
{
    private readonly DrawKey _key;
    private readonly IReadOnlyDictionary<string, AssetDescription> _assets;
    private readonly Dictionary<string, AssetModel> _surroundings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AssetModel[]> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AssetModel[]> _occluders = new(StringComparer.Ordinal);

    /// <param name="key">The frame.</param>
    /// <param name="scene">What is picked from.</param>
    /// <param name="assets">By name.</param>
    /// <param name="strata">Of the frame's objects: a stratum's category decides before the group's pick does.</param>
    public FramePicks(DrawKey key, SceneDescription scene, IReadOnlyDictionary<string, AssetDescription> assets, FrameStrata strata)
    {
        (_key, _assets) = (key, assets);
        foreach (var surrounding in scene.Surroundings)
            if (surrounding.Asset is { } asset)
                _surroundings.Add(surrounding.Name, Choose(asset, 0));
        foreach (var group in scene.Objects)
        {
            var models = new AssetModel[group.Count.Draw(key)];
            var ofStrata = strata.Of(group);
            for (var i = 0; i < models.Length; i++)
                models[i] = ofStrata.Length > 0 && ofStrata[i].On(group.Strata!.Category) is { } category ? Choose(group, (string)category.Value!, i) : Choose(group.Pick, i);
            _groups.Add(group.Name, models);
            if (group.Strata?.Occluders?.Pick is { } occluders)
                _occluders.Add(group.Name, [.. models.Select((_, i) => Choose(occluders, i))]);
        }
    }

    /// <summary>Null where it is a shape.</summary>
    public AssetModel? Of(SurroundingDescription surrounding) => _surroundings.GetValueOrDefault(surrounding.Name);

    /// <summary>One for each object of the group.</summary>
    public AssetModel[] Of(ObjectDescription group) => _groups[group.Name];

    /// <summary>What hides an object of a group with strata; null: a box.</summary>
    public AssetModel? OccluderOf(ObjectDescription group, int instance) => _occluders.TryGetValue(group.Name, out var occluders) ? occluders[instance] : null;

    /// <summary>References of all models that are not shapes of surroundings, each once, in scene order.</summary>
    public IEnumerable<string> Files => _surroundings.Values.Concat(_groups.Values.SelectMany(g => g)).Concat(_occluders.Values.SelectMany(g => g)).Select(m => m.File).Distinct();

    /// <summary>An asset, and one of its models under a stream of its own, so that an asset may grow without moving which asset is picked.</summary>
    private AssetModel Choose(Value<string> pick, int instance)
    {
        var asset = _assets[pick.Draw(_key, instance)];
        return asset.Models[asset.Choice?.Draw(_key.Stream(pick.Path + ".set", instance)) ?? 0];
    }

    /// <summary>One of the group's models of a category, by their names alone: each equally likely.</summary>
    private AssetModel Choose(ObjectDescription group, string category, int instance)
    {
        var models = group.Pick.Extremes.Distinct().SelectMany(name => _assets[name].Models.Where(model => model.Category == category).Select(model => (Asset: name, Model: model))).ToArray();
        return models.Length == 1 ? models[0].Model
            : models[new NamedChoice([.. models.Select(m => $"{m.Asset} {m.Model.File}")]).Draw(_key.Stream(group.Pick.Path + ".set", instance))].Model;
    }
}
