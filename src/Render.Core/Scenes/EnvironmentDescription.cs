using System.Text.Json.Nodes;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The <c>environment:</c> of a scene: light from everywhere, and what is seen behind everything.</summary>
internal sealed record EnvironmentDescription(
    Value<string>? Map, Value<double> RotationDeg, Value<double>? Strength, Value<Double3> Color, Value<Double3>? Background)
{
    /// <summary>Strength of a uniform environment: a white surface then stays well below the brightest white.</summary>
    private const double UniformStrength = 0.4;

    private static readonly Key<Value<string>> MapKey = new("map", new SampledType<string>(new FileType("environment map (.hdr, .exr)")), null,
        "An equirectangular HDR image: Radiance or OpenEXR, linear. Without one the environment is uniform.", "{ files: assets:environments/*.hdr }");

    private static readonly Key<Value<double>> RotationKey = new("rotation_deg", new SampledType<double>(new NumberType("degrees")), "0",
        "Turns the map about the vertical, counter-clockwise seen from above.", "[0, 360]");

    private static readonly Key<Value<double>> StrengthKey = new("strength", new SampledType<double>(new NumberType(null, 0, 1e6)), null,
        "Multiplies the light of the environment. Default: 1 with a map, 0.4 without.", "{ log_uniform: [0.3, 2] }");

    private static readonly Key<Value<Double3>> ColorKey = new("color", new SampledType<Double3>(new ColorType()), "[1, 1, 1]",
        "Radiance of a uniform environment; tints the map where there is one.");

    private static readonly Key<Value<Double3>?> BackgroundKey = new("background", new BackgroundType(), "environment",
        "What is seen behind everything: environment, or a colour (which gives no light).", "'#404040'");

    internal static readonly Section<EnvironmentDescription> Section = new("environment",
        "Light from everywhere. A scene without a map and without lights has a sun of 2 W/m2 besides.",
        [MapKey, RotationKey, StrengthKey, ColorKey, BackgroundKey],
        r => new(r.Find(MapKey), r.Get(RotationKey), r.Find(StrengthKey), r.Get(ColorKey), r.Get(BackgroundKey)));

    public FrameEnvironment Draw(DrawKey key) => new()
    {
        Map = Map?.Draw(key),
        Color = Color.Draw(key).ToSingle(),
        Strength = (float)(Strength?.Draw(key) ?? (Map is null ? UniformStrength : 1)),
        RotationDeg = (float)RotationDeg.Draw(key),
        Background = Background?.Draw(key).ToSingle(),
    };

    private sealed class BackgroundType : NodeType<Value<Double3>?>
    {
        private const string Word = "environment";

        private static readonly SampledType<Double3> Color = new(new ColorType());

        public override string Describe => $"{Word} or {Color.Describe}";

        public override Value<Double3>? Read(Node node, ReadContext context) =>
            node is ScalarNode { Text: Word } ? null : Color.Read(node, context);

        public override JsonObject Schema(SchemaDefinitions definitions) =>
            new() { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = Word }, Color.Schema(definitions)) };
    }
}
