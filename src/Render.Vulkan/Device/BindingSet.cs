using Silk.NET.Vulkan;

namespace Render.Vulkan.Devices;

/// <summary>
/// The buffers that one dispatch of a pipeline works on. Binding what is bound already costs nothing, so a pass may bind everything
/// before each use. No submission that uses the set may be under way.
/// </summary>
public sealed unsafe class BindingSet : DeviceObject
{
    private readonly DescriptorPool _pool;
    private readonly Dictionary<uint, (ulong Handle, ulong Offset, ulong Size)> _bound = [];

    public BindingSet(ComputePipeline pipeline) : base(pipeline?.Device ?? throw new ArgumentNullException(nameof(pipeline)))
    {
        Pipeline = pipeline;
        try
        {
            _pool = MakePool();
            var layout = pipeline.SetLayout;
            var info = new DescriptorSetAllocateInfo
            {
                SType = StructureType.DescriptorSetAllocateInfo,
                DescriptorPool = _pool,
                DescriptorSetCount = 1,
                PSetLayouts = &layout,
            };
            DescriptorSet handle;
            Device.Vk.AllocateDescriptorSets(Device.Handle, &info, &handle).Check("vkAllocateDescriptorSets");
            Handle = handle;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ComputePipeline Pipeline { get; }

    internal DescriptorSet Handle { get; }

    /// <summary>Throws where the shader's binding was never bound: an unbound descriptor would read garbage.</summary>
    internal void Verify()
    {
        foreach (var binding in Pipeline.Bindings.Keys)
            if (!_bound.ContainsKey(binding))
                throw new InvalidOperationException($"binding {binding} of {Pipeline.Name} is not bound.");
    }

    /// <param name="binding">As in the shader; one that the compiler removed because nothing reads it is passed over.</param>
    /// <param name="buffer">Stays its owner's.</param>
    /// <param name="offset">Bytes; a multiple of 256.</param>
    /// <param name="size">Bytes; null: to the end.</param>
    public BindingSet Bind(uint binding, DeviceBuffer buffer, long offset = 0, long? size = null)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (!IsNew(binding, (buffer.Handle.Handle, (ulong)offset, (ulong)(size ?? buffer.Size - offset))))
            return this;
        var info = new DescriptorBufferInfo(buffer.Handle, (ulong)offset, (ulong)(size ?? buffer.Size - offset));
        var write = Write(binding);
        BufferView words = default;
        if (write.DescriptorType == DescriptorType.UniformTexelBuffer)
        {
            if (offset != 0 || size is not null)
                throw new ArgumentException($"binding {binding} of {Pipeline.Name} reads all words of a buffer.");
            words = buffer.Words();
            write.PTexelBufferView = &words;
        }
        else
        {
            write.PBufferInfo = &info;
        }
        Device.Vk.UpdateDescriptorSets(Device.Handle, 1, &write, 0, null);
        return this;
    }

    private protected override void Destroy()
    {
        if (_pool.Handle != 0)
            Device.Vk.DestroyDescriptorPool(Device.Handle, _pool, null);
    }

    private bool IsNew(uint binding, (ulong, ulong, ulong) what)
    {
        if (!Pipeline.Bindings.ContainsKey(binding) || _bound.TryGetValue(binding, out var old) && old == what)
            return false;
        _bound[binding] = what;
        return true;
    }

    private WriteDescriptorSet Write(uint binding) => new()
    {
        SType = StructureType.WriteDescriptorSet,
        DstSet = Handle,
        DstBinding = binding,
        DescriptorCount = 1,
        DescriptorType = Pipeline.Bindings[binding],
    };

    private DescriptorPool MakePool()
    {
        var sizes = Pipeline.Bindings.Values.Select(t => new DescriptorPoolSize(t, 1)).ToArray();
        fixed (DescriptorPoolSize* p = sizes)
        {
            var info = new DescriptorPoolCreateInfo
            {
                SType = StructureType.DescriptorPoolCreateInfo,
                MaxSets = 1,
                PoolSizeCount = (uint)sizes.Length,
                PPoolSizes = p,
            };
            DescriptorPool pool;
            Device.Vk.CreateDescriptorPool(Device.Handle, &info, null, &pool).Check("vkCreateDescriptorPool");
            return pool;
        }
    }
}
