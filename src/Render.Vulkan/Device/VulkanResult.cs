using Render.Core;
using Silk.NET.Vulkan;

namespace Render.Vulkan.Devices;

/// <summary>Turns every VkResult that is not a success into the exception that it means.</summary>
internal static class VulkanResult
{
    /// <summary>Throws unless the call succeeded.</summary>
    /// <param name="result">What it returned.</param>
    /// <param name="call">Its name, or what was being done, for the message.</param>
    /// <exception cref="RenderException">The device was lost (try again) or memory ran out.</exception>
    /// <exception cref="InvalidOperationException">Anything else: a bug of ours or of the driver.</exception>
    public static void Check(this Result result, string call)
    {
        if (result != Result.Success)
            throw Exception(result, call);
    }

    private static Exception Exception(Result result, string call) => result switch
    {
        Result.ErrorDeviceLost => new RenderException(Failure.TryAgain, $"the Vulkan device was lost ({call}).",
            remedy: "Run the same command again; if it happens again, see `render doctor`."),
        Result.ErrorOutOfHostMemory => new RenderException(Failure.OutOfMemory, $"the machine's memory is used up ({call})."),
        Result.ErrorOutOfDeviceMemory => new RenderException(Failure.OutOfMemory, $"the device's memory is used up ({call}).",
            remedy: "Use a smaller image, fewer samples, or another device."),
        _ => new InvalidOperationException($"{call} failed: {result}."),
    };
}
