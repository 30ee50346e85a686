using System.Numerics;
using Render.Core.Materials;
using Render.Core.Textures;

namespace Render.Core.Frames;

/// <summary>What replaces or adjusts parts of an instance's materials. A null leaves the model's own value.</summary>
public sealed record MaterialChange
{
    /// <summary>Name of the material that is changed; null: all of them.</summary>
    public string? Material { get; init; }

    /// <summary>Drop everything of the material's own first (textures, normal, emissive and occlusion maps): a default dielectric is left.</summary>
    public bool Replace { get; init; }

    /// <summary>
    /// Reference of a model whose first material is worn instead, with all its images; solid, whatever that model's alpha. The other changes then
    /// apply to it.
    /// </summary>
    public string? From { get; init; }

    /// <summary>
    /// <see cref="ProceduralReference"/>: its colour, normal, roughness and metallic replace the material's own images and factors of these; solid.
    /// </summary>
    public string? Procedural { get; init; }

    /// <summary>Linear RGB; replaces factor, texture and vertex colour.</summary>
    public Vector3? BaseColor { get; init; }

    /// <summary>Reference of an image file; replaces the base colour texture (the factor becomes white unless BaseColor says otherwise, then it multiplies).</summary>
    public string? BaseColorTexture { get; init; }

    /// <summary>Reference of an image of tangent-space normals.</summary>
    public string? NormalMap { get; init; }

    /// <summary>Reference of an image whose red is the roughness; <see cref="Roughness"/> multiplies it.</summary>
    public string? RoughnessMap { get; init; }

    /// <summary>Reference of an image whose red is the metallic part; <see cref="Metallic"/> multiplies it.</summary>
    public string? MetallicMap { get; init; }

    /// <summary>Reference of an image whose red is the ambient occlusion.</summary>
    public string? OcclusionMap { get; init; }

    /// <summary>Reference of an image of emission; the factor becomes white where it was black and <see cref="Emissive"/> does not say otherwise.</summary>
    public string? EmissiveMap { get; init; }

    /// <summary>
    /// Repeats over the unit of texture coordinates: of the images that this change brings, or, where it brings none, of all the material's own.
    /// </summary>
    public Vector2? TextureScale { get; init; }

    /// <summary>Turns the same images clockwise about their corner (KHR_texture_transform), degrees.</summary>
    public float? TextureRotationDeg { get; init; }

    /// <summary>Moves the same images: added to texture coordinates after scale and rotation.</summary>
    public Vector2? TextureOffset { get; init; }

    /// <summary>0..1. On an opaque material below 1 it becomes see-through; labels take it as solid from the frame's blend cut-off up.</summary>
    public float? Alpha { get; init; }

    /// <summary>0..1.</summary>
    public float? Roughness { get; init; }

    /// <summary>0..1.</summary>
    public float? Metallic { get; init; }

    /// <summary>Strength of the dielectric reflection, 0..1.</summary>
    public float? Specular { get; init; }

    /// <summary>Refractive index, 1..4.</summary>
    public float? Ior { get; init; }

    /// <summary>0..1.</summary>
    public float? Clearcoat { get; init; }

    /// <summary>0..1.</summary>
    public float? ClearcoatRoughness { get; init; }

    /// <summary>0..1.</summary>
    public float? Transmission { get; init; }

    /// <summary>Multiplies the slopes of the normal map, 0..10.</summary>
    public float? NormalStrength { get; init; }

    /// <summary>0..1.</summary>
    public float? OcclusionStrength { get; init; }

    /// <summary>Linear RGB radiance.</summary>
    public Vector3? Emissive { get; init; }

    /// <summary>Multiplies the emission, 0 or more.</summary>
    public float? EmissiveStrength { get; init; }

    /// <summary>Linear RGB that multiplies the base colour, images and vertex colours included.</summary>
    public Vector3? Tint { get; init; }

    /// <summary>Turns the hue of the base colour (factor and texture), degrees.</summary>
    public float? HueShiftDeg { get; init; }

    /// <summary>Scales the base colour's distance from the gray of its own luminance (Rec. 709), 0..10; 0 is gray.</summary>
    public float? Saturation { get; init; }

    /// <summary>Multiplies the base colour, 0..10; no channel exceeds 1.</summary>
    public float? Brightness { get; init; }

    /// <summary>Scales the base colour's distance from the mean of its image, 0..10; nothing changes where there is no image.</summary>
    public float? Contrast { get; init; }

    /// <summary>Changes relative to the material's own values, after those that replace; null: none.</summary>
    public ParameterAdjustment[]? Adjusted { get; init; }

    /// <summary>The images that it refers to, procedural ones too, as their numbers are meant.</summary>
    public IEnumerable<(string Reference, ColorSpace ColorSpace)> Images()
    {
        (string? Reference, ColorSpace ColorSpace)[] all =
        [
            (Procedural, ColorSpace.Srgb), (BaseColorTexture, ColorSpace.Srgb), (NormalMap, ColorSpace.Linear), (RoughnessMap, ColorSpace.Linear),
            (MetallicMap, ColorSpace.Linear), (OcclusionMap, ColorSpace.Linear), (EmissiveMap, ColorSpace.Srgb),
        ];
        return all.Where(image => image.Reference is not null).Select(image => (image.Reference!, image.ColorSpace));
    }
}

/// <summary>A number of a material that can be changed relative to its own value.</summary>
public enum MaterialParameter
{
    Alpha,
    Roughness,
    Metallic,
    Specular,
    Ior,
    Clearcoat,
    ClearcoatRoughness,
    Transmission,
    NormalStrength,
    OcclusionStrength,
}

/// <summary>value * scale + offset, then within the parameter's range. Of roughness and metallic it holds texel by texel where they are images.</summary>
/// <param name="Parameter">Which.</param>
/// <param name="Scale">0 or more.</param>
/// <param name="Offset">In the parameter's unit.</param>
public sealed record ParameterAdjustment(MaterialParameter Parameter, float Scale = 1, float Offset = 0);
