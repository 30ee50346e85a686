using System.Runtime.InteropServices;
using Render.Core.Geometry;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Passes;

/// <summary>Where a view is rasterised to: layers of samples, row by row, in a buffer.</summary>
/// <param name="Buffer">8 bytes a sample with ids, 4 without.</param>
/// <param name="First">First sample of the target in its buffer.</param>
/// <param name="Samples">Layers: 1, 4, 8 or 16 sub-samples a pixel.</param>
/// <param name="RowStart">First row of the image that the target holds.</param>
/// <param name="RowEnd">One past the last.</param>
internal readonly record struct RasterTarget(DeviceBuffer Buffer, int First, int Samples, int RowStart, int RowEnd);

/// <summary>
/// Rasterises all triangles of a frame by compute shaders (Shaders/raster.glsl): for every sample the nearest one, as a 64-bit key of
/// nearness and id, or its depth alone. Keys are combined with atomicMin, so the order of the work does not matter: equal nearness goes to the
/// lower id, which is the lower instance number. Method: Karis et al., "A Deep Dive into Nanite Virtualized Geometry", SIGGRAPH 2021.
/// One object serves one target at a time; it may be recorded several times into the same commands with the same buffer.
/// </summary>
internal sealed class VisibilityPass(VulkanDevice device, VisibilityTuning tuning) : IDisposable
{
    private const int QueueHeader = 4 * ListBytes;
    private const int ListBytes = 16;
    private const int QueueTriangleBytes = 8;

    private readonly int _drawsInRound = tuning.DrawsInRound(device.Info, QueueHeader, QueueTriangleBytes);

    private readonly Dictionary<Variant, (ComputePipeline Pipeline, BindingSet Set)> _variants = [];
    private readonly GrowingBuffer _solidQueue = new(device, "queue of triangles", BufferUse.Device);
    private readonly GrowingBuffer _cutoutQueue = new(device, "queue of cut-outs", BufferUse.Device);

    /// <summary>Visibility samples: id in the lower word, ~bits of 1/w in the upper; all ones where nothing is seen.</summary>
    public void Record(CommandRecorder commands, GpuScene scene, ViewHandle view, RasterTarget target) =>
        Record(commands, scene, view, target, depthOnly: false);

    /// <summary>
    /// Depth alone: orthographic, the bits of the depth in metres (never below 0), infinity where there is nothing; perspective, ~bits of 1/w,
    /// all ones where there is nothing.
    /// </summary>
    public void RecordDepth(CommandRecorder commands, GpuScene scene, ViewHandle view, RasterTarget target) =>
        Record(commands, scene, view, target, depthOnly: true);

    public void Dispose()
    {
        foreach (var (pipeline, set) in _variants.Values)
        {
            set.Dispose();
            pipeline.Dispose();
        }
        _solidQueue.Dispose();
        _cutoutQueue.Dispose();
    }

    private void Record(CommandRecorder commands, GpuScene scene, ViewHandle view, RasterTarget target, bool depthOnly)
    {
        var push = new Push
        {
            Width = (uint)view.View.Width,
            RowStart = (uint)target.RowStart,
            RowEnd = (uint)target.RowEnd,
            TransformBase = (uint)view.TransformBase,
            TargetBase = (uint)target.First,
            LayerStride = (uint)((target.RowEnd - target.RowStart) * view.View.Width),
            Near = view.View.Near,
        };
        var sampleBytes = depthOnly ? 4 : 8;
        const uint infinity = 0x7f800000;
        commands.Fill(target.Buffer, depthOnly && view.View.Orthographic ? infinity : uint.MaxValue,
            (long)target.First * sampleBytes, (long)push.LayerStride * target.Samples * sampleBytes);
        // A queue as long as the list of triangles cannot overflow.
        _solidQueue.Reserve(QueueHeader + QueueTriangleBytes * InRound(scene.SolidTriangles));
        _cutoutQueue.Reserve(QueueHeader + QueueTriangleBytes * InRound(scene.CutoutTriangles));
        var slices = tuning.SlicesFor(view.View.Width, target.RowEnd - target.RowStart, target.Samples);
        // Blocks of one or four samples in raster_medium; the tiles of a large triangle are not shared, those of wide and slow ones are.
        ReadOnlySpan<int> slicesOfLists = [target.Samples == 1 ? 1 : target.Samples / 4, 1, slices, slices];
        var solid = new Variant(Kernel.Small, target.Samples, false, view.View.Orthographic, depthOnly);
        var cutout = solid with { Cutouts = true };
        // The order of the work does not matter, so it may be cut anywhere.
        for (var first = 0; first == 0 || first < Math.Max(scene.SolidDraws, scene.CutoutDraws); first += _drawsInRound)
        {
            Clear(commands, _solidQueue.Buffer, slicesOfLists);
            Clear(commands, _cutoutQueue.Buffer, slicesOfLists);
            commands.EndPass("clear");
            Dispatch(commands, scene, solid, push, target.Buffer, first);
            Dispatch(commands, scene, cutout, push, target.Buffer, first);
            commands.EndPass("small triangles");
            foreach (var kernel in new[] { Kernel.Medium, Kernel.Large, Kernel.Slow })
            {
                Dispatch(commands, scene, solid with { Kernel = kernel }, push, target.Buffer, first);
                Dispatch(commands, scene, cutout with { Kernel = kernel }, push, target.Buffer, first);
            }
            commands.EndPass("large triangles");
        }
    }

    /// <summary>Of so many triangles of a frame, the most that one round has.</summary>
    private long InRound(long triangles) => Math.Min(triangles, (long)_drawsInRound * Cluster.MaxTriangles);

    // As in Shaders/raster.glsl, of every list: count 0 and the groups (0, slices, 0).
    private static void Clear(CommandRecorder commands, DeviceBuffer queue, ReadOnlySpan<int> slices)
    {
        Span<uint> header = stackalloc uint[QueueHeader / 4];
        for (var list = 0; list < slices.Length; list++)
            header[4 * list + 2] = (uint)slices[list];
        commands.Update<uint>(queue, header);
    }

    /// <param name="commands">Receives the dispatches.</param>
    /// <param name="scene">What is drawn.</param>
    /// <param name="variant">The kernel, and whether it draws the solid clusters or those with holes.</param>
    /// <param name="push">The view.</param>
    /// <param name="target">Receives the samples.</param>
    /// <param name="first">Of these clusters, the first of the round.</param>
    private void Dispatch(CommandRecorder commands, GpuScene scene, Variant variant, Push push, DeviceBuffer target, int first)
    {
        var draws = Math.Min((variant.Cutouts ? scene.CutoutDraws : scene.SolidDraws) - first, _drawsInRound);
        if (draws <= 0)
            return;
        (push.DrawStart, push.DrawCount) = ((uint)(variant.Cutouts ? scene.SolidDraws + first : first), (uint)draws);
        push.QueueSize = (uint)InRound(variant.Cutouts ? scene.CutoutTriangles : scene.SolidTriangles);
        var (pipeline, set) = Get(variant);
        scene.Bind(set);
        var queue = (variant.Cutouts ? _cutoutQueue : _solidQueue).Buffer;
        set.Bind(16, scene.Draws).Bind(17, queue).Bind(18, target).Bind(19, queue);
        commands.Bind(set);
        commands.Push(pipeline, push);
        ReadOnlySpan<List> lists = variant.Kernel switch
        {
            Kernel.Medium => [List.Medium],
            Kernel.Large => [List.Large, List.Wide],
            Kernel.Slow => [List.Slow],
            _ => [],
        };
        foreach (var list in lists)
        {
            push.List = (uint)list;
            commands.Push(pipeline, push);
            commands.DispatchIndirect(queue, (int)list * ListBytes + 4);
        }
        if (variant.Kernel != Kernel.Small)
            return;
        var groups = (draws + tuning.ClustersPerGroup - 1) / tuning.ClustersPerGroup;
        var columns = Math.Min(groups, 65535);
        commands.Dispatch(columns, (groups + columns - 1) / columns);
    }

    private (ComputePipeline Pipeline, BindingSet Set) Get(Variant v)
    {
        if (_variants.TryGetValue(v, out var made))
            return made;
        var pipeline = new ComputePipeline(device, Shader(v.Kernel), (uint)tuning.Lanes, (uint)tuning.InlineLimit(v.Samples),
            (uint)tuning.ClustersPerGroup, tuning.Pretest ? 1u : 0, (uint)v.Samples, v.Cutouts ? 1u : 0, v.Orthographic ? 1u : 0, v.DepthOnly ? 1u : 0,
            v.Kernel == Kernel.Slow ? 1u : 0);
        return _variants[v] = (pipeline, new BindingSet(pipeline));
    }

    private static string Shader(Kernel kernel) => kernel switch
    {
        Kernel.Small => "raster_small",
        Kernel.Medium => "raster_medium",
        _ => "raster_large",
    };

    private enum Kernel { Small, Medium, Large, Slow }

    /// <summary>As in Shaders/raster.glsl.</summary>
    private enum List { Medium, Large, Wide, Slow }

    private readonly record struct Variant(Kernel Kernel, int Samples, bool Cutouts, bool Orthographic, bool DepthOnly);

    /// <summary>As in Shaders/raster.glsl.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Push
    {
        public uint Width;
        public uint RowStart;
        public uint RowEnd;
        public uint DrawStart;
        public uint DrawCount;
        public uint TransformBase;
        public uint TargetBase;
        public uint LayerStride;
        public float Near;
        public uint QueueSize;
        public uint List;
    }
}
