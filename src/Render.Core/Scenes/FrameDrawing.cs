using Render.Core.Cameras;
using Render.Core.Frames;
using Render.Core.Placement;
using Render.Core.Sampling;

namespace Render.Core.Scenes;

/// <summary>One frame while its instances are drawn and placed.</summary>
internal sealed class FrameDrawing(
    DrawKey key, IReadOnlyDictionary<string, AssetDescription> assets, IReadOnlyDictionary<string, ModelShape> shapes)
{
    private readonly List<FrameInstance> _instances = [];
    private readonly List<FrameDrop> _dropped = [];
    private readonly List<Footprint> _surroundings = [];
    private readonly Dictionary<string, (SurroundingDescription Description, Pose Pose, Footprint Footprint)> _byName = new(StringComparer.Ordinal);
    private readonly Placer _placer = new(key);

    public IReadOnlyList<FrameInstance> Instances => _instances;

    public IReadOnlyList<FrameDrop> Dropped => _dropped;

    public void Add(SurroundingDescription surrounding)
    {
        var (model, asset, turn) = surrounding.Shape is { } shape
            ? ("shape:" + shape, null, Rotation.Identity)
            : Choose(surrounding.Asset!, 0);
        var scale = asset is null ? surrounding.Size.Draw(key) : Cube(asset.Scale * surrounding.Scale.Draw(key));
        var pose = Pose.Of(surrounding.RotationDeg.Draw(key) * turn, scale, surrounding.Position.Draw(key));
        var footprint = Footprint.Of(shapes[model], pose);
        _surroundings.Add(footprint);
        _byName[surrounding.Name] = (surrounding, pose, footprint);
        _instances.Add(Instance(surrounding.Name, model, asset, pose, surrounding.Material, 0));
    }

    public void Add(ObjectDescription group)
    {
        var surface = group.Place.SurfaceName is { } name ? SurfaceOf(name) : null;
        var count = group.Count.Draw(key);
        for (var i = 0; i < count; i++)
        {
            var (model, asset, turn) = Choose(group.Pick, i);
            var rotation = (group.RotationDeg ?? group.Place.Rotation).Draw(key, i) * turn;
            var pose = Pose.Of(rotation, Cube(asset!.Scale * group.Scale.Draw(key, i)), Double3.Zero);
            var footprint = Footprint.Of(shapes[model], pose);
            var path = $"{group.Name}[{i}]";
            if (_placer.Place(group.Place, group.Path + ".place", i, footprint, surface, out var why) is { } position)
                _instances.Add(Instance(path, model, asset, pose with { Position = position }, group.Material, i));
            else if (group.MayDrop)
                _dropped.Add(new(path, why));
            else
                throw new RenderException(Failure.InvalidInput, $"objects.{path}: {why}.", $"frame {key.Frame}",
                    "Give it more room, a lower count, or 'on_infeasible: drop'.");
        }
    }

    /// <summary>The ball around all objects; around the surroundings where there are none.</summary>
    public Focus Focus()
    {
        var all = _placer.Placed.Count > 0 ? _placer.Placed : _surroundings;
        if (all.Count == 0)
            return new(Double3.Zero, 1);
        var boxes = all.Select(f => f.Box).ToList();
        var min = new Double3(boxes.Min(b => b.MinX), boxes.Min(b => b.MinY), all.Min(f => f.MinZ));
        var max = new Double3(boxes.Max(b => b.MaxX), boxes.Max(b => b.MaxY), all.Max(f => f.MaxZ));
        return new((min + max) * 0.5, Math.Max((max - min).Length / 2, 1e-6));
    }

    private static Double3 Cube(double edge) => new(edge, edge, edge);

    /// <summary>An asset, and one of its models under a stream of its own, so that a set may grow without moving which asset is picked.</summary>
    private (string Model, AssetDescription? Asset, Rotation Turn) Choose(Value<string> pick, int instance)
    {
        var asset = assets[pick.Draw(key, instance)];
        var file = asset.Files.Count == 1 ? 0 : new RandomStream(key.Seed, pick.Path + ".set", key.Frame, instance).NextBelow(asset.Files.Count);
        return (asset.Files[(int)file], asset, asset.Turn);
    }

    private Surface SurfaceOf(string name) =>
        _byName.TryGetValue(name, out var found) ? found.Description.SurfaceOf(found.Pose, found.Footprint, key) : Surface.Ground;

    private FrameInstance Instance(string name, string model, AssetDescription? asset, Pose pose, MaterialDescription? material, int number) => new()
    {
        Name = name,
        Model = model,
        Category = asset?.Category,
        Supercategory = asset?.Supercategory,
        ObjectToWorld = pose.ToSingle(),
        Materials = material is null ? [] : [material.Draw(key, number)],
    };
}
