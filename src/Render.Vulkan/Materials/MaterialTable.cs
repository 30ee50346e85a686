using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Render.Core.Materials;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Materials;

/// <summary>The materials of one frame as Shaders/material.glsl reads them, and the textures that they use.</summary>
internal sealed class MaterialTable(VulkanDevice device) : IDisposable
{
    private const uint NoTexture = uint.MaxValue;

    private readonly GrowingBuffer _materials = new(device, "materials", BufferUse.Upload);
    private readonly GrowingBuffer _transforms = new(device, "texture transforms", BufferUse.Upload);
    private readonly Dictionary<string, (byte R, byte G, byte B, byte A)?> _constants = new(StringComparer.Ordinal);

    public TextureArrays Textures { get; } = new(device);

    /// <summary>For each slot of the shader, the size classes that the materials use, as bits.</summary>
    public uint[] SlotClasses { get; } = new uint[GpuMaterial.Slots];

    /// <summary>Whether any of the materials transforms texture coordinates.</summary>
    public bool AnyTransforms { get; private set; }

    /// <summary>Uploads what is new of these materials' textures, and the table itself: material k is entry k.</summary>
    /// <exception cref="Core.RenderException">The textures do not fit.</exception>
    public void Prepare(IReadOnlyList<ResolvedMaterial> materials)
    {
        Textures.BeginFrame();
        var transforms = new List<GpuTexCoordTransform>();
        var table = new GpuMaterial[materials.Count];
        for (var i = 0; i < table.Length; i++)
            table[i] = Pack(materials[i], transforms);
        Array.Clear(SlotClasses);
        foreach (ref readonly var entry in table.AsSpan())
            for (var slot = 0; slot < GpuMaterial.Slots; slot++)
                SlotClasses[slot] |= entry.Textures[slot] == NoTexture ? 0 : 1u << (int)(entry.Textures[slot] & 15);
        _materials.Reserve((long)table.Length * Unsafe.SizeOf<GpuMaterial>());
        _materials.Buffer.Write<GpuMaterial>(table);
        AnyTransforms = transforms.Count > 0;
        _transforms.Reserve((long)transforms.Count * Unsafe.SizeOf<GpuTexCoordTransform>());
        _transforms.Buffer.Write<GpuTexCoordTransform>(CollectionsMarshal.AsSpan(transforms));
    }

    public void Bind(BindingSet set)
    {
        set.Bind(22, _materials.Buffer).Bind(23, _transforms.Buffer);
        Textures.Bind(set);
    }

    public void Dispose()
    {
        _materials.Dispose();
        _transforms.Dispose();
        Textures.Dispose();
    }

    private GpuMaterial Pack(ResolvedMaterial resolved, List<GpuTexCoordTransform> transforms)
    {
        var material = resolved.Material;
        var entry = new GpuMaterial
        {
            BaseColor = material.BaseColor,
            Emissive = material.Emissive,
            F0 = (material.Ior - 1) * (material.Ior - 1) / ((material.Ior + 1) * (material.Ior + 1)),
            Roughness = material.Roughness,
            Metallic = material.Metallic,
            NormalScale = material.NormalScale,
            OcclusionStrength = material.OcclusionStrength,
            HueTurn = Turn(resolved.HueShiftDeg),
            Flags = (material.Unlit ? MaterialFlags.Unlit : 0) | (resolved.UsesVertexColors ? MaterialFlags.VertexColors : 0),
        };
        foreach (ref var word in entry.Textures)
            word = NoTexture;
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

        var slots = new Slots(this, transforms);
        var colorAt = material.BaseColorTexture ?? Default;
        var occlusionAt = material.OcclusionTexture ?? Default;
        if (occlusion is not null && (color is null || SamePlace(colorAt, occlusionAt)))
        {
            slots.Color = (TexturePacking.Color(color, occlusion, color is null ? occlusionAt : colorAt), color is null ? occlusionAt : colorAt);
            entry.Flags |= MaterialFlags.ColorHasOcclusion;
        }
        else
        {
            if (color is not null)
                slots.Color = (TexturePacking.Color(color, null, colorAt), colorAt);
            if (occlusion is not null)
                slots.Occlusion = (TexturePacking.Occlusion(occlusion, occlusionAt), occlusionAt);
        }

        var normalAt = material.NormalTexture ?? Default;
        var roughnessAt = material.MetallicRoughnessTexture ?? Default;
        if (normal is not null)
        {
            var together = metallicRoughness is not null && SamePlace(normalAt, roughnessAt);
            slots.Surface = (TexturePacking.Surface(normal, together ? metallicRoughness : null, normalAt), normalAt);
            entry.Flags |= MaterialFlags.NormalMap | (together ? MaterialFlags.SurfaceHasRoughness : 0);
            metallicRoughness = together ? null : metallicRoughness;
        }
        if (metallicRoughness is not null)
            slots.Roughness = (TexturePacking.Surface(null, metallicRoughness, roughnessAt), roughnessAt);
        if (emissive is not null)
            slots.Emissive = (TexturePacking.Color(emissive, null, material.EmissiveTexture ?? Default), material.EmissiveTexture ?? Default);
        slots.Write(ref entry);
        return entry;
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

    /// <summary>The five texture slots of a material, in the order of the shader.</summary>
    private struct Slots(MaterialTable table, List<GpuTexCoordTransform> transforms)
    {
        public (PackedTexture Texture, TextureReference At)? Color, Surface, Roughness, Emissive, Occlusion;

        public readonly void Write(ref GpuMaterial entry)
        {
            (PackedTexture Texture, TextureReference At)?[] all = [Color, Surface, Roughness, Emissive, Occlusion];
            if (Array.Exists(all, s => s is { } slot && HasTransform(slot.At)))
            {
                entry.Transforms = (uint)transforms.Count;
                foreach (var slot in all)
                    transforms.Add(GpuTexCoordTransform.Of(slot?.At ?? Default));
            }
            for (var i = 0; i < all.Length; i++)
            {
                if (all[i] is not var (texture, at))
                    continue;
                entry.Textures[i] = table.Textures.Place(texture) | (uint)at.WrapU << 16 | (uint)at.WrapV << 18
                    | (at.TexCoordSet == 1 ? 1u << 20 : 0) | (HasTransform(at) ? 1u << 21 : 0);
            }
        }

        private static bool HasTransform(TextureReference at) => at.Offset != Vector2.Zero || at.Scale != Vector2.One || at.Rotation != 0;
    }
}

/// <summary>As in Shaders/material.glsl.</summary>
[Flags]
internal enum MaterialFlags : uint
{
    Unlit = 1,
    NormalMap = 2,
    SurfaceHasRoughness = 4,
    ColorHasOcclusion = 8,
    VertexColors = 16,
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
