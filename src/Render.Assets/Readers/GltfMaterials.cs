using System.Numerics;
using Render.Assets.Images;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Materials;
using SharpGLTF.Schema2;
using Gltf = SharpGLTF.Schema2;
using Material = Render.Core.Materials.Material;

namespace Render.Assets.Readers;

/// <summary>
/// Materials of a glTF file (specification, 3.9, and the KHR extensions named in <see cref="GltfExtensions"/>), made when a primitive uses them.
/// Textures of specular, clear coat and transmission count by their mean.
/// </summary>
internal sealed class GltfMaterials(GltfDocument document, ConfinedFiles files, ModelContents contents)
{
    private readonly Dictionary<int, (int Index, TexCoordSets Sets)> _materials = [];

    /// <summary>
    /// Index into the contents' materials, and the file's sets of texture coordinates that the material calls 0 and 1. Without a source, that of the
    /// default material (3.7.2.1: white, metallic 1, rough 1).
    /// </summary>
    public (int Index, TexCoordSets Sets) Of(Gltf.Material? source)
    {
        var key = source?.LogicalIndex ?? -1;
        if (_materials.TryGetValue(key, out var known))
            return known;
        var material = source is null ? new Material { Name = "default", Metallic = 1, Roughness = 1 } : Convert(source);
        (material, var sets) = TexCoordSets.Choose(material, contents.Notes);
        _materials.Add(key, known = (contents.Add(material), sets));
        return known;
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
        return source.FindChannel("SpecularGlossiness") is { } gloss && source.FindChannel("Diffuse") is { } diffuse
            ? Converted(material, diffuse, gloss)
            : material;
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
        "SpecularFactor" => m with { Specular = channel.GetFactor("SpecularFactor") * Mean(channel, ColorSpace.Linear).W },
        "SpecularColor" => m with { SpecularColor = channel.Color.AsVector3() * Mean(channel, ColorSpace.Srgb).AsVector3() },
        "ClearCoat" => m with { Clearcoat = channel.GetFactor("ClearCoatFactor") * Mean(channel, ColorSpace.Linear).X },
        "ClearCoatRoughness" => m with { ClearcoatRoughness = channel.GetFactor("RoughnessFactor") * Mean(channel, ColorSpace.Linear).Y },
        "ClearCoatNormal" => LeftOut(m, channel),
        "Transmission" => m with { Transmission = channel.GetFactor("TransmissionFactor") * Mean(channel, ColorSpace.Linear).X },
        _ => m,
    };

    private TextureReference? Texture(MaterialChannel channel, ColorSpace colorSpace)
    {
        if (Source(channel) is not { } image)
            return null;
        return contents.Texture(Name(image), () => Content(image), colorSpace) is { } index ? Place(channel, index) : null;
    }

    /// <summary>The channel's image, or null, with a note where it names one that is not there.</summary>
    /// <exception cref="RenderException">The file requires an image in a coding that is not read.</exception>
    private Image? Source(MaterialChannel channel)
    {
        if (channel.Texture is not { } texture)
            return null;
        // An extension's image comes first, with one in a format of the core specification to fall back on.
        var candidates = new[] { texture.PrimaryImage, texture.FallbackImage }.OfType<Image>().ToArray();
        if (candidates.Length == 0)
            contents.Notes.Add(ImportNoteKind.MissingTexture, subject: FormattableString.Invariant($"texture {texture.LogicalIndex}"));
        if (Array.Find(candidates, c => Content(c) is { } file && ImageDecoder.Reads(file)) is { } read)
            return read;
        // What an extension is required for must not be left out (specification, 3.12).
        if (document.RequiresBasisu)
            foreach (var image in candidates)
                if (Content(image) is { } file && ImageSniffer.Sniff(file) == ImageFormat.Ktx && Ktx2Decoder.Refusal(file) is { } reason)
                    throw new RenderException(Failure.InvalidInput, $"needs the texture '{Name(image)}', {reason}.");
        return candidates.FirstOrDefault();
    }

    private static TextureReference Place(MaterialChannel channel, int texture)
    {
        var transform = channel.TextureTransform;
        return new(
            texture, transform?.TextureCoordinateOverride ?? channel.TextureCoordinate, transform?.Offset ?? Vector2.Zero,
            transform?.Scale ?? Vector2.One, transform?.Rotation ?? 0, Wrap(channel.TextureSampler?.WrapS), Wrap(channel.TextureSampler?.WrapT));
    }

    /// <summary>The mean of the channel's texture; 1 without one.</summary>
    private Vector4 Mean(MaterialChannel channel, ColorSpace colorSpace)
    {
        if (Source(channel) is not { } source || contents.Image(Name(source), () => Content(source), colorSpace) is not { } image)
            return Vector4.One;
        contents.Notes.Add(ImportNoteKind.TextureAveraged, subject: Name(source));
        return image.Pixels.Mean(colorSpace);
    }

    private Material LeftOut(Material material, MaterialChannel channel)
    {
        if (Source(channel) is { } source)
            contents.Notes.Add(ImportNoteKind.TextureLeftOut, subject: Name(source));
        return material;
    }

    /// <summary>Texel by texel where there are textures. Two that lie in different places are each converted against the mean of the other.</summary>
    private Material Converted(Material material, MaterialChannel diffuse, MaterialChannel gloss)
    {
        contents.Notes.Add(ImportNoteKind.Converted, subject: material.Name);
        Vector3 diffuseFactor = diffuse.Color.AsVector3(), specularFactor = (Vector3)gloss.Parameters.First(p => p.Name == "SpecularFactor").Value;
        var glossiness = gloss.GetFactor("GlossinessFactor");
        var alpha = diffuse.Color.W;
        var (diffuseSource, specularSource) = (Source(diffuse), Source(gloss));
        var diffuseImage = diffuseSource is null ? null : contents.Image(Name(diffuseSource), () => Content(diffuseSource), ColorSpace.Srgb);
        var specularImage = specularSource is null ? null : contents.Image(Name(specularSource), () => Content(specularSource), ColorSpace.Srgb);
        material = material with { BaseColorTexture = null, MetallicRoughnessTexture = null, Ior = 1.5f, Specular = 1, SpecularColor = Vector3.One };
        if (diffuseImage is null && specularImage is null)
        {
            var (color, metallic) = SpecularGlossiness.Convert(diffuseFactor, specularFactor);
            return material with { BaseColor = new(color, alpha), Metallic = metallic, Roughness = 1 - glossiness };
        }
        var (colorPlace, surfacePlace) = (Place(diffuseImage is null ? gloss : diffuse, 0), Place(specularImage is null ? diffuse : gloss, 0));
        var apart = colorPlace != surfacePlace;
        var recipe = FormattableString.Invariant($"specular-glossiness {diffuseImage?.Hash} {specularImage?.Hash} {diffuseFactor:R} {specularFactor:R} {glossiness:R} {apart}");
        (DecodedImage BaseColor, DecodedImage MetallicRoughness)? made = null;
        (DecodedImage BaseColor, DecodedImage MetallicRoughness) Made() => made ??= apart
            ? (SpecularGlossiness.Convert(diffuseImage!.Pixels, null, diffuseFactor, specularFactor * specularImage!.Pixels.Mean(ColorSpace.Srgb).AsVector3(), 1).BaseColor,
                SpecularGlossiness.Convert(null, specularImage.Pixels, diffuseFactor * diffuseImage.Pixels.Mean(ColorSpace.Srgb).AsVector3(), specularFactor, glossiness)
                    .MetallicRoughness)
            : SpecularGlossiness.Convert(diffuseImage?.Pixels, specularImage?.Pixels, diffuseFactor, specularFactor, glossiness);

        return material with
        {
            BaseColor = new(1, 1, 1, alpha),
            Metallic = 1,
            Roughness = 1,
            BaseColorTexture = colorPlace with { Texture = contents.Texture($"base colour of {material.Name}", recipe, ColorSpace.Srgb, () => Made().BaseColor) },
            MetallicRoughnessTexture = surfacePlace with
            {
                Texture = contents.Texture($"metallic and roughness of {material.Name}", recipe, ColorSpace.Linear, () => Made().MetallicRoughness),
            },
        };
    }

    private string Name(Image image) => document.ImageName(image.LogicalIndex);

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
