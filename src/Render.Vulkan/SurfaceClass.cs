using Render.Core.Materials;

namespace Render.Vulkan;

/// <summary>What the visibility passes tell apart; the draws of a frame stand in this order.</summary>
internal enum SurfaceClass
{
    /// <summary>Solid everywhere.</summary>
    Solid,

    /// <summary>With holes: solid from the material's cut-off up.</summary>
    Masked,

    /// <summary>See-through: in colour a layer over what is behind, in labels solid from the frame's cut-off up.</summary>
    Blended,
}

internal static class SurfaceClasses
{
    public static SurfaceClass Of(Material material) =>
        material.AlphaMode == AlphaMode.Blend || material.Transmission > 0 ? SurfaceClass.Blended
        : material.AlphaMode == AlphaMode.Mask ? SurfaceClass.Masked : SurfaceClass.Solid;
}

/// <summary>The clusters of one class: entries of the list of draws.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Count">Their number.</param>
/// <param name="Triangles">Of all of them, seen or not.</param>
internal readonly record struct Draws(int First, int Count, long Triangles);
