using Render.Vulkan.Devices;

namespace Render.Vulkan;

/// <summary>A buffer that is replaced by a larger one when it no longer suffices.</summary>
internal sealed class GrowingBuffer(VulkanDevice device, string name, BufferUse use, long smallest = GrowingBuffer.Smallest) : IDisposable
{
    private const long Smallest = 4096;

    /// <summary>Never null, so that it can always be bound.</summary>
    public DeviceBuffer Buffer { get; private set; } = new(device, name, smallest, use);

    /// <summary>Makes room for at least so many bytes. A new buffer is without contents: whoever fills it fills it again.</summary>
    /// <exception cref="Core.RenderException">That is more than a binding may hold; the buffer stays as it was.</exception>
    public void Reserve(long bytes) => Reserve(bytes, 0);

    /// <summary>Makes room for at least so many bytes; the first <paramref name="kept"/> are copied. No submission that uses it may be under way.</summary>
    /// <exception cref="Core.RenderException">That is more than a binding may hold; the buffer stays as it was.</exception>
    public void Reserve(long bytes, long kept)
    {
        if (bytes <= Buffer.Size)
            return;
        // Doubling keeps the number of replacements small, and stops at what can be bound.
        var size = Math.Max(bytes, Math.Min(2 * Buffer.Size, DeviceBuffer.Limit(device, use)));
        var larger = new DeviceBuffer(device, name, size, use);
        if (kept > 0)
        {
            using var commands = new CommandRecorder(device);
            commands.Begin($"moving {name}");
            commands.Copy(Buffer, 0, larger, 0, Math.Min(kept, Buffer.Size));
            commands.SubmitAndWait();
        }
        Buffer.Dispose();
        Buffer = larger;
    }

    public void Dispose() => Buffer.Dispose();
}
