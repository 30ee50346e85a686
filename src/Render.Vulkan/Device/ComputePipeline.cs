using Silk.NET.Vulkan;

namespace Render.Vulkan.Devices;

/// <summary>
/// One compute shader, specialised. Its bindings (descriptor set 0) and push constants are read from the shader itself.
/// </summary>
public sealed unsafe class ComputePipeline : DeviceObject
{
    private readonly ShaderModule _module;

    /// <param name="device">The owner.</param>
    /// <param name="shader">Name of an embedded shader: <c>raster</c> for Shaders/raster.comp.</param>
    /// <param name="constants">Values of the specialisation constants 0, 1, 2 ...; those beyond keep the shader's own.</param>
    public ComputePipeline(VulkanDevice device, string shader, params ReadOnlySpan<uint> constants) : this(device, shader, SpirvModule.Load(shader), constants)
    {
    }

    internal ComputePipeline(VulkanDevice device, string name, SpirvModule spirv, ReadOnlySpan<uint> constants) : base(device)
    {
        Name = name;
        Bindings = spirv.Bindings;
        PushConstantSize = spirv.PushConstantSize;
        try
        {
            SetLayout = MakeSetLayout();
            Layout = MakeLayout();
            _module = MakeModule(SpirvSpecializer.Specialize(spirv.Code, constants));
            Handle = Make();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Name { get; }

    internal IReadOnlyDictionary<uint, DescriptorType> Bindings { get; }

    internal uint PushConstantSize { get; }

    internal DescriptorSetLayout SetLayout { get; }

    internal PipelineLayout Layout { get; }

    internal Pipeline Handle { get; }

    private protected override void Destroy()
    {
        var (vk, device) = (Device.Vk, Device.Handle);
        if (Handle.Handle != 0)
            vk.DestroyPipeline(device, Handle, null);
        if (_module.Handle != 0)
            vk.DestroyShaderModule(device, _module, null);
        if (Layout.Handle != 0)
            vk.DestroyPipelineLayout(device, Layout, null);
        if (SetLayout.Handle != 0)
            vk.DestroyDescriptorSetLayout(device, SetLayout, null);
    }

    private DescriptorSetLayout MakeSetLayout()
    {
        var bindings = Bindings.Select(b => new DescriptorSetLayoutBinding
        {
            Binding = b.Key,
            DescriptorType = b.Value,
            DescriptorCount = 1,
            StageFlags = ShaderStageFlags.ComputeBit,
        }).ToArray();
        fixed (DescriptorSetLayoutBinding* p = bindings)
        {
            var info = new DescriptorSetLayoutCreateInfo
            {
                SType = StructureType.DescriptorSetLayoutCreateInfo,
                BindingCount = (uint)bindings.Length,
                PBindings = p,
            };
            DescriptorSetLayout layout;
            Device.Vk.CreateDescriptorSetLayout(Device.Handle, &info, null, &layout).Check("vkCreateDescriptorSetLayout");
            return layout;
        }
    }

    private PipelineLayout MakeLayout()
    {
        var set = SetLayout;
        var push = new PushConstantRange(ShaderStageFlags.ComputeBit, 0, PushConstantSize);
        var info = new PipelineLayoutCreateInfo
        {
            SType = StructureType.PipelineLayoutCreateInfo,
            SetLayoutCount = 1,
            PSetLayouts = &set,
            PushConstantRangeCount = PushConstantSize > 0 ? 1u : 0u,
            PPushConstantRanges = &push,
        };
        PipelineLayout layout;
        Device.Vk.CreatePipelineLayout(Device.Handle, &info, null, &layout).Check("vkCreatePipelineLayout");
        return layout;
    }

    private ShaderModule MakeModule(uint[] code)
    {
        fixed (uint* p = code)
        {
            var info = new ShaderModuleCreateInfo
            {
                SType = StructureType.ShaderModuleCreateInfo,
                CodeSize = (nuint)code.Length * 4,
                PCode = p,
            };
            ShaderModule module;
            Device.Vk.CreateShaderModule(Device.Handle, &info, null, &module).Check("vkCreateShaderModule");
            return module;
        }
    }

    private Pipeline Make()
    {
        fixed (byte* main = "main"u8)
        {
            var info = new ComputePipelineCreateInfo
            {
                SType = StructureType.ComputePipelineCreateInfo,
                Layout = Layout,
                Stage = new PipelineShaderStageCreateInfo
                {
                    SType = StructureType.PipelineShaderStageCreateInfo,
                    Stage = ShaderStageFlags.ComputeBit,
                    Module = _module,
                    PName = main,
                },
            };
            Pipeline pipeline;
            Device.Vk.CreateComputePipelines(Device.Handle, Device.PipelineCache, 1, &info, null, &pipeline).Check($"compiling {Name}");
            return pipeline;
        }
    }
}
