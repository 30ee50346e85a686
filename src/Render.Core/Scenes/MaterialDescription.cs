using System.Numerics;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The <c>material:</c> of an object or of surroundings: what is changed of the model's own materials.</summary>
internal sealed record MaterialDescription(
    string? Of, bool Replace, Value<string>? From, Value<BaseColor>? BaseColor, Value<double>? TextureScale, Value<double>? Roughness, Value<double>? Metallic,
    Value<Double3>? Emissive, Value<double>? HueShiftDeg)
{
    private static readonly SampledType<double> Share = new(new NumberType(null, 0, 1));

    private static readonly Key<Value<string>> FromKey = new("from", new SampledType<string>(new FileType("model")), null,
        "A model file whose first material, with all its images (colour, normal, roughness, metal, occlusion), is worn instead of the model's own; the other keys then change it.",
        "{ files: assets:materials/*.glb }");

    private static readonly Key<Value<BaseColor>> BaseColorKey = new("base_color", new SampledType<BaseColor>(new BaseColorType()), null,
        "A colour or an image file.", "{ files: assets:textures/wood*.png }");

    private static readonly Key<Value<double>> TextureScaleKey = new("texture_scale", new SampledType<double>(new NumberType("repeats", 1e-3, 1e3)), null,
        "How often an image repeats over the unit of texture coordinates (a shape's whole side).", "4");

    private static readonly Key<Value<double>> RoughnessKey = new("roughness", Share, null, "0 mirror, 1 matt; replaces the model's own.", "[0.3, 0.9]");

    private static readonly Key<Value<double>> MetallicKey = new("metallic", Share, null, "0 dielectric, 1 metal; replaces the model's own.",
        "{ choice: { 0: 3, 1: 1 } }");

    private static readonly Key<Value<Double3>> EmissiveKey = new("emissive", new SampledType<Double3>(new ColorType()), null,
        "Radiance that it gives off by itself.", "[2, 1.5, 1]");

    private static readonly Key<Value<double>> HueShiftKey = new("hue_shift_deg", new SampledType<double>(new NumberType("degrees")), null,
        "Turns the hue of the base colour, images included.", "[-180, 180]");

    private static readonly Key<bool> ReplaceKey = new("replace", new BooleanType(), "false",
        "Drop all of the model's own images and values first; a plain matt surface is left to be changed.");

    private static readonly Key<string> OfKey = new("of", new TextType("name of a material in the model"), null,
        "Change only the model's material of this name. Default: all of them.", "Handle");

    internal static readonly Section<MaterialDescription> Section = new("material", "What is changed of a model's own materials; what is not named stays.",
        [FromKey, BaseColorKey, TextureScaleKey, RoughnessKey, MetallicKey, EmissiveKey, HueShiftKey, ReplaceKey, OfKey],
        r =>
        {
            if (r.Has(FromKey))
                r.Forbid(ReplaceKey, "'from' is given, which replaces everything");
            return new(r.Find(OfKey), r.Get(ReplaceKey), r.Find(FromKey), r.Find(BaseColorKey), r.Find(TextureScaleKey), r.Find(RoughnessKey),
                r.Find(MetallicKey), r.Find(EmissiveKey), r.Find(HueShiftKey));
        });

    public MaterialChange Draw(DrawKey key, int instance)
    {
        var paint = BaseColor?.Draw(key, instance) ?? default;
        return new()
        {
            Material = Of,
            Replace = Replace,
            From = From?.Draw(key, instance),
            BaseColor = paint.Color?.ToSingle(),
            BaseColorTexture = paint.Texture,
            TextureScale = TextureScale is null ? null : new Vector2((float)TextureScale.Draw(key, instance)),
            Roughness = (float?)Roughness?.Draw(key, instance),
            Metallic = (float?)Metallic?.Draw(key, instance),
            Emissive = Emissive?.Draw(key, instance).ToSingle(),
            HueShiftDeg = (float?)HueShiftDeg?.Draw(key, instance),
        };
    }
}
