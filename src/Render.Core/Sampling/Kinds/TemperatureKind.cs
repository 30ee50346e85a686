using System.Text.Json.Nodes;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>The colour of a black body (<see cref="BlackBody"/>) of a temperature that may be drawn.</summary>
internal sealed class TemperatureKind : ColorKind
{
    private static readonly SampledType<double> Kelvin = new(new NumberType("kelvin", BlackBody.MinKelvin, BlackBody.MaxKelvin));

    public override string Name => "temperature_k";

    public override string Doc =>
        "The colour of a black body: 2700 a light bulb, 6500 near white. Of light, with luminance 1; of a surface, with 1 as its greatest component.";

    public override string Example => "color: { temperature_k: [3000, 7500] }";

    public override string Argument => "kelvin, 1667..25000: number, [lo, hi] or distribution";

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => Kelvin.Schema(definitions);

    protected override Distribution<Double3> ReadColors(Node argument, bool isPaint, ReadContext context) =>
        new TemperatureDistribution(Kelvin.Read(argument, context), isPaint);

    private sealed class TemperatureDistribution(Value<double> kelvin, bool isPaint) : Distribution<Double3>
    {
        public override Double3 Middle => Color(kelvin.Base);

        public override IEnumerable<Double3> Extremes => [];

        public override int Dimensions => kelvin.Dimensions;

        public override Double3 Draw(RandomStream stream) => Color(kelvin.DrawFrom(stream));

        private Double3 Color(double temperature)
        {
            var color = BlackBody.Color(temperature);
            return isPaint ? color * (1 / Math.Max(color.X, Math.Max(color.Y, color.Z))) : color;
        }
    }
}
