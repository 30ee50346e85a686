namespace Render.Vulkan.Devices;

/// <summary>How a device is chosen and watched.</summary>
public sealed record DeviceOptions
{
    /// <summary>
    /// null: the best there is, discrete before integrated before virtual before CPU. Else <c>cpu</c>, <c>discrete</c>, <c>integrated</c>, the
    /// index that <c>render doctor</c> shows, or a part of the device's name.
    /// </summary>
    public string? Device { get; init; }

    /// <summary>Load the validation layer and collect its messages. Also asked for by RENDER_VALIDATION=1.</summary>
    public bool Validation { get; init; } = Environment.GetEnvironmentVariable("RENDER_VALIDATION") == "1";

    /// <summary>Where compiled pipelines are kept from run to run; null: nowhere.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>How long one submission may take before the device counts as hanging.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);
}
