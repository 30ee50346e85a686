namespace Render.Vulkan.Devices;

/// <summary>
/// Something that lives on a device and has one owner, who disposes it before the device. The device counts them, so that a test can fail
/// for one that was forgotten.
/// </summary>
public abstract class DeviceObject : IDisposable
{
    private int _disposed;

    private protected DeviceObject(VulkanDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Device = device;
        device.Count(+1);
    }

    public VulkanDevice Device { get; }

    internal bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        // Destroying what a device that hangs still uses is undefined; its memory goes with the process.
        if (!Device.Abandoned)
            Destroy();
        Device.Count(-1);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the Vulkan handles back; called once.</summary>
    private protected abstract void Destroy();
}
