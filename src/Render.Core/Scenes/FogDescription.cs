using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The <c>fog:</c> of a scene.</summary>
internal sealed record FogDescription(
    Value<double>? Density, Value<double>? Visibility, Value<Double3>? Color, Value<double>? FalloffHeight, Value<double> BaseHeight)
{
    /// <summary>Optical depth at which a black thing's contrast against the fog is 2 %, which defines visibility (Koschmieder 1924): -ln 0.02.</summary>
    private const double DepthOfVisibility = 3.912023005428146;

    private static readonly Key<Value<double>> DensityKey = new("density", new SampledType<double>(new NumberType("1/m", 0, 1e6)), null,
        "How much light is lost on a metre: after d metres exp(-density d) is left.", "{ log_uniform: [0.01, 0.5] }");

    private static readonly Key<Value<double>> VisibilityKey = new("visibility", new SampledType<double>(new NumberType("metres", 1e-3, 1e9)), null,
        "Instead of density: how far one sees, that is, where 2 % of the contrast is left.", "{ log_uniform: [20, 500] }");

    private static readonly Key<Value<Double3>> ColorKey = new("color", new SampledType<Double3>(new ColorType()), null,
        "Radiance of fog that nothing is seen through. Default: the mean of the environment's.", "[0.5, 0.55, 0.6]");

    private static readonly Key<Value<double>> FalloffKey = new("falloff_height", new SampledType<double>(new NumberType("metres", 1e-3, 1e9)), null,
        "The fog lies on the ground: so many metres higher its density is 1/e. Default: it is the same everywhere.", "[0.5, 5]");

    private static readonly Key<Value<double>> BaseKey = new("base_height", new SampledType<double>(new NumberType("metres")), "0",
        "With falloff_height: the height at which the density is the one given.");

    internal static readonly Section<FogDescription> Section = new("fog",
        "Fog, by the distance from the camera; over surfaces, the environment and a background colour, not over photographs. Labels are what they are without it.",
        [DensityKey, VisibilityKey, ColorKey, FalloffKey, BaseKey], Read);

    public FrameFog Draw(DrawKey key) => new()
    {
        Density = (float)(Density?.Draw(key) ?? DepthOfVisibility / Visibility!.Draw(key)),
        Color = Color?.Draw(key).ToSingle(),
        Falloff = FalloffHeight is { } height ? (float)(1 / height.Draw(key)) : 0,
        BaseHeight = (float)BaseHeight.Draw(key),
    };

    private static FogDescription Read(SectionReader r)
    {
        if (r.Has(DensityKey))
            r.Forbid(VisibilityKey, "'density' is given");
        else if (!r.Has(VisibilityKey))
            throw r.Node.Error($"{r.Context.Path} needs 'density' or 'visibility'.");
        if (!r.Has(FalloffKey))
            r.Forbid(BaseKey, "there is no 'falloff_height'");
        return new(r.Find(DensityKey), r.Find(VisibilityKey), r.Find(ColorKey), r.Find(FalloffKey), r.Get(BaseKey));
    }
}
