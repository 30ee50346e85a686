using System.Runtime.InteropServices;
using Render.Core.Geometry;
using Render.Vulkan.Devices;
using Render.Vulkan.Host;

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
/// It may be recorded several times into the same commands, for other targets or for the same with the same buffers. Views through a lens have kernels
/// of their own, in which triangles look for the rays that they stop (Shaders/lens.glsl); what they write is the same. Where the device is the processor, solid triangles that
/// no lens bends are the host's (<see cref="HostRasterizer"/>); what it writes is the same too.
/// </summary>
internal sealed class VisibilityPass(VulkanDevice device, VisibilityTuning tuning) : IDisposable
{
    private const int QueueHeader = 4 * ListBytes;
    private const int ListBytes = 16;
    private const int QueueTriangleBytes = 8;

    /// <summary>What is left after the small triangles; a lens has large ones only.</summary>
    private static readonly Kernel[] Kernels = [Kernel.Medium, Kernel.Large, Kernel.Slow];

    private readonly HostRasterizer? _host = tuning.OnHost ? new(HostThreads.Default, tuning.MostDraws) : null;
    private readonly int _drawsInRound = tuning.DrawsInRound(device.Info, QueueHeader, QueueTriangleBytes);

    private readonly Dictionary<Variant, ComputePipeline> _pipelines = [];

    // A set may not change while commands that use it are recorded, so every class of surfaces has its own for every buffer that is
    // rasterised to.
    private readonly Dictionary<(Variant Variant, SurfaceClass Kind, DeviceBuffer Target), BindingSet> _sets = [];
    private readonly GrowingBuffer[] _queues =
        [.. Enum.GetValues<SurfaceClass>().Select(kind => new GrowingBuffer(device, $"queue of {kind.ToString().ToLowerInvariant()} triangles", BufferUse.Device))];

    /// <summary>Visibility samples: id in the lower word, ~bits of 1/w in the upper; all ones where nothing is seen.</summary>
    /// <param name="commands">Receives the passes.</param>
    /// <param name="scene">What is seen.</param>
    /// <param name="view">From where.</param>
    /// <param name="target">Receives the samples.</param>
    /// <param name="classes">The surfaces that count; holes and see-through ones as far as labels see them.</param>
    /// <param name="over">False: the target is cleared before; true: what it holds stays where it is nearer.</param>
    public void Record(CommandRecorder commands, GpuScene scene, ViewHandle view, RasterTarget target, IReadOnlyList<SurfaceClass> classes, bool over = false) =>
        Record(commands, scene, view, target, new(classes, over, DepthOnly: false, Peel: 0, target.Buffer, target.Buffer, scene.DrawsOf));

    /// <summary>
    /// The nearest of the blended surfaces in front of what is opaque, and behind the layer before where there is one. What is nearly invisible (alpha
    /// below 1/255) is no layer.
    /// </summary>
    /// <param name="commands">Receives the passes.</param>
    /// <param name="scene">What is seen.</param>
    /// <param name="view">From where.</param>
    /// <param name="target">Receives the samples of the layer.</param>
    /// <param name="opaque">Samples of what is opaque.</param>
    /// <param name="before">Samples of the layer before, or null.</param>
    public void RecordLayer(CommandRecorder commands, GpuScene scene, ViewHandle view, RasterTarget target, DeviceBuffer opaque, DeviceBuffer? before) =>
        Record(commands, scene, view, target, new([SurfaceClass.Blended], Over: false, DepthOnly: false, before is null ? 1 : 2, opaque, before ?? opaque, scene.DrawsOf));

    /// <summary>
    /// Depth alone, of everything: orthographic, the bits of the depth in metres (never below 0), infinity where there is nothing; perspective, ~bits
    /// of 1/w, all ones where there is nothing. See-through surfaces count from alpha 0.5 up.
    /// </summary>
    public void RecordDepth(CommandRecorder commands, GpuScene scene, ViewHandle view, RasterTarget target) =>
        Record(commands, scene, view, target, new(Enum.GetValues<SurfaceClass>(), Over: false, DepthOnly: true, Peel: 0, target.Buffer, target.Buffer, scene.DrawsOf));

    /// <summary>
    /// Every pixel of the view's canvas that an instance covers, seen or not, as bits that are added to its mask; holes and see-through surfaces as far as
    /// labels see them.
    /// </summary>
    /// <param name="commands">Receives the passes.</param>
    /// <param name="scene">What is seen.</param>
    /// <param name="view">The image with its margin; through a lens, the canvas as an image.</param>
    /// <param name="target">Its buffer receives the masks.</param>
    /// <param name="table">Where the mask of each instance lies (Shaders/raster.glsl).</param>
    /// <param name="instances">The first of those that are taken, and one past the last.</param>
    public void RecordMasks(CommandRecorder commands, GpuScene scene, ViewHandle view, RasterTarget target, DeviceBuffer table, (int Start, int End) instances) =>
        Record(commands, scene, view, target, new(Enum.GetValues<SurfaceClass>(), Over: true, DepthOnly: false, Peel: 0, target.Buffer, target.Buffer,
            kind => scene.DrawsOf(kind, instances.Start, instances.End))
        { Masks = table });

    public void Dispose()
    {
        _host?.Dispose();
        foreach (var set in _sets.Values)
            set.Dispose();
        foreach (var pipeline in _pipelines.Values)
            pipeline.Dispose();
        foreach (var queue in _queues)
            queue.Dispose();
    }

    private void Record(CommandRecorder commands, GpuScene scene, ViewHandle view, RasterTarget target, Pass pass)
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
            MarginX = view.View.Margin.X,
            MarginY = view.View.Margin.Y,
        };
        var sampleBytes = pass.DepthOnly ? 4 : 8;
        // Only kinds that there are; the host's is combined with theirs by the same minimum.
        if (_host is not null && view.Lens is null && !pass.Over && pass.Peel == 0)
        {
            var start = commands.BeginHost();
            _host.Render(scene, view, target, pass.DrawsOf(SurfaceClass.Solid), pass.DepthOnly);
            commands.EndHost("rasteriser on the host", start);
            pass = pass with { Classes = [.. pass.Classes.Where(kind => kind != SurfaceClass.Solid && pass.DrawsOf(kind).Count > 0)], Over = true };
            if (pass.Classes.Count == 0)
                return;
        }
        const uint infinity = 0x7f800000;
        if (!pass.Over)
            commands.Fill(target.Buffer, pass.DepthOnly && view.View.Orthographic ? infinity : uint.MaxValue,
                (long)target.First * sampleBytes, (long)push.LayerStride * target.Samples * sampleBytes);
        // A pixel of a lens costs a round besides those of its samples.
        var slices = tuning.SlicesFor(view.View.Width + 2 * push.MarginX, target.RowEnd - target.RowStart + 2 * push.MarginY, target.Samples + (view.Lens is null ? 0 : 1));
        // Blocks of one or four samples in raster_medium; the tiles of a large triangle are not shared, those of wide and slow ones are.
        ReadOnlySpan<int> slicesOfLists = [target.Samples == 1 ? 1 : target.Samples / 4, 1, slices, slices];
        var lens = view.Lens is null ? Through.Nothing : view.Lens.IsFisheye ? Through.Fisheye : Through.BrownConrady;
        var variant = new Variant(Kernel.Small, target.Samples, false, view.View.Orthographic, pass.DepthOnly, pass.Peel, lens, pass.Masks is not null);
        // A queue as long as the list of triangles cannot overflow.
        foreach (var kind in pass.Classes)
            _queues[(int)kind].Reserve(QueueHeader + QueueTriangleBytes * InRound(pass.DrawsOf(kind).Triangles));
        // The order of the work does not matter, so it may be cut anywhere.
        var most = pass.Classes.Max(kind => pass.DrawsOf(kind).Count);
        for (var first = 0; first == 0 || first < most; first += _drawsInRound)
        {
            foreach (var kind in pass.Classes)
                Clear(commands, _queues[(int)kind].Buffer, slicesOfLists);
            commands.EndPass("clear");
            foreach (var kind in pass.Classes)
                Dispatch(commands, scene, kind, view.Lens, variant, push, target.Buffer, pass, first);
            commands.EndPass("small triangles");
            foreach (var kernel in view.Lens is null ? Kernels : [Kernel.Large])
                foreach (var kind in pass.Classes)
                    Dispatch(commands, scene, kind, view.Lens, variant with { Kernel = kernel }, push, target.Buffer, pass, first);
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
    /// <param name="kind">Of it, the clusters of this class.</param>
    /// <param name="lens">What the view looks through, or null.</param>
    /// <param name="variant">The kernel.</param>
    /// <param name="push">The view.</param>
    /// <param name="target">Receives the samples.</param>
    /// <param name="pass">What is read besides the scene.</param>
    /// <param name="first">Of the clusters, the first of the round.</param>
    private void Dispatch(
        CommandRecorder commands, GpuScene scene, SurfaceClass kind, LensRays? lens, Variant variant, Push push, DeviceBuffer target, Pass pass, int first)
    {
        var all = pass.DrawsOf(kind);
        var draws = Math.Min(all.Count - first, _drawsInRound);
        if (draws <= 0)
            return;
        (push.DrawStart, push.DrawCount, push.QueueSize) = ((uint)(all.First + first), (uint)draws, (uint)InRound(all.Triangles));
        var (pipeline, set) = Get(variant with { Cutouts = kind != SurfaceClass.Solid }, kind, target);
        scene.Bind(set);
        var queue = _queues[(int)kind].Buffer;
        set.Bind(16, scene.DrawBuffer).Bind(17, queue).Bind(18, target).Bind(19, queue).Bind(20, pass.Opaque).Bind(21, pass.Before);
        if (pass.Masks is { } masks)
            set.Bind(22, masks);
        lens?.BindSearch(set);
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

    private (ComputePipeline Pipeline, BindingSet Set) Get(Variant v, SurfaceClass kind, DeviceBuffer target)
    {
        if (!_pipelines.TryGetValue(v, out var pipeline))
        {
            pipeline = new ComputePipeline(device, Shader(v), (uint)tuning.Lanes, (uint)tuning.InlineLimit(v.Samples),
                (uint)tuning.ClustersPerGroup, tuning.Pretest ? 1u : 0, (uint)v.Samples, v.Cutouts ? 1u : 0, v.Orthographic ? 1u : 0,
                v.DepthOnly ? 1u : 0, v.Kernel == Kernel.Slow ? 1u : 0, (uint)v.Peel,
                v.Through == Through.BrownConrady ? 1u : 0);
            _pipelines.Add(v, pipeline);
        }
        if (_sets.TryGetValue((v, kind, target), out var set))
            return (pipeline, set);
        // A target that grew is another buffer.
        foreach (var (key, stale) in _sets.Where(entry => entry.Key.Target.IsDisposed).ToArray())
        {
            stale.Dispose();
            _sets.Remove(key);
        }
        _sets.Add((v, kind, target), set = new BindingSet(pipeline));
        return (pipeline, set);
    }

    private static string Shader(Variant v) => Source(v) + (v.Masks ? "_amodal" : "");

    private static string Source(Variant v) => (v.Through, v.Kernel) switch
    {
        (Through.Nothing, Kernel.Small) => "raster_small",
        (Through.Nothing, Kernel.Medium) => "raster_medium",
        (Through.Nothing, _) => "raster_large",
        (_, Kernel.Small) => "lens_small",
        _ => "lens_large",
    };

    private enum Kernel { Small, Medium, Large, Slow }

    private enum Through { Nothing, Fisheye, BrownConrady }

    /// <summary>As in Shaders/raster.glsl.</summary>
    private enum List { Medium, Large, Wide, Slow }

    private readonly record struct Variant(Kernel Kernel, int Samples, bool Cutouts, bool Orthographic, bool DepthOnly, int Peel, Through Through, bool Masks);

    /// <summary>What is made, and what is read besides the scene.</summary>
    private sealed record Pass(
        IReadOnlyList<SurfaceClass> Classes, bool Over, bool DepthOnly, int Peel, DeviceBuffer Opaque, DeviceBuffer Before, Func<SurfaceClass, Draws> DrawsOf)
    {
        /// <summary>Where masks lie; null: samples are made.</summary>
        public DeviceBuffer? Masks { get; init; }
    }

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
        public int MarginX;
        public int MarginY;
    }
}
