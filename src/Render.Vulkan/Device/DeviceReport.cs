using Render.Core;

namespace Render.Vulkan.Devices;

/// <summary>What `render doctor` shows of Vulkan: what was found, what is missing, and the line that mends it.</summary>
/// <param name="LoaderFound">libvulkan.so.1 is there and an instance could be made.</param>
/// <param name="Devices">All that the loader lists.</param>
/// <param name="Chosen">Index into Devices of what would be used by default; null: none is usable.</param>
/// <param name="Problem">One sentence, or null: all is well.</param>
/// <param name="Remedy">The line that mends it, or null.</param>
public sealed record DeviceReport(bool LoaderFound, PhysicalDeviceInfo[] Devices, int? Chosen, string? Problem, string? Remedy)
{
    /// <summary>Looks, and never throws for what is missing.</summary>
    public static DeviceReport Make()
    {
        try
        {
            using var instance = new VulkanInstance(validation: false);
            var devices = instance.Devices().Select(d => d.Info).ToArray();
            try
            {
                return new(true, devices, DeviceChoice.Choose(devices, null).Index, null, null);
            }
            catch (RenderException e)
            {
                return new(true, devices, null, e.Message, e.Remedy);
            }
        }
        catch (RenderException e)
        {
            return new(false, [], null, e.Message, e.Remedy);
        }
    }
}
