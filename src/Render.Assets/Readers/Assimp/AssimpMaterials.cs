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
internal sealed unsafe class AssimpMaterials(
    AiScene* scene, AssimpFormat format, ConfinedFiles files, MaterialLibrary libraries, ModelContents contents)
{
    private readonly Dictionary<uint, int> _indices = [];

    /// <summary>Index into the contents' materials.</summary>
    public int Index(uint source)
    {
        if (_indices.TryGetValue(source, out var index))
            return index;
        var material = source >= scene->MaterialCount ? new Material { Name = "default" }
            : format.IsObj ? libraries.Material(Name(scene->Materials[source]), contents)
            : Convert(scene->Materials[source]);
        _indices.Add(source, index = contents.Add(material));
        return index;
    }

    /// <summary>Roughness of a Blinn-Phong exponent; the default's where there is none.</summary>
    public static float FromExponent(float? shininess) =>
        shininess is { } n and > 0 ? MathF.Pow(2 / (n + 2), 0.25f) : new Material().Roughness;

    private Material Convert(AiMaterial* source)
    {
        var images = new MaterialImages
        {
            BaseColor = Image(source, AiTextureType.BaseColor, AiTextureType.Diffuse),
            Opacity = Image(source, AiTextureType.Opacity),
            Metallic = Image(source, AiTextureType.Metalness),
            Roughness = Image(source, AiTextureType.DiffuseRoughness),
            Normal = Image(source, AiTextureType.Normals, AiTextureType.NormalCamera),
            Height = Image(source, AiTextureType.Height),
            HeightScale = Single(source, "$mat.bumpscaling") ?? 1,
            Emissive = Image(source, AiTextureType.EmissionColor, AiTextureType.Emissive),
            Occlusion = Image(source, AiTextureType.AmbientOcclusion, AiTextureType.Lightmap),
        };
        var color = Color(source, "$clr.base") ?? Color(source, "$clr.diffuse");
        var emissive = Color(source, "$clr.emissive");
        var opacity = Single(source, "$mat.opacity") ?? 1;
        // An opacity of 0 is what exporters write that mean transparency 0.
        var blended = opacity is > 0 and < 1;
        return images.Apply(new()
        {
            Name = Name(source),
            // Formats without metallic-roughness often leave the factor black under a texture.
            BaseColor = new(color is { } c && (images.BaseColor is null || c != Vector3.Zero) ? c : Vector3.One, blended ? opacity : 1),
            AlphaMode = blended ? AlphaMode.Blend : AlphaMode.Opaque,
            Metallic = Single(source, "$mat.metallicFactor") ?? (images.Metallic is null ? 0 : 1),
            Roughness = Single(source, "$mat.roughnessFactor") ?? (images.Roughness is null ? FromExponent(Single(source, "$mat.shininess")) : 1),
            Emissive = emissive is { } e && (images.Emissive is null || e != Vector3.Zero) ? e : images.Emissive is null ? Vector3.Zero : Vector3.One,
            Clearcoat = Single(source, "$mat.clearcoat.factor") ?? 0,
            ClearcoatRoughness = Single(source, "$mat.clearcoat.roughnessFactor") ?? 0,
            Transmission = Single(source, "$mat.transmission.factor") ?? 0,
            // Formats other than glTF say nothing of culling, or say it wrongly: both sides are shown.
            DoubleSided = true,
            // 1 is what exporters write that know nothing of refraction.
            Ior = Single(source, "$mat.refracti") is { } ior and > 1 and < 4 ? ior : 1.5f,
        }, contents);
    }

    /// <summary>The first of the kinds that the material has.</summary>
    private MaterialImage? Image(AiMaterial* source, params ReadOnlySpan<AiTextureType> kinds)
    {
        foreach (var kind in kinds)
        {
            if (TextureName(source, kind) is not { Length: > 0 } name)
                continue;
            var set = Integer(source, "$tex.uvwsrc", kind) is 1 ? 1 : 0;
            var (wrapU, wrapV) = (Wrap(Find(source, "$tex.mapmodeu", kind)), Wrap(Find(source, "$tex.mapmodev", kind)));
            return new(name, () => Content(name)) { Place = new TextureReference(0) { TexCoordSet = set, WrapU = wrapU, WrapV = wrapV } };
        }
        return null;
    }

    /// <summary>
    /// The image in the file, or beside it. What exporters write is the author's machine more often than a relative path ("C:\\Users\\...\\wood.png",
    /// Blender's "//wood.png"), in the capitals of another file system: the path is tried as it stands, and then its base name.
    /// </summary>
    private byte[]? Content(string name)
    {
        if (Embedded(name) is { } embedded)
            return embedded;
        var path = name.Replace('\\', '/').TrimStart('/');
        foreach (var candidate in new[] { path, path[(path.LastIndexOfAny(['/', ':']) + 1)..] })
            if (ConfinedFiles.IsInside(candidate) && files.ReadIgnoringCase(candidate) is { } content)
                return content;
        return null;
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

    private static string Name(AiMaterial* source) => String(Find(source, "?mat.name")) ?? "";

    private static int? Integer(AiMaterial* source, string key, AiTextureType kind)
    {
        var property = Find(source, key, kind);
        return property is null || property->DataLength < 4 ? null : *(int*)property->Data;
    }

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

    private static Vector3? Color(AiMaterial* source, string key) => Floats(source, key) is [var r, var g, var b, ..] ? new(r, g, b) : null;

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
