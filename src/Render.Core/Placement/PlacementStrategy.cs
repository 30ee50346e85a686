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

    /// <summary>
    /// A position of the model's origin, or null where this try went wrong (<paramref name="reason"/> says why). A strategy without randomness
    /// proposes the same each time.
    /// </summary>
    /// <param name="key">The frame.</param>
    /// <param name="instance">The number in the group.</param>
    /// <param name="stream">The stream of the group's placement; tries go on reading it.</param>
    /// <param name="footprint">The turned and scaled model with its origin at (0, 0, 0).</param>
    /// <param name="surface">What <see cref="SurfaceName"/> names in this frame.</param>
    /// <param name="reason">Why there is no position.</param>
    public abstract Double3? Propose(
        DrawKey key, int instance, RandomStream stream, Footprint footprint, Surface? surface, out string reason);

    /// <summary>A random rotation under the strategy's own path: about any axis, or about z.</summary>
    protected static Value<Rotation> RandomRotation(ReadContext context, string axis) =>
        new SampledType<Rotation>(new RotationType()).Read(SceneFile.Parse($"{{ uniform_rotation: {axis} }}").Root, context.Child("rotation"));
}
