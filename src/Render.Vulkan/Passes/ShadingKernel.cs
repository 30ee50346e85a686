using System.Runtime.InteropServices;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Passes;

/// <summary>As in Shaders/shading_pass.glsl.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ShadingPush
{
    public uint RowStart;
    public uint RowEnd;
    public uint LayerStride;
    public uint SpanCapacity;
}

/// <summary>A shading shader and what is bound to it.</summary>
internal sealed class ShadingKernel : IDisposable
{
    private const int GroupSize = 8;

    private readonly ComputePipeline _pipeline;

    public ShadingKernel(VulkanDevice device, string shader, params ReadOnlySpan<uint> constants)
    {
        _pipeline = new(device, shader, constants);
        Set = new(_pipeline);
    }

    public BindingSet Set { get; }

    /// <summary>One thread for each, in groups of 8 x 8.</summary>
    public void Record(CommandRecorder commands, in ShadingPush push, (int X, int Y) threads) =>
        RecordGroups(commands, push, (threads.X + GroupSize - 1) / GroupSize, (threads.Y + GroupSize - 1) / GroupSize);

    public void RecordGroups(CommandRecorder commands, in ShadingPush push, int columns, int rows)
    {
        commands.Bind(Set);
        commands.Push(_pipeline, push);
        commands.Dispatch(columns, rows);
    }

    /// <param name="commands">Receives the dispatch.</param>
    /// <param name="push">Its constants.</param>
    /// <param name="groups">Holds the number of groups, three words.</param>
    /// <param name="offset">Bytes.</param>
    public void RecordIndirect(CommandRecorder commands, in ShadingPush push, DeviceBuffer groups, long offset)
    {
        commands.Bind(Set);
        commands.Push(_pipeline, push);
        commands.DispatchIndirect(groups, offset);
    }

    public void Dispose()
    {
        Set.Dispose();
        _pipeline.Dispose();
    }
}
