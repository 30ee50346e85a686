using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Render.Vulkan;
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
    public void Sensor_agrees() => Agrees<GpuSensor>("Sensor", "sensor_expose");

    [Fact]
    public void Words_of_materials_agree() => WordsAgree<GpuMaterial>("material_words.glsl", "MATERIAL", ["UNLIT", "NORMAL_MAP", "VERTEX_COLORS", "BLENDED", "PLAIN", "ALPHA", "ADJUSTED"]);

    [Fact]
    public void Words_of_lights_agree() => WordsAgree<GpuLight>("shading_frame.glsl", "LIGHT", ["SUN", "POINT", "SPOT", "AREA"]);

    [Fact]
    public void Words_of_clusters_agree() => WordsAgree<GpuCluster>("scene.glsl", "CLUSTER", []);

    [Fact]
    public void Words_of_cluster_instances_agree() => WordsAgree<GpuClusterInstance>("scene.glsl", "CLUSTER_INSTANCE", []);

    [Fact]
    public void Words_of_instances_agree() => WordsAgree<GpuInstance>("scene.glsl", "INSTANCE", []);

    [Fact]
    public void Words_of_view_transforms_agree() => WordsAgree<GpuViewTransform>("scene.glsl", "VIEW_TRANSFORM", []);

    [Fact]
    public void Words_of_vertices_agree()
    {
        WordsAgree<GpuVertexAttributes>("scene.glsl", "VERTEX_ATTRIBUTES", []);
        WordsAgree<GpuVertexExtras>("scene.glsl", "VERTEX_EXTRAS", []);
    }

    // What is read word by word has no struct in the shader: its constants PREFIX_MEMBER are compared with the members of the host's struct.
    private static void WordsAgree<T>(string file, string prefix, string[] others) where T : unmanaged
    {
        var source = File.ReadAllText(Path.Combine(GoldenImage.Repository(), "src", "Render.Vulkan", "Shaders", file));
        var members = typeof(T).GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public)
            .ToDictionary(f => f.Name.ToUpperInvariant(), f => (uint)Marshal.OffsetOf<T>(f.Name) / 4);
        members.Add("WORDS", (uint)Unsafe.SizeOf<T>() / 4);
        var compared = 0;
        foreach (Match match in Regex.Matches(source, $@"\b{prefix}_([A-Z0-9_]+) = (\d+)u"))
        {
            var name = match.Groups[1].Value;
            if (others.Contains(name) || (prefix == "CLUSTER" && name.StartsWith("INSTANCE_", StringComparison.Ordinal)))
                continue;
            Assert.Equal(members[name.Replace("_", "", StringComparison.Ordinal)], uint.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
            compared++;
        }
        Assert.True(compared > 2, $"{file} has {compared} constants of {prefix}.");
    }

    private static void Agrees<T>(string name, string shaderName = "resolve") where T : unmanaged
    {
        var shader = SpirvModule.Load(shaderName);
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
