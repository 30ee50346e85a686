using Render.Gpu.Tests.Device;
using Render.Vulkan.Devices;
using Xunit;

[assembly: AssemblyFixture(typeof(DeviceFixture))]

namespace Render.Gpu.Tests.Device;

/// <summary>
/// The one device that all tests share, under the validation layer. A test class takes it as a constructor parameter; one that leaves an object
/// undisposed or provokes a validation message turns the run red at its end, and <see cref="Clean"/> finds it in the test itself.
/// </summary>
public sealed class DeviceFixture : IDisposable
{
    public DeviceFixture() => Device = new VulkanDevice(new DeviceOptions
    {
        Device = Environment.GetEnvironmentVariable("RENDER_TEST_DEVICE"),
        Validation = true,
    });

    public VulkanDevice Device { get; }

    /// <summary>Fails where the validation layer said anything so far.</summary>
    public void Clean() => Assert.Empty(Device.ValidationMessages);

    public void Dispose()
    {
        var (live, messages) = (Device.LiveObjects, Device.ValidationMessages);
        Device.Dispose();
        Assert.True(live == 0, $"{live} device objects were not disposed.");
        Assert.Empty(messages);
    }
}
