using System.Numerics;

namespace Render.Core.Materials;

/// <summary>What the alpha of the base colour means.</summary>
public enum AlphaMode
{
    /// <summary>Nothing: the surface is solid.</summary>
    Opaque,

    /// <summary>A hole below <see cref="Material.AlphaCutoff"/>, solid from there up.</summary>
    Mask,

    /// <summary>Coverage: the surface lets through what is behind.</summary>
    Blend,
}

public enum TextureWrap
{
    Repeat,
    Mirror,
    Clamp,
}

/// <summary>A texture as one slot of a material uses it.</summary>
/// <param name="Texture">Index into the model's textures.</param>
/// <param name="TexCoordSet">0 or 1.</param>
/// <param name="Offset">Added after scale and rotation (KHR_texture_transform).</param>
/// <param name="Scale">Multiplies the texture coordinates.</param>
/// <param name="Rotation">Radians, counter-clockwise in UV space as KHR_texture_transform defines it.</param>
/// <param name="WrapU">Addressing in u.</param>
/// <param name="WrapV">Addressing in v.</param>
public sealed record TextureReference(
    int Texture, int TexCoordSet, Vector2 Offset, Vector2 Scale, float Rotation, TextureWrap WrapU, TextureWrap WrapV)
{
    /// <summary>Set 0, no transform, repeated.</summary>
    public TextureReference(int texture) : this(texture, 0, Vector2.Zero, Vector2.One, 0, TextureWrap.Repeat, TextureWrap.Repeat)
    {
    }
}

/// <summary>A metallic-roughness material as glTF 2.0 defines it (specification, 3.9). Colours are linear.</summary>
public sealed record Material
{
    public string Name { get; init; } = "";

    /// <summary>Linear RGB and alpha; multiplies the texture and the vertex colour.</summary>
    public Vector4 BaseColor { get; init; } = Vector4.One;

    public TextureReference? BaseColorTexture { get; init; }

    /// <summary>0..1.</summary>
    public float Metallic { get; init; }

    /// <summary>Perceptual roughness, 0..1.</summary>
    public float Roughness { get; init; } = 0.5f;

    /// <summary>Green: roughness, blue: metallic; each multiplies its factor.</summary>
    public TextureReference? MetallicRoughnessTexture { get; init; }

    public TextureReference? NormalTexture { get; init; }

    public float NormalScale { get; init; } = 1;

    /// <summary>Red: ambient occlusion.</summary>
    public TextureReference? OcclusionTexture { get; init; }

    /// <summary>0 ignores the occlusion texture, 1 applies it fully.</summary>
    public float OcclusionStrength { get; init; } = 1;

    /// <summary>Linear RGB, radiance in W/(m2 sr) as everything linear here.</summary>
    public Vector3 Emissive { get; init; }

    public TextureReference? EmissiveTexture { get; init; }

    public AlphaMode AlphaMode { get; init; }

    public float AlphaCutoff { get; init; } = 0.5f;

    /// <summary>As the file says, for reports. Without effect: every surface is seen from both sides.</summary>
    public bool DoubleSided { get; init; }

    /// <summary>Shown in its base colour, unlit.</summary>
    public bool Unlit { get; init; }

    /// <summary>Refractive index of the dielectric part, 1 or more; 1.5 gives F0 = 0.04. 0: F0 = 1 (KHR_materials_ior).</summary>
    public float Ior { get; init; } = 1.5f;

    /// <summary>Strength of the dielectric part's reflection at every angle, 0..1 (KHR_materials_specular).</summary>
    public float Specular { get; init; } = 1;

    /// <summary>
    /// Linear RGB, not negative; multiplies the dielectric part's reflection at normal incidence, which then ends at 1 (KHR_materials_specular).
    /// </summary>
    public Vector3 SpecularColor { get; init; } = Vector3.One;

    /// <summary>Strength of a clear coat of refractive index 1.5 over everything, 0..1 (KHR_materials_clearcoat).</summary>
    public float Clearcoat { get; init; }

    /// <summary>Perceptual roughness of the coat, 0..1.</summary>
    public float ClearcoatRoughness { get; init; }

    /// <summary>Share of the light that enters the dielectric part and leaves it on the other side, 0..1 (KHR_materials_transmission).</summary>
    public float Transmission { get; init; }

    /// <summary>The textures of all slots that have one.</summary>
    public IEnumerable<TextureReference> Textures() =>
        new[] { BaseColorTexture, MetallicRoughnessTexture, NormalTexture, OcclusionTexture, EmissiveTexture }.OfType<TextureReference>();

    /// <summary>
    /// Reflection of the dielectric part at normal incidence, linear RGB, 0..1, before <see cref="Specular"/>:
    /// min(((ior - 1) / (ior + 1))^2 * colour, 1) (KHR_materials_specular).
    /// </summary>
    public Vector3 DielectricF0
    {
        get
        {
            var root = (Ior - 1) / (Ior + 1);
            return Vector3.Min(root * root * SpecularColor, Vector3.One);
        }
    }
}

/// <summary>How the numbers of a texture are meant.</summary>
public enum ColorSpace
{
    Linear,
    Srgb,
}

/// <summary>An 8-bit RGBA image with its mipmaps. Row 0 is the top.</summary>
public sealed class TextureImage
{
    /// <summary>For messages: file or material slot.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// sha256, lower-case hex, of the source bytes and the way they are meant (colour space): tells apart two textures that are made of one file.
    /// </summary>
    public required string ContentHash { get; init; }

    /// <summary>sha256, lower-case hex, of the encoded image itself, as anybody can check it; empty where the image was never a file.</summary>
    public string SourceHash { get; init; } = "";

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required ColorSpace ColorSpace { get; init; }

    /// <summary>
    /// Level 0 is Width x Height; each next one is max(1, floor(half)); the last is 1 x 1. RGBA, 8 bits each, row-major. Averaged in linear
    /// light where the colour space is sRGB.
    /// </summary>
    public required byte[][] Levels { get; init; }

    /// <summary>Of all levels together.</summary>
    public long Bytes => Levels.Sum(level => level.LongLength);
}

/// <summary>An equirectangular environment: linear RGB radiance. u = 0.5 - atan2(y, x) / 2pi, v = 0.5 - asin(z) / pi, row 0 on top.</summary>
public sealed class EnvironmentMap
{
    public required string Id { get; init; }

    /// <summary>sha256, lower-case hex, of the file.</summary>
    public required string ContentHash { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>Width * Height * 3, row-major RGB.</summary>
    public required float[] Pixels { get; init; }
}
