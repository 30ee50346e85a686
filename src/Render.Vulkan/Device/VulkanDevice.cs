using Render.Core;
using Silk.NET.Vulkan;
using VkDevice = Silk.NET.Vulkan.Device;

namespace Render.Vulkan.Devices;

/// <summary>
/// One Vulkan device with one queue. It owns the instance and the pipeline cache; everything made on it is a <see cref="DeviceObject"/> that
/// its maker disposes first. Submissions from several threads are taken one after another.
/// </summary>
public sealed unsafe class VulkanDevice : IDisposable
{
    private readonly VulkanInstance _instance;
    private readonly PipelineCacheFile _cache;
    private readonly PhysicalDeviceMemoryProperties _memory;
    private readonly Lock _queueLock = new();
    private readonly Queue _queue;
    private int _live;
    private bool _disposed;

    /// <exception cref="RenderException">Loader, driver, device or feature is missing; the message names it and the line that mends it.</exception>
    public VulkanDevice(DeviceOptions? options = null)
    {
        Options = options ?? new DeviceOptions();
        _instance = new VulkanInstance(Options.Validation);
        try
        {
            var devices = _instance.Devices();
            Info = DeviceChoice.Choose([.. devices.Select(d => d.Info)], Options.Device);
            var physical = devices[Info.Index].Handle;
            Vk.GetPhysicalDeviceMemoryProperties(physical, out _memory);
            QueueFamily = ComputeQueueFamily(physical);
            Handle = Create(physical);
            Vk.CurrentDevice = Handle;
            Vk.GetDeviceQueue(Handle, QueueFamily, 0, out _queue);
            _cache = new PipelineCacheFile(this, physical);
        }
        catch
        {
            if (Handle.Handle != 0)
                Vk.DestroyDevice(Handle, null);
            _instance.Dispose();
            throw;
        }
    }

    public DeviceOptions Options { get; }

    public PhysicalDeviceInfo Info { get; }

    /// <summary>What the validation layer said so far; empty when it was not asked for.</summary>
    public IReadOnlyCollection<string> ValidationMessages => _instance.ValidationMessages;

    /// <summary>Objects made on this device and not disposed yet.</summary>
    public int LiveObjects => Volatile.Read(ref _live);

    /// <summary>A submission did not end in time: nothing of the device may be touched any more.</summary>
    internal bool Abandoned { get; private set; }

    internal Vk Vk => _instance.Api;

    internal VkDevice Handle { get; }

    internal uint QueueFamily { get; }

    internal PipelineCache PipelineCache => _cache.Handle;

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (Abandoned)
            return;
        _cache.Dispose();
        Vk.DestroyDevice(Handle, null);
        _instance.Dispose();
    }

    internal void Count(int change) => Interlocked.Add(ref _live, change);

    /// <summary>Submits and waits.</summary>
    /// <exception cref="RenderException">The device was lost or did not finish within the time limit.</exception>
    internal void SubmitAndWait(CommandBuffer commands, Fence fence, string what)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Abandoned)
            throw Hangs(what);
        var buffer = new CommandBufferSubmitInfo { SType = StructureType.CommandBufferSubmitInfo, CommandBuffer = commands };
        var submit = new SubmitInfo2 { SType = StructureType.SubmitInfo2, CommandBufferInfoCount = 1, PCommandBufferInfos = &buffer };
        lock (_queueLock)
            Vk.QueueSubmit2(_queue, 1, &submit, fence).Check(what);
        var result = Vk.WaitForFences(Handle, 1, &fence, true, (ulong)Options.Timeout.TotalNanoseconds);
        if (result == Result.Timeout)
        {
            Abandoned = true;
            throw Hangs(what);
        }
        result.Check(what);
        Vk.ResetFences(Handle, 1, &fence).Check("vkResetFences");
    }

    /// <summary>The memory type that serves best: all of <paramref name="required"/>, and of <paramref name="preferred"/> what can be had.</summary>
    internal uint MemoryType(uint allowed, MemoryPropertyFlags required, MemoryPropertyFlags preferred)
    {
        var (best, score) = (-1, -1);
        for (var i = 0; i < _memory.MemoryTypeCount; i++)
        {
            var flags = _memory.MemoryTypes[i].PropertyFlags;
            if ((allowed & 1u << i) == 0 || (flags & required) != required)
                continue;
            var s = System.Numerics.BitOperations.PopCount((uint)(flags & preferred));
            if (s > score)
                (best, score) = (i, s);
        }
        return best >= 0 ? (uint)best : throw new RenderException(Failure.OutOfMemory, $"{Info.Name} has no memory of the kind {required}.");
    }

    internal MemoryPropertyFlags MemoryFlags(uint type) => _memory.MemoryTypes[(int)type].PropertyFlags;

    private RenderException Hangs(string what) => new(Failure.TryAgain,
        $"{Info.Name} did not finish within {Options.Timeout.TotalSeconds:0} s.", what, "Run the same command again, or choose another --device.");

    private uint ComputeQueueFamily(PhysicalDevice physical)
    {
        uint count = 0;
        Vk.GetPhysicalDeviceQueueFamilyProperties(physical, &count, null);
        var families = stackalloc QueueFamilyProperties[(int)count];
        Vk.GetPhysicalDeviceQueueFamilyProperties(physical, &count, families);
        for (uint i = 0; i < count; i++)
            if (families[i].QueueFlags.HasFlag(QueueFlags.ComputeBit))
                return i;
        throw new RenderException(Failure.TryAgain, $"{Info.Name} has no compute queue.", remedy: "Choose another --device.");
    }

    private VkDevice Create(PhysicalDevice physical)
    {
        var v13 = new PhysicalDeviceVulkan13Features
        {
            SType = StructureType.PhysicalDeviceVulkan13Features,
            Synchronization2 = true,
            Maintenance4 = true,
        };
        var v12 = new PhysicalDeviceVulkan12Features
        {
            SType = StructureType.PhysicalDeviceVulkan12Features,
            ShaderBufferInt64Atomics = true,
            ScalarBlockLayout = true,
            PNext = &v13,
        };
        var features = new PhysicalDeviceFeatures2
        {
            SType = StructureType.PhysicalDeviceFeatures2,
            PNext = &v12,
            Features = new PhysicalDeviceFeatures { ShaderInt64 = true, ShaderFloat64 = true },
        };
        var priority = 1f;
        var queue = new DeviceQueueCreateInfo
        {
            SType = StructureType.DeviceQueueCreateInfo,
            QueueFamilyIndex = QueueFamily,
            QueueCount = 1,
            PQueuePriorities = &priority,
        };
        var info = new DeviceCreateInfo
        {
            SType = StructureType.DeviceCreateInfo,
            PNext = &features,
            QueueCreateInfoCount = 1,
            PQueueCreateInfos = &queue,
        };
        VkDevice device;
        Vk.CreateDevice(physical, &info, null, &device).Check("vkCreateDevice");
        return device;
    }
}
