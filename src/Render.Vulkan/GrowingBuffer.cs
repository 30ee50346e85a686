using Render.Vulkan.Devices;

namespace Render.Vulkan;

/// <summary>
/// A buffer that is replaced by a larger one when it no longer suffices. Growing loses the contents: whoever fills it fills it again.
/// </summary>
internal sealed class GrowingBuffer(VulkanDevice device, string name, BufferUse use) : IDisposable
{
    private const long Smallest = 4096;

    /// <summary>Never null, so that it can always be bound.</summary>
    public DeviceBuffer Buffer { get; private set; } = new(device, name, Smallest, use);

    /// <summary>Makes room for at least so many bytes; true: it is a new buffer without contents.</summary>
    /// <exception cref="Core.RenderException">That is more than a binding may hold; the buffer stays as it was.</exception>
    public bool Reserve(long bytes)
    {
        if (bytes <= Buffer.Size)
            return false;
        // Doubling keeps the number of replacements small, and stops at what can be bound.
        var size = Math.Max(bytes, Math.Min(2 * Buffer.Size, device.Info.MaxStorageBufferRange));
        var larger = new DeviceBuffer(device, name, size, use);
        Buffer.Dispose();
        Buffer = larger;
        return true;
    }

    public void Dispose() => Buffer.Dispose();
}
