using System.Globalization;
using Render.Core;

namespace Render.Vulkan.Devices;

/// <summary>Which of the devices is used. Debian installs drivers for hardware that is not there, so the choice is always explicit.</summary>
internal static class DeviceChoice
{
    /// <param name="devices">In the loader's order.</param>
    /// <param name="wanted">As <see cref="DeviceOptions.Device"/>.</param>
    /// <exception cref="RenderException">There is none, or the one that is wanted is not there or lacks features.</exception>
    public static PhysicalDeviceInfo Choose(IReadOnlyList<PhysicalDeviceInfo> devices, string? wanted)
    {
        if (devices.Count == 0)
            throw new RenderException(Failure.TryAgain, "there is no Vulkan device.", remedy: VulkanInstance.InstallRemedy);
        var candidates = devices.Where(d => Matches(d, wanted)).OrderBy(d => d.Kind).ThenBy(d => d.Index).ToArray();
        if (candidates.Length == 0)
            throw new RenderException(Failure.Usage, $"no Vulkan device matches '{wanted}'. There are: {List(devices)}.");
        return candidates.FirstOrDefault(d => d.Usable)
            ?? throw new RenderException(Failure.TryAgain, string.Join("; ", candidates.Select(d =>
                $"{d.Name} lacks {string.Join(", ", d.MissingFeatures)}")) + ".", remedy: $"Update its driver, or: {VulkanInstance.InstallRemedy}");
    }

    private static bool Matches(PhysicalDeviceInfo device, string? wanted) => wanted switch
    {
        null => true,
        _ when int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var index) => device.Index == index,
        _ when Enum.TryParse<DeviceKind>(wanted, ignoreCase: true, out var kind) => device.Kind == kind,
        _ => device.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase),
    };

    private static string List(IEnumerable<PhysicalDeviceInfo> devices) => string.Join(", ", devices.Select(d => $"{d.Index} = {d.Name}"));
}
