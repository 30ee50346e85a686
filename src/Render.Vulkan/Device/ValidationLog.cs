using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Render.Core;
using Silk.NET.Core;
using Silk.NET.Vulkan;

namespace Render.Vulkan.Devices;

/// <summary>
/// Collects what the Khronos validation layer says, warnings and errors. VK_EXT_debug_utils is called through pointers: its two functions do
/// not justify another package.
/// </summary>
internal sealed unsafe class ValidationLog : IDisposable
{
    public const string Layer = "VK_LAYER_KHRONOS_validation";

    private readonly ConcurrentQueue<string> _messages = new();
    private readonly GCHandle _self;
    private Vk? _vk;
    private Instance _instance;
    private ulong _messenger;

    public ValidationLog() => _self = GCHandle.Alloc(this);

    public IReadOnlyCollection<string> Messages => _messages;

    /// <summary>What goes into the pNext chain of the instance too, so that its creation is watched.</summary>
    public DebugUtilsMessengerCreateInfoEXT CreateInfo() => new()
    {
        SType = StructureType.DebugUtilsMessengerCreateInfoExt,
        MessageSeverity = DebugUtilsMessageSeverityFlagsEXT.ErrorBitExt | DebugUtilsMessageSeverityFlagsEXT.WarningBitExt,
        MessageType = DebugUtilsMessageTypeFlagsEXT.GeneralBitExt | DebugUtilsMessageTypeFlagsEXT.ValidationBitExt,
        PfnUserCallback = new PfnDebugUtilsMessengerCallbackEXT(
            (delegate* unmanaged[Cdecl]<DebugUtilsMessageSeverityFlagsEXT, DebugUtilsMessageTypeFlagsEXT,
                DebugUtilsMessengerCallbackDataEXT*, void*, Bool32>)&Receive),
        PUserData = (void*)GCHandle.ToIntPtr(_self),
    };

    public void Attach(Vk vk, Instance instance)
    {
        var create = (delegate* unmanaged<Instance, DebugUtilsMessengerCreateInfoEXT*, void*, ulong*, Result>)
            vk.GetInstanceProcAddr(instance, "vkCreateDebugUtilsMessengerEXT").Handle;
        var info = CreateInfo();
        ulong messenger;
        create(instance, &info, null, &messenger).Check("vkCreateDebugUtilsMessengerEXT");
        (_vk, _instance, _messenger) = (vk, instance, messenger);
    }

    public void Dispose()
    {
        if (_vk is not null)
        {
            var destroy = (delegate* unmanaged<Instance, ulong, void*, void>)
                _vk.GetInstanceProcAddr(_instance, "vkDestroyDebugUtilsMessengerEXT").Handle;
            destroy(_instance, _messenger, null);
            _vk = null;
        }
    }

    /// <summary>After the instance is gone: its destruction reports too.</summary>
    public void Release() => _self.Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static Bool32 Receive(DebugUtilsMessageSeverityFlagsEXT severity, DebugUtilsMessageTypeFlagsEXT type,
        DebugUtilsMessengerCallbackDataEXT* data, void* user)
    {
        var log = (ValidationLog)GCHandle.FromIntPtr((nint)user).Target!;
        log._messages.Enqueue($"{severity}: {Marshal.PtrToStringUTF8((nint)data->PMessage)}");
        return false;
    }

    public static RenderException Missing() => new(Failure.TryAgain,
        $"the Vulkan validation layer ({Layer}) was asked for and is not installed.", remedy: "apt-get install vulkan-validationlayers");
}
