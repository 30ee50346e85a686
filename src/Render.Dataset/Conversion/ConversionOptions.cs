using Render.Dataset.Coco;

namespace Render.Dataset.Conversion;

/// <summary>What a conversion is told.</summary>
public sealed record ConversionOptions
{
    /// <summary>A dataset's folder. Nothing in it is changed.</summary>
    public required string Source { get; init; }

    /// <summary>Made where it does not exist; each format gets a folder of its own name in it.</summary>
    public required string Target { get; init; }

    /// <summary>Names of <see cref="ConversionFormat.All"/>, each once.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>Copy image files rather than link them to the dataset's own.</summary>
    public bool Copy { get; init; }

    /// <summary>Most bytes of a WebDataset shard; at least one image is in each.</summary>
    public long ShardBytes { get; init; } = 1_000_000_000;

    /// <summary>Most images of a WebDataset shard.</summary>
    public int ShardImages { get; init; } = 10_000;
}

/// <summary>What a conversion made.</summary>
/// <param name="Folder">Of all formats.</param>
/// <param name="Formats">In the order of their names.</param>
public sealed record ConversionSummary(string Folder, IReadOnlyList<FormatSummary> Formats);

/// <summary>What one format has become.</summary>
public sealed record FormatSummary
{
    /// <summary>Its name, and its folder below the target.</summary>
    public required string Format { get; init; }

    public required long Images { get; init; }

    public required long Annotations { get; init; }

    /// <summary>How near simplified polygons come to their masks; null where there are none.</summary>
    public PolygonFit? Polygons { get; init; }

    /// <summary>What a reader of the folder should know: what was left out, altered or approximated.</summary>
    public required string[] Notes { get; init; }
}

/// <summary><c>conversion.json</c>: whose labels a folder of conversions holds.</summary>
internal sealed record ConversionInfo
{
    public const string Version = "render/conversion/1";

    /// <summary>Always <see cref="Version"/>.</summary>
    public required string Schema { get; init; }

    /// <summary>The dataset's.</summary>
    public required string SceneHash { get; init; }

    /// <summary>The dataset's.</summary>
    public required ulong Seed { get; init; }

    /// <summary>In the order of their names.</summary>
    public required FormatSummary[] Formats { get; init; }
}
