using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;
using Render.Vulkan.Devices;
using Render.Vulkan.Passes;

namespace Render.Vulkan;

/// <summary>A view of the frame that the device knows.</summary>
/// <param name="View">As it was given.</param>
/// <param name="TransformBase">First of its transforms in the table of all views.</param>
/// <param name="Lens">The rays of a view through a lens.</param>
internal readonly record struct ViewHandle(SceneView View, int TransformBase, LensRays? Lens = null);

/// <summary>
/// The scene on the device: meshes once per content, and the tables of one frame. Use: <see cref="Prepare"/> with a frame,
/// <see cref="AddView"/> for each view of it, <see cref="Upload"/>, then <see cref="Bind"/> to what reads it (Shaders/scene.glsl).
/// </summary>
internal sealed class GpuScene(VulkanDevice device, AssetLibrary assets, long geometryBudget = long.MaxValue) : IDisposable
{
    /// <summary>An id is 25 bits of cluster instance and 7 of triangle; all ones means nothing.</summary>
    private const int MaxClusterInstances = (1 << 25) - 1;

    private readonly GeometryStore _geometry = new(device, geometryBudget);
    private readonly CutoutStore _cutouts = new(device);
    private readonly GrowingBuffer _clusterInstances = new(device, "cluster instances", BufferUse.Upload);
    private readonly GrowingBuffer _instances = new(device, "instances", BufferUse.Upload);
    private readonly GrowingBuffer _viewTransforms = new(device, "view transforms", BufferUse.Upload);
    private readonly GrowingBuffer _drawBuffer = new(device, "draws", BufferUse.Upload);

    private readonly List<GpuClusterInstance> _clusterInstanceList = [];
    private readonly List<GpuViewTransform> _viewTransformList = [];
    private readonly List<uint>[] _draws = [.. Enum.GetValues<SurfaceClass>().Select(_ => new List<uint>())];
    private readonly long[] _triangles = new long[Enum.GetValues<SurfaceClass>().Length];
    private readonly SortedSet<int> _blendedInstances = [];
    private readonly List<ResolvedMaterial> _materials = [];
    private readonly Dictionary<string, int> _materialBaseOfModel = new(StringComparer.Ordinal);
    private Model[] _models = [];
    private uint _surfaces;

    public Frame Frame { get; private set; } = null!;

    /// <summary>The models of the frame's instances, in their order.</summary>
    public IReadOnlyList<Model> Models => _models;

    /// <summary>The frame's table of materials: <c>ClusterInstance.material</c> is an index into it.</summary>
    public IReadOnlyList<ResolvedMaterial> Materials => _materials;

    /// <summary>Indices of cluster instances, class by class.</summary>
    public DeviceBuffer DrawBuffer => _drawBuffer.Buffer;

    public Draws DrawsOf(SurfaceClass kind) =>
        new(_draws.Take((int)kind).Sum(list => list.Count), _draws[(int)kind].Count, _triangles[(int)kind]);

    /// <summary>The same of some instances alone; their triangles are not counted apart.</summary>
    /// <param name="kind">The class.</param>
    /// <param name="start">Index of the first instance.</param>
    /// <param name="end">One past the last.</param>
    public Draws DrawsOf(SurfaceClass kind, int start, int end)
    {
        // Draws stand in the order of their instances.
        int Before(int instance)
        {
            var (low, high) = (0, _draws[(int)kind].Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = _clusterInstanceList[(int)_draws[(int)kind][middle]].Instance < instance ? (middle + 1, high) : (low, middle);
            }
            return low;
        }
        var (all, first) = (DrawsOf(kind), Before(start));
        return new(all.First + first, Before(end) - first, all.Triangles);
    }

    /// <summary>
    /// Whether a perspective view may see any blended surface: the box of an instance that has some is not all beyond one of its sides. Through a lens,
    /// wherever it is.
    /// </summary>
    public bool MayShowBlended(SceneView view) => _blendedInstances.Any(i =>
    {
        Span<double> rows = stackalloc double[12];
        Compose(view.WorldToScreen, Frame.Instances[i].ObjectToWorld, rows);
        if (view.ThroughLens is not null)
            return true;
        var (bounds, sides) = (_models[i].Mesh.Bounds, (1 << 5) - 1);
        for (var corner = 0; corner < 8; corner++)
        {
            double px = (corner & 1) == 0 ? bounds.Min.X : bounds.Max.X, py = (corner & 2) == 0 ? bounds.Min.Y : bounds.Max.Y,
                pz = (corner & 4) == 0 ? bounds.Min.Z : bounds.Max.Z;
            double x = rows[0] * px + rows[1] * py + rows[2] * pz + rows[3], y = rows[4] * px + rows[5] * py + rows[6] * pz + rows[7],
                w = rows[8] * px + rows[9] * py + rows[10] * pz + rows[11];
            // One pixel wider than the image, for the rounding of float32.
            sides &= (x < -w ? 1 : 0) | (x > (view.Width + 1) * w ? 2 : 0) | (y < -w ? 4 : 0) | (y > (view.Height + 1) * w ? 8 : 0) | (w < 0 ? 16 : 0);
        }
        return sides == 0;
    });

    /// <summary>Resolves the frame's models and materials, and forgets the views of the one before.</summary>
    /// <exception cref="RenderException">An asset cannot be had; <see cref="Failure.Refused"/>: the frame does not fit the device.</exception>
    public void Prepare(Frame frame)
    {
        Frame = frame;
        _models = Array.ConvertAll(frame.Instances, i => assets.Model(i.Model));
        _geometry.Prepare(_models);
        _clusterInstanceList.Clear();
        _viewTransformList.Clear();
        foreach (var list in _draws)
            list.Clear();
        Array.Clear(_triangles);
        _blendedInstances.Clear();
        _materials.Clear();
        _materialBaseOfModel.Clear();
        _surfaces = 0;
        for (var i = 0; i < frame.Instances.Length; i++)
            AddClusters(i, MaterialBase(i));
        _cutouts.Prepare(_materials, frame.BlendCutoff);
    }

    /// <param name="view">Sees all instances but those left out.</param>
    /// <param name="without">Indices of instances, or null.</param>
    public ViewHandle AddView(SceneView view, IReadOnlySet<int>? without = null)
    {
        var handle = new ViewHandle(view, _viewTransformList.Count);
        for (var i = 0; i < Frame.Instances.Length; i++)
            _viewTransformList.Add(without is not null && without.Contains(i) ? LeftOut : ViewTransform(view, Frame.Instances[i].ObjectToWorld));
        return handle;
    }

    /// <summary>Puts the frame's tables on the device; after the last view.</summary>
    public void Upload()
    {
        Write(_clusterInstances, CollectionsMarshal.AsSpan(_clusterInstanceList));
        Write(_viewTransforms, CollectionsMarshal.AsSpan(_viewTransformList));
        _drawBuffer.Reserve(4L * _draws.Sum(list => list.Count));
        foreach (var kind in Enum.GetValues<SurfaceClass>())
            _drawBuffer.Buffer.Write<uint>(CollectionsMarshal.AsSpan(_draws[(int)kind]), 4L * DrawsOf(kind).First);
        _instances.Reserve((long)Frame.Instances.Length * Unsafe.SizeOf<GpuInstance>());
        var instances = _instances.Buffer.Map<GpuInstance>(0, Frame.Instances.Length);
        for (var i = 0; i < instances.Length; i++)
            instances[i] = Instance(Frame.Instances[i].ObjectToWorld);
    }

    /// <summary>Binds 0..9; those that a shader does not have are passed over.</summary>
    public void Bind(BindingSet set)
    {
        _geometry.Bind(set);
        set.Bind(5, _clusterInstances.Buffer).Bind(6, _instances.Buffer).Bind(7, _viewTransforms.Buffer);
        _cutouts.Bind(set);
    }

    /// <summary>The same for a view that is rasterised on the host, where that shares the device's memory.</summary>
    /// <param name="onHost">Receives the places.</param>
    /// <param name="view">One of the scene's.</param>
    /// <param name="draws">What is seen of it.</param>
    public unsafe void ReadOnHost(Host.HostView onHost, ViewHandle view, Draws draws)
    {
        _geometry.ReadOnHost(onHost);
        onHost.ClusterInstances = (GpuClusterInstance*)_clusterInstances.Buffer.Mapped;
        onHost.Transforms = (GpuViewTransform*)_viewTransforms.Buffer.Mapped + view.TransformBase;
        onHost.Draws = (uint*)_drawBuffer.Buffer.Mapped + draws.First;
        onHost.DrawCount = draws.Count;
    }

    public void Dispose()
    {
        _geometry.Dispose();
        _cutouts.Dispose();
        _clusterInstances.Dispose();
        _instances.Dispose();
        _viewTransforms.Dispose();
        _drawBuffer.Dispose();
    }

    // Instances of one model without changes share its materials.
    private int MaterialBase(int index)
    {
        var (instance, model) = (Frame.Instances[index], _models[index]);
        if (instance.Materials.Length == 0 && _materialBaseOfModel.TryGetValue(model.ContentHash, out var shared))
            return shared;
        var first = _materials.Count;
        _materials.AddRange(ResolvedMaterial.Of(instance, model, assets));
        if (instance.Materials.Length == 0)
            _materialBaseOfModel.Add(model.ContentHash, first);
        return first;
    }

    private void AddClusters(int instance, int materialBase)
    {
        var model = _models[instance];
        var firstCluster = _geometry.FirstCluster(model);
        var clusters = model.Mesh.Clusters;
        var most = Math.Min(MaxClusterInstances, device.Info.MaxStorageBufferRange / Unsafe.SizeOf<GpuClusterInstance>());
        if (_clusterInstanceList.Count + (long)clusters.Length > most)
            throw new RenderException(Failure.Refused, string.Create(CultureInfo.InvariantCulture,
                $"its instances have more than the {most:N0} clusters of triangles that {device.Info.Name} can hold (instance {instance + 1} of {Frame.Instances.Length})."),
                remedy: "Use fewer instances or simpler models.");
        for (var c = 0; c < clusters.Length; c++)
        {
            var material = materialBase + (int)clusters[c].Material;
            var kind = (int)SurfaceClasses.Of(_materials[material].Material);
            _draws[kind].Add((uint)_clusterInstanceList.Count);
            _triangles[kind] += clusters[c].TriangleCount;
            if (kind == (int)SurfaceClass.Blended)
                _blendedInstances.Add(instance);
            _clusterInstanceList.Add(new() { Cluster = firstCluster + (uint)c, Instance = (uint)instance, Material = (uint)material, Surface = _surfaces + clusters[c].Material });
        }
        _surfaces += (uint)model.Materials.Length;
    }

    // Every cluster lies far to the left of the image.
    private static GpuViewTransform LeftOut => new() { ScreenX = new(0, 0, 0, float.MinValue), ScreenZ = new(0, 0, 0, 1) };

    private static void Write<T>(GrowingBuffer buffer, ReadOnlySpan<T> data) where T : unmanaged
    {
        buffer.Reserve((long)data.Length * Unsafe.SizeOf<T>());
        buffer.Buffer.Write(data);
    }

    private static GpuInstance Instance(float[] m) =>
        new() { WorldX = new(m[0], m[1], m[2], m[3]), WorldY = new(m[4], m[5], m[6], m[7]), WorldZ = new(m[8], m[9], m[10], m[11]) };

    private static GpuViewTransform ViewTransform(SceneView view, float[] objectToWorld)
    {
        Span<double> rows = stackalloc double[12];
        Compose(view.WorldToScreen, objectToWorld, rows);
        ReadOnlySpan<double> x = rows[..4], y = rows[4..8], z = rows[8..];
        // The planes of the image, or of its canvas, one pixel wider: X + W = 0, (width + 1) W - X = 0, and so on. The rows of a band lie in between,
        // so the longer of the two vertical normals serves all bands.
        static float Norm(ReadOnlySpan<double> row, double k, ReadOnlySpan<double> w) => (float)Math.Sqrt(
            (row[0] - k * w[0]) * (row[0] - k * w[0]) + (row[1] - k * w[1]) * (row[1] - k * w[1]) + (row[2] - k * w[2]) * (row[2] - k * w[2]));
        ReadOnlySpan<double> w = view.Orthographic ? [0, 0, 0, 1] : z;
        var (beside, above) = (view.Margin.X + 1, view.Margin.Y + 1);
        var vertical = Math.Max(Norm(y, -above, w), Norm(y, view.Height + above, w));
        static Vector4 Rounded(ReadOnlySpan<double> row) => new((float)row[0], (float)row[1], (float)row[2], (float)row[3]);
        if (view.ThroughLens is not null)
            return new() { ScreenX = Rounded(x), ScreenY = Rounded(y), ScreenZ = Rounded(z), SideNorms = new(MostStretch(rows), 0, 0, 0) };
        return new()
        {
            ScreenX = Rounded(x),
            ScreenY = Rounded(y),
            ScreenZ = Rounded(z),
            SideNorms = new(Norm(x, -beside, w), Norm(x, view.Width + beside, w), vertical, vertical),
            NearNorm = new(Norm(w, 0, w), 0, 0, 0),
        };
    }

    // A bound of how much longer a vector can become: of the square root of the norm of the matrix's product with its transpose; exact for a uniform scale.
    private static float MostStretch(ReadOnlySpan<double> rows)
    {
        var most = 0.0;
        for (var i = 0; i < 12; i += 4)
        {
            var sum = 0.0;
            for (var j = 0; j < 12; j += 4)
                sum += Math.Abs(rows[i] * rows[j] + rows[i + 1] * rows[j + 1] + rows[i + 2] * rows[j + 2]);
            most = Math.Max(most, sum);
        }
        return (float)Math.Sqrt(most);
    }

    // outer x inner, both 3 x 4 with the row (0, 0, 0, 1) in mind.
    internal static void Compose(ReadOnlySpan<double> outer, ReadOnlySpan<float> inner, Span<double> result)
    {
        for (var r = 0; r < 12; r += 4)
            for (var c = 0; c < 4; c++)
                result[r + c] = outer[r] * inner[c] + outer[r + 1] * inner[4 + c] + outer[r + 2] * inner[8 + c] + (c == 3 ? outer[r + 3] : 0);
    }
}
