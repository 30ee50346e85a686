using System.Globalization;
using Silk.NET.Vulkan;

namespace Render.Vulkan.Devices;

/// <summary>
/// Compiled pipelines, kept in the caller's cache directory from run to run; the driver itself refuses data that another version of it wrote.
/// It only saves time: a cache that cannot be read or written is done without.
/// </summary>
internal sealed unsafe class PipelineCacheFile : IDisposable
{
    private readonly VulkanDevice _device;
    private readonly string? _path;
    private readonly int _sizeRead;

    public PipelineCacheFile(VulkanDevice device, PhysicalDevice physical)
    {
        _device = device;
        device.Vk.GetPhysicalDeviceProperties(physical, out var properties);
        if (device.Options.CacheDirectory is { } directory)
        {
            var name = string.Create(CultureInfo.InvariantCulture,
                $"pipelines-{properties.VendorID:x}-{properties.DeviceID:x}-{properties.DriverVersion:x}.bin");
            _path = Path.Combine(directory, name);
        }
        var data = Read();
        _sizeRead = data.Length;
        fixed (byte* p = data)
        {
            var info = new PipelineCacheCreateInfo
            {
                SType = StructureType.PipelineCacheCreateInfo,
                InitialDataSize = (nuint)data.Length,
                PInitialData = data.Length == 0 ? null : p,
            };
            PipelineCache handle;
            device.Vk.CreatePipelineCache(device.Handle, &info, null, &handle).Check("vkCreatePipelineCache");
            Handle = handle;
        }
    }

    public PipelineCache Handle { get; }

    public void Dispose()
    {
        Write();
        _device.Vk.DestroyPipelineCache(_device.Handle, Handle, null);
    }

    private byte[] Read()
    {
        try
        {
            return _path is not null && File.Exists(_path) ? File.ReadAllBytes(_path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Write()
    {
        if (_path is null)
            return;
        nuint size = 0;
        _device.Vk.GetPipelineCacheData(_device.Handle, Handle, &size, null).Check("vkGetPipelineCacheData");
        if ((int)size == _sizeRead)
            return;
        var data = new byte[size];
        fixed (byte* p = data)
            _device.Vk.GetPipelineCacheData(_device.Handle, Handle, &size, p).Check("vkGetPipelineCacheData");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            // Several workers may share the directory: each writes its own file and renames it.
            var temporary = $"{_path}.{Environment.ProcessId}";
            File.WriteAllBytes(temporary, data);
            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next run compiles again.
        }
    }
}
