using Silk.NET.Vulkan;

namespace Render.Vulkan.Devices;

/// <summary>Trilinear filtering with the given addressing.</summary>
public sealed unsafe class DeviceSampler : DeviceObject
{
    public DeviceSampler(VulkanDevice device, SamplerAddressMode u, SamplerAddressMode v) : base(device)
    {
        var info = new SamplerCreateInfo
        {
            SType = StructureType.SamplerCreateInfo,
            MagFilter = Filter.Linear,
            MinFilter = Filter.Linear,
            MipmapMode = SamplerMipmapMode.Linear,
            AddressModeU = u,
            AddressModeV = v,
            AddressModeW = SamplerAddressMode.ClampToEdge,
            MaxLod = Vk.LodClampNone,
        };
        Sampler handle;
        try
        {
            device.Vk.CreateSampler(device.Handle, &info, null, &handle).Check("vkCreateSampler");
        }
        catch
        {
            Dispose();
            throw;
        }
        Handle = handle;
    }

    internal Sampler Handle { get; }

    private protected override void Destroy()
    {
        if (Handle.Handle != 0)
            Device.Vk.DestroySampler(Device.Handle, Handle, null);
    }
}
