using System.Globalization;
using System.Numerics;
using Render.Core;
using Render.Core.Geometry;
using Render.Vulkan.Devices;

namespace Render.Vulkan;

/// <summary>
/// The meshes on the device, each content once, however many instances there are of it. It grows as frames bring new models, up to what the device can
/// bind of each stream; then the models that were not used for the longest make room.
/// </summary>
internal sealed class GeometryStore : IDisposable
{
    private const BufferUse Use = BufferUse.Texels;
    private const int ClusterBytes = 32, TriangleBytes = 4, PositionBytes = 12, AttributeBytes = 16, ExtrasBytes = 16;

    // Streams of the residency. Positions and attributes have the same places, so the larger of them decides how many vertices there can be.
    private const int Clusters = 0, Triangles = 1, Vertices = 2, Extras = 3;

    private readonly VulkanDevice _device;
    private readonly long _limit;
    private readonly Residency _places;
    private readonly GrowingBuffer _clusters, _triangles, _positions, _attributes, _extras;

    /// <param name="device">The owner of the memory.</param>
    /// <param name="budget">Bytes that each stream may have, for tests; what the device can bind in any case.</param>
    public GeometryStore(VulkanDevice device, long budget = long.MaxValue)
    {
        _device = device;
        _limit = Math.Min(budget, DeviceBuffer.Limit(device, Use));
        _places = new(_limit / ClusterBytes, _limit / TriangleBytes, _limit / AttributeBytes, _limit / ExtrasBytes);
        _clusters = new(device, "clusters", Use);
        _triangles = new(device, "triangles", Use);
        _positions = new(device, "vertex positions", Use);
        _attributes = new(device, "vertex attributes", Use);
        _extras = new(device, "vertex colours", Use);
    }

    /// <summary>Makes these models, all that a frame needs, resident.</summary>
    /// <exception cref="RenderException"><see cref="Failure.Refused"/>: together they do not fit the device's bindings.</exception>
    public void Prepare(IEnumerable<Model> models)
    {
        var wanted = models.DistinctBy(m => m.ContentHash, StringComparer.Ordinal).ToArray();
        long[] before = [_places.End(Clusters), _places.End(Triangles), _places.End(Vertices), _places.End(Extras)];
        var added = _places.Prepare([.. wanted.Select(m => new Residency.Wish(m.ContentHash, Lengths(m.Mesh)))]) ?? throw TooMuch(wanted);
        void Reserve(GrowingBuffer buffer, int stream, int bytes) => buffer.Reserve(_places.End(stream) * bytes, kept: before[stream] * bytes);
        Reserve(_clusters, Clusters, ClusterBytes);
        Reserve(_triangles, Triangles, TriangleBytes);
        Reserve(_positions, Vertices, PositionBytes);
        Reserve(_attributes, Vertices, AttributeBytes);
        Reserve(_extras, Extras, ExtrasBytes);
        foreach (var i in added)
            Write(wanted[i]);
    }

    /// <summary>First cluster on the device of a model that is resident.</summary>
    public uint FirstCluster(Model model) => (uint)_places.Offset(model.ContentHash, Clusters);

    public void Bind(BindingSet set) => set.Bind(0, _clusters.Buffer).Bind(1, _triangles.Buffer).Bind(2, _positions.Buffer)
        .Bind(3, _attributes.Buffer).Bind(4, _extras.Buffer);

    /// <summary>The same for what reads it on the host, where that shares the device's memory.</summary>
    public unsafe void ReadOnHost(Host.HostView view)
    {
        view.Clusters = (GpuCluster*)_clusters.Buffer.Mapped;
        view.Triangles = (uint*)_triangles.Buffer.Mapped;
        view.Positions = (float*)_positions.Buffer.Mapped;
    }

    public void Dispose()
    {
        _clusters.Dispose();
        _triangles.Dispose();
        _positions.Dispose();
        _attributes.Dispose();
        _extras.Dispose();
    }

    /// <summary>Elements of each stream.</summary>
    private static long[] Lengths(Mesh mesh) =>
        [mesh.Clusters.Length, mesh.Triangles.Length, mesh.Positions.Length, HasExtras(mesh) ? mesh.Positions.Length : 0];

    private static bool HasExtras(Mesh mesh) => mesh.Colors is not null || mesh.TexCoords1 is not null;

    private void Write(Model model)
    {
        var (mesh, key) = (model.Mesh, model.ContentHash);
        var (triangles, vertices) = ((uint)_places.Offset(key, Triangles), (uint)_places.Offset(key, Vertices));
        var extras = HasExtras(mesh) ? (uint)_places.Offset(key, Extras) : 0;
        _clusters.Buffer.Write<GpuCluster>(Array.ConvertAll(mesh.Clusters, c => new GpuCluster
        {
            VertexOffset = vertices + c.VertexOffset,
            TriangleOffset = triangles + c.TriangleOffset,
            TriangleCount = c.TriangleCount,
            ExtrasOffset = HasExtras(mesh) ? extras + c.VertexOffset : uint.MaxValue,
            Sphere = c.Sphere,
        }), _places.Offset(key, Clusters) * ClusterBytes);
        _triangles.Buffer.Write<uint>(mesh.Triangles, (long)triangles * TriangleBytes);
        _positions.Buffer.Write<Vector3>(mesh.Positions, (long)vertices * PositionBytes);
        WritePacked(_attributes.Buffer, mesh, (long)vertices * AttributeBytes, VertexPacking.Attributes);
        if (HasExtras(mesh))
            WritePacked(_extras.Buffer, mesh, (long)extras * ExtrasBytes, VertexPacking.Extras);
    }

    /// <summary>In pieces, so that a model of millions of vertices needs no second copy of itself.</summary>
    private static void WritePacked<T>(DeviceBuffer buffer, Mesh mesh, long offset, Func<Mesh, int, T> pack) where T : unmanaged
    {
        const int piece = 1 << 18;
        var packed = new T[Math.Min(piece, mesh.Positions.Length)];
        for (var first = 0; first < mesh.Positions.Length; first += piece)
        {
            var count = Math.Min(piece, mesh.Positions.Length - first);
            var start = first;
            Parallel.For(0, (count + 4095) / 4096, part =>
            {
                for (var i = part * 4096; i < Math.Min(count, (part + 1) * 4096); i++)
                    packed[i] = pack(mesh, start + i);
            });
            buffer.Write<T>(packed.AsSpan(0, count), offset + (long)first * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        }
    }

    private RenderException TooMuch(Model[] models)
    {
        var (triangles, vertices) = (models.Sum(m => (long)m.Mesh.Triangles.Length), models.Sum(m => (long)m.Mesh.Positions.Length));
        var extras = models.Sum(m => HasExtras(m.Mesh) ? (long)m.Mesh.Positions.Length : 0);
        var largest = new[] { models.Sum(m => (long)m.Mesh.Clusters.Length) * ClusterBytes, triangles * TriangleBytes, vertices * AttributeBytes, extras * ExtrasBytes }.Max();
        var heaviest = models.MaxBy(m => m.Mesh.Positions.Length)!;
        return new(Failure.Refused, string.Create(CultureInfo.InvariantCulture,
            $"its {models.Length} models have {triangles:N0} triangles and {vertices:N0} vertices ({heaviest.Id} alone {heaviest.Mesh.Triangles.Length:N0} and {heaviest.Mesh.Positions.Length:N0}), which need {largest >> 20} MiB in one binding; {_device.Info.Name} binds at most {_limit >> 20} MiB at once."),
            remedy: "Use fewer or simpler models in one frame, or another --device.");
    }
}
