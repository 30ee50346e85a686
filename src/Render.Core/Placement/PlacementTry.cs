using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>What a strategy proposes a place for.</summary>
/// <param name="Key">The frame.</param>
/// <param name="Instance">The number in the group.</param>
/// <param name="Stream">The stream of the group's placement; tries go on reading it.</param>
/// <param name="Shape">Of the model.</param>
/// <param name="Pose">Turned and scaled, with its origin at (0, 0, 0).</param>
/// <param name="Footprint">Of that.</param>
/// <param name="Surface">What <see cref="PlacementStrategy.SurfaceName"/> names in this frame.</param>
/// <param name="Mesh">What <see cref="PlacementStrategy.MeshName"/> names in this frame.</param>
/// <param name="Picture">The camera, and how long the longer side of the box around its image is to be, pixels; null where the size is given.</param>
internal sealed record PlacementTry(
    DrawKey Key, int Instance, RandomStream Stream, ModelShape Shape, Pose Pose, Footprint Footprint, Surface? Surface, MeshSurface? Mesh,
    (CameraSight Camera, double SizePx)? Picture = null)
{
    /// <summary>See <see cref="PosedModel"/>.</summary>
    public Lazy<CutOut?[]?>? Holes { get; init; }

    /// <summary>The same pose elsewhere.</summary>
    public Pose At(Double3 position) => Pose with { Position = position };
}
