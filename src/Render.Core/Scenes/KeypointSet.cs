namespace Render.Core.Scenes;

/// <summary>The named points that all objects of a category have in common, as COCO keeps them with the category. Compared by content.</summary>
public sealed record KeypointSet
{
    /// <summary>At least one, each once; this is the order of all lists of keypoints.</summary>
    public required string[] Names { get; init; }

    /// <summary>Pairs of positions in <see cref="Names"/>, counted from 1 as in COCO, that are drawn as bones.</summary>
    public required int[][] Skeleton { get; init; }

    /// <summary>COCO's per-keypoint constants (cocodataset.org/#keypoints-eval), above 0, one a name; null: the scene gives none.</summary>
    public double[]? Sigmas { get; init; }

    /// <summary>For each name the position, from 0, of the one that takes its place in a mirrored image (YOLO's flip_idx); null: no two change places.</summary>
    public int[]? Flip { get; init; }

    public bool Equals(KeypointSet? other) => other is not null && Names.SequenceEqual(other.Names)
        && Skeleton.Length == other.Skeleton.Length && Skeleton.Zip(other.Skeleton).All(pair => pair.First.SequenceEqual(pair.Second))
        && Same(Sigmas, other.Sigmas) && Same(Flip, other.Flip);

    public override int GetHashCode() => Names.Aggregate(0, HashCode.Combine);

    private static bool Same<T>(T[]? a, T[]? b) => a is null || b is null ? a == b : a.AsSpan().SequenceEqual(b);
}
