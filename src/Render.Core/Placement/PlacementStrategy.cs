using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>
/// Where the objects of a group go. One class each; it declares its keys, proposes positions, and says what they must keep clear of. Whether a
/// proposal is taken is decided by <see cref="Placer"/>.
/// </summary>
/// <param name="rotation">How an object is turned whose group does not say.</param>
internal abstract class PlacementStrategy(Value<Rotation> rotation)
{
    public Value<Rotation> Rotation => rotation;

    /// <summary>The surface that objects stand on; null: none. The name of surroundings, or <see cref="OnSurface.Ground"/>.</summary>
    public virtual string? SurfaceName => null;

    /// <summary>Least distance to objects placed before, metres; null: overlap is allowed.</summary>
    public abstract double? Gap { get; }

    /// <summary>The surroundings on whose triangles objects stand; null: none.</summary>
    public virtual string? MeshName => null;

    /// <summary>Whether it turns objects as they lie, so that a group cannot.</summary>
    public virtual bool TurnsItself => false;

    /// <summary>How an object is turned whose group does not say.</summary>
    /// <param name="key">The frame.</param>
    /// <param name="instance">The number in the group.</param>
    /// <param name="shape">Of its model.</param>
    /// <param name="turn">What brings the model's own vertical upright.</param>
    public virtual Rotation Orient(DrawKey key, int instance, ModelShape shape, Rotation turn) => Rotation.Draw(key, instance) * turn;

    /// <summary>
    /// A pose of the model, or null where this try went wrong (<paramref name="reason"/> says why). A strategy without randomness proposes the same each time.
    /// </summary>
    public abstract Pose? Propose(PlacementTry wanted, out string reason);

    /// <summary>A random rotation under the strategy's own path: about any axis, or about z.</summary>
    protected static Value<Rotation> RandomRotation(ReadContext context, string axis) =>
        new SampledType<Rotation>(new RotationType()).Read(SceneFile.Parse($"{{ uniform_rotation: {axis} }}").Root, context.Child("rotation"));
}
