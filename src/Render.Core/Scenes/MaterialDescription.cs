using System.Numerics;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;
using Render.Core.Textures;

namespace Render.Core.Scenes;

/// <summary>The <c>material:</c> of an object or of surroundings: what is changed of the model's own materials.</summary>
internal sealed record MaterialDescription
{
    private const double MostFactor = 10;

    private static readonly SampledType<string> Image = new(new ImageType());
    private static readonly SampledType<double> Factor = new(new NumberType(null, 0, MostFactor));
    private static readonly SampledType<double> Degrees = new(new NumberType("degrees"));
    private static readonly SampledType<Double3> Color = new(new ColorType());

    internal static readonly Key<IReadOnlyList<MaterialName>> OfKey = new("of", new MaterialNamesType(), null,
        "Change only the model's materials of these names. Default: all of them. In a list of changes, later ones win.", "[Handle, Lid]");

    private static readonly Key<Value<string>> FromKey = new("from", new SampledType<string>(new FileType("model")), null,
        "A model file whose first material, with all its images (colour, normal, roughness, metal, occlusion), is worn instead of the model's own; the other keys then change it.",
        "{ files: assets:materials/*.glb }");

    private static readonly Key<bool> ReplaceKey = new("replace", new BooleanType(), "false",
        "Drop all of the model's own images and values first; a plain matt surface is left to be changed.");

    private static readonly Key<ProceduralDescription> ProceduralKey = new("procedural", ProceduralDescription.Type, null,
        "A texture that is made, not read: it takes the place of colour, normals, roughness and metallic. A kind, a list of kinds, any, or a map with their parameters.",
        "{ wood: { palette: [oak, walnut] }, marble: {}, variants: 100 }");

    private static readonly Key<Value<BaseColor>> BaseColorKey = new("base_color", new SampledType<BaseColor>(new BaseColorType()), null,
        "A colour or an image file, which replaces the model's own; tint, brightness, hue_shift_deg, saturation and contrast change it.", "{ files: assets:textures/wood*.png }");

    private static readonly Key<Value<string>> NormalMapKey = new("normal_map", Image, null, "An image of tangent-space normals, green up (OpenGL).", "procedural:worley?seed=3&map=normal");

    private static readonly Key<Value<string>> RoughnessMapKey = new("roughness_map", Image, null, "An image whose red is the roughness; 'roughness' multiplies it.", "procedural:perlin?seed=3&map=height");

    private static readonly Key<Value<string>> MetallicMapKey = new("metallic_map", Image, null, "An image whose red is the metallic part; 'metallic' multiplies it.", "procedural:scratches?seed=3&map=height");

    private static readonly Key<Value<string>> OcclusionMapKey = new("occlusion_map", Image, null, "An image whose red is the ambient occlusion.", "procedural:worley?seed=3&map=height");

    private static readonly Key<Value<string>> EmissiveMapKey = new("emissive_map", Image, null, "An image of the radiance that it gives off; 'emissive' multiplies it.", "procedural:dots?seed=3");

    private static readonly Key<Value<double>> TextureScaleKey = new("texture_scale", new SampledType<double>(new NumberType("repeats", 1e-3, 1e3)), null,
        "How often an image repeats over the unit of texture coordinates (a shape's whole side): of the images named here, or, where none is, of all the model's own.", "4");

    private static readonly Key<Value<double>> TextureRotationKey = new("texture_rotation_deg", Degrees, null,
        "Turns the same images clockwise about their corner; normals turn with them.", "[0, 360]");

    private static readonly Key<Value<(double X, double Y)>> TextureOffsetKey = new("texture_offset", new SampledType<(double, double)>(new PairType("offset", "images")), null,
        "Moves the same images, after scale and rotation.", "{ uniform: { min: [0, 0], max: [1, 1] } }");

    private static readonly Key<Value<Double3>> TintKey = new("tint", Color, null, "Multiplies the base colour, images included.", "{ hsv: { saturation: [0, 0.3], value: 1 } }");

    private static readonly Key<Value<double>> HueShiftKey = new("hue_shift_deg", Degrees, null, "Turns the hue of the base colour, images included.", "[-180, 180]");

    private static readonly Key<Value<double>> SaturationKey = new("saturation", Factor, null,
        "Factor on the saturation of the base colour, images included: 0 gray, 1 as it is (distance from the Rec. 709 luminance, in linear light).", "[0.6, 1.3]");

    private static readonly Key<Value<double>> BrightnessKey = new("brightness", Factor, null,
        "Factor on the base colour, images included, in linear light; no channel exceeds 1.", "[0.7, 1.3]");

    private static readonly Key<Value<double>> ContrastKey = new("contrast", Factor, null,
        "Factor on the distance of an image's colours from their mean, in linear light; without an image it changes nothing.", "[0.7, 1.4]");

    private static readonly Key<Value<Double3>> EmissiveKey = new("emissive", Color, null, "Radiance that it gives off by itself; replaces the model's own and its image.", "[2, 1.5, 1]");

    private static readonly Key<Value<double>> EmissiveStrengthKey = new("emissive_strength", new SampledType<double>(new NumberType(null, 0, 1e6)), null,
        "Multiplies the radiance that it gives off.", "{ log_uniform: [0.5, 5] }");

    private static readonly (MaterialParameter Parameter, Key<RelativeValue> Key)[] Parameters =
    [
        (MaterialParameter.Roughness, Share("roughness", "0 mirror, 1 matt.", "[0.3, 0.9]")),
        (MaterialParameter.Metallic, Share("metallic", "0 dielectric, 1 metal.", "{ choice: { 0: 3, 1: 1 } }")),
        (MaterialParameter.Alpha, Share("alpha",
            "Coverage: what is less than 1 lets through what is behind, in colour. Labels are not mixed: a surface that blends is solid in them from 'blend_cutoff' up and not there "
            + "below it; one with holes is cut where alpha times this is less than its cut-off. Below 1 an opaque material blends; its image's alpha does not count.", "[0.3, 0.8]")),
        (MaterialParameter.Specular, Share("specular", "Strength of the reflection of what is no metal: 0 none, 1 as the refractive index says.", "[0.5, 1]")),
        (MaterialParameter.Ior, new("ior", new RelativeType(1, 4), null, "Refractive index of what is no metal, which decides how much it reflects.", "[1.3, 1.8]")),
        (MaterialParameter.Clearcoat, Share("clearcoat", "Strength of a clear coat over everything.", "{ choice: { 0: 2, 1: 1 } }")),
        (MaterialParameter.ClearcoatRoughness, Share("clearcoat_roughness", "0 mirror, 1 matt.", "[0, 0.3]")),
        (MaterialParameter.Transmission, Share("transmission", "Share of the light that goes through, coloured by the base colour, as through thin glass; in labels the surface stays solid.", "[0.5, 1]")),
        (MaterialParameter.NormalStrength, new("normal_strength", new RelativeType(0, MostFactor), null, "Multiplies the slopes of the normal map: 0 flat, 1 as in the image.", "[0.5, 1.5]")),
        (MaterialParameter.OcclusionStrength, Share("occlusion_strength", "How far the image of ambient occlusion counts.", "[0, 1]")),
    ];

    /// <summary>Colours, which are changed in other ways than numbers are, and the keys that do so.</summary>
    private static readonly (Key Key, string Instead)[] Instead =
    [
        (BaseColorKey, $"'{TintKey.Name}' (a factor for each channel), '{BrightnessKey.Name}', '{HueShiftKey.Name}', '{SaturationKey.Name}' or '{ContrastKey.Name}': they change the model's own, images included"),
        (EmissiveKey, $"'{EmissiveStrengthKey.Name}', which multiplies the model's own"),
    ];

    internal static readonly Section<MaterialDescription> Section = new("material",
        "What is changed of a model's own materials; what is not named stays. Numbers replace the model's own, or change it: `roughness: { jitter: [-0.1, 0.1] }` adds what is drawn, "
        + "`{ scale: [0.8, 1.2] }` multiplies (first the factor where both are there), and the result is kept within the range; of roughness and metallic texel by texel where they are images. "
        + "A value that replaces one of these two leaves the other's image. A list of such maps changes materials by their names (`of`) differently.",
        [
            OfKey, FromKey, ReplaceKey, ProceduralKey, BaseColorKey, NormalMapKey, RoughnessMapKey, MetallicMapKey, OcclusionMapKey, EmissiveMapKey, TextureScaleKey,
            TextureRotationKey, TextureOffsetKey, TintKey, HueShiftKey, SaturationKey, BrightnessKey, ContrastKey, .. Parameters.Select(p => p.Key), EmissiveKey, EmissiveStrengthKey,
        ], Read);

    private MaterialDescription()
    {
    }

    /// <summary>Materials that are changed; empty: all.</summary>
    public required IReadOnlyList<MaterialName> Of { get; init; }

    /// <summary>Models whose material is worn.</summary>
    public required Value<string>? From { get; init; }

    /// <summary>Of each key that names image files, those that it can give, as their numbers are meant.</summary>
    public IEnumerable<(IReadOnlyList<string> Files, ColorSpace ColorSpace)> Images()
    {
        static string[] Files(IEnumerable<string?>? references) => [.. (references ?? []).OfType<string>().Where(reference => !ProceduralReference.Is(reference)).Distinct()];
        yield return (Files(BaseColor?.Extremes.Select(paint => paint.Texture)), ColorSpace.Srgb);
        yield return (Files(EmissiveMap?.Extremes), ColorSpace.Srgb);
        foreach (var map in (Value<string>?[])[NormalMap, RoughnessMap, MetallicMap, OcclusionMap])
            yield return (Files(map?.Extremes), ColorSpace.Linear);
    }

    /// <summary>Whether it may make a solid material see-through.</summary>
    public bool ChangesAlpha => Numbers.ContainsKey(MaterialParameter.Alpha);

    /// <summary>Whether it may make a surface give off light that does so by nothing else.</summary>
    public bool MayShine => Emissive is not null || EmissiveMap is not null;

    private bool Replace { get; init; }

    private ProceduralDescription? Procedural { get; init; }

    private Value<BaseColor>? BaseColor { get; init; }

    private Value<string>? NormalMap { get; init; }

    private Value<string>? RoughnessMap { get; init; }

    private Value<string>? MetallicMap { get; init; }

    private Value<string>? OcclusionMap { get; init; }

    private Value<string>? EmissiveMap { get; init; }

    private Value<double>? TextureScale { get; init; }

    private Value<double>? TextureRotationDeg { get; init; }

    private Value<(double X, double Y)>? TextureOffset { get; init; }

    private Value<Double3>? Tint { get; init; }

    private Value<double>? HueShiftDeg { get; init; }

    private Value<double>? Saturation { get; init; }

    private Value<double>? Brightness { get; init; }

    private Value<double>? Contrast { get; init; }

    private Value<Double3>? Emissive { get; init; }

    private Value<double>? EmissiveStrength { get; init; }

    private Dictionary<MaterialParameter, RelativeValue> Numbers { get; init; } = [];

    /// <summary>The same draws for each of the materials that it changes.</summary>
    public IEnumerable<MaterialChange> Draw(DrawKey key, int instance)
    {
        var change = DrawAny(key, instance);
        return Of.Count == 0 ? [change] : Of.Select(of => change with { Material = of.Name });
    }

    private static Key<RelativeValue> Share(string name, string doc, string example) => new(name, new RelativeType(0, 1), null, doc, example);

    private static MaterialDescription Read(SectionReader r)
    {
        if (r.Has(FromKey))
            r.Forbid(ReplaceKey, "'from' is given, which replaces everything");
        foreach (var (key, keys) in Instead)
            if (r.Has(key) && r.NodeOf(key) is MapNode map && RelativeType.IsRelative(map))
                throw map.Error($"'{key.Name}' replaces the model's own; it does not change it by 'scale' or 'jitter'.", $"Use {keys}.");
        if (r.Has(ProceduralKey))
            foreach (var key in (Key[])[FromKey, BaseColorKey, NormalMapKey, RoughnessMapKey, MetallicMapKey])
                r.Forbid(key, "'procedural' is given, which replaces it");
        return new()
        {
            Of = r.Find(OfKey) ?? [],
            From = r.Find(FromKey),
            Replace = r.Get(ReplaceKey),
            Procedural = r.Find(ProceduralKey),
            BaseColor = r.Find(BaseColorKey),
            NormalMap = r.Find(NormalMapKey),
            RoughnessMap = r.Find(RoughnessMapKey),
            MetallicMap = r.Find(MetallicMapKey),
            OcclusionMap = r.Find(OcclusionMapKey),
            EmissiveMap = r.Find(EmissiveMapKey),
            TextureScale = r.Find(TextureScaleKey),
            TextureRotationDeg = r.Find(TextureRotationKey),
            TextureOffset = r.Find(TextureOffsetKey),
            Tint = r.Find(TintKey),
            HueShiftDeg = r.Find(HueShiftKey),
            Saturation = r.Find(SaturationKey),
            Brightness = r.Find(BrightnessKey),
            Contrast = r.Find(ContrastKey),
            Emissive = r.Find(EmissiveKey),
            EmissiveStrength = r.Find(EmissiveStrengthKey),
            Numbers = Parameters.Where(p => r.Has(p.Key)).ToDictionary(p => p.Parameter, p => r.Get(p.Key)),
        };
    }

    private MaterialChange DrawAny(DrawKey key, int instance)
    {
        var paint = BaseColor?.Draw(key, instance) ?? default;
        float? Number(Value<double>? value) => (float?)value?.Draw(key, instance);
        float? Replaced(MaterialParameter parameter) => Numbers.TryGetValue(parameter, out var value) ? Number(value.Replaced) : null;
        ParameterAdjustment[] adjusted = [.. Parameters.Where(p => Numbers.ContainsKey(p.Parameter))
            .Select(p => Numbers[p.Parameter].Adjustment(p.Parameter, key, instance)).OfType<ParameterAdjustment>()];
        return new()
        {
            Replace = Replace,
            From = From?.Draw(key, instance),
            Procedural = Procedural?.Draw(key, instance),
            BaseColor = paint.Color?.ToSingle(),
            BaseColorTexture = paint.Texture,
            NormalMap = NormalMap?.Draw(key, instance),
            RoughnessMap = RoughnessMap?.Draw(key, instance),
            MetallicMap = MetallicMap?.Draw(key, instance),
            OcclusionMap = OcclusionMap?.Draw(key, instance),
            EmissiveMap = EmissiveMap?.Draw(key, instance),
            TextureScale = Number(TextureScale) is { } scale ? new Vector2(scale) : null,
            TextureRotationDeg = Number(TextureRotationDeg),
            TextureOffset = TextureOffset?.Draw(key, instance) is { } offset ? new Vector2((float)offset.X, (float)offset.Y) : null,
            Tint = Tint?.Draw(key, instance).ToSingle(),
            HueShiftDeg = Number(HueShiftDeg),
            Saturation = Number(Saturation),
            Brightness = Number(Brightness),
            Contrast = Number(Contrast),
            Alpha = Replaced(MaterialParameter.Alpha),
            Roughness = Replaced(MaterialParameter.Roughness),
            Metallic = Replaced(MaterialParameter.Metallic),
            Specular = Replaced(MaterialParameter.Specular),
            Ior = Replaced(MaterialParameter.Ior),
            Clearcoat = Replaced(MaterialParameter.Clearcoat),
            ClearcoatRoughness = Replaced(MaterialParameter.ClearcoatRoughness),
            Transmission = Replaced(MaterialParameter.Transmission),
            NormalStrength = Replaced(MaterialParameter.NormalStrength),
            OcclusionStrength = Replaced(MaterialParameter.OcclusionStrength),
            Emissive = Emissive?.Draw(key, instance).ToSingle(),
            EmissiveStrength = Number(EmissiveStrength),
            Adjusted = adjusted.Length == 0 ? null : adjusted,
        };
    }
}
