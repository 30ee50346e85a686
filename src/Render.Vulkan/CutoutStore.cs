using System.Globalization;
using System.Numerics;
using Render.Core;
using Render.Core.Materials;
using Render.Vulkan.Devices;

namespace Render.Vulkan;

/// <summary>
/// What the visibility passes need to know of materials with holes: the alpha of their textures, at the original size (labels are cut from it,
/// so it is never resampled), one byte a texel, and a table with one entry a material. Solid materials have an entry that is not read.
/// </summary>
internal sealed class CutoutStore(VulkanDevice device) : IDisposable
{
    private readonly GrowingBuffer _table = new(device, "cut-outs", BufferUse.Upload);
    private readonly GrowingBuffer _texels = new(device, "alpha texels", BufferUse.Device);
    private readonly Residency _places = new(device.Info.MaxStorageBufferRange);

    private static bool HasHoles(ResolvedMaterial material) => SurfaceClasses.Of(material.Material) != SurfaceClass.Solid;

    // An opaque material that transmits has no holes in its alpha.
    private static bool HasAlpha(ResolvedMaterial material) => material.Material.AlphaMode != AlphaMode.Opaque;

    /// <param name="materials">Of the frame, in the order of its table.</param>
    /// <param name="blendCutoff">From this alpha up a blended surface is solid in labels.</param>
    /// <exception cref="RenderException"><see cref="Failure.Refused"/>: the alpha textures of the frame do not fit the device's bindings.</exception>
    public void Prepare(IReadOnlyList<ResolvedMaterial> materials, float blendCutoff)
    {
        Upload(materials.Where(HasAlpha).Select(m => m.BaseColor).OfType<TextureImage>().DistinctBy(t => t.ContentHash, StringComparer.Ordinal));
        _table.Reserve((long)materials.Count * 48);
        var table = _table.Buffer.Map<GpuCutout>(0, materials.Count);
        for (var i = 0; i < table.Length; i++)
            table[i] = HasHoles(materials[i]) ? Entry(materials[i], blendCutoff) : default;
    }

    public void Bind(BindingSet set) => set.Bind(8, _table.Buffer).Bind(9, _texels.Buffer);

    public void Dispose()
    {
        _table.Dispose();
        _texels.Dispose();
    }

    private void Upload(IEnumerable<TextureImage> images)
    {
        var wanted = images.ToArray();
        var before = _places.End(0);
        var added = _places.Prepare([.. wanted.Select(t => new Residency.Wish(t.ContentHash, [Size(t)]))])
            ?? throw new RenderException(Failure.Refused, string.Create(CultureInfo.InvariantCulture,
                $"its textures with holes need {wanted.Sum(Size) >> 20} MiB for their alpha; {device.Info.Name} binds at most {device.Info.MaxStorageBufferRange >> 20} MiB at once."),
                remedy: "Use smaller textures for cut-outs, or another --device.");
        _texels.Reserve(_places.End(0), kept: before);
        foreach (var image in added.Select(i => wanted[i]))
        {
            var alpha = new byte[Size(image)];
            for (var i = 0; i < image.Width * image.Height; i++)
                alpha[i] = image.Levels[0][4 * i + 3];
            _texels.Buffer.Write<byte>(alpha, _places.Offset(image.ContentHash));
        }
    }

    // Words, because the shader reads words.
    private static long Size(TextureImage image) => ((long)image.Width * image.Height + 3) / 4 * 4;

    private GpuCutout Entry(ResolvedMaterial resolved, float blendCutoff)
    {
        var material = resolved.Material;
        var entry = new GpuCutout
        {
            Factor = material.BaseColor.W,
            Threshold = material.AlphaMode == AlphaMode.Mask ? material.AlphaCutoff : blendCutoff,
            Flags = (resolved.UsesVertexColors ? 32u : 0) | (material.AlphaMode == AlphaMode.Blend ? 64u : 0) | Clear(material),
        };
        if (!HasAlpha(resolved))
            return new() { Factor = 1, Threshold = blendCutoff, Flags = Clear(material) };
        if (resolved.BaseColor is { } image && material.BaseColorTexture is { } address)
        {
            (entry.RowU, entry.RowV) = TransformRows(address);
            (entry.Width, entry.Height, entry.Texels) = ((uint)image.Width, (uint)image.Height, (uint)_places.Offset(image.ContentHash));
            entry.Flags |= (uint)address.WrapU | (uint)address.WrapV << 2 | (address.TexCoordSet == 1 ? 16u : 0);
        }
        return entry;
    }

    // What lets through more than it stops casts no shadow.
    private static uint Clear(Material material) => material.Transmission > 0.5f ? 128u : 0;

    // KHR_texture_transform: scale, then a turn that is counter-clockwise where v points down, then the offset.
    private static (Vector3 U, Vector3 V) TransformRows(TextureReference t)
    {
        var (sin, cos) = Math.SinCos(t.Rotation);
        return (new((float)(cos * t.Scale.X), (float)(sin * t.Scale.Y), t.Offset.X),
            new((float)(-sin * t.Scale.X), (float)(cos * t.Scale.Y), t.Offset.Y));
    }
}
