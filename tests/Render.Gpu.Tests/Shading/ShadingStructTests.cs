using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Render.Vulkan.Devices;
using Render.Vulkan.Materials;
using Render.Vulkan.Passes;
using Xunit;

namespace Render.Gpu.Tests.Shading;

/// <summary>The structs of the shading shaders against those of the host: every member at the same byte.</summary>
public sealed class ShadingStructTests
{
    [Fact]
    public void Shading_frame_agrees() => Agrees<GpuShadingFrame>("ShadingFrame");

    [Fact]
    public void Light_agrees() => Agrees<GpuLight>("Light");

    [Fact]
    public void Material_agrees() => Agrees<GpuMaterial>("Material");

    private static void Agrees<T>(string name) where T : unmanaged
    {
        var shader = SpirvModule.Load("resolve");
        var layout = shader.StructLayout(name);
        Assert.NotNull(layout);
        var fields = typeof(T).GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public);
        Assert.Equal(layout.Count, fields.Length);
        foreach (var (field, (member, offset)) in fields.Zip(layout.OrderBy(m => m.Value)))
        {
            Assert.Equal(member, field.Name, ignoreCase: true);
            Assert.Equal((int)offset, (int)Marshal.OffsetOf<T>(field.Name));
        }
        Assert.All(shader.ArrayStridesOf(name), stride => Assert.Equal((uint)Unsafe.SizeOf<T>(), stride));
    }
}
