using Render.Vulkan.Devices;

namespace Render.Vulkan.Passes;

/// <summary>What the rasteriser is tuned by. It changes speed only: a test renders with several and compares every byte.</summary>
/// <param name="Lanes">Threads of a workgroup; best the device's subgroup size.</param>
/// <param name="InlinePixels">Extent of a triangle up to which one thread walks it; 1..64.</param>
/// <param name="ClustersPerGroup">Clusters that a workgroup takes at a time.</param>
/// <param name="Pretest">Read before the atomic.</param>
/// <param name="LargeGroups">Workgroups that share the large triangles.</param>
internal readonly record struct VisibilityTuning(uint Lanes, uint InlinePixels, uint ClustersPerGroup, bool Pretest, int LargeGroups)
{
    /// <summary>lavapipe, measured: atomics cost little there, and long loops in a thread nothing.</summary>
    public static readonly VisibilityTuning Cpu = new(8, 64, 8, false, 64);

    /// <summary>Lanes that walk in step want short loops.</summary>
    public static readonly VisibilityTuning Gpu32 = new(32, 12, 1, true, 4096);

    public static readonly VisibilityTuning Gpu64 = new(64, 12, 1, true, 4096);

    public static VisibilityTuning For(PhysicalDeviceInfo device) =>
        device.Kind == DeviceKind.Cpu ? Cpu with { Lanes = (uint)Math.Clamp(device.SubgroupSize, 4, 64) } : device.SubgroupSize >= 64 ? Gpu64 : Gpu32;
}
