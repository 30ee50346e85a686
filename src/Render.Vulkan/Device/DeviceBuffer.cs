using System.Globalization;
using Render.Core;
using Silk.NET.Vulkan;
using VkBuffer = Silk.NET.Vulkan.Buffer;

namespace Render.Vulkan.Devices;

/// <summary>Who touches a buffer, which decides where it lies.</summary>
public enum BufferUse
{
    /// <summary>The device only; written from the host now and then, through staging where the host cannot see it.</summary>
    Device,

    /// <summary>Written by the host for every frame, read by the device.</summary>
    Upload,

    /// <summary>Written by the device, read by the host.</summary>
    Readback,

    /// <summary>As <see cref="Device"/>, but read through texel views alone, which may be larger than a storage binding.</summary>
    Texels,
}

/// <summary>A storage buffer with memory of its own. What the host can see stays mapped for its whole life.</summary>
public sealed unsafe class DeviceBuffer : DeviceObject
{
    private readonly DeviceMemory _memory;
    private readonly byte* _mapped;
    private BufferView _words;

    /// <param name="device">The owner of the memory.</param>
    /// <param name="name">For messages.</param>
    /// <param name="size">Bytes; at least 1.</param>
    /// <param name="use">Who touches it.</param>
    /// <exception cref="RenderException">It is larger than a binding may be, or memory ran out.</exception>
    public DeviceBuffer(VulkanDevice device, string name, long size, BufferUse use) : base(device)
    {
        Name = name;
        Size = size;
        try
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
            var limit = Limit(device, use);
            if (size > limit)
                throw TooLarge(device, name, size, limit);
            var info = new BufferCreateInfo
            {
                SType = StructureType.BufferCreateInfo,
                Size = (ulong)size,
                Usage = BufferUsageFlags.StorageBufferBit | BufferUsageFlags.TransferSrcBit | BufferUsageFlags.TransferDstBit
                    | BufferUsageFlags.IndirectBufferBit | BufferUsageFlags.UniformBufferBit | BufferUsageFlags.UniformTexelBufferBit,
            };
            VkBuffer handle;
            device.Vk.CreateBuffer(device.Handle, &info, null, &handle).Check("vkCreateBuffer");
            Handle = handle;
            MemoryRequirements needs;
            device.Vk.GetBufferMemoryRequirements(device.Handle, handle, &needs);
            var type = MemoryType(needs.MemoryTypeBits, use);
            var allocation = new MemoryAllocateInfo
            {
                SType = StructureType.MemoryAllocateInfo,
                AllocationSize = needs.Size,
                MemoryTypeIndex = type,
            };
            DeviceMemory memory;
            device.Vk.AllocateMemory(device.Handle, &allocation, null, &memory).Check(
                string.Create(CultureInfo.InvariantCulture, $"{needs.Size >> 20} MiB for {name}"));
            _memory = memory;
            device.Vk.BindBufferMemory(device.Handle, handle, memory, 0).Check("vkBindBufferMemory");
            const MemoryPropertyFlags visible = MemoryPropertyFlags.HostVisibleBit | MemoryPropertyFlags.HostCoherentBit;
            if ((device.MemoryFlags(type) & visible) == visible)
            {
                void* mapped;
                device.Vk.MapMemory(device.Handle, memory, 0, Vk.WholeSize, 0, &mapped).Check("vkMapMemory");
                _mapped = (byte*)mapped;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes that a buffer of this use may have on the device.</summary>
    public static long Limit(VulkanDevice device, BufferUse use)
    {
        ArgumentNullException.ThrowIfNull(device);
        return use == BufferUse.Texels ? device.Info.MaxTexelBufferWords * sizeof(uint) : device.Info.MaxStorageBufferRange;
    }

    public string Name { get; }

    /// <summary>Bytes.</summary>
    public long Size { get; }

    internal VkBuffer Handle { get; }

    /// <summary>Where the host sees it; null: it does not.</summary>
    internal byte* Mapped => _mapped;

    /// <summary>Its words (R32_UINT), as a shader's usamplerBuffer reads them.</summary>
    /// <exception cref="RenderException">It has more words than a view may have.</exception>
    internal BufferView Words()
    {
        if (_words.Handle != 0)
            return _words;
        if (Size / sizeof(uint) > Device.Info.MaxTexelBufferWords)
            throw TooLarge(Device, Name, Size, Device.Info.MaxTexelBufferWords * sizeof(uint));
        var info = new BufferViewCreateInfo
        {
            SType = StructureType.BufferViewCreateInfo,
            Buffer = Handle,
            Format = Format.R32Uint,
            Range = (ulong)Size / sizeof(uint) * sizeof(uint),
        };
        BufferView view;
        Device.Vk.CreateBufferView(Device.Handle, &info, null, &view).Check("vkCreateBufferView");
        return _words = view;
    }

    /// <summary>The host's view of it. Only buffers that the host can see have one: Upload and Readback always, Device on unified memory.</summary>
    public Span<T> Map<T>(long offset, int count) where T : unmanaged
    {
        if (_mapped is null)
            throw new InvalidOperationException($"{Name} is not visible to the host.");
        if (offset < 0 || offset + (long)count * sizeof(T) > Size)
            throw new ArgumentOutOfRangeException(nameof(count), $"{Name} has {Size} bytes.");
        return new Span<T>(_mapped + offset, count);
    }

    /// <summary>Copies into the buffer, at once. No submission that uses it may be under way.</summary>
    /// <param name="data">What is written.</param>
    /// <param name="offset">Bytes; a multiple of 4.</param>
    public void Write<T>(ReadOnlySpan<T> data, long offset = 0) where T : unmanaged
    {
        if (data.IsEmpty)
            return;
        if (_mapped is not null)
        {
            data.CopyTo(Map<T>(offset, data.Length));
            return;
        }
        using var staging = new DeviceBuffer(Device, $"staging for {Name}", (long)data.Length * sizeof(T), BufferUse.Upload);
        data.CopyTo(staging.Map<T>(0, data.Length));
        Upload(staging, offset);
    }

    /// <summary>Has words written into the buffer, at once. No submission that uses it may be under way.</summary>
    /// <param name="write">Writes all of them, reading none.</param>
    /// <param name="count">Words, at least one.</param>
    /// <param name="offset">Bytes; a multiple of 4.</param>
    public void Write(Action<Span<uint>> write, int count, long offset)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (_mapped is not null)
        {
            write(Map<uint>(offset, count));
            return;
        }
        using var staging = new DeviceBuffer(Device, $"staging for {Name}", (long)count * sizeof(uint), BufferUse.Upload);
        write(staging.Map<uint>(0, count));
        Upload(staging, offset);
    }

    private void Upload(DeviceBuffer staging, long offset)
    {
        using var commands = new CommandRecorder(Device);
        commands.Begin($"uploading {Name}");
        commands.Copy(staging, 0, this, offset, staging.Size);
        commands.SubmitAndWait();
    }

    private protected override void Destroy()
    {
        if (_words.Handle != 0)
            Device.Vk.DestroyBufferView(Device.Handle, _words, null);
        if (Handle.Handle != 0)
            Device.Vk.DestroyBuffer(Device.Handle, Handle, null);
        if (_memory.Handle != 0)
            Device.Vk.FreeMemory(Device.Handle, _memory, null);
    }

    private uint MemoryType(uint allowed, BufferUse use)
    {
        const MemoryPropertyFlags local = MemoryPropertyFlags.DeviceLocalBit;
        const MemoryPropertyFlags coherent = MemoryPropertyFlags.HostVisibleBit | MemoryPropertyFlags.HostCoherentBit;
        return use switch
        {
            // Host-visible device memory is scarce on a discrete card (the BAR window): only where all of it is visible is it used for this.
            BufferUse.Device or BufferUse.Texels => Device.MemoryType(allowed, local,
                Device.Info.Kind is DeviceKind.Cpu or DeviceKind.Integrated ? coherent : 0),
            BufferUse.Upload => Device.MemoryType(allowed, coherent, local),
            _ => Device.MemoryType(allowed, coherent, MemoryPropertyFlags.HostCachedBit),
        };
    }

    private static RenderException TooLarge(VulkanDevice device, string name, long size, long limit) => new(Failure.OutOfMemory,
        string.Create(CultureInfo.InvariantCulture,
            $"{name} needs {size / 1048576.0:0.0} MiB, and {device.Info.Name} binds at most {limit / 1048576.0:0.0} MiB at once."),
        remedy: "Use fewer or smaller models, or another --device.");
}
