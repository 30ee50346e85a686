using System.Runtime.InteropServices;
using Silk.NET.Vulkan;

namespace Render.Vulkan.Devices;

public enum DeviceKind
{
    Discrete,
    Integrated,
    Virtual,
    Cpu,
    Other,
}

/// <summary>What a Vulkan device says of itself.</summary>
/// <param name="Index">Its place in the loader's list; <c>--device</c> takes it.</param>
/// <param name="Name">As the driver gives it.</param>
/// <param name="Kind">Decides the order of preference.</param>
/// <param name="Driver">Driver name and version.</param>
/// <param name="ApiVersion">Of Vulkan.</param>
/// <param name="SubgroupSize">Lanes that run together.</param>
/// <param name="MissingFeatures">Features that this renderer needs and the device lacks, by the names of the Vulkan specification.</param>
public sealed record PhysicalDeviceInfo(
    int Index, string Name, DeviceKind Kind, string Driver, Version ApiVersion, int SubgroupSize, string[] MissingFeatures)
{
    /// <summary>Largest storage buffer binding, bytes.</summary>
    public required long MaxStorageBufferRange { get; init; }

    /// <summary>Words that a texel view of a buffer may have.</summary>
    public required long MaxTexelBufferWords { get; init; }

    public bool Usable => MissingFeatures.Length == 0;

    internal static unsafe PhysicalDeviceInfo Of(Vk vk, PhysicalDevice device, int index)
    {
        var driver = new PhysicalDeviceDriverProperties { SType = StructureType.PhysicalDeviceDriverProperties };
        var subgroup = new PhysicalDeviceSubgroupProperties { SType = StructureType.PhysicalDeviceSubgroupProperties, PNext = &driver };
        var properties = new PhysicalDeviceProperties2 { SType = StructureType.PhysicalDeviceProperties2, PNext = &subgroup };
        vk.GetPhysicalDeviceProperties2(device, &properties);
        var p = properties.Properties;
        var version = new Version((int)(p.ApiVersion >> 22 & 0x7f), (int)(p.ApiVersion >> 12 & 0x3ff), (int)(p.ApiVersion & 0xfff));
        var kind = p.DeviceType switch
        {
            PhysicalDeviceType.DiscreteGpu => DeviceKind.Discrete,
            PhysicalDeviceType.IntegratedGpu => DeviceKind.Integrated,
            PhysicalDeviceType.VirtualGpu => DeviceKind.Virtual,
            PhysicalDeviceType.Cpu => DeviceKind.Cpu,
            _ => DeviceKind.Other,
        };
        return new(index, Marshal.PtrToStringUTF8((nint)p.DeviceName)!, kind,
            $"{Marshal.PtrToStringUTF8((nint)driver.DriverName)} {Marshal.PtrToStringUTF8((nint)driver.DriverInfo)}".Trim(), version,
            (int)subgroup.SubgroupSize, Missing(vk, device, version))
        {
            MaxStorageBufferRange = p.Limits.MaxStorageBufferRange,
            MaxTexelBufferWords = p.Limits.MaxTexelBufferElements,
        };
    }

    private static unsafe string[] Missing(Vk vk, PhysicalDevice device, Version version)
    {
        // The structures of newer versions may not be given to an older device.
        if (version < new Version(1, 3))
            return [$"Vulkan 1.3 (it has {version})"];
        var v13 = new PhysicalDeviceVulkan13Features { SType = StructureType.PhysicalDeviceVulkan13Features };
        var v12 = new PhysicalDeviceVulkan12Features { SType = StructureType.PhysicalDeviceVulkan12Features, PNext = &v13 };
        var features = new PhysicalDeviceFeatures2 { SType = StructureType.PhysicalDeviceFeatures2, PNext = &v12 };
        vk.GetPhysicalDeviceFeatures2(device, &features);
        var missing = new List<string>();
        void Need(bool has, string name)
        {
            if (!has)
                missing.Add(name);
        }
        Need(features.Features.ShaderInt64, "shaderInt64");
        Need(features.Features.ShaderFloat64, "shaderFloat64");
        Need(v12.ShaderBufferInt64Atomics, "shaderBufferInt64Atomics");
        Need(v12.ScalarBlockLayout, "scalarBlockLayout");
        Need(v13.Synchronization2, "synchronization2");
        Need(v13.Maintenance4, "maintenance4");
        return [.. missing];
    }
}
