using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The <c>environment:</c> of a scene: light from everywhere, and what is seen behind everything.</summary>
internal sealed record EnvironmentDescription(
    Value<string>? Map, SkyDescription? Sky, Value<double> RotationDeg, Value<double>? Strength, Value<Double3> Color, BackgroundDescription? Background)
{
    /// <summary>Strength of a uniform environment: a white surface then stays well below the brightest white.</summary>
    private const double UniformStrength = 0.4;

    private static readonly Key<Value<string>> MapKey = new("map", new SampledType<string>(new FileType("environment map (.hdr, .exr)")), null,
        "An equirectangular HDR image: Radiance or OpenEXR, linear. Without one the environment is uniform.", "{ files: assets:environments/*.hdr }");

    private static readonly Key<SkyDescription> SkyKey = new("sky", SkyDescription.Section, null,
        "A computed sky instead of a map, with its sun.", "{ sun_elevation_deg: [5, 70], turbidity: [2, 8] }");

    private static readonly Key<Value<double>> RotationKey = new("rotation_deg", new SampledType<double>(new NumberType("degrees")), "0",
        "Turns the map, or the sky with its sun, about the vertical, counter-clockwise seen from above.", "[0, 360]");

    private static readonly Key<Value<double>> StrengthKey = new("strength", new SampledType<double>(new NumberType(null, 0, 1e6)), null,
        "Multiplies the light of the environment. Default: 1 with a map or a sky, 0.4 without.", "{ log_uniform: [0.3, 2] }");

    private static readonly Key<Value<Double3>> ColorKey = new("color", new SampledType<Double3>(new ColorType()), "[1, 1, 1]",
        "Radiance of a uniform environment; tints the map or the sky where there is one.");

    private static readonly Key<BackgroundDescription?> BackgroundKey = new("background", BackgroundDescription.Type, "environment",
        "What is seen behind everything: environment, or, giving no light, a colour, a photograph or a pattern.", "{ photo: { files: assets:textures/*.png }, fit: cover }");

    internal static readonly Section<EnvironmentDescription> Section = new("environment",
        "Light from everywhere. A scene without a map, a sky and lights has a sun of 2 W/m2 besides.",
        [MapKey, SkyKey, RotationKey, StrengthKey, ColorKey, BackgroundKey],
        r =>
        {
            if (r.Has(MapKey))
                r.Forbid(SkyKey, "'map' is given");
            return new(r.Find(MapKey), r.Find(SkyKey), r.Get(RotationKey), r.Find(StrengthKey), r.Get(ColorKey), r.Get(BackgroundKey));
        });

    /// <summary>Whether it lights a scene that names no light.</summary>
    public bool LightsAlone => Map is not null || Sky is not null;

    public FrameEnvironment Draw(DrawKey key) => new()
    {
        Map = Map?.Draw(key),
        Sky = Sky?.Draw(key),
        Color = Color.Draw(key).ToSingle(),
        Strength = (float)(Strength?.Draw(key) ?? (LightsAlone ? 1 : UniformStrength)),
        RotationDeg = (float)RotationDeg.Draw(key),
        Background = Background?.Color?.Draw(key).ToSingle(),
        BackgroundImage = Background?.DrawImage(key),
        BackgroundFit = Background?.Fit ?? ImageFit.Cover,
    };
}
