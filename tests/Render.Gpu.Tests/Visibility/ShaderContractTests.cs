using System.Reflection;
using System.Runtime.InteropServices;
using Render.Vulkan;
using Render.Vulkan.Devices;
using Render.Vulkan.Passes;
using Xunit;

namespace Render.Gpu.Tests.Visibility;

/// <summary>What the host and the shaders must agree on, read from the SPIR-V.</summary>
public sealed class ShaderContractTests
{
    [Theory]
    [InlineData(typeof(GpuCutout), "Cutout", "raster_small", "raster_medium", "raster_large", "lens_small", "lens_large",
        "raster_small_amodal", "raster_medium_amodal", "raster_large_amodal", "lens_small_amodal", "lens_large_amodal")]
    public void Structs_have_the_same_offsets_and_strides(Type host, string shader, params string[] modules)
    {
        foreach (var module in modules.Select(SpirvModule.Load))
        {
            var layout = module.StructLayout(shader);
            Assert.NotNull(layout);
            var fields = host.GetFields(BindingFlags.Instance | BindingFlags.Public);
            Assert.Equal(layout.Count, fields.Length);
            var expected = fields.Select(f => (uint)Marshal.OffsetOf(host, f.Name)).Order();
            Assert.Equal(expected, layout.Values.Order());
            Assert.All(module.ArrayStridesOf(shader), stride => Assert.Equal((uint)Marshal.SizeOf(host), stride));
            Assert.NotEmpty(module.ArrayStridesOf(shader));
        }
    }

    /// <summary>
    /// Every sum and difference in the rasteriser, and in what labels interpolate on its triangles, must forbid contraction, but for the four (vectors) of culling, which is conservative by a whole
    /// pixel.
    /// </summary>
    [Theory]
    [InlineData("raster_large", 0)]
    [InlineData("raster_medium", 0)]
    [InlineData("raster_small", 4)]
    [InlineData("raster_large_amodal", 0)]
    [InlineData("raster_medium_amodal", 0)]
    [InlineData("raster_small_amodal", 4)]
    [InlineData("surface_labels", 0)]
    [InlineData("surface_labels_lens", 0)]
    public void Additions_are_never_contracted(string shader, int allowed)
    {
        var code = SpirvModule.Load(shader).Code;
        var exact = new HashSet<uint>();
        var sums = new List<uint>();
        for (var i = 5; i < code.Length; i += (int)(code[i] >> 16))
        {
            var op = code[i] & 0xffff;
            if (op == 71 && code[i + 2] == 42) // OpDecorate NoContraction
                exact.Add(code[i + 1]);
            if (op is 129 or 131) // OpFAdd, OpFSub
                sums.Add(code[i + 2]);
            Assert.False(op == 136, "a floating point division, which no device rounds alike");
        }
        Assert.True(sums.Count > 20);
        Assert.Equal(allowed, sums.Count(s => !exact.Contains(s)));
    }

    [Theory]
    [InlineData("lens_small")]
    [InlineData("lens_large")]
    public void The_constants_of_a_lens_lie_where_the_shader_reads_them(string shader)
    {
        var layout = SpirvModule.Load(shader).StructLayout("Lens");
        Assert.NotNull(layout);
        var fields = typeof(GpuLens).GetFields(BindingFlags.Instance | BindingFlags.Public);
        Assert.Equal(fields.Select(f => (uint)Marshal.OffsetOf<GpuLens>(f.Name)).Order(), layout.Values.Order());
    }

    /// <summary>Two buffers under one number would be read as one; the compiler does not mind.</summary>
    [Fact]
    public void No_two_buffers_of_a_shader_have_the_same_binding()
    {
        // The rasterisers read the same words through views of their own kinds.
        string[] rasterisers = ["raster_small", "raster_medium", "raster_large", "lens_small", "lens_large"];
        string[] aliasing = [.. rasterisers, .. rasterisers.Select(name => name + "_amodal")];
        var names = typeof(FrameRenderer).Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".comp.spv", StringComparison.Ordinal)).Select(n => n[..^".comp.spv".Length]).ToList();
        Assert.Contains("resolve_lens", names);
        foreach (var name in names.Except(aliasing))
        {
            var code = SpirvModule.Load(name).Code;
            var bindings = new List<uint>();
            for (var i = 5; i < code.Length; i += (int)(code[i] >> 16))
                if ((code[i] & 0xffff) == 71 && code[i + 2] == 33) // OpDecorate Binding
                    bindings.Add(code[i + 3]);
            Assert.True(bindings.Distinct().Count() == bindings.Count, $"{name}: {string.Join(' ', bindings.Order())}");
        }
    }

    /// <summary>
    /// Through a lens, what decides is computed in double precision: every sum and difference of doubles forbids contraction, and none is divided. (Float32
    /// serves to look for rays there, where margins are granted; and to place vertices, as in the rasteriser.)
    /// </summary>
    [Theory]
    [InlineData("lens_small")]
    [InlineData("lens_large")]
    [InlineData("lens_small_amodal")]
    [InlineData("lens_large_amodal")]
    public void Additions_of_doubles_are_never_contracted_through_a_lens(string shader)
    {
        var code = SpirvModule.Load(shader).Code;
        var (exact, doubles, sums) = (new HashSet<uint>(), new HashSet<uint>(), new List<uint>());
        for (var i = 5; i < code.Length; i += (int)(code[i] >> 16))
        {
            var op = code[i] & 0xffff;
            if (op == 71 && code[i + 2] == 42) // OpDecorate NoContraction
                exact.Add(code[i + 1]);
            if ((op == 22 && code[i + 2] == 64) || (op == 23 && doubles.Contains(code[i + 2]))) // OpTypeFloat, OpTypeVector
                doubles.Add(code[i + 1]);
            if (op is 129 or 131 && doubles.Contains(code[i + 1])) // OpFAdd, OpFSub
                sums.Add(code[i + 2]);
            Assert.False(op == 136 && doubles.Contains(code[i + 1]), "a division, which no device rounds alike");
        }
        Assert.True(sums.Count > 20);
        Assert.DoesNotContain(sums, s => !exact.Contains(s));
    }

    [Fact]
    public void Sub_samples_start_at_the_centre_and_average_to_it()
    {
        foreach (var count in new[] { 1, 4, 8, 16 })
        {
            var pattern = SamplePattern.Of(count).ToArray();
            Assert.Equal(count, pattern.Distinct().Count());
            Assert.Equal((0, 0), pattern[0]);
            Assert.Equal((0, 0), (pattern.Sum(p => p.X), pattern.Sum(p => p.Y)));
            Assert.All(pattern, p => Assert.True(Math.Max(Math.Abs(p.X), Math.Abs(p.Y)) <= 126));
        }
    }
}
