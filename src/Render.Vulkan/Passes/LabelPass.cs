using System.Runtime.InteropServices;
using Render.Core.Frames;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Passes;

/// <summary>
/// Instance numbers, depths and ranges at the pixels' centres, from sample 0 of the visibility buffer, into buffers that the host reads: 16-bit numbers
/// and float32 metres, row-major.
/// </summary>
internal sealed class LabelPass : IDisposable
{
    private const int PixelsPerGroup = 2 * 64;

    private readonly VulkanDevice _device;
    private readonly Dictionary<(bool Ids, bool Depth, bool Range, bool Lens), (ComputePipeline Pipeline, BindingSet Set)> _variants = [];
    private readonly GrowingBuffer _ids;
    private readonly GrowingBuffer _depths;
    private readonly GrowingBuffer _ranges;

    public LabelPass(VulkanDevice device)
    {
        _device = device;
        _ids = new GrowingBuffer(device, "instance ids", BufferUse.Readback);
        _depths = new GrowingBuffer(device, "depths", BufferUse.Readback);
        _ranges = new GrowingBuffer(device, "ranges", BufferUse.Readback);
    }

    /// <summary>Before the bands of an image are recorded.</summary>
    public void Reserve(int width, int height, FrameCamera camera, Aov aovs)
    {
        var pixels = (long)width * height;
        // A binding that a variant does not write must be there all the same.
        if (camera.Lens is not null)
            _ranges.Reserve(aovs.HasFlag(Aov.Range) ? pixels * 4 : 4);
        _ids.Reserve((pixels + 1) / 2 * 4);
        _depths.Reserve(pixels * 4);
    }

    /// <summary>One band of the image; its first pixel has an even number.</summary>
    public void Record(CommandRecorder commands, GpuScene scene, ViewHandle view, RasterTarget band, Aov aovs)
    {
        var width = view.View.Width;
        var push = new Push
        {
            PixelCount = (uint)((band.RowEnd - band.RowStart) * width),
            FirstPixel = (uint)(band.RowStart * width),
        };
        var wanted = (aovs.HasFlag(Aov.InstanceId), aovs.HasFlag(Aov.Depth));
        if (wanted == (false, false))
            return;
        var (pipeline, set) = Get((wanted.Item1, wanted.Item2, aovs.HasFlag(Aov.Range) && view.Lens is not null, view.Lens is not null));
        scene.Bind(set);
        view.Lens?.Bind(set);
        set.Bind(18, band.Buffer).Bind(19, _ids.Buffer).Bind(20, _depths.Buffer);
        if (view.Lens is not null)
            set.Bind(21, _ranges.Buffer);
        commands.Bind(set);
        commands.Push(pipeline, push);
        commands.Dispatch((int)Math.Min((push.PixelCount + PixelsPerGroup - 1) / PixelsPerGroup, 65535));
        commands.EndPass("labels");
    }

    public void Read(RenderedFrame into)
    {
        _ids.Buffer.Map<ushort>(0, into.InstanceIds.Length).CopyTo(into.InstanceIds);
        _depths.Buffer.Map<float>(0, into.Depth.Length).CopyTo(into.Depth);
        if (into.Range.Length == 0)
            return;
        var camera = into.Frame.Cameras[into.Key.Camera];
        if (camera.Lens is null)
            RangeOfDepth(camera, into);
        else
            _ranges.Buffer.Map<float>(0, into.Range.Length).CopyTo(into.Range);
    }

    /// <summary>Depth times the length of the pinhole's ray of depth 1, in double and rounded once: the same on every device.</summary>
    private static void RangeOfDepth(FrameCamera camera, RenderedFrame into)
    {
        for (int y = 0, i = 0; y < into.Height; y++)
        {
            var dy = (y + 0.5 - camera.Cy) / camera.Fy;
            for (var x = 0; x < into.Width; x++, i++)
            {
                var dx = (x + 0.5 - camera.Cx) / camera.Fx;
                into.Range[i] = (float)(into.Depth[i] * Math.Sqrt(dx * dx + dy * dy + 1));
            }
        }
    }

    public void Dispose()
    {
        foreach (var (pipeline, set) in _variants.Values)
        {
            set.Dispose();
            pipeline.Dispose();
        }
        _ids.Dispose();
        _depths.Dispose();
        _ranges.Dispose();
    }

    private (ComputePipeline Pipeline, BindingSet Set) Get((bool Ids, bool Depth, bool Range, bool Lens) wanted)
    {
        if (_variants.TryGetValue(wanted, out var made))
            return made;
        var pipeline = new ComputePipeline(_device, wanted.Lens ? "labels_lens" : "labels", wanted.Ids ? 1u : 0, wanted.Depth ? 1u : 0, wanted.Range ? 1u : 0);
        return _variants[wanted] = (pipeline, new BindingSet(pipeline));
    }

    /// <summary>As in Shaders/labels.comp.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Push
    {
        public uint PixelCount;
        public uint FirstPixel;
    }
}
