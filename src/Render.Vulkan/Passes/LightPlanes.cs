using Render.Vulkan.Devices;

namespace Render.Vulkan.Passes;

/// <summary>
/// A picture in two words a pixel, row-major, in buffers of their own, so that it may have as many pixels as a picture of bytes: linear light as
/// Shaders/light.glsl packs it (red and green; blue), or units of a converter.
/// </summary>
internal sealed class LightPlanes(VulkanDevice device, string name) : IDisposable
{
    private readonly GrowingBuffer _first = new(device, name, BufferUse.Device);
    private readonly GrowingBuffer _second = new(device, $"{name}, blue", BufferUse.Device);

    /// <summary>Red in the lower half of a word, green in the upper one.</summary>
    public DeviceBuffer First => _first.Buffer;

    public DeviceBuffer Second => _second.Buffer;

    public void Reserve(long pixels)
    {
        _first.Reserve(4 * pixels);
        _second.Reserve(4 * pixels);
    }

    public void Dispose()
    {
        _second.Dispose();
        _first.Dispose();
    }
}
