using System.Globalization;
using Silk.NET.Vulkan;

namespace Render.Vulkan.Devices;

/// <summary>
/// A 2D array image with mipmaps, sampled or written by compute shaders. It is in the general layout from its creation on: on a compute-only
/// device no other layout is faster, and there is nothing to track.
/// </summary>
public sealed unsafe class DeviceImage : DeviceObject
{
    private readonly DeviceMemory _memory;

    /// <param name="device">The owner of the memory.</param>
    /// <param name="name">For messages.</param>
    /// <param name="format">Of a texel.</param>
    /// <param name="width">Texels of level 0.</param>
    /// <param name="height">Texels of level 0.</param>
    /// <param name="layers">At least 1; the view is a 2D array in every case.</param>
    /// <param name="levels">Mip levels.</param>
    /// <param name="storage">Compute shaders write it (level 0).</param>
    /// <exception cref="Core.RenderException">Memory ran out.</exception>
    public DeviceImage(VulkanDevice device, string name, Format format, int width, int height, int layers = 1, int levels = 1, bool storage = false)
        : base(device)
    {
        (Name, Format, Width, Height, Layers, Levels) = (name, format, width, height, layers, levels);
        try
        {
            var info = new ImageCreateInfo
            {
                SType = StructureType.ImageCreateInfo,
                ImageType = ImageType.Type2D,
                Format = format,
                Extent = new Extent3D((uint)width, (uint)height, 1),
                MipLevels = (uint)levels,
                ArrayLayers = (uint)layers,
                Samples = SampleCountFlags.Count1Bit,
                Tiling = ImageTiling.Optimal,
                Usage = ImageUsageFlags.SampledBit | ImageUsageFlags.TransferDstBit | ImageUsageFlags.TransferSrcBit
                    | (storage ? ImageUsageFlags.StorageBit : 0),
            };
            Image handle;
            device.Vk.CreateImage(device.Handle, &info, null, &handle).Check("vkCreateImage");
            Handle = handle;
            MemoryRequirements needs;
            device.Vk.GetImageMemoryRequirements(device.Handle, handle, &needs);
            var allocation = new MemoryAllocateInfo
            {
                SType = StructureType.MemoryAllocateInfo,
                AllocationSize = needs.Size,
                MemoryTypeIndex = device.MemoryType(needs.MemoryTypeBits, 0, MemoryPropertyFlags.DeviceLocalBit),
            };
            DeviceMemory memory;
            device.Vk.AllocateMemory(device.Handle, &allocation, null, &memory).Check(
                string.Create(CultureInfo.InvariantCulture, $"{needs.Size >> 20} MiB for {name}"));
            _memory = memory;
            device.Vk.BindImageMemory(device.Handle, handle, memory, 0).Check("vkBindImageMemory");
            View = MakeView();
            using var commands = new CommandRecorder(device);
            commands.Begin($"preparing {name}");
            commands.ToGeneralLayout(this);
            commands.SubmitAndWait();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Name { get; }

    public Format Format { get; }

    public int Width { get; }

    public int Height { get; }

    public int Layers { get; }

    public int Levels { get; }

    internal Image Handle { get; }

    internal ImageView View { get; }

    internal ImageSubresourceRange WholeRange => new(ImageAspectFlags.ColorBit, 0, (uint)Levels, 0, (uint)Layers);

    /// <summary>Copies one level of one layer, at once: rows top to bottom without padding. No submission that uses it may be under way.</summary>
    public void Write<T>(ReadOnlySpan<T> texels, int level = 0, int layer = 0) where T : unmanaged
    {
        using var staging = new DeviceBuffer(Device, $"staging for {Name}", (long)texels.Length * sizeof(T), BufferUse.Upload);
        texels.CopyTo(staging.Map<T>(0, texels.Length));
        using var commands = new CommandRecorder(Device);
        commands.Begin($"uploading {Name}");
        commands.Copy(staging, 0, this, level, layer);
        commands.SubmitAndWait();
    }

    private protected override void Destroy()
    {
        if (View.Handle != 0)
            Device.Vk.DestroyImageView(Device.Handle, View, null);
        if (Handle.Handle != 0)
            Device.Vk.DestroyImage(Device.Handle, Handle, null);
        if (_memory.Handle != 0)
            Device.Vk.FreeMemory(Device.Handle, _memory, null);
    }

    private ImageView MakeView()
    {
        var info = new ImageViewCreateInfo
        {
            SType = StructureType.ImageViewCreateInfo,
            Image = Handle,
            ViewType = ImageViewType.Type2DArray,
            Format = Format,
            SubresourceRange = WholeRange,
        };
        ImageView view;
        Device.Vk.CreateImageView(Device.Handle, &info, null, &view).Check("vkCreateImageView");
        return view;
    }
}
