using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Render.Core.Geometry;
using Render.Vulkan.Passes;

namespace Render.Vulkan.Host;

/// <summary>
/// Rasterises the solid triangles of a view on the host, where device and host share memory and the device is no faster at it: what it writes is, to the bit, what the shaders of
/// <see cref="VisibilityPass"/> write. Two phases, both shared out dynamically: clusters are culled, transformed, set up and binned to tiles; then each tile is one thread's own, so
/// nothing is atomic. Keys are combined by their minimum: who did what when does not matter. Method: Abrash, "Rasterization on Larrabee", 2009.
/// </summary>
internal sealed unsafe class HostRasterizer : IDisposable
{
    /// <summary>Cluster instances that a thread takes at a time.</summary>
    private const int Batch = 8;

    private readonly HostThreads _threads;
    private readonly ClusterSetup[] _setups;
    private readonly SampleTile[] _tiles;
    private readonly Dictionary<(int Samples, bool Interleaved), SampleLanes> _lanes = [];
    private readonly HostView _view = new();
    private readonly Action<int> _setUp, _draw;
    private uint _clear;
    private readonly int _mostDraws;
    private int _nextDraw, _lastDraw, _nextTile;
    private bool _first;

    /// <param name="threads">At least 1.</param>
    /// <param name="mostDraws">Cluster instances that are rasterised in one round, for tests; fewer where their triangles need more memory than is kept.</param>
    public HostRasterizer(int threads, int mostDraws)
    {
        _mostDraws = mostDraws;
        _threads = new(threads);
        _setups = [.. Enumerable.Range(0, threads).Select(_ => new ClusterSetup())];
        _tiles = [.. Enumerable.Range(0, threads).Select(_ => new SampleTile())];
        (_setUp, _draw) = (SetUp, Draw);
    }

    /// <summary>Whether the processor has what it takes.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Clears the target and rasterises to it. No submission that uses the target may be under way.</summary>
    /// <param name="scene">Uploaded.</param>
    /// <param name="view">Through no lens.</param>
    /// <param name="target">Receives the samples.</param>
    /// <param name="draws">Cluster instances, solid everywhere.</param>
    /// <param name="depthOnly">32-bit depths, else 64-bit keys with ids.</param>
    public void Render(GpuScene scene, ViewHandle view, RasterTarget target, Draws draws, bool depthOnly)
    {
        scene.ReadOnHost(_view, view, draws);
        var bytes = depthOnly ? 4 : 8;
        _view.SetTarget(new(target.Buffer.Mapped + (long)target.First * bytes, view.View.Width, target.RowStart, target.RowEnd, target.Samples, bytes));
        (_view.Orthographic, _view.Near) = (view.View.Orthographic, view.View.Near);
        if (!_lanes.TryGetValue((target.Samples, !depthOnly), out var lanes))
            _lanes.Add((target.Samples, !depthOnly), lanes = new(target.Samples, !depthOnly));
        _view.Lanes = lanes;
        const uint infinity = 0x7f800000;
        _clear = depthOnly && view.View.Orthographic ? infinity : uint.MaxValue;
        (_nextDraw, _lastDraw, _first) = (0, 0, true);
        do
        {
            // Threads look for more behind the last one of a round.
            _nextDraw = Math.Min(_nextDraw, _lastDraw);
            _lastDraw = (int)Math.Min(_view.DrawCount, (long)_nextDraw + _mostDraws);
            foreach (var setup in _setups)
                setup.Bins.Clear(_view.Target.TileColumns, _view.Target.TileRows);
            _threads.Run(_setUp);
            _nextTile = 0;
            _threads.Run(_draw);
            _first = false;
        }
        while (Math.Min(_nextDraw, _lastDraw) < _view.DrawCount);
    }

    public void Dispose()
    {
        _threads.Dispose();
        foreach (var setup in _setups)
            setup.Dispose();
        foreach (var tile in _tiles)
            tile.Dispose();
    }

    private void SetUp(int thread)
    {
        var (view, setup) = (_view, _setups[thread]);
        while (true)
        {
            if (!setup.Bins.HasRoom(Batch * Cluster.MaxTriangles))
                return;
            var first = Interlocked.Add(ref _nextDraw, Batch) - Batch;
            if (first >= _lastDraw)
                return;
            for (var d = first; d < Math.Min(first + Batch, _lastDraw); d++)
                setup.Add(view, view.Draws[d]);
        }
    }

    private void Draw(int thread)
    {
        if (_view.Target.SampleBytes == 8)
        {
            if (_view.Orthographic)
                Draw<DepthAndId>(thread);
            else
                Draw<NearnessAndId>(thread);
        }
        else if (_view.Orthographic)
            Draw<Depth>(thread);
        else
            Draw<Nearness>(thread);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Draw<TKeys>(int thread) where TKeys : struct, ISampleKeys
    {
        var (target, lanes, tile) = (_view.Target, _view.Lanes, _tiles[thread]);
        var (columns, count) = (target.TileColumns, target.TileColumns * target.TileRows);
        for (int n; (n = Interlocked.Increment(ref _nextTile) - 1) < count;)
        {
            var (row, column) = Math.DivRem(n, columns);
            tile.Place(target, column, row);
            if (_first)
                tile.Clear(_clear);
            else
                tile.Load(target);
            foreach (var setup in _setups)
            {
                var bins = setup.Bins;
                for (var large = bins.EntriesOf(bins.LargeListOf(row)); large.Next(out var i);)
                    LargeTriangleWalk<TKeys>.Draw(bins.Large[i], tile, lanes);
                for (var small = bins.EntriesOf(bins.ListOf(column, row)); small.Next(out var i);)
                {
                    small.Prefetch(bins.Small);
                    SmallTriangleWalk<TKeys>.Draw(bins.Small[i], tile, lanes);
                }
            }
            tile.Store(target);
        }
    }
}
