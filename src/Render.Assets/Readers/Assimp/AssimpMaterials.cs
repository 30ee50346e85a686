using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Render.Core;
using Render.Core.Materials;

namespace Render.Assets.Readers.Assimp;

/// <summary>
/// Materials as libassimp reports them, brought to metallic-roughness. Blinn-Phong exponents become roughness by alpha^2 = 2 / (n + 2)
/// (Walter et al., "Microfacet models for refraction through rough surfaces", 2007, section 5.3).
/// </summary>
internal sealed unsafe class AssimpMaterials(AiScene* scene, AssimpFormat format, ConfinedFiles files, ModelContents contents)
{
    private readonly Dictionary<uint, int> _indices = [];

    /// <summary>Index into the contents' materials.</summary>
    public int Index(uint source)
    {
        if (_indices.TryGetValue(source, out var index))
            return index;
        var material = source < scene->MaterialCount ? Convert(scene->Materials[source]) : new Material { Name = "default" };
        _indices.Add(source, index = contents.Materials.Count);
        contents.Materials.Add(material);
        return index;
    }

    private Material Convert(AiMaterial* source)
    {
        var color = Floats(source, "$clr.base") is { Length: >= 3 } pbr ? pbr : Floats(source, "$clr.diffuse");
        var opacity = Single(source, "$mat.opacity") ?? 1;
        var baseColor = Texture(source, ColorSpace.Srgb, AiTextureType.BaseColor, AiTextureType.Diffuse);
        // Formats without metallic-roughness often leave the factor dark or black under a texture.
        var factor = color is { Length: >= 3 } && (baseColor is null || color.Take(3).Any(c => c > 0)) ? new Vector3(color[0], color[1], color[2]) : Vector3.One;
        var emissive = Texture(source, ColorSpace.Srgb, AiTextureType.EmissionColor, AiTextureType.Emissive);
        var (metallicMap, roughnessMap) = (TextureName(source, AiTextureType.Metalness), TextureName(source, AiTextureType.DiffuseRoughness));
        var combined = metallicMap is not null && metallicMap == roughnessMap;
        if (!combined && (metallicMap ?? roughnessMap) is not null)
            contents.Warn("Metallic and roughness textures in files of their own are not supported and were left out.");
        var (alphaMode, alpha) = Alpha(source, opacity, baseColor);
        return new()
        {
            Name = String(Find(source, "?mat.name")) ?? "",
            BaseColor = new(factor, alpha),
            BaseColorTexture = baseColor,
            Metallic = Single(source, "$mat.metallicFactor") ?? (combined ? 1 : 0),
            Roughness = Math.Clamp(Single(source, "$mat.roughnessFactor") ?? (combined ? 1 : FromExponent(Single(source, "$mat.shininess"))), 0, 1),
            MetallicRoughnessTexture = combined ? Texture(source, ColorSpace.Linear, AiTextureType.Metalness) : null,
            NormalTexture = Texture(source, ColorSpace.Linear, AiTextureType.Normals, AiTextureType.NormalCamera),
            OcclusionTexture = Texture(source, ColorSpace.Linear, AiTextureType.AmbientOcclusion, AiTextureType.Lightmap),
            Emissive = Floats(source, "$clr.emissive") is { Length: >= 3 } e && (emissive is null || e.Take(3).Any(c => c > 0)) ? new(e[0], e[1], e[2])
                : emissive is null ? Vector3.Zero : Vector3.One,
            EmissiveTexture = emissive,
            AlphaMode = alphaMode,
            // Formats other than glTF say nothing of culling, or say it wrongly: both sides are shown.
            DoubleSided = true,
            // 1 is what exporters write that know nothing of refraction.
            Ior = Single(source, "$mat.refracti") is { } ior and > 1 and < 4 ? ior : 1.5f,
        };
    }

    private (AlphaMode, float) Alpha(AiMaterial* source, float opacity, TextureReference? baseColor)
    {
        if (TextureName(source, AiTextureType.Opacity) is { } map)
        {
            if (map == TextureName(source, AiTextureType.Diffuse) && baseColor is not null)
                return (AlphaMode.Mask, 1);
            contents.Warn($"The opacity texture '{map}' is a file of its own, which is not supported, and was left out.");
        }
        // An opacity of 0 is what exporters write that mean transparency 0.
        return opacity is > 0 and < 1 ? (AlphaMode.Blend, opacity) : (AlphaMode.Opaque, 1);
    }

    private static float FromExponent(float? shininess) =>
        shininess is { } n and > 0 ? MathF.Pow(2 / (n + 2), 0.25f) : new Material().Roughness;

    /// <summary>The first of the kinds that the material has.</summary>
    private TextureReference? Texture(AiMaterial* source, ColorSpace colorSpace, params ReadOnlySpan<AiTextureType> kinds)
    {
        foreach (var kind in kinds)
        {
            if (TextureName(source, kind) is not { Length: > 0 } name)
                continue;
            if (contents.Texture(name, () => Content(name), colorSpace) is not { } index)
                return null;
            return new(index) { WrapU = Wrap(Find(source, "$tex.mapmodeu", kind)), WrapV = Wrap(Find(source, "$tex.mapmodev", kind)) };
        }
        return null;
    }

    private byte[]? Content(string name)
    {
        if (Embedded(name) is { } embedded)
            return embedded;
        if (format.IsObj)
            return files.Read(name);
        try
        {
            return files.Read(name);
        }
        catch (RenderException)
        {
            // The author's machine: "C:\Users\...\wood.png". Its base name may lie beside the model.
            var last = name[(name.LastIndexOfAny(['/', '\\', ':']) + 1)..];
            return last is "" or "." or ".." ? null : files.Read(last);
        }
    }

    /// <summary>"*3" names the third texture in the file; FBX names it by its path.</summary>
    private byte[]? Embedded(string name)
    {
        for (uint i = 0; i < scene->TextureCount; i++)
        {
            var texture = scene->Textures[i];
            if (name != string.Create(CultureInfo.InvariantCulture, $"*{i}") && name != texture->FileName.ToString())
                continue;
            if (texture->Data is null)
                return null;
            return texture->Height == 0 ? new ReadOnlySpan<byte>(texture->Data, (int)texture->Width).ToArray() : Tga(texture);
        }
        return null;
    }

    /// <summary>Bare BGRA texels as an uncompressed TGA file, top row first.</summary>
    private static byte[] Tga(AiTexture* texture)
    {
        const int Header = 18;
        if (texture->Width > Images.ImageDecoder.MaxSide || texture->Height > Images.ImageDecoder.MaxSide)
            throw new RenderException(Failure.InvalidInput, "an embedded texture is too large.");
        var texels = new ReadOnlySpan<byte>(texture->Data, (int)(texture->Width * texture->Height * 4));
        var file = new byte[Header + texels.Length];
        (file[2], file[16], file[17]) = (2, 32, 0x28);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(12), (ushort)texture->Width);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(14), (ushort)texture->Height);
        texels.CopyTo(file.AsSpan(Header));
        return file;
    }

    private static string? TextureName(AiMaterial* source, AiTextureType kind) => String(Find(source, "$tex.file", kind));

    private static TextureWrap Wrap(AiMaterialProperty* mode) => mode is null || mode->DataLength < 4 ? TextureWrap.Repeat : *(int*)mode->Data switch
    {
        1 or 3 => TextureWrap.Clamp,
        2 => TextureWrap.Mirror,
        _ => TextureWrap.Repeat,
    };

    private static AiMaterialProperty* Find(AiMaterial* source, string key, AiTextureType kind = 0)
    {
        for (uint i = 0; i < source->PropertyCount; i++)
        {
            var property = source->Properties[i];
            if (property->Semantic == (uint)kind && property->Index == 0 && property->Key.ToString() == key)
                return property;
        }
        return null;
    }

    private static float? Single(AiMaterial* source, string key) => Floats(source, key) is [var first, ..] && float.IsFinite(first) ? first : null;

    private static float[]? Floats(AiMaterial* source, string key)
    {
        const int TypeFloat = 1;
        var property = Find(source, key);
        return property is null || property->Type != TypeFloat ? null : new ReadOnlySpan<float>(property->Data, (int)(property->DataLength / 4)).ToArray();
    }

    private static string? String(AiMaterialProperty* property)
    {
        const int TypeString = 3;
        return property is null || property->Type != TypeString || property->DataLength < 5
            ? null
            : Encoding.UTF8.GetString(property->Data + 4, (int)Math.Min(*(uint*)property->Data, property->DataLength - 5));
    }
}
