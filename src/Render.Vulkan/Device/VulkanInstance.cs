using System.Runtime.InteropServices;
using Render.Core;
using Silk.NET.Vulkan;

namespace Render.Vulkan.Devices;

/// <summary>The Vulkan loader, an instance, and the devices that it finds.</summary>
internal sealed unsafe class VulkanInstance : IDisposable
{
    public const string InstallRemedy = "apt-get install libvulkan1 mesa-vulkan-drivers";

    private readonly ValidationLog? _log;

    /// <exception cref="RenderException">There is no loader, no driver at all, or no validation layer though it was asked for.</exception>
    public VulkanInstance(bool validation)
    {
        Api = Load();
        if (validation && !HasLayer())
        {
            Api.Dispose();
            throw ValidationLog.Missing();
        }
        _log = validation ? new ValidationLog() : null;
        try
        {
            Create();
            _log?.Attach(Api, Handle);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Vk Api { get; }

    public Instance Handle { get; private set; }

    public IReadOnlyCollection<string> ValidationMessages => _log?.Messages ?? [];

    public (PhysicalDevice Handle, PhysicalDeviceInfo Info)[] Devices()
    {
        uint count = 0;
        Api.EnumeratePhysicalDevices(Handle, &count, null).Check("vkEnumeratePhysicalDevices");
        var handles = new PhysicalDevice[count];
        fixed (PhysicalDevice* p = handles)
            Api.EnumeratePhysicalDevices(Handle, &count, p).Check("vkEnumeratePhysicalDevices");
        return [.. handles.Select((handle, index) => (handle, PhysicalDeviceInfo.Of(Api, handle, index)))];
    }

    public void Dispose()
    {
        _log?.Dispose();
        if (Handle.Handle != 0)
            Api.DestroyInstance(Handle, null);
        Handle = default;
        _log?.Release();
        Api.Dispose();
    }

    private static Vk Load()
    {
        try
        {
            return Vk.GetApi();
        }
        catch (Exception e) when (e is FileNotFoundException or DllNotFoundException)
        {
            throw new RenderException(Failure.TryAgain, "the Vulkan loader (libvulkan.so.1) is not installed.", remedy: InstallRemedy, inner: e);
        }
    }

    private bool HasLayer()
    {
        uint count = 0;
        Api.EnumerateInstanceLayerProperties(&count, null).Check("vkEnumerateInstanceLayerProperties");
        var layers = new LayerProperties[count];
        fixed (LayerProperties* p = layers)
        {
            Api.EnumerateInstanceLayerProperties(&count, p).Check("vkEnumerateInstanceLayerProperties");
            for (var i = 0; i < count; i++)
                if (Marshal.PtrToStringUTF8((nint)p[i].LayerName) == ValidationLog.Layer)
                    return true;
        }
        return false;
    }

    private void Create()
    {
        // Literals of UTF-8 are terminated by a zero, as C wants them.
        fixed (byte* layer = "VK_LAYER_KHRONOS_validation"u8)
        fixed (byte* extension = "VK_EXT_debug_utils"u8)
        {
            var app = new ApplicationInfo { SType = StructureType.ApplicationInfo, ApiVersion = Vk.Version13 };
            var info = new InstanceCreateInfo { SType = StructureType.InstanceCreateInfo, PApplicationInfo = &app };
            var messenger = _log?.CreateInfo() ?? default;
            if (_log is not null)
            {
                info.EnabledLayerCount = 1;
                info.PpEnabledLayerNames = &layer;
                info.EnabledExtensionCount = 1;
                info.PpEnabledExtensionNames = &extension;
                info.PNext = &messenger;
            }
            Instance handle;
            var result = Api.CreateInstance(&info, null, &handle);
            if (result is Result.ErrorIncompatibleDriver or Result.ErrorInitializationFailed)
                throw new RenderException(Failure.TryAgain, $"no Vulkan driver can be used ({result}).", remedy: InstallRemedy);
            result.Check("vkCreateInstance");
            Handle = handle;
            Api.CurrentInstance = handle;
        }
    }
}
