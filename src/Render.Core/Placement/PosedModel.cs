using Render.Core.Geometry;

namespace Render.Core.Placement;

/// <summary>A model somewhere in the world, for rays.</summary>
/// <param name="Shape">Of the model.</param>
/// <param name="Pose">Where.</param>
/// <param name="Holes">By material, what of it is not solid, as the frame's materials have it; null: all is solid.</param>
internal readonly record struct PosedModel(ModelShape Shape, Pose Pose, Lazy<CutOut?[]?>? Holes);
