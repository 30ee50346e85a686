using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>A colour by hue, saturation and value, each a number or a uniform range. Smith, "Color Gamut Transform Pairs", SIGGRAPH 1978.</summary>
internal sealed class HsvKind : ColorKind
{
    private static readonly Key<Value<double>> Hue = new("hue_deg", new SampledType<double>(new NumberType("degrees")), "[0, 360]",
        "0 red, 120 green, 240 blue.");

    private static readonly Key<Value<double>> Saturation = new("saturation", new SampledType<double>(new NumberType(null, 0, 1)), "[0.2, 1]",
        "0 gray, 1 pure.");

    private static readonly Key<Value<double>> Brightness = new("value", new SampledType<double>(new NumberType(null, 0, 1)), "[0.2, 1]",
        "0 black, 1 as bright as the colour can be.");

    private static readonly Section<Distribution<Double3>> Section = new("hsv",
        "A colour by hue, saturation and value (sRGB), each a number or a distribution.", [Hue, Saturation, Brightness],
        r => new HsvDistribution(r.Get(Hue), r.Get(Saturation), r.Get(Brightness)));

    public override string Name => "hsv";

    public override string Doc =>
        "A colour by hue_deg (default [0, 360]), saturation and value (default [0.2, 1] each), in sRGB; each a number, a range or a distribution.";

    public override string Example => "base_color: { hsv: { hue_deg: [0, 60], saturation: [0.5, 1], value: 0.8 } }";

    public override string Argument => "map of hue_deg, saturation, value";

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => Section.Schema(definitions);

    protected override Distribution<Double3> ReadColors(Node argument, bool isPaint, ReadContext context) => Section.Read(argument, context);

    /// <summary>sRGB hue (degrees), saturation and value (0..1) to linear RGB.</summary>
    internal static Double3 ToLinear(double hueDeg, double saturation, double value)
    {
        var hue = (hueDeg % 360 + 360) % 360 / 60;
        double Channel(double offset)
        {
            var k = (offset + hue) % 6;
            return Colors.ToLinear(value - value * saturation * Math.Max(0, Math.Min(Math.Min(k, 4 - k), 1)));
        }
        return new(Channel(5), Channel(3), Channel(1));
    }

    private sealed class HsvDistribution(Value<double> hue, Value<double> saturation, Value<double> value) : Distribution<Double3>
    {
        public override Double3 Middle => ToLinear(hue.Base, saturation.Base, value.Base);

        public override IEnumerable<Double3> Extremes => [];

        public override int Dimensions => hue.Dimensions + saturation.Dimensions + value.Dimensions;

        public override Double3 Draw(RandomStream stream) => ToLinear(hue.DrawFrom(stream), saturation.DrawFrom(stream), value.DrawFrom(stream));
    }
}
