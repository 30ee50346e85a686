using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>Lying on a level surface in one of its stable poses, as if it had been put down in any rotation; turned at random about the vertical.</summary>
internal sealed class Resting(string surfaceName, (double X, double Y)? within, double gap, bool overlap, bool equal, string path, Value<Rotation> yaw)
    : OnSurface(surfaceName, within, gap, overlap, yaw)
{
    internal static readonly Key<string> Rest = new("rest", new SurfaceNameType(), null,
        "What the objects lie on: a plane, box, cylinder or asset of the surroundings (its top), or ground, the plane z = 0.", "table", required: true);

    private static readonly Key<bool> Poses = new("poses", new WordType<bool>("poses", ("probable", false), ("equal", true)), "probable",
        "probable: each stable pose of the model's convex hull as often as it comes to rest so when it is put down in any rotation. equal: all of them equally often.");

    internal static new readonly Section<PlacementStrategy> Section = new("place at rest",
        "Lying on a surface in a stable pose, without overlap; turned at random about the vertical. Nothing is simulated: poses and their probabilities follow from the model's convex hull.",
        [Rest, WithinKey, GapKey, OverlapKey, Poses], r =>
        {
            r.Context.Registry.AddStream(r.Context.Path + ".pose", "which stable pose");
            return new Resting(r.Get(Rest), r.Has(WithinKey) ? r.Get(WithinKey) : null, r.Get(GapKey), r.Get(OverlapKey), r.Get(Poses), r.Context.Path + ".pose",
                RandomRotation(r.Context, "z"));
        });

    public override bool TurnsItself => true;

    public override Rotation Orient(DrawKey key, int instance, ModelShape shape, Rotation turn)
    {
        var poses = shape.StablePoses;
        var left = key.Stream(path, instance).NextUnit();
        var chosen = poses[^1];
        foreach (var pose in poses)
        {
            left -= equal ? 1.0 / poses.Length : pose.Probability;
            if (left >= 0)
                continue;
            chosen = pose;
            break;
        }
        return Rotation.Draw(key, instance) * chosen.Turn;
    }
}
