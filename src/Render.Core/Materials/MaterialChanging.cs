using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Textures;

namespace Render.Core.Materials;

/// <summary>One change being applied to one material: images first, then what replaces numbers, then what adjusts them.</summary>
internal sealed class MaterialChanging
{
    private const float MaxNormalStrength = 10;
    private const float MaxIor = 4;

    private readonly MaterialChange _change;
    private readonly AssetLibrary _assets;
    private ResolvedMaterial _result;
    private Material _material;

    /// <param name="before">The material so far.</param>
    /// <param name="change">Concerns it.</param>
    /// <param name="assets">Where images are.</param>
    public MaterialChanging(ResolvedMaterial before, MaterialChange change, AssetLibrary assets) =>
        (_result, _material, _change, _assets) = (before, before.Material, change, assets);

    /// <exception cref="RenderException">A texture or a model that the change names cannot be had.</exception>
    public ResolvedMaterial Result()
    {
        if (_change.From is { } donor)
            Wear(donor);
        else if (_change.Replace)
            (_result, _material) = (new(_material, null, null, null, null, null, false, 0), new Material { Name = _material.Name, DoubleSided = _material.DoubleSided });
        if (_change.From is null && !_change.Images().Any())
            AddressAll();
        if (_change.Procedural is { } texture)
            WearProcedural(texture);
        ReplaceBaseColor();
        ReplaceMaps();
        ReplaceRoughness();
        ReplaceNumbers();
        Adjust();
        AdjustColor();
        return _result with { Material = _material };
    }

    /// <summary>
    /// The first material of another model on this surface. It is solid: what has holes decides what is labelled, and stays a matter of the
    /// surface's own model. Images are addressed by the first set of coordinates, which every mesh has.
    /// </summary>
    private void Wear(string reference)
    {
        var donor = _assets.Model(reference);
        var worn = ResolvedMaterial.Of(donor.Materials[0], donor);
        _result = worn with { UsesVertexColors = false };
        _material = worn.Material with { Name = _material.Name, DoubleSided = _material.DoubleSided, AlphaMode = AlphaMode.Opaque };
        _material = InEachSlot(slot => Addressed(slot with { TexCoordSet = 0 }));
        TurnNormals();
    }

    private void AddressAll()
    {
        if (_change.TextureScale is null && _change.TextureRotationDeg is null && _change.TextureOffset is null)
            return;
        _material = InEachSlot(Addressed);
        TurnNormals();
    }

    private Material InEachSlot(Func<TextureReference, TextureReference> change)
    {
        TextureReference? Slot(TextureReference? slot) => slot is null ? null : change(slot);
        return _material with
        {
            BaseColorTexture = Slot(_material.BaseColorTexture),
            MetallicRoughnessTexture = Slot(_material.MetallicRoughnessTexture),
            NormalTexture = Slot(_material.NormalTexture),
            OcclusionTexture = Slot(_material.OcclusionTexture),
            EmissiveTexture = Slot(_material.EmissiveTexture),
        };
    }

    private TextureReference Addressed(TextureReference slot) => slot with
    {
        Scale = _change.TextureScale ?? slot.Scale,
        Rotation = _change.TextureRotationDeg is { } degrees ? degrees * (MathF.PI / 180) : slot.Rotation,
        Offset = _change.TextureOffset ?? slot.Offset,
    };

    private void TurnNormals()
    {
        if (_change.TextureRotationDeg is { } degrees)
            _result = _result with { NormalTurn = degrees * (MathF.PI / 180) };
    }

    /// <summary>Where an image of this change lies: as the one that it replaces, else as the base colour's.</summary>
    private TextureReference SlotFor(TextureReference? own, string reference)
    {
        var slot = Addressed(own ?? _material.BaseColorTexture ?? new TextureReference(0));
        if (!ProceduralReference.Is(reference))
            return slot;
        var wrap = ProceduralReference.WrapOf(reference);
        return slot with { WrapU = wrap, WrapV = wrap };
    }

    private void WearProcedural(string reference)
    {
        var slot = SlotFor(_material.BaseColorTexture, reference);
        _result = _result with
        {
            BaseColor = _assets.Texture(reference, ColorSpace.Srgb),
            Normal = _assets.Texture(ProceduralReference.WithMap(reference, "normal"), ColorSpace.Linear),
            MetallicRoughness = _assets.Texture(ProceduralReference.WithMap(reference, "roughness"), ColorSpace.Linear),
            UsesVertexColors = false,
            RoughnessOffset = 0,
            MetallicOffset = 0,
        };
        _material = _material with
        {
            BaseColor = new(1, 1, 1, _material.BaseColor.W),
            Roughness = 1,
            Metallic = 1,
            NormalScale = 1,
            BaseColorTexture = slot,
            NormalTexture = slot,
            MetallicRoughnessTexture = slot,
        };
        TurnNormals();
    }

    private void ReplaceBaseColor()
    {
        if (_change.BaseColorTexture is { } file)
        {
            _result = _result with { BaseColor = _assets.Texture(file, ColorSpace.Srgb), UsesVertexColors = false };
            _material = _material with { BaseColorTexture = SlotFor(_material.BaseColorTexture, file), BaseColor = new Vector4(1, 1, 1, _material.BaseColor.W) };
        }
        if (_change.BaseColor is not { } color)
            return;
        _material = _material with { BaseColor = new Vector4(color, _material.BaseColor.W) };
        // A cut-out keeps its texture for the holes; its colour is then multiplied.
        if (_change.BaseColorTexture is null && _material.AlphaMode == AlphaMode.Opaque)
            (_result, _material) = (_result with { BaseColor = null }, _material with { BaseColorTexture = null });
        _result = _result with { UsesVertexColors = false };
    }

    private void ReplaceMaps()
    {
        if (_change.NormalMap is { } normal)
        {
            _result = _result with { Normal = _assets.Texture(normal, ColorSpace.Linear) };
            _material = _material with { NormalTexture = SlotFor(_material.NormalTexture, normal) };
            TurnNormals();
        }
        if (_change.OcclusionMap is { } occlusion)
        {
            _result = _result with { Occlusion = _assets.Texture(occlusion, ColorSpace.Linear) };
            _material = _material with { OcclusionTexture = SlotFor(_material.OcclusionTexture, occlusion) };
        }
        if (_change.Emissive is { } radiance)
            (_result, _material) = (_result with { Emissive = null }, _material with { Emissive = radiance, EmissiveTexture = null });
        if (_change.EmissiveMap is { } emissive)
        {
            _result = _result with { Emissive = _assets.Texture(emissive, ColorSpace.Srgb) };
            _material = _material with
            {
                EmissiveTexture = SlotFor(_material.EmissiveTexture, emissive),
                Emissive = _material.Emissive == Vector3.Zero && _change.Emissive is null ? Vector3.One : _material.Emissive,
            };
        }
        if (_change.EmissiveStrength is { } strength)
            _material = _material with { Emissive = _material.Emissive * strength };
    }

    /// <summary>
    /// Roughness and metallic share an image. A value that replaces means itself, not a factor on what the image says: of the image only the other
    /// channel is kept. A map of one replaces its channel; a value beside the map multiplies it.
    /// </summary>
    private void ReplaceRoughness()
    {
        var own = _result.MetallicRoughness;
        TextureChannel Channel(string? map, float? value, int index) =>
            map is not null ? new(_assets.Texture(map, ColorSpace.Linear), 0) : value is not null || own is null ? new(null, 0) : new(own, index);
        var (roughness, metallic) = (Channel(_change.RoughnessMap, _change.Roughness, 1), Channel(_change.MetallicMap, _change.Metallic, 2));
        if (_change.RoughnessMap is not null || _change.Roughness is not null)
            (_result, _material) = (_result with { RoughnessOffset = 0 }, _material with { Roughness = _change.Roughness ?? 1 });
        if (_change.MetallicMap is not null || _change.Metallic is not null)
            (_result, _material) = (_result with { MetallicOffset = 0 }, _material with { Metallic = _change.Metallic ?? 1 });
        if (roughness.Image is null && metallic.Image is null)
            (_result, _material) = (_result with { MetallicRoughness = null }, _material with { MetallicRoughnessTexture = null });
        else if (roughness.Image != own || metallic.Image != own)
        {
            _result = _result with { MetallicRoughness = _assets.Combined([new(null, 0), roughness, metallic, new(null, 0)], ColorSpace.Linear) };
            if ((_change.RoughnessMap ?? _change.MetallicMap) is { } map)
                _material = _material with { MetallicRoughnessTexture = SlotFor(_material.MetallicRoughnessTexture, map) };
        }
    }

    private void ReplaceNumbers()
    {
        _material = _material with
        {
            Specular = _change.Specular ?? _material.Specular,
            Ior = _change.Ior ?? _material.Ior,
            Clearcoat = _change.Clearcoat ?? _material.Clearcoat,
            ClearcoatRoughness = _change.ClearcoatRoughness ?? _material.ClearcoatRoughness,
            Transmission = _change.Transmission ?? _material.Transmission,
            NormalScale = _change.NormalStrength ?? _material.NormalScale,
            OcclusionStrength = _change.OcclusionStrength ?? _material.OcclusionStrength,
        };
        if (_change.Alpha is { } alpha)
            SetAlpha(alpha);
    }

    /// <summary>The image of an opaque material says nothing by its alpha, and must not where the material becomes see-through.</summary>
    private void SetAlpha(float alpha)
    {
        if (_material.AlphaMode == AlphaMode.Opaque)
        {
            if (alpha >= 1)
                return;
            if (_result.BaseColor is { } image)
                _result = _result with { BaseColor = _assets.Combined([new(image, 0), new(image, 1), new(image, 2), new(null, 0)], ColorSpace.Srgb) };
            _material = _material with { AlphaMode = AlphaMode.Blend };
        }
        _material = _material with { BaseColor = _material.BaseColor with { W = alpha } };
    }

    private void Adjust()
    {
        foreach (var (parameter, scale, offset) in _change.Adjusted ?? [])
        {
            float Of(float own, float max = 1, float min = 0) => Math.Clamp(own * scale + offset, min, max);
            switch (parameter)
            {
                case MaterialParameter.Alpha:
                    SetAlpha(Of(_material.AlphaMode == AlphaMode.Opaque ? 1 : _material.BaseColor.W));
                    break;
                case MaterialParameter.Roughness:
                    _material = _material with { Roughness = _material.Roughness * scale };
                    _result = _result with { RoughnessOffset = _result.RoughnessOffset * scale + offset };
                    break;
                case MaterialParameter.Metallic:
                    _material = _material with { Metallic = _material.Metallic * scale };
                    _result = _result with { MetallicOffset = _result.MetallicOffset * scale + offset };
                    break;
                default:
                    _material = parameter switch
                    {
                        MaterialParameter.Specular => _material with { Specular = Of(_material.Specular) },
                        // 0 stands for a mirror (KHR_materials_ior).
                        MaterialParameter.Ior => _material with { Ior = _material.Ior == 0 ? 0 : Of(_material.Ior, MaxIor, 1) },
                        MaterialParameter.Clearcoat => _material with { Clearcoat = Of(_material.Clearcoat) },
                        MaterialParameter.ClearcoatRoughness => _material with { ClearcoatRoughness = Of(_material.ClearcoatRoughness) },
                        MaterialParameter.Transmission => _material with { Transmission = Of(_material.Transmission) },
                        MaterialParameter.NormalStrength => _material with { NormalScale = Of(_material.NormalScale, MaxNormalStrength) },
                        MaterialParameter.OcclusionStrength => _material with { OcclusionStrength = Of(_material.OcclusionStrength) },
                        _ => throw new ArgumentOutOfRangeException(nameof(parameter), parameter, "unknown parameter"),
                    };
                    break;
            }
        }
    }

    private void AdjustColor()
    {
        if (_change.Tint is { } tint)
            _material = _material with { BaseColor = _material.BaseColor * new Vector4(tint, 1) };
        _result = _result with
        {
            HueShiftDeg = _result.HueShiftDeg + (_change.HueShiftDeg ?? 0),
            Saturation = _result.Saturation * (_change.Saturation ?? 1),
            Brightness = _result.Brightness * (_change.Brightness ?? 1),
            Contrast = _result.Contrast * (_change.Contrast ?? 1),
        };
    }
}
