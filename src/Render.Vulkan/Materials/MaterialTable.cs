using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Render.Core.Materials;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Materials;

/// <summary>The materials of one frame as Shaders/material.glsl reads them, and what they need of textures.</summary>
internal sealed class MaterialTable(VulkanDevice device) : IDisposable
{
    private readonly GrowingBuffer _materials = new(device, "materials", BufferUse.Upload);
    private readonly GrowingBuffer _transforms = new(device, "texture transforms", BufferUse.Upload);
    private readonly Dictionary<string, (byte R, byte G, byte B, byte A)?> _constants = new(StringComparer.Ordinal);
    private (GpuMaterial Entry, Slot[] Slots)[] _packed = [];

    /// <summary>Whether any of the materials turns its hue or has a texture in one of the rare slots: roughness alone, emission, occlusion alone.</summary>
    public bool AnyRareTerms { get; private set; }

    /// <summary>Whether any of the materials has a normal map.</summary>
    public bool AnyNormalMaps { get; private set; }

    /// <summary>Whether any of the materials has a clear coat, or a reflection of its dielectric part that is coloured or weaker than its F0 says.</summary>
    public bool AnyRareLobes { get; private set; }

    /// <summary>
    /// Whether any of the materials adds to its roughness or metallic image, adjusts its base colour by more than the hue, or wears a normal map that was turned.
    /// </summary>
    public bool AnyAdjustments { get; private set; }

    /// <summary>Whether any of the materials transforms texture coordinates.</summary>
    public bool AnyTransforms { get; private set; }

    /// <summary>What these materials need in the heap.</summary>
    public IEnumerable<TexelBlock> Prepare(IReadOnlyList<ResolvedMaterial> materials)
    {
        _packed = [.. materials.Select(Pack)];
        return _packed.SelectMany(m => m.Slots).Where(s => s.Texels is not null).Select(s => s.Texels!).Append(TexturePacking.White);
    }

    /// <summary>Writes the table, material k as entry k, when what <see cref="Prepare"/> asked for is in the heap.</summary>
    public void Write(TexelHeap heap)
    {
        var transforms = new List<GpuTexCoordTransform>();
        _materials.Reserve((long)_packed.Length * Unsafe.SizeOf<GpuMaterial>());
        var table = _materials.Buffer.Map<GpuMaterial>(0, _packed.Length);
        (AnyRareTerms, AnyNormalMaps, AnyRareLobes, AnyAdjustments) = (false, false, false, false);
        for (var i = 0; i < table.Length; i++)
        {
            var (entry, slots) = _packed[i];
            if (Array.Exists(slots, HasTransform))
            {
                entry.Transforms = (uint)transforms.Count;
                transforms.AddRange(slots.Select(s => GpuTexCoordTransform.Of(s.At)));
            }
            for (var slot = 0; slot < slots.Length; slot++)
            {
                var (texels, at) = slots[slot];
                AnyRareTerms |= slot >= 2 && texels is not null;
                entry.Textures[slot] = heap.Offset(texels ?? TexturePacking.White) / TexelHeap.Alignment | (uint)at.WrapU << 25 | (uint)at.WrapV << 27
                    | (at.TexCoordSet == 1 ? 1u << 29 : 0) | (HasTransform(slots[slot]) ? 1u << 30 : 0);
            }
            AnyRareTerms |= entry.HueTurn != 0;
            var rareLobes = entry.Clearcoat > 0 || entry.Specular is > 0 and < 1 || (entry.Specular > 0 && entry.SpecularF0 != new Vector3(entry.SpecularF0.X));
            AnyRareLobes |= rareLobes;
            AnyAdjustments |= entry.Flags.HasFlag(MaterialFlags.Adjusted);
            if (!rareLobes && entry.HueTurn == 0 && !entry.Flags.HasFlag(MaterialFlags.Adjusted) && Array.TrueForAll(slots[1..], slot => slot.Texels is null))
                entry.Flags |= MaterialFlags.Plain;
            AnyNormalMaps |= entry.Flags.HasFlag(MaterialFlags.NormalMap);
            table[i] = entry;
        }
        AnyTransforms = transforms.Count > 0;
        _transforms.Reserve((long)transforms.Count * Unsafe.SizeOf<GpuTexCoordTransform>());
        _transforms.Buffer.Write<GpuTexCoordTransform>(CollectionsMarshal.AsSpan(transforms));
    }

    public void Bind(BindingSet set) => set.Bind(22, _materials.Buffer).Bind(23, _transforms.Buffer);

    public void Dispose()
    {
        _materials.Dispose();
        _transforms.Dispose();
    }

    private (GpuMaterial, Slot[]) Pack(ResolvedMaterial resolved)
    {
        var material = resolved.Material;
        var blended = SurfaceClasses.Of(material) == SurfaceClass.Blended;
        var entry = new GpuMaterial
        {
            BaseColor = material.BaseColor,
            Emissive = material.Emissive,
            // For frames in which no reflection is coloured or weighted, but it may be left away.
            F0 = material.DielectricF0.X * material.Specular,
            SpecularF0 = material.DielectricF0,
            Specular = material.Specular,
            Clearcoat = material.Clearcoat,
            ClearcoatRoughness = material.ClearcoatRoughness,
            Roughness = material.Roughness,
            Metallic = material.Metallic,
            NormalScale = material.NormalScale,
            OcclusionStrength = material.OcclusionStrength,
            HueTurn = Turn(resolved.HueShiftDeg),
            Transmission = material.Transmission,
            Flags = (material.Unlit ? MaterialFlags.Unlit : 0) | (resolved.UsesVertexColors ? MaterialFlags.VertexColors : 0) | (blended ? MaterialFlags.Blended : 0)
                | (material.AlphaMode == AlphaMode.Blend ? MaterialFlags.Alpha : 0),
        };
        var (color, metallicRoughness, normal, occlusion, emissive) =
            (resolved.BaseColor, resolved.MetallicRoughness, resolved.Normal, resolved.Occlusion, resolved.Emissive);

        // An image of one colour is a factor.
        if (Constant(color) is { } c)
        {
            entry.BaseColor *= new Vector4(Srgb.Decode(c.R), Srgb.Decode(c.G), Srgb.Decode(c.B), c.A / 255f);
            color = null;
        }
        if (Constant(metallicRoughness) is { } r)
        {
            entry.Roughness *= r.G / 255f;
            entry.Metallic *= r.B / 255f;
            metallicRoughness = null;
        }
        Adjust(ref entry, resolved, color, metallicRoughness);
        if (Constant(emissive) is { } e)
        {
            entry.Emissive *= new Vector3(Srgb.Decode(e.R), Srgb.Decode(e.G), Srgb.Decode(e.B));
            emissive = null;
        }
        if (Constant(occlusion) is { R: 255 } || material.OcclusionStrength == 0)
            occlusion = null;
        if (Constant(normal) is { R: 127 or 128, G: 127 or 128 } || material.NormalScale == 0)
            normal = null;
        if (entry.Emissive == Vector3.Zero)
            emissive = null;

        // In the order of the shader.
        Slot none = new(null, Default), colorSlot = none, surfaceSlot = none, roughnessSlot = none, emissiveSlot = none, occlusionSlot = none;
        var colorAt = material.BaseColorTexture ?? Default;
        var occlusionAt = material.OcclusionTexture ?? Default;
        if (occlusion is not null && !blended && (color is null || (SamePlace(colorAt, occlusionAt) && TexturePacking.Fit(color, occlusion))))
        {
            colorSlot = new(TexturePacking.Color(color, occlusion), color is null ? occlusionAt : colorAt);
        }
        else
        {
            if (color is not null)
                colorSlot = new(material.AlphaMode == AlphaMode.Blend ? TexturePacking.ColorWithAlpha(color) : TexturePacking.Color(color, null), colorAt);
            if (occlusion is not null)
                occlusionSlot = new(TexturePacking.Occlusion(occlusion), occlusionAt);
        }

        var normalAt = material.NormalTexture ?? Default;
        var roughnessAt = material.MetallicRoughnessTexture ?? Default;
        if (normal is not null)
        {
            var together = metallicRoughness is not null && SamePlace(normalAt, roughnessAt) && TexturePacking.Fit(normal, metallicRoughness);
            surfaceSlot = new(TexturePacking.Surface(normal, together ? metallicRoughness : null), normalAt);
            entry.Flags |= MaterialFlags.NormalMap;
            metallicRoughness = together ? null : metallicRoughness;
        }
        else if (metallicRoughness is not null)
        {
            surfaceSlot = new(TexturePacking.Surface(null, metallicRoughness), roughnessAt);
            metallicRoughness = null;
        }
        if (metallicRoughness is not null)
            roughnessSlot = new(TexturePacking.Surface(null, metallicRoughness), roughnessAt);
        if (emissive is not null)
            emissiveSlot = new(TexturePacking.Color(emissive, null), material.EmissiveTexture ?? Default);
        return (entry, [colorSlot, surfaceSlot, roughnessSlot, emissiveSlot, occlusionSlot]);
    }

    /// <summary>What is the same all over the surface becomes part of the factors; the rest is for the shader.</summary>
    private static void Adjust(ref GpuMaterial entry, ResolvedMaterial resolved, TextureImage? color, TextureImage? metallicRoughness)
    {
        if (metallicRoughness is null)
        {
            if (resolved.RoughnessOffset != 0)
                entry.Roughness = Math.Clamp(entry.Roughness + resolved.RoughnessOffset, 0, 1);
            if (resolved.MetallicOffset != 0)
                entry.Metallic = Math.Clamp(entry.Metallic + resolved.MetallicOffset, 0, 1);
        }
        else
        {
            (entry.RoughnessOffset, entry.MetallicOffset) = (resolved.RoughnessOffset, resolved.MetallicOffset);
        }
        var contrast = color is null ? 1 : resolved.Contrast;
        entry.Saturation = resolved.Saturation;
        entry.Gain = contrast * resolved.Brightness;
        if (contrast != 1)
        {
            // The smallest mipmap is the mean.
            var mean = color!.Levels[^1];
            entry.Lift = (1 - contrast) * resolved.Brightness * new Vector3(Srgb.Decode(mean[0]), Srgb.Decode(mean[1]), Srgb.Decode(mean[2]))
                * new Vector3(entry.BaseColor.X, entry.BaseColor.Y, entry.BaseColor.Z);
        }
        var (sin, cos) = MathF.SinCos(resolved.NormalTurn);
        entry.NormalTurn = new(cos, sin);
        if (entry.RoughnessOffset != 0 || entry.MetallicOffset != 0 || entry.Saturation != 1 || entry.Gain != 1 || entry.Lift != Vector3.Zero
            || (resolved.NormalTurn != 0 && resolved.Normal is not null))
            entry.Flags |= MaterialFlags.Adjusted;
    }

    private static TextureReference Default { get; } = new(0);

    private static bool SamePlace(TextureReference a, TextureReference b) => a with { Texture = 0 } == b with { Texture = 0 };

    private static float Turn(float degrees) => degrees / 360 - MathF.Floor(degrees / 360);

    private (byte R, byte G, byte B, byte A)? Constant(TextureImage? image)
    {
        if (image is null)
            return null;
        if (!_constants.TryGetValue(image.ContentHash, out var constant))
            _constants.Add(image.ContentHash, constant = TexturePacking.ConstantOf(image));
        return constant;
    }

    private static bool HasTransform(Slot slot) => slot.At.Offset != Vector2.Zero || slot.At.Scale != Vector2.One || slot.At.Rotation != 0;

    /// <summary>A texture as the material uses it, or white.</summary>
    private readonly record struct Slot(TexelBlock? Texels, TextureReference At);
}

/// <summary>As in Shaders/material.glsl.</summary>
[Flags]
internal enum MaterialFlags : uint
{
    Unlit = 1,
    NormalMap = 2,
    VertexColors = 4,
    Blended = 8,
    Plain = 16,
    Alpha = 32,
    Adjusted = 64,
}

/// <summary>Struct Material of Shaders/material.glsl.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GpuMaterial
{
    public Vector4 BaseColor;
    public Vector3 Emissive;
    public float F0;
    public float Roughness;
    public float Metallic;
    public float NormalScale;
    public float OcclusionStrength;
    public MaterialFlags Flags;
    public float HueTurn;
    public uint Transforms;
    public TextureWords Textures;
    public Vector3 SpecularF0;
    public float Specular;
    public float Clearcoat;
    public float ClearcoatRoughness;
    public float Transmission;
    public float RoughnessOffset;
    public float MetallicOffset;
    public float Saturation;
    public float Gain;
    public Vector3 Lift;
    public Vector2 NormalTurn;

    public const int Slots = 5;

    [InlineArray(Slots)]
    internal struct TextureWords
    {
        private uint _first;
    }
}

/// <summary>Struct TexCoordTransform of Shaders/material.glsl: u' = row . u + offset.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GpuTexCoordTransform
{
    public Vector4 Rows;
    public Vector2 Offset;

    /// <summary>Scale, then rotation, then offset, as KHR_texture_transform has it.</summary>
    public static GpuTexCoordTransform Of(TextureReference at)
    {
        var (sin, cos) = MathF.SinCos(at.Rotation);
        return new()
        {
            Rows = new(cos * at.Scale.X, sin * at.Scale.Y, -sin * at.Scale.X, cos * at.Scale.Y),
            Offset = at.Offset,
        };
    }
}
