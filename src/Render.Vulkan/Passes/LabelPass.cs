using System.Runtime.InteropServices;
using Render.Core.Frames;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Passes;

/// <summary>
/// Instance numbers and depths at the pixels' centres, from sample 0 of the visibility buffer, into buffers that the host reads: 16-bit numbers
/// and float32 metres, row-major.
/// </summary>
internal sealed class LabelPass : IDisposable
{
    private const int PixelsPerGroup = 2 * 64;

    private readonly ComputePipeline _pipeline;
    private readonly BindingSet _set;
    private readonly GrowingBuffer _ids;
    private readonly GrowingBuffer _depths;

    public LabelPass(VulkanDevice device)
    {
        _pipeline = new ComputePipeline(device, "labels");
        _set = new BindingSet(_pipeline);
        _ids = new GrowingBuffer(device, "instance ids", BufferUse.Readback);
        _depths = new GrowingBuffer(device, "depths", BufferUse.Readback);
    }

    /// <summary>Before the bands of an image are recorded.</summary>
    public void Reserve(int width, int height)
    {
        var pixels = (long)width * height;
        _ids.Reserve((pixels + 1) / 2 * 4);
        _depths.Reserve(pixels * 4);
    }

    /// <summary>One band of the image; its first pixel has an even number.</summary>
    public void Record(CommandRecorder commands, GpuScene scene, int width, RasterTarget band, Aov aovs)
    {
        var push = new Push
        {
            PixelCount = (uint)((band.RowEnd - band.RowStart) * width),
            FirstPixel = (uint)(band.RowStart * width),
            WantIds = aovs.HasFlag(Aov.InstanceId) ? 1u : 0,
            WantDepth = aovs.HasFlag(Aov.Depth) ? 1u : 0,
        };
        scene.Bind(_set);
        _set.Bind(18, band.Buffer).Bind(19, _ids.Buffer).Bind(20, _depths.Buffer);
        commands.Bind(_set);
        commands.Push(_pipeline, push);
        commands.Dispatch((int)Math.Min((push.PixelCount + PixelsPerGroup - 1) / PixelsPerGroup, 65535));
        commands.EndPass("labels");
    }

    public void Read(RenderedFrame into)
    {
        _ids.Buffer.Map<ushort>(0, into.InstanceIds.Length).CopyTo(into.InstanceIds);
        _depths.Buffer.Map<float>(0, into.Depth.Length).CopyTo(into.Depth);
    }

    public void Dispose()
    {
        _set.Dispose();
        _pipeline.Dispose();
        _ids.Dispose();
        _depths.Dispose();
    }

    /// <summary>As in Shaders/labels.comp.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Push
    {
        public uint PixelCount;
        public uint FirstPixel;
        public uint WantIds;
        public uint WantDepth;
    }
}
