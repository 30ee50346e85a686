using System.Globalization;
using System.Numerics;
using Render.Core;
using Render.Core.Geometry;
using Render.Vulkan.Devices;

namespace Render.Vulkan;

/// <summary>
/// The meshes on the device, each content once. It grows as frames bring new models; where a binding of the device would become too large, the
/// models that the frame at hand does not use are dropped.
/// </summary>
internal sealed class GeometryStore(VulkanDevice device) : IDisposable
{
    private readonly GrowingBuffer _clusters = new(device, "clusters", BufferUse.Device);
    private readonly GrowingBuffer _triangles = new(device, "triangles", BufferUse.Device);
    private readonly GrowingBuffer _positions = new(device, "vertex positions", BufferUse.Device);
    private readonly GrowingBuffer _attributes = new(device, "vertex attributes", BufferUse.Device);
    private readonly GrowingBuffer _extras = new(device, "vertex colours", BufferUse.Device);
    private readonly Dictionary<string, Resident> _resident = new(StringComparer.Ordinal);
    private Extent _used;

    /// <summary>Makes these models resident.</summary>
    /// <exception cref="RenderException">Together they do not fit the device's bindings.</exception>
    public void Prepare(IEnumerable<Model> models)
    {
        var wanted = models.DistinctBy(m => m.ContentHash, StringComparer.Ordinal).ToArray();
        var added = wanted.Where(m => !_resident.ContainsKey(m.ContentHash)).ToArray();
        if (added.Length == 0)
            return;
        var needed = added.Aggregate(_used, (sum, m) => sum + Extent.Of(m.Mesh));
        if (needed.LargestBytes > device.Info.MaxStorageBufferRange)
        {
            _resident.Clear();
            _used = default;
            added = wanted;
            needed = added.Aggregate(_used, (sum, m) => sum + Extent.Of(m.Mesh));
            if (needed.LargestBytes > device.Info.MaxStorageBufferRange)
                throw TooMuch(needed);
        }
        if (Reserve(needed))
        {
            // A larger buffer comes empty: everything again, from the host's copies.
            added = [.. _resident.Values.Select(r => r.Model), .. added];
            _resident.Clear();
            _used = default;
        }
        foreach (var model in added)
            Add(model);
    }

    /// <summary>First cluster on the device of a model that is resident.</summary>
    public uint FirstCluster(Model model) => _resident[model.ContentHash].FirstCluster;

    public void Bind(BindingSet set) => set.Bind(0, _clusters.Buffer).Bind(1, _triangles.Buffer).Bind(2, _positions.Buffer)
        .Bind(3, _attributes.Buffer).Bind(4, _extras.Buffer);

    public void Dispose()
    {
        _clusters.Dispose();
        _triangles.Dispose();
        _positions.Dispose();
        _attributes.Dispose();
        _extras.Dispose();
    }

    private bool Reserve(Extent e) => _clusters.Reserve(e.Clusters * Extent.ClusterBytes) | _triangles.Reserve(e.Triangles * Extent.TriangleBytes)
        | _positions.Reserve(e.Vertices * Extent.PositionBytes) | _attributes.Reserve(e.Vertices * Extent.AttributeBytes)
        | _extras.Reserve(e.Extras * Extent.ExtrasBytes);

    private void Add(Model model)
    {
        var mesh = model.Mesh;
        var extent = Extent.Of(mesh);
        var clusters = Array.ConvertAll(mesh.Clusters, c => new GpuCluster
        {
            VertexOffset = (uint)_used.Vertices + c.VertexOffset,
            TriangleOffset = (uint)_used.Triangles + c.TriangleOffset,
            TriangleCount = c.TriangleCount,
            ExtrasOffset = extent.Extras > 0 ? (uint)_used.Extras + c.VertexOffset : uint.MaxValue,
            Sphere = c.Sphere,
        });
        var attributes = new GpuVertexAttributes[mesh.Positions.Length];
        var extras = new GpuVertexExtras[extent.Extras];
        for (var v = 0; v < attributes.Length; v++)
        {
            attributes[v] = VertexPacking.Attributes(mesh, v);
            if (extras.Length > 0)
                extras[v] = VertexPacking.Extras(mesh, v);
        }
        _clusters.Buffer.Write<GpuCluster>(clusters, _used.Clusters * Extent.ClusterBytes);
        _triangles.Buffer.Write<uint>(mesh.Triangles, _used.Triangles * Extent.TriangleBytes);
        _positions.Buffer.Write<Vector3>(mesh.Positions, _used.Vertices * Extent.PositionBytes);
        _attributes.Buffer.Write<GpuVertexAttributes>(attributes, _used.Vertices * Extent.AttributeBytes);
        _extras.Buffer.Write<GpuVertexExtras>(extras, _used.Extras * Extent.ExtrasBytes);
        _resident.Add(model.ContentHash, new(model, (uint)_used.Clusters));
        _used += extent;
    }

    private RenderException TooMuch(Extent e) => new(Failure.OutOfMemory, string.Create(CultureInfo.InvariantCulture,
        $"the models of one frame have {e.Triangles:N0} triangles and {e.Vertices:N0} vertices; {device.Info.Name} binds at most {device.Info.MaxStorageBufferRange >> 20} MiB at once, and {e.LargestBytes >> 20} MiB would be needed."),
        remedy: "Use fewer or simpler models in a frame, or another --device.");

    private sealed record Resident(Model Model, uint FirstCluster);

    /// <summary>How much of each stream.</summary>
    private readonly record struct Extent(long Clusters, long Triangles, long Vertices, long Extras)
    {
        public const int ClusterBytes = 32, TriangleBytes = 4, PositionBytes = 12, AttributeBytes = 16, ExtrasBytes = 16;

        public long LargestBytes => new[]
        {
            Clusters * ClusterBytes, Triangles * TriangleBytes, Vertices * PositionBytes, Vertices * AttributeBytes, Extras * ExtrasBytes,
        }.Max();

        public static Extent operator +(Extent a, Extent b) =>
            new(a.Clusters + b.Clusters, a.Triangles + b.Triangles, a.Vertices + b.Vertices, a.Extras + b.Extras);

        public static Extent Of(Mesh mesh) => new(mesh.Clusters.Length, mesh.Triangles.Length, mesh.Positions.Length,
            mesh.Colors is null && mesh.TexCoords1 is null ? 0 : mesh.Positions.Length);
    }
}
