using Render.Core.Cameras;
using Render.Core.Frames;
using Render.Core.Placement;
using Render.Core.Sampling;

namespace Render.Core.Scenes;

/// <summary>One frame while its instances are drawn and placed.</summary>
/// <param name="key">Which frame.</param>
/// <param name="picks">Its models.</param>
/// <param name="shapeOf">Of a model, by its reference.</param>
internal sealed class FrameDrawing(DrawKey key, FramePicks picks, Func<string, ModelShape> shapeOf)
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
        var model = picks.Of(surrounding);
        var file = model?.File ?? "shape:" + surrounding.Shape;
        var scale = model is null ? surrounding.Size.Draw(key) : Cube(model.Scale * surrounding.Scale.Draw(key));
        var pose = Pose.Of(surrounding.RotationDeg.Draw(key) * (model?.Turn ?? Rotation.Identity), scale, surrounding.Position.Draw(key));
        var footprint = Footprint.Of(shapeOf(file), pose);
        _surroundings.Add(footprint);
        _byName[surrounding.Name] = (surrounding, pose, footprint);
        _instances.Add(Instance(surrounding.Name, file, model, pose, surrounding.Material, 0));
    }

    public void Add(ObjectDescription group)
    {
        var surface = group.Place.SurfaceName is { } name ? SurfaceOf(name) : null;
        var models = picks.Of(group);
        for (var i = 0; i < models.Length; i++)
        {
            var model = models[i];
            var rotation = (group.RotationDeg ?? group.Place.Rotation).Draw(key, i) * model.Turn;
            var pose = Pose.Of(rotation, Cube(model.Scale * group.Scale.Draw(key, i)), Double3.Zero);
            var footprint = Footprint.Of(shapeOf(model.File), pose);
            var path = $"{group.Name}[{i}]";
            if (_placer.Place(group.Place, group.Path + ".place", i, footprint, surface, out var why) is { } position)
                _instances.Add(Instance(path, model.File, model, pose with { Position = position }, group.Material, i));
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

    private Surface SurfaceOf(string name) =>
        _byName.TryGetValue(name, out var found) ? found.Description.SurfaceOf(found.Pose, found.Footprint, key) : Surface.Ground;

    private FrameInstance Instance(string name, string file, AssetModel? model, Pose pose, MaterialDescription? material, int number) => new()
    {
        Name = name,
        Model = file,
        Category = model?.Category,
        Supercategory = model?.Supercategory,
        Attributes = model?.Attributes,
        ObjectToWorld = pose.ToSingle(),
        Materials = material is null ? [] : [material.Draw(key, number)],
    };
}
