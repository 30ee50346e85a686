using System.Numerics;

namespace Render.Dataset.Records;

/// <summary>
/// The 6D pose and the 3D box of an instance, in camera axes (x right, y down, z forward; metres): a point m of the model, in the model's own axes after
/// the turn to Z up, lies at Rotation (Scale m) + Translation.
/// </summary>
public sealed record PoseOutput
{
    /// <summary>Reference of the model, as the scene names it.</summary>
    public required string Model { get; init; }

    /// <summary>3 x 3, row-major, orthonormal with determinant +1: the model's axes to the camera's. Its columns are the box's axes.</summary>
    public required float[] Rotation { get; init; }

    /// <summary>The model's origin, metres.</summary>
    public required Vector3 Translation { get; init; }

    /// <summary>What the model's coordinates are multiplied by along its axes; one of them negative where the instance is mirrored.</summary>
    public required Vector3 Scale { get; init; }

    /// <summary>Middle of the box that is tight around the model in its own axes, metres.</summary>
    public required Vector3 BoxCenter { get; init; }

    /// <summary>The box's extents along the model's axes, metres, with the scale in them: corners lie at BoxCenter + Rotation (±BoxSize / 2).</summary>
    public required Vector3 BoxSize { get; init; }
}
