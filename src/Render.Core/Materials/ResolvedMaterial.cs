using System.Numerics;
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
                    material = material.With(change, assets);
            resolved[i] = material;
        }
        return resolved;
    }

    private static ResolvedMaterial Of(Material material, Model model)
    {
        TextureImage? Image(TextureReference? reference) => reference is null ? null : model.Textures[reference.Texture];
        return new(material, Image(material.BaseColorTexture), Image(material.MetallicRoughnessTexture), Image(material.NormalTexture),
            Image(material.OcclusionTexture), Image(material.EmissiveTexture), UsesVertexColors: true, HueShiftDeg: 0);
    }

    /// <summary>
    /// The first material of another model on this surface. It is solid: what has holes decides what is labelled, and stays a matter of the
    /// surface's own model. Images are addressed by the first set of coordinates, which every mesh has.
    /// </summary>
    private ResolvedMaterial Wearing(Model donor, Vector2? scale)
    {
        TextureReference? Slot(TextureReference? slot) => slot is null ? null : slot with { TexCoordSet = 0, Scale = scale ?? slot.Scale };
        var worn = Of(donor.Materials[0], donor);
        return worn with
        {
            UsesVertexColors = false,
            Material = worn.Material with
            {
                Name = Material.Name,
                DoubleSided = Material.DoubleSided,
                AlphaMode = AlphaMode.Opaque,
                BaseColorTexture = Slot(worn.Material.BaseColorTexture),
                MetallicRoughnessTexture = Slot(worn.Material.MetallicRoughnessTexture),
                NormalTexture = Slot(worn.Material.NormalTexture),
                OcclusionTexture = Slot(worn.Material.OcclusionTexture),
                EmissiveTexture = Slot(worn.Material.EmissiveTexture),
            },
        };
    }

    private ResolvedMaterial With(MaterialChange change, AssetLibrary assets)
    {
        var result = this;
        if (change.From is { } donor)
            result = Wearing(assets.Model(donor), change.TextureScale);
        else if (change.Replace)
            result = new(new Material { Name = Material.Name, DoubleSided = Material.DoubleSided }, null, null, null, null, null, false, 0);
        var material = result.Material;
        if (change.BaseColorTexture is { } file)
        {
            result = result with { BaseColor = assets.Texture(file, ColorSpace.Srgb), UsesVertexColors = false };
            var slot = material.BaseColorTexture ?? new TextureReference(0);
            material = material with
            {
                BaseColorTexture = slot with { Scale = change.TextureScale ?? slot.Scale },
                BaseColor = new Vector4(1, 1, 1, material.BaseColor.W),
            };
        }
        else if (change.From is null && change.TextureScale is { } scale && material.BaseColorTexture is { } slot)
        {
            material = material with { BaseColorTexture = slot with { Scale = scale } };
        }
        if (change.BaseColor is { } color)
        {
            material = material with { BaseColor = new Vector4(color, material.BaseColor.W) };
            // A cut-out keeps its texture for the holes; its colour is then multiplied.
            if (change.BaseColorTexture is null && material.AlphaMode == AlphaMode.Opaque)
                (result, material) = (result with { BaseColor = null }, material with { BaseColorTexture = null });
            result = result with { UsesVertexColors = false };
        }
        if (change.Roughness is { } roughness)
            material = material with { Roughness = roughness };
        if (change.Metallic is { } metallic)
            material = material with { Metallic = metallic };
        if ((change.Roughness ?? change.Metallic) is not null && result.MetallicRoughness is not null)
        {
            // A drawn value means itself, not a factor on what the texture says.
            result = result with { MetallicRoughness = null };
            material = material with { MetallicRoughnessTexture = null };
        }
        if (change.Emissive is { } emissive)
            (result, material) = (result with { Emissive = null }, material with { Emissive = emissive, EmissiveTexture = null });
        return result with { Material = material, HueShiftDeg = result.HueShiftDeg + (change.HueShiftDeg ?? 0) };
    }
}
