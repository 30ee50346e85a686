using Render.Core;
using Render.Vulkan.Devices;
using Xunit;

namespace Render.Gpu.Tests.Device;

public sealed class VulkanDeviceTests(DeviceFixture fixture)
{
    [Fact]
    public void A_buffer_gives_back_what_was_copied_through_the_device()
    {
        var device = fixture.Device;
        using var from = new DeviceBuffer(device, "from", 4096, BufferUse.Upload);
        using var through = new DeviceBuffer(device, "through", 4096, BufferUse.Device);
        using var to = new DeviceBuffer(device, "to", 4096, BufferUse.Readback);
        var data = Enumerable.Range(0, 1024).Select(i => (uint)i * 2654435761u).ToArray();
        from.Write<uint>(data);
        using var commands = new CommandRecorder(device);
        commands.Begin("copy test");
        commands.Copy(from, 0, through, 0, 4096);
        commands.Barrier();
        commands.Fill(through, 7, 0, 4);
        commands.Barrier();
        commands.Copy(through, 0, to, 0, 4096);
        commands.SubmitAndWait();
        data[0] = 7;
        Assert.Equal(data, to.Map<uint>(0, 1024).ToArray());
        fixture.Clean();
    }

    [Fact]
    public void An_undisposed_object_is_counted()
    {
        using var device = new VulkanDevice(new DeviceOptions { Device = "cpu" });
        Assert.Equal(0, device.LiveObjects);
        var buffer = new DeviceBuffer(device, "kept", 16, BufferUse.Device);
        Assert.Equal(1, device.LiveObjects);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Equal(0, device.LiveObjects);
    }

    [Fact]
    public void A_failed_constructor_leaves_nothing_behind()
    {
        using var device = new VulkanDevice(new DeviceOptions { Device = "cpu" });
        var e = Assert.Throws<RenderException>(() =>
            new DeviceBuffer(device, "too large", device.Info.MaxStorageBufferRange + 1, BufferUse.Device));
        Assert.Equal(Failure.OutOfMemory, e.Failure);
        Assert.Contains("128.0 MiB", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, device.LiveObjects);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("llvmpipe")]
    [InlineData("LLVMpipe")]
    public void A_device_is_chosen_by_kind_or_name(string wanted)
    {
        using var device = new VulkanDevice(new DeviceOptions { Device = wanted });
        Assert.Equal(DeviceKind.Cpu, device.Info.Kind);
    }

    [Fact]
    public void An_unknown_device_is_refused_with_the_list_of_those_that_are_there()
    {
        var e = Assert.Throws<RenderException>(() => new VulkanDevice(new DeviceOptions { Device = "voodoo2" }));
        Assert.Equal(Failure.Usage, e.Failure);
        Assert.Contains("llvmpipe", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_validation_message_is_collected()
    {
        using var device = new VulkanDevice(new DeviceOptions { Device = "cpu", Validation = true });
        using (var buffer = new DeviceBuffer(device, "misused", 16, BufferUse.Device))
        using (var commands = new CommandRecorder(device))
        {
            commands.Begin("misuse");
            commands.Fill(buffer, 0, 0, 6); // not a multiple of 4
            commands.SubmitAndWait();
        }
        Assert.Contains(device.ValidationMessages, m => m.Contains("vkCmdFillBuffer", StringComparison.Ordinal));
    }

    [Fact]
    public void The_report_names_a_usable_device()
    {
        var report = DeviceReport.Make();
        Assert.True(report.LoaderFound);
        Assert.NotNull(report.Chosen);
        Assert.True(report.Devices[report.Chosen.Value].Usable);
        Assert.Null(report.Problem);
    }

    [Fact]
    public void Compiled_pipelines_are_kept_in_the_cache_directory()
    {
        var directory = Directory.CreateTempSubdirectory("render-cache-").FullName;
        try
        {
            using (var device = new VulkanDevice(new DeviceOptions { Device = "cpu", CacheDirectory = directory }))
            using (new ComputePipeline(device, "labels"))
            {
            }
            var file = Assert.Single(Directory.GetFiles(directory));
            File.WriteAllBytes(file, [1, 2, 3]);
            using (var device = new VulkanDevice(new DeviceOptions { Device = "cpu", CacheDirectory = directory }))
            using (new ComputePipeline(device, "labels"))
            {
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
