namespace Render.Dataset.Commit;

/// <summary>Where frames were rendered; outside every hash and comparison.</summary>
/// <param name="Device">Name of the Vulkan device.</param>
/// <param name="Driver">Name and version of its driver.</param>
public sealed record RunInfo(string Device, string Driver);

/// <summary>What <c>runs/ID.json</c> says: one run of a writer.</summary>
public sealed record RunReport
{
    /// <summary>The version of the format.</summary>
    public const string Version = "render/run/1";

    /// <summary>Always <see cref="Version"/>.</summary>
    public required string Schema { get; init; }

    public required string Build { get; init; }

    public required string Device { get; init; }

    public required string Driver { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>UTC; null while the run lasts, or where it died.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Frames that this run added.</summary>
    public long Frames { get; init; }

    /// <summary>Images that this run added.</summary>
    public long Images { get; init; }

    /// <summary>Milliseconds of one core, summed over all images, by stage.</summary>
    public SortedDictionary<string, double> TimingsMs { get; init; } = new(StringComparer.Ordinal);
}
