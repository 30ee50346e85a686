using Render.Assets.Images;
using Render.Core.Assets;
using Render.Core.Materials;

namespace Render.Assets.Readers;

/// <summary>An image as a material names it.</summary>
/// <param name="Name">Tells images apart within the file, and names it in messages.</param>
/// <param name="Load">The encoded image, or null where there is none.</param>
internal sealed record MaterialImage(string Name, Func<byte[]?> Load)
{
    /// <summary>How it lies on the surface; its texture index means nothing.</summary>
    public TextureReference Place { get; init; } = new(0);

    /// <summary>The channel that holds a single value, 0..3; null: not said.</summary>
    public int? Channel { get; init; }
}

/// <summary>
/// The images of a material in formats that keep each property in a file of its own. <see cref="Apply"/> packs them into the textures that
/// <see cref="Material"/> has.
/// </summary>
internal sealed record MaterialImages
{
    /// <summary>Share of texels, neither solid nor clear, from which an opacity image means blending and not holes.</summary>
    private const double BlendedShare = 0.25;

    public MaterialImage? BaseColor { get; init; }

    /// <summary>White is solid. The same image as <see cref="BaseColor"/>: that one's alpha.</summary>
    public MaterialImage? Opacity { get; init; }

    public MaterialImage? Metallic { get; init; }

    /// <summary>The same image as <see cref="Metallic"/>, no channels said: green is roughness and blue metallic, as in glTF.</summary>
    public MaterialImage? Roughness { get; init; }

    public MaterialImage? Normal { get; init; }

    /// <summary>White is high. Used where there is no <see cref="Normal"/>.</summary>
    public MaterialImage? Height { get; init; }

    public float HeightScale { get; init; } = 1;

    public MaterialImage? Emissive { get; init; }

    public MaterialImage? Occlusion { get; init; }

    /// <summary>The material with its textures; its factors stay.</summary>
    public Material Apply(Material material, ModelContents contents)
    {
        var (color, alphaMode) = BaseColorTexture(material, contents);
        return material with
        {
            BaseColorTexture = color,
            AlphaMode = alphaMode,
            MetallicRoughnessTexture = MetallicRoughnessTexture(contents),
            NormalTexture = NormalTexture(contents),
            EmissiveTexture = Plain(Emissive, ColorSpace.Srgb, contents),
            OcclusionTexture = Plain(Occlusion, ColorSpace.Linear, contents),
        };
    }

    private static TextureReference? Plain(MaterialImage? image, ColorSpace colorSpace, ModelContents contents) =>
        image is not null && contents.Texture(image.Name, image.Load, colorSpace) is { } index ? image.Place with { Texture = index } : null;

    private (TextureReference? Texture, AlphaMode Mode) BaseColorTexture(Material material, ModelContents contents)
    {
        if (Opacity is null || (Opacity.Name == BaseColor?.Name && Opacity.Channel is null or 3))
        {
            var plain = Plain(BaseColor, ColorSpace.Srgb, contents);
            return (plain, Opacity is not null && plain is not null ? AlphaMode.Mask : material.AlphaMode);
        }
        if (BaseColor is not null && BaseColor.Place != Opacity.Place)
        {
            contents.Notes.Add(ImportNoteKind.TextureLeftOut, subject: Opacity.Name);
            return (Plain(BaseColor, ColorSpace.Srgb, contents), material.AlphaMode);
        }
        if (contents.Image(Opacity.Name, Opacity.Load, ColorSpace.Linear) is not { } opacity)
            return (Plain(BaseColor, ColorSpace.Srgb, contents), material.AlphaMode);
        var color = BaseColor is null ? null : contents.Image(BaseColor.Name, BaseColor.Load, ColorSpace.Srgb);
        var single = opacity.Pixels.Single(Opacity.Channel ?? (opacity.Pixels.HasAlpha() ? 3 : 0));
        var index = contents.Texture($"{BaseColor?.Name ?? "white"} with the opacity {Opacity.Name}",
            $"opacity {color?.Hash} {opacity.Hash} {Opacity.Channel}", ColorSpace.Srgb, () => ImageChannels.WithOpacity(color?.Pixels, single));
        var between = Enumerable.Range(0, single.Pixels.Length / 4).Count(i => single.Pixels[4 * i] is > 25 and < 230);
        return (Opacity.Place with { Texture = index }, between > BlendedShare * (single.Pixels.Length / 4) ? AlphaMode.Blend : AlphaMode.Mask);
    }

    private TextureReference? MetallicRoughnessTexture(ModelContents contents)
    {
        if (Metallic?.Name == Roughness?.Name && Metallic?.Channel == Roughness?.Channel)
            return Plain(Metallic, ColorSpace.Linear, contents);
        var (metallic, roughness) = (Metallic, Roughness);
        if (metallic is not null && roughness is not null && metallic.Place != roughness.Place)
        {
            contents.Notes.Add(ImportNoteKind.TextureLeftOut, subject: metallic.Name);
            metallic = null;
        }
        var m = metallic is null ? null : contents.Image(metallic.Name, metallic.Load, ColorSpace.Linear);
        var r = roughness is null ? null : contents.Image(roughness.Name, roughness.Load, ColorSpace.Linear);
        if (m is null && r is null)
            return null;
        var index = contents.Texture($"metallic {metallic?.Name ?? "white"} and roughness {roughness?.Name ?? "white"}",
            $"metallic-roughness {m?.Hash} {metallic?.Channel} {r?.Hash} {roughness?.Channel}", ColorSpace.Linear,
            () => ImageChannels.MetallicRoughness(m?.Pixels.Single(metallic!.Channel ?? 0), r?.Pixels.Single(roughness!.Channel ?? 0)));
        return (roughness ?? metallic)!.Place with { Texture = index };
    }

    private TextureReference? NormalTexture(ModelContents contents)
    {
        if (Plain(Normal, ColorSpace.Linear, contents) is { } normal)
            return normal;
        if (Height is null || contents.Image(Height.Name, Height.Load, ColorSpace.Linear) is not { } heights)
            return null;
        if (HeightMap.ShowsNormals(heights.Pixels))
        {
            contents.Notes.Add(ImportNoteKind.BumpIsNormalMap, subject: Height.Name);
            return Plain(Height, ColorSpace.Linear, contents);
        }
        contents.Notes.Add(ImportNoteKind.HeightMap, subject: Height.Name);
        var index = contents.Texture($"normals of {Height.Name}", FormattableString.Invariant($"heights {heights.Hash} {Height.Channel} {HeightScale:R}"), ColorSpace.Linear,
            () => HeightMap.ToNormals(heights.Pixels.Single(Height.Channel ?? 0), HeightScale));
        return Height.Place with { Texture = index };
    }
}
