using Render.Core.Sampling;

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

    public FramePicks(DrawKey key, SceneDescription scene, IReadOnlyDictionary<string, AssetDescription> assets)
    {
        (_key, _assets) = (key, assets);
        foreach (var surrounding in scene.Surroundings)
            if (surrounding.Asset is { } asset)
                _surroundings.Add(surrounding.Name, Choose(asset, 0));
        foreach (var group in scene.Objects)
        {
            var models = new AssetModel[group.Count.Draw(key)];
            for (var i = 0; i < models.Length; i++)
                models[i] = Choose(group.Pick, i);
            _groups.Add(group.Name, models);
        }
    }

    /// <summary>Null where it is a shape.</summary>
    public AssetModel? Of(SurroundingDescription surrounding) => _surroundings.GetValueOrDefault(surrounding.Name);

    /// <summary>One for each object of the group.</summary>
    public AssetModel[] Of(ObjectDescription group) => _groups[group.Name];

    /// <summary>References of all models that are not shapes of surroundings, each once, in scene order.</summary>
    public IEnumerable<string> Files => _surroundings.Values.Concat(_groups.Values.SelectMany(g => g)).Select(m => m.File).Distinct();

    /// <summary>An asset, and one of its models under a stream of its own, so that an asset may grow without moving which asset is picked.</summary>
    private AssetModel Choose(Value<string> pick, int instance)
    {
        var asset = _assets[pick.Draw(_key, instance)];
        return asset.Models[asset.Choice?.Draw(_key.Stream(pick.Path + ".set", instance)) ?? 0];
    }
}
