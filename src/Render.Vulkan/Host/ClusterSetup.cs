using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Render.Core.Geometry;

namespace Render.Vulkan.Host;

/// <summary>
/// First half of the rasteriser: clusters -> triangles in bins. Eight vertices, then eight triangles at a time, with the operations of Shaders/raster.glsl in their order.
/// What covers no sample is left out. For one thread. The hot loops here and in the walks are compiled for good at first use: the quick code of the first calls is ten times slower with vectors.
/// </summary>
internal sealed unsafe class ClusterSetup : IDisposable
{
    private const int SmallExtent = 64 * 256;
    private const float Guard = 16384;

    /// <summary>Words of a vertex: where it is snapped to, its place on the screen in pixels, its value, all ones where it is regular, and its homogeneous coordinates but for w.</summary>
    private const int SnapX = 0, SnapY = 1, Value = 4, Regular = 5, Hx = 6, Hy = 7, VertexWords = 8;

    // Of the cluster's vertices; w apart.
    private readonly float[] _vertices = GC.AllocateArray<float>(VertexWords * Cluster.MaxVertices, pinned: true);
    private readonly float[] _w = GC.AllocateArray<float>(Cluster.MaxVertices, pinned: true);

    // Of eight triangles.
    private readonly SmallTriangle[] _lanes = GC.AllocateArray<SmallTriangle>(8, pinned: true);

    public TriangleBins Bins { get; } = new();

    public void Dispose() => Bins.Dispose();

    /// <summary>Sets up all triangles of a cluster instance.</summary>
    public void Add(HostView view, uint clusterInstance)
    {
        ref readonly var instance = ref view.ClusterInstances[clusterInstance];
        ref readonly var cluster = ref view.Clusters[instance.Cluster];
        ref readonly var transform = ref view.Transforms[instance.Instance];
        if (view.Culls(transform, cluster))
            return;
        var words = view.Triangles + cluster.TriangleOffset;
        var count = (int)cluster.TriangleCount;
        var vertices = VertexCount(words, count);
        Project(view, transform, view.Positions + 3L * cluster.VertexOffset, vertices);
        for (var first = 0; first < count; first += 8)
            SetUp(view, words + first, Math.Min(8, count - first), clusterInstance << 7 | (uint)first);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int VertexCount(uint* words, int count)
    {
        var most = Vector256<byte>.Zero;
        var i = 0;
        for (; i + 8 <= count; i += 8)
            most = Vector256.Max(most, Vector256.Load(words + i).AsByte());
        var number = most.AsUInt32() & Vector256.Create(0xffffffu);
        var highest = 0;
        for (var k = 0; k < 8; k++)
            highest = Math.Max(highest, Highest(number[k]));
        for (; i < count; i++)
            highest = Math.Max(highest, Highest(words[i]));
        return highest + 1;
    }

    private static int Highest(uint word) => (int)Math.Max(word & 255, Math.Max(word >> 8 & 255, word >> 16 & 255));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Project(HostView view, in GpuViewTransform t, float* positions, int count)
    {
        float* vertices = (float*)Unsafe.AsPointer(ref _vertices[0]), w = (float*)Unsafe.AsPointer(ref _w[0]);
        var last = Vector256.Create(count - 1);
        for (var i = 0; i < count; i += 8)
        {
            var at = Vector256.Min(Vector256.Create(i) + Vector256<int>.Indices, last) * 3;
            Vector256<float> x = Avx2.GatherVector256(positions, at, 4), y = Avx2.GatherVector256(positions + 1, at, 4), z = Avx2.GatherVector256(positions + 2, at, 4);
            Vector256<float> hx = ExactArithmetic.Affine(t.ScreenX, x, y, z), hy = ExactArithmetic.Affine(t.ScreenY, x, y, z), hw = ExactArithmetic.Affine(t.ScreenZ, x, y, z);
            Vector256<float> value = hw, screenX = hx, screenY = hy, regular = Vector256<float>.AllBitsSet;
            if (view.Orthographic)
            {
                hw = Vector256<float>.One;
            }
            else
            {
                regular = Vector256.GreaterThanOrEqual(hw, Vector256.Create(view.Near));
                value = ExactArithmetic.Reciprocal(Vector256.ConditionalSelect(regular, hw, Vector256<float>.One));
                (screenX, screenY) = (hx * value, hy * value);
            }
            regular &= Vector256.LessThanOrEqual(Avx.Max(Vector256.Abs(screenX), Vector256.Abs(screenY)), Vector256.Create(Guard));
            // Rounds half to even.
            var snapX = Avx.ConvertToVector256Int32(screenX * 256f) & regular.AsInt32();
            var snapY = Avx.ConvertToVector256Int32(screenY * 256f) & regular.AsInt32();
            hw.Store(w + i);
            Vector256<float> snappedX = snapX.AsSingle(), snappedY = snapY.AsSingle();
            Transposition.Of(ref snappedX, ref snappedY, ref screenX, ref screenY, ref value, ref regular, ref hx, ref hy);
            var to = vertices + VertexWords * i;
            snappedX.Store(to);
            snappedY.Store(to + 8);
            screenX.Store(to + 16);
            screenY.Store(to + 24);
            value.Store(to + 32);
            regular.Store(to + 40);
            hx.Store(to + 48);
            hy.Store(to + 56);
        }
    }

    /// <summary>One corner of eight triangles.</summary>
    private struct Corner
    {
        public Vector256<int> SnapX, SnapY, Regular;
        public Vector256<float> ScreenX, ScreenY, Value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Corner(float* vertices, uint* words, int last, int shift)
        {
            Vector256<float> a = Load(vertices, words[0] >> shift), b = Load(vertices, words[Math.Min(1, last)] >> shift), c = Load(vertices, words[Math.Min(2, last)] >> shift),
                d = Load(vertices, words[Math.Min(3, last)] >> shift), e = Load(vertices, words[Math.Min(4, last)] >> shift), f = Load(vertices, words[Math.Min(5, last)] >> shift),
                g = Load(vertices, words[Math.Min(6, last)] >> shift), h = Load(vertices, words[Math.Min(7, last)] >> shift);
            Transposition.Of(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
            (SnapX, SnapY, ScreenX, ScreenY, Value, Regular) = (a.AsInt32(), b.AsInt32(), c, d, e, f.AsInt32());
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Load(float* vertices, uint number) => Vector256.Load(vertices + VertexWords * (number & 255));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SetUp(HostView view, uint* words, int count, uint id)
    {
        var vertices = (float*)Unsafe.AsPointer(ref _vertices[0]);
        var there = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count));
        Corner a = new(vertices, words, count - 1, 0), b = new(vertices, words, count - 1, 8), c = new(vertices, words, count - 1, 16);
        var regular = a.Regular & b.Regular & c.Regular & there;
        Vector256<int> loX = Vector256.Min(a.SnapX, Vector256.Min(b.SnapX, c.SnapX)), hiX = Vector256.Max(a.SnapX, Vector256.Max(b.SnapX, c.SnapX));
        Vector256<int> loY = Vector256.Min(a.SnapY, Vector256.Min(b.SnapY, c.SnapY)), hiY = Vector256.Max(a.SnapY, Vector256.Max(b.SnapY, c.SnapY));
        var lanes = view.Lanes;
        // Pixels of which any sample can be inside.
        var firstX = Vector256.Max(loX + Vector256.Create(127 - lanes.MostX) >> 8, Vector256<int>.Zero);
        var firstY = Vector256.Max(loY + Vector256.Create(127 - lanes.MostY) >> 8, Vector256.Create(view.RowStart));
        var lastX = Vector256.Min(hiX - Vector256.Create(128 + lanes.LeastX) >> 8, Vector256.Create(view.Width - 1));
        var lastY = Vector256.Min(hiY - Vector256.Create(128 + lanes.LeastY) >> 8, Vector256.Create(view.RowEnd - 1));
        var seen = regular & Vector256.LessThanOrEqual(firstX, lastX) & Vector256.LessThanOrEqual(firstY, lastY);
        var fits = Vector256.LessThanOrEqual(Vector256.Max(hiX - loX, hiY - loY), Vector256.Create(SmallExtent));
        Vector256<int> e1x = b.SnapX - a.SnapX, e1y = b.SnapY - a.SnapY, e2x = c.SnapX - a.SnapX, e2y = c.SnapY - a.SnapY;
        // Of no interest where it may overflow.
        var area = e1x * e2y - e1y * e2x;
        var drawn = Vector256.AndNot(seen & fits, Vector256.Equals(area, Vector256<int>.Zero));
        var others = (Vector256.AndNot(seen, fits) | Vector256.AndNot(there, regular)).ExtractMostSignificantBits();
        if (lanes.Samples is > 1 and <= 4 && drawn != Vector256<int>.Zero)
            drawn &= HitsAny(lanes, loX, loY, hiX, hiY);
        var small = drawn.ExtractMostSignificantBits();
        if (small != 0)
        {
            var to = (SmallTriangle*)Unsafe.AsPointer(ref _lanes[0]);
            var biases = SetUpEdges(to, a, (e1x, e1y), (e2x, e2y), area);
            var low = Vector256.Create(0xffff);
            SetUpPlane(to, a, b, c, Vector256.Create(id) + Vector256<uint>.Indices, firstX & low | firstY << 16, lastX & low | lastY << 16, biases);
            for (; small != 0; small &= small - 1)
                AddSmall(view, to + BitOperations.TrailingZeroCount(small));
        }
        for (; others != 0; others &= others - 1)
        {
            var i = BitOperations.TrailingZeroCount(others);
            AddLarge(view, Vertex(words[i] & 255), Vertex(words[i] >> 8 & 255), Vertex(words[i] >> 16 & 255), id + (uint)i);
        }
    }

    // Whether any sample lies within the box: most triangles of dense meshes miss them all.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> HitsAny(SampleLanes lanes, Vector256<int> loX, Vector256<int> loY, Vector256<int> hiX, Vector256<int> hiY)
    {
        var hits = Vector256<int>.Zero;
        foreach (var (x, y) in SamplePattern.Of(lanes.Samples))
            hits |= Vector256.LessThanOrEqual(loX + Vector256.Create(127 - x) >> 8, hiX - Vector256.Create(128 + x) >> 8)
                & Vector256.LessThanOrEqual(loY + Vector256.Create(127 - y) >> 8, hiY - Vector256.Create(128 + y) >> 8);
        return hits;
    }

    // The first eight members of eight triangles; returns the last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> SetUpEdges(
        SmallTriangle* to, in Corner first, (Vector256<int> X, Vector256<int> Y) e1, (Vector256<int> X, Vector256<int> Y) e2, Vector256<int> area)
    {
        var swap = Vector256.LessThan(area, Vector256<int>.Zero);
        Vector256<int> x1 = Vector256.ConditionalSelect(swap, e2.X, e1.X), y1 = Vector256.ConditionalSelect(swap, e2.Y, e1.Y);
        Vector256<int> x2 = Vector256.ConditionalSelect(swap, e1.X, e2.X), y2 = Vector256.ConditionalSelect(swap, e1.Y, e2.Y);
        var low = Vector256.Create(0xffff);
        Vector256<int> turn0 = x1 & low | -y1 << 16, turn2 = -x2 & low | y2 << 16;
        Vector256<int> bias0 = Bias(x1, y1), bias1 = Bias(x2 - x1, y2 - y1), bias2 = Bias(-x2, -y2);
        Vector256<float> a = first.SnapX.AsSingle(), b = first.SnapY.AsSingle(), c = turn0.AsSingle(), d = turn2.AsSingle(), e = (Vector256.Abs(area) - bias0 - bias1 - bias2).AsSingle();
        StoreHalves((float*)to, a, b, c, d, e, first.ScreenX, first.ScreenY, first.Value);
        return bias0 | bias2 << 16;
    }

    // The other members.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetUpPlane(SmallTriangle* to, in Corner a, in Corner b, in Corner c, Vector256<uint> id, Vector256<int> first, Vector256<int> last, Vector256<int> biases)
    {
        Vector256<float> g1x = b.ScreenX - a.ScreenX, g1y = b.ScreenY - a.ScreenY, g2x = c.ScreenX - a.ScreenX, g2y = c.ScreenY - a.ScreenY;
        var area = g1x * g2y - g1y * g2x;
        Vector256<float> v1 = b.Value - a.Value, v2 = c.Value - a.Value, size = Vector256.Abs(area);
        // Below this the triangle is thinner than the precision of its positions: any value of its range will do.
        var thick = Vector256.GreaterThan(size, Vector256.Create(1e-7f));
        var inverse = ExactArithmetic.Reciprocal(size) ^ (area & Vector256.Create(-0f));
        StoreHalves((float*)to + 8, (v1 * g2y - v2 * g1y) * inverse & thick, (v2 * g1x - v1 * g2x) * inverse & thick, Avx.Min(a.Value, Avx.Min(b.Value, c.Value)),
            Avx.Max(a.Value, Avx.Max(b.Value, c.Value)), id.AsSingle(), first.AsSingle(), last.AsSingle(), biases.AsSingle());
    }

    // Eight members, by member, into halves of eight triangles.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreHalves(
        float* to, Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Vector256<float> e, Vector256<float> f, Vector256<float> g, Vector256<float> h)
    {
        Transposition.Of(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        a.Store(to);
        b.Store(to + 16);
        c.Store(to + 32);
        d.Store(to + 48);
        e.Store(to + 64);
        f.Store(to + 80);
        g.Store(to + 96);
        h.Store(to + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddSmall(HostView view, SmallTriangle* triangle)
    {
        var (bins, number) = (Bins, Bins.SmallCount);
        var (from, to) = ((nint)triangle, (nint)bins.AddSmall());
        Vector256.Load((int*)from).Store((int*)to);
        Vector256.Load((int*)from + 8).Store((int*)to + 8);
        int left = (short)triangle->First >> SampleTile.WidthShift, right = (short)triangle->Last >> SampleTile.WidthShift;
        int top = (triangle->First >> 16) - view.RowStart >> SampleTile.HeightShift, bottom = (triangle->Last >> 16) - view.RowStart >> SampleTile.HeightShift;
        for (var row = top; row <= bottom; row++)
            for (var column = left; column <= right; column++)
                bins.Append(bins.ListOf(column, row), number);
    }


    // 1 where a sample on the edge is outside: the edge is neither a left nor a top one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Bias(Vector256<int> dx, Vector256<int> dy) => Vector256.ShiftRightLogical(
        ~(dy | (Vector256.Equals(dy, Vector256<int>.Zero) & -dx)), 31);

    private void AddLarge(HostView view, in LargeTriangle.Vertex a, in LargeTriangle.Vertex b, in LargeTriangle.Vertex c, uint id)
    {
        var slow = !(a.Regular && b.Regular && c.Regular);
        if ((slow && LargeTriangle.IsOutside(view, a, b, c)) || !LargeTriangle.Prepare(view, a, b, c, id, out var triangle))
            return;
        var number = Bins.LargeCount;
        *Bins.AddLarge() = triangle;
        var top = view.RowStart;
        for (var row = (triangle.FirstY - top) >> SampleTile.HeightShift; row <= (triangle.LastY - top) >> SampleTile.HeightShift; row++)
            Bins.Append(Bins.LargeListOf(row), number);
    }

    private LargeTriangle.Vertex Vertex(uint i)
    {
        float Of(int word) => _vertices[VertexWords * (int)i + word];
        int Word(int word) => BitConverter.SingleToInt32Bits(Of(word));
        return new(Of(Hx), Of(Hy), _w[i], Of(Value), Word(SnapX), Word(SnapY), Word(Regular) != 0);
    }
}
