using System.Numerics;
using Render.Core.Materials;
using SharpGLTF.Schema2;
using Gltf = SharpGLTF.Schema2;
using Material = Render.Core.Materials.Material;

namespace Render.Assets.Readers;

/// <summary>Materials of a glTF file (specification, 3.9, and the KHR extensions named in <see cref="GltfReader"/>), made when a primitive uses them.</summary>
internal sealed class GltfMaterials(GltfDocument document, ConfinedFiles files, ModelContents contents)
{
    private readonly Dictionary<int, int> _indices = [];

    /// <summary>Index into the contents' materials; that of the default material where the primitive has none (3.7.2.1: white, metallic 1, rough 1).</summary>
    public int Index(Gltf.Material? source)
    {
        var key = source?.LogicalIndex ?? -1;
        if (_indices.TryGetValue(key, out var index))
            return index;
        var material = source is null ? new Material { Name = "default", Metallic = 1, Roughness = 1 } : Convert(source);
        _indices.Add(key, index = contents.Materials.Count);
        contents.Materials.Add(material);
        return index;
    }

    private Material Convert(Gltf.Material source)
    {
        var material = new Material
        {
            Name = source.Name ?? "",
            AlphaMode = source.Alpha switch
            {
                Gltf.AlphaMode.MASK => Core.Materials.AlphaMode.Mask,
                Gltf.AlphaMode.BLEND => Core.Materials.AlphaMode.Blend,
                _ => Core.Materials.AlphaMode.Opaque,
            },
            AlphaCutoff = source.AlphaCutoff,
            DoubleSided = source.DoubleSided,
            Unlit = source.Unlit,
            Ior = source.IndexOfRefraction,
            Metallic = 1,
            Roughness = 1,
        };
        foreach (var channel in source.Channels)
            material = With(material, channel);
        return material;
    }

    private Material With(Material m, MaterialChannel channel) => channel.Key switch
    {
        "BaseColor" => m with { BaseColor = channel.Color, BaseColorTexture = Texture(channel, ColorSpace.Srgb) },
        "MetallicRoughness" => m with
        {
            Metallic = channel.GetFactor("MetallicFactor"),
            Roughness = channel.GetFactor("RoughnessFactor"),
            MetallicRoughnessTexture = Texture(channel, ColorSpace.Linear),
        },
        "Normal" => m with { NormalScale = channel.GetFactor("NormalScale"), NormalTexture = Texture(channel, ColorSpace.Linear) },
        "Occlusion" => m with { OcclusionStrength = channel.GetFactor("OcclusionStrength"), OcclusionTexture = Texture(channel, ColorSpace.Linear) },
        "Emissive" => m with
        {
            Emissive = channel.Color.AsVector3() * channel.GetFactor("EmissiveStrength"),
            EmissiveTexture = Texture(channel, ColorSpace.Srgb),
        },
        // The legacy specular-glossiness workflow, approximated as a dielectric: its specular colour is left out.
        "Diffuse" => m with { BaseColor = channel.Color, BaseColorTexture = Texture(channel, ColorSpace.Srgb), Metallic = 0 },
        "SpecularGlossiness" => m with { Roughness = 1 - channel.GetFactor("GlossinessFactor") },
        _ => m,
    };

    private TextureReference? Texture(MaterialChannel channel, ColorSpace colorSpace)
    {
        if (channel.Texture?.PrimaryImage is not { } image)
            return null;
        var index = contents.Texture(document.ImageName(image.LogicalIndex), () => Content(image), colorSpace);
        if (index is null)
            return null;
        var transform = channel.TextureTransform;
        return new(
            index.Value, transform?.TextureCoordinateOverride ?? channel.TextureCoordinate, transform?.Offset ?? Vector2.Zero,
            transform?.Scale ?? Vector2.One, transform?.Rotation ?? 0, Wrap(channel.TextureSampler?.WrapS), Wrap(channel.TextureSampler?.WrapT));
    }

    private byte[]? Content(Image image) =>
        document.ImageUri(image.LogicalIndex) is { } uri ? files.ReadUri(uri)
        : image.Content.IsEmpty ? null
        : image.Content.Content.ToArray();

    private static TextureWrap Wrap(TextureWrapMode? mode) => mode switch
    {
        TextureWrapMode.CLAMP_TO_EDGE => TextureWrap.Clamp,
        TextureWrapMode.MIRRORED_REPEAT => TextureWrap.Mirror,
        _ => TextureWrap.Repeat,
    };
}
