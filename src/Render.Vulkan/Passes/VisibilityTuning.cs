using Render.Core.Geometry;
using Render.Vulkan.Devices;
using Render.Vulkan.Host;

namespace Render.Vulkan.Passes;

/// <summary>What the rasteriser is tuned by. It changes speed only: a test renders with several and compares every byte.</summary>
/// <param name="Lanes">Threads of a workgroup; best the device's subgroup size.</param>
/// <param name="InlinePixels">Extent of a triangle up to which one thread walks it; 1..64.</param>
/// <param name="ClustersPerGroup">Clusters that a workgroup takes at a time.</param>
/// <param name="Pretest">Read before the atomic.</param>
/// <param name="Slices">Workgroups that share a large triangle; more where <see cref="MaxIterations"/> asks for it.</param>
internal readonly record struct VisibilityTuning(int Lanes, int InlinePixels, int ClustersPerGroup, bool Pretest, int Slices)
{
    /// <summary>
    /// lavapipe silently ends the loops of an invocation after 65,535 rounds in all (LP_MAX_TGSI_LOOP_ITERATIONS); some are left for what is not
    /// counted here. The limits below are proven bounds, not estimates.
    /// </summary>
    private const int MaxIterations = 60_000;

    private const int Tile = 32;

    /// <summary>Bytes of a queue; larger ones take several rounds, and that of 16.7 million triangles is large enough to lose nothing by it.</summary>
    private const long MaxQueueBytes = 128 << 20;

    /// <summary>Cluster instances that are rasterised in one round, for tests; fewer where their queue would become too large.</summary>
    public int MostDraws { get; init; } = int.MaxValue;

    /// <summary>Solid triangles that no lens bends are rasterised on the host (<see cref="HostRasterizer"/>), which must share the device's memory.</summary>
    public bool OnHost { get; init; }

    /// <summary>lavapipe, measured: atomics cost little there; a thread that walks for long keeps its neighbours waiting.</summary>
    public static readonly VisibilityTuning Cpu = new(8, 12, 2, false, 16);

    /// <summary>The same where the processor itself is faster: stores and atomics go a lane at a time in lavapipe's kernels.</summary>
    public static readonly VisibilityTuning Host = Cpu with { OnHost = true };

    /// <summary>Lanes that walk in step want short loops.</summary>
    public static readonly VisibilityTuning Gpu32 = new(32, 12, 1, true, 16);

    public static readonly VisibilityTuning Gpu64 = new(64, 12, 1, true, 16);

    public static VisibilityTuning For(PhysicalDeviceInfo device) =>
        device.Kind == DeviceKind.Cpu ? (HostRasterizer.IsSupported ? Host : Cpu) with { Lanes = Math.Clamp(device.SubgroupSize, 4, 64) } : device.SubgroupSize >= 64 ? Gpu64 : Gpu32;

    /// <summary>
    /// The largest extent that may be walked inline with so many samples a pixel: every batch of triangles of a workgroup may need it. A kernel of
    /// its own walks what is larger, one triangle a thread, with 17 * 33 blocks at most.
    /// </summary>
    public int InlineLimit(int samples)
    {
        var batches = ClustersPerGroup * ((Cluster.MaxTriangles + Lanes - 1) / Lanes);
        var pixels = InlinePixels;
        while (pixels > 0 && (long)batches * (16 + Rounds(pixels, samples)) > MaxIterations)
            pixels--;
        return pixels;
    }

    /// <summary>Cluster instances in one round, so that a queue of all their triangles can be bound.</summary>
    /// <param name="device">Decides what can be bound.</param>
    /// <param name="headerBytes">Of the queue.</param>
    /// <param name="triangleBytes">Of the queue, for each triangle.</param>
    public int DrawsInRound(PhysicalDeviceInfo device, int headerBytes, int triangleBytes) => (int)Math.Min(
        MostDraws, (Math.Min(MaxQueueBytes, device.MaxStorageBufferRange) - headerBytes) / (triangleBytes * Cluster.MaxTriangles));

    /// <summary>Slices for a target of this size, so that each has few enough tiles.</summary>
    public int SlicesFor(int width, int rows, int samples)
    {
        var tiles = (width / Tile + 2) * (rows / Tile + 2);
        var roundsOfTile = 3 + samples * (1 + Tile * ((Tile + Lanes - 1) / Lanes));
        var tilesOfSlice = Math.Max(1, MaxIterations / roundsOfTile);
        return Math.Max(Slices, (tiles + tilesOfSlice - 1) / tilesOfSlice);
    }

    // A triangle of this extent touches one pixel more on each axis. It is walked in blocks of 32 samples, as in Shaders/raster_walk.glsl; where the
    // threads of a workgroup walk in step, each block may have a thread to which all 32 matter.
    private static int Rounds(int extent, int samples) => samples == 1
        ? (extent + 9) / 8 * ((extent + 5) / 4) * 34
        : samples / 4 * ((extent + 5) / 4) * ((extent + 3) / 2) * 34;
}
