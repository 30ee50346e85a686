using System.Numerics;

namespace Render.Dataset.Records;

/// <summary>A named point of an instance in one image.</summary>
public sealed record KeypointOutput
{
    /// <summary>As the category names it.</summary>
    public required string Name { get; init; }

    /// <summary>Pixels, centres at +0.5, also where it lies outside the image; null where it cannot be projected, or the model has no such point.</summary>
    public float? X { get; init; }

    /// <inheritdoc cref="X"/>
    public float? Y { get; init; }

    /// <summary>
    /// COCO's: 0 outside the image, or the model has no such point; 1 inside and hidden, by another instance or by the instance itself; 2 visible.
    /// </summary>
    public required int Visibility { get; init; }

    /// <summary>In camera axes, metres; null where the model has no such point.</summary>
    public Vector3? Position { get; init; }
}
