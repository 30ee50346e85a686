using System.Numerics;

namespace Render.Core.Frames;

/// <summary>A named point of an instance, for labels: it moves with the object and is not seen itself.</summary>
public sealed record FrameKeypoint
{
    /// <summary>Unique within the instance.</summary>
    public required string Name { get; init; }

    /// <summary>In the model's own axes after the turn to Z up, metres before the instance's scale.</summary>
    public required Vector3 Position { get; init; }

    /// <summary>
    /// How far inside of the object the point lies, metres before the instance's scale: surfaces of its own instance that lie at most so far before it do
    /// not hide it.
    /// </summary>
    public float Depth { get; init; }

    /// <summary>What lies before the point by at most this part of the diagonal of the model's box does not hide it, whosever it is; 0..1.</summary>
    public float Tolerance { get; init; } = 0.01f;
}
