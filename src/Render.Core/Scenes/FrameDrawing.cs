using Render.Core.Cameras;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Placement;
using Render.Core.Placement.Physics;
using Render.Core.Sampling;
using Render.Core.Strata;

namespace Render.Core.Scenes;

/// <summary>One frame while its instances are drawn and placed.</summary>
/// <param name="key">Which frame.</param>
/// <param name="picks">Its models.</param>
/// <param name="shapeOf">Of a model, by its reference.</param>
/// <param name="holesOf">Of a model, by its reference, with the materials that are changed on it and its number in its group: see <see cref="PosedModel"/>.</param>
/// <param name="scene">What stands in the frame so far.</param>
/// <param name="strata">Of the frame's objects.</param>
/// <param name="labels">Without what there is no annotation.</param>
internal sealed class FrameDrawing(
    DrawKey key, FramePicks picks, Func<string, ModelShape> shapeOf, Func<string, IReadOnlyList<MaterialDescription>, int, Lazy<CutOut?[]?>?> holesOf, PlacedScene scene, FrameStrata strata, LabelSettings labels)
{
    // In scene order, which numbers the instances: what falls gets its place in it before it is known where it comes to rest.
    private readonly List<FrameInstance?> _instances = [];
    private readonly SortedDictionary<int, FrameDrop> _dropped = [];
    private readonly FallingObjects _falling = new(key, scene);
    private readonly List<Footprint> _settled = [];
    private readonly List<Footprint> _surroundings = [];
    private readonly Dictionary<string, (SurroundingDescription Description, ModelShape Shape, Pose Pose, Footprint Footprint)> _byName = new(StringComparer.Ordinal);
    private readonly Placer _placer = new(key, scene);

    private readonly List<FrameInstance> _panels = [];

    /// <summary>Surroundings, objects, and the panels of lights, which move nobody's number.</summary>
    public IEnumerable<FrameInstance> Instances => _instances.OfType<FrameInstance>().Concat(_panels);

    public IEnumerable<FrameDrop> Dropped => _dropped.Values;

    public void Add(SurroundingDescription surrounding)
    {
        var model = picks.Of(surrounding);
        var file = model?.File ?? "shape:" + surrounding.Shape;
        var scale = model is null ? surrounding.Size.Draw(key) : Cube(model.Scale * surrounding.Scale.Draw(key));
        var pose = Pose.Of(surrounding.RotationDeg.Draw(key) * (model?.Turn ?? Rotation.Identity), scale, surrounding.Position.Draw(key));
        var footprint = Footprint.Of(shapeOf(file), pose);
        _surroundings.Add(footprint);
        _byName[surrounding.Name] = (surrounding, shapeOf(file), pose, footprint);
        _falling.Stand(shapeOf(file), pose);
        key.Surfaces?.Add(surrounding.Name, shapeOf(file), pose);
        scene.Stand(new(surrounding.Name, shapeOf(file), pose, footprint, holesOf(file, surrounding.Material, 0)));
        _instances.Add(Instance(surrounding.Name, file, model, pose, surrounding.Material, 0));
    }

    /// <summary>A rectangle that shines and is seen. What is placed later may be hidden by it.</summary>
    public void Add(FrameLight light)
    {
        foreach (var (name, pose, material) in LightPanel.Of(light))
        {
            var shape = shapeOf(LightPanel.Model);
            scene.Stand(new(name, shape, pose, Footprint.Of(shape, pose), null));
            _panels.Add(new() { Name = name, Model = LightPanel.Model, ObjectToWorld = pose.ToSingle(), Materials = [material] });
        }
    }

    public void Add(ObjectDescription group)
    {
        var surface = group.Place.SurfaceName is { } name ? SurfaceOf(name) : null;
        var mesh = group.Place is OnMesh on && _byName.TryGetValue(on.MeshName, out var found) ? new MeshSurface(found.Shape, found.Pose, on.TiltCosines) : null;
        var (models, ofStrata) = (picks.Of(group), strata.Of(group));
        for (var i = 0; i < models.Length; i++)
        {
            var (model, shape) = (models[i], shapeOf(models[i].File));
            var rotation = group.RotationDeg is { } given ? given.Draw(key, i) * model.Turn : group.Place.Orient(key, i, shape, model.Turn);
            var scale = model.Scale * (group.Strata is { Size: not null, ByDistance: false } ? 1 : group.Scale.Draw(key, i));
            var pose = Pose.Of(rotation, Cube(scale), Double3.Zero);
            var wanted = new PlacementTry(key, i, key.Stream(group.Path + ".place", i), shape, pose, Footprint.Of(shape, pose), surface, mesh) { Holes = holesOf(models[i].File, group.Material, i) };
            if (ofStrata.Length > 0)
                Add(new(group, i, ofStrata[i], wanted, UpOf(model), scale / model.Scale, OccluderOf(group, i), OccluderHolesOf(group, i)), model);
            else if (group.Place is Falling)
            {
                _falling.Add(new(_instances.Count, group, NameOf(group, i), model, scale, UpOf(model), wanted), rotation, _placer.Placed);
                _instances.Add(null);
            }
            else if (_placer.Place(group.Place, group.Require, group.Path + ".place", NameOf(group, i), wanted, UpOf(model), out var why) is { } placed)
            {
                _falling.Stand(shape, placed);
                _instances.Add(Instance(NameOf(group, i), model.File, model, placed, group.Material, i));
            }
            else
            {
                LeaveOut(group, i, why, _instances.Count);
                _instances.Add(null);
            }
        }
    }

    private void Add(StratumObject wanted, AssetModel model)
    {
        var (group, i) = (wanted.Group, wanted.Number);
        if (new StratumPlacer(key, scene, _placer, labels, wanted.Stratum.Of.Camera).Place(wanted, out var why) is not { } place)
        {
            LeaveOut(group, i, why, _instances.Count, wanted.Stratum);
            _instances.Add(null);
            return;
        }
        _falling.Stand(wanted.Wanted.Shape, place.Pose);
        _instances.Add(Instance(wanted.Name, model.File, model, place.Pose, group.Material, i) with { Stratum = place.Found });
        if (place.Occluder is not { } hides)
            return;
        var occluder = picks.OccluderOf(group, i);
        _falling.Stand(wanted.Occluder!, hides);
        _instances.Add(Instance(wanted.Name + ".occluder", occluder?.File ?? Occluders.Box, occluder, hides, group.Strata!.Occluders!.Material, i));
    }

    private ModelShape? OccluderOf(ObjectDescription group, int instance) =>
        group.Strata?.Occluders is null ? null : shapeOf(picks.OccluderOf(group, instance)?.File ?? Occluders.Box);

    private Lazy<CutOut?[]?>? OccluderHolesOf(ObjectDescription group, int instance) =>
        group.Strata?.Occluders is not { } occluders ? null : holesOf(picks.OccluderOf(group, instance)?.File ?? Occluders.Box, occluders.Material, instance);

    /// <summary>What is up in the model's own axes.</summary>
    private static Double3 UpOf(AssetModel model) => model.Turn.Inverse().ToRows() is var (row0, row1, row2) ? new(row0.Z, row1.Z, row2.Z) : default;

    /// <summary>Lets all objects fall that are to fall, after all others have been placed.</summary>
    /// <exception cref="RenderException">As <see cref="PhysicsWorkers.Settle"/>.</exception>
    public void Settle(PhysicsWorkers? workers)
    {
        foreach (var (faller, settled, why) in _falling.Settle(workers, _placer.Placed))
        {
            var (group, number) = (faller.Group, faller.Wanted.Instance);
            if (settled is { } pose)
            {
                _settled.Add(Footprint.Of(shapeOf(faller.Model.File), pose));
                _instances[faller.Slot] = Instance(faller.Name, faller.Model.File, faller.Model, pose, group.Material, number);
            }
            else
            {
                LeaveOut(group, number, why, faller.Slot);
            }
        }
    }

    private static string NameOf(ObjectDescription group, int number) => $"{group.Name}[{number}]";

    private void LeaveOut(ObjectDescription group, int number, string why, int slot, Stratum? stratum = null)
    {
        if (!group.MayDrop)
            throw new RenderException(Failure.InvalidInput, $"objects.{NameOf(group, number)}: {why}.", $"frame {key.Frame}",
                $"{(group.Require is null ? "" : "Loosen what it requires, ")}{(group.Require is null ? "Give" : "give")} it more room, a lower count, or 'on_infeasible: drop'.");
        _dropped.Add(slot, new(NameOf(group, number), why) { Stratum = stratum?.ToRecord() });
    }

    /// <summary>The ball around all objects; around the surroundings where there are none.</summary>
    public Focus Focus()
    {
        List<Footprint> all = [.. _placer.Placed, .. _settled];
        if (all.Count == 0)
            all = _surroundings;
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

    private FrameInstance Instance(string name, string file, AssetModel? model, Pose pose, IReadOnlyList<MaterialDescription> material, int number) => new()
    {
        Name = name,
        Model = file,
        Category = model?.Category,
        Supercategory = model?.Supercategory,
        Attributes = model?.Attributes,
        ObjectToWorld = pose.ToSingle(),
        Keypoints = model?.Keypoints?.ToFrame(),
        Materials = [.. material.SelectMany(change => change.Draw(key, number))],
    };
}
