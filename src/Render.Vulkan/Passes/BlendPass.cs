using Render.Vulkan.Devices;

namespace Render.Vulkan.Passes;

/// <summary>
/// Colour of the pixels in which see-through surfaces are seen: up to <see cref="Layers"/> of them, found one behind the other by repeated visibility
/// passes (Everitt, "Interactive Order-Independent Transparency", 2001), over what is opaque. Use, for each band: <see cref="RecordLayers"/>, then
/// <see cref="Record"/> after the band's resolve.
/// </summary>
internal sealed class BlendPass : IDisposable
{
    /// <summary>What is behind so many layers is not seen through them, but for what is opaque. As in Shaders/resolve_blended.comp.</summary>
    public const int Layers = 4;

    /// <summary>As in the shaders: words before the list of pixels, threads of a group, columns of groups.</summary>
    private const int ListHeader = 4, Group = 64, GroupColumns = 32;

    private readonly VulkanDevice _device;
    private readonly VisibilityPass _visibility;
    private readonly GrowingBuffer[] _layers;
    private readonly GrowingBuffer _list;
    private readonly Dictionary<int, ShadingKernel> _classify = [];

    public BlendPass(VulkanDevice device, VisibilityPass visibility)
    {
        (_device, _visibility) = (device, visibility);
        _layers = [.. Enumerable.Range(1, Layers).Select(k => new GrowingBuffer(device, $"blended layer {k}", BufferUse.Device))];
        _list = new(device, "pixels with blended surfaces", BufferUse.Device);
    }

    /// <summary>Finds the layers of a band in front of its opaque samples.</summary>
    public void RecordLayers(CommandRecorder commands, GpuScene scene, ViewHandle view, RasterTarget opaque)
    {
        for (var k = 0; k < Layers; k++)
            _visibility.RecordLayer(commands, scene, view, opaque with { Buffer = _layers[k].Buffer }, opaque.Buffer, k == 0 ? null : _layers[k - 1].Buffer);
    }

    /// <summary>Makes room for a band; before its commands are recorded.</summary>
    public void Reserve(long samples, long pixels)
    {
        foreach (var layer in _layers)
            layer.Reserve(samples * sizeof(ulong));
        _list.Reserve(4 * (ListHeader + pixels));
    }

    /// <summary>Shades the pixels that have layers, over the colour that is there.</summary>
    /// <param name="commands">Receives the passes.</param>
    /// <param name="shading">Of the same image.</param>
    /// <param name="scene">What is seen.</param>
    /// <param name="opaque">The band's opaque samples.</param>
    public void Record(CommandRecorder commands, ShadingPasses shading, GpuScene scene, RasterTarget opaque)
    {
        // Count 0, and the groups (0, GroupColumns, 1) of an indirect dispatch.
        commands.Update<uint>(_list.Buffer, [0, 0, GroupColumns, 1]);
        commands.Barrier();
        var push = shading.PushOf(opaque);
        if (!_classify.TryGetValue(opaque.Samples, out var classify))
            _classify.Add(opaque.Samples, classify = new(_device, "classify_blended", (uint)opaque.Samples));
        shading.BindFrame(classify.Set).Bind(16, _layers[0].Buffer).Bind(24, _list.Buffer);
        // In rows of 1024 groups, since 65,535 would not do for the largest images.
        var groups = (int)(((long)push.LayerStride + Group - 1) / Group);
        classify.RecordGroups(commands, push, Math.Min(groups, 1024), (groups + 1023) / 1024);
        commands.EndPass("classify blended");

        var resolve = shading.ResolveBlended(scene, (uint)opaque.Samples);
        shading.Bind(resolve.Set, scene, opaque);
        resolve.Set.Bind(24, _list.Buffer);
        for (var k = 0; k < Layers; k++)
            resolve.Set.Bind((uint)(28 + k), _layers[k].Buffer);
        resolve.RecordIndirect(commands, push, _list.Buffer, 4);
        commands.EndPass("resolve blended");
    }

    public void Dispose()
    {
        foreach (var kernel in _classify.Values)
            kernel.Dispose();
        foreach (var layer in _layers)
            layer.Dispose();
        _list.Dispose();
    }
}
