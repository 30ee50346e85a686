using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;

namespace Render.Core.Materials;

/// <summary>A material as one instance wears it: the model's own after the instance's changes, with its images at hand.</summary>
/// <param name="Material">Factors and the way textures are addressed. Its texture indices are replaced by the images beside it.</param>
/// <param name="BaseColor">sRGB; alpha counts where the mode is not opaque.</param>
/// <param name="MetallicRoughness">Linear; green roughness, blue metallic.</param>
/// <param name="Normal">Linear tangent-space normals.</param>
/// <param name="Occlusion">Linear; red.</param>
/// <param name="Emissive">sRGB.</param>
/// <param name="UsesVertexColors">False where a change replaced the base colour.</param>
/// <param name="HueShiftDeg">Turn of the base colour's hue, degrees.</param>
public sealed record ResolvedMaterial(
    Material Material, TextureImage? BaseColor, TextureImage? MetallicRoughness, TextureImage? Normal, TextureImage? Occlusion,
    TextureImage? Emissive, bool UsesVertexColors, float HueShiftDeg)
{
    /// <summary>Added to factor times texel of the roughness; the sum is clamped to 0..1.</summary>
    public float RoughnessOffset { get; init; }

    /// <summary>The same of the metallic part.</summary>
    public float MetallicOffset { get; init; }

    /// <summary>Scales the base colour's distance from the gray of its luminance.</summary>
    public float Saturation { get; init; } = 1;

    /// <summary>Multiplies the base colour.</summary>
    public float Brightness { get; init; } = 1;

    /// <summary>Scales the base colour's distance from the mean of its image.</summary>
    public float Contrast { get; init; } = 1;

    /// <summary>How far the normal map was turned on the surface, radians, clockwise; its slopes turn with it.</summary>
    public float NormalTurn { get; init; }

    /// <summary>The materials of an instance, in the order of <see cref="Model.Materials"/>.</summary>
    /// <exception cref="RenderException">A texture that a change names cannot be had.</exception>
    public static ResolvedMaterial[] Of(FrameInstance instance, Model model, AssetLibrary assets)
    {
        var resolved = new ResolvedMaterial[model.Materials.Length];
        for (var i = 0; i < resolved.Length; i++)
        {
            var material = Of(model.Materials[i], model);
            foreach (var change in instance.Materials)
                if (change.Material is null || string.Equals(change.Material, model.Materials[i].Name, StringComparison.Ordinal))
                    material = new MaterialChanging(material, change, assets).Result();
            resolved[i] = material;
        }
        return resolved;
    }

    internal static ResolvedMaterial Of(Material material, Model model)
    {
        TextureImage? Image(TextureReference? reference) => reference is null ? null : model.Textures[reference.Texture];
        return new(material, Image(material.BaseColorTexture), Image(material.MetallicRoughnessTexture), Image(material.NormalTexture),
            Image(material.OcclusionTexture), Image(material.EmissiveTexture), UsesVertexColors: true, HueShiftDeg: 0);
    }
}
