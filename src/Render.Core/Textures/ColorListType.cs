using System.Globalization;
using System.Text.Json.Nodes;
using Render.Core.Materials;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Textures;

/// <summary>The colours of a procedural texture, each a colour or a distribution of its own: <c>[tan, { hsv: {} }]</c>.</summary>
internal sealed class ColorListType(TextureColors colors) : NodeType<IReadOnlyList<Value<Double3>>>
{
    private static readonly SampledType<Double3> Color = new(new ColorType());

    public override string Describe => colors.Min == colors.Max
        ? string.Create(CultureInfo.InvariantCulture, $"list of {colors.Min} colours, each {Color.Describe}")
        : string.Create(CultureInfo.InvariantCulture, $"list of {colors.Min} to {colors.Max} colours, each {Color.Describe}");

    public override IReadOnlyList<Value<Double3>> Read(Node node, ReadContext context)
    {
        if (node is not ListNode list || list.Items.Count < colors.Min || list.Items.Count > colors.Max)
            throw Expected(node);
        return [.. list.Items.Select((item, i) => Color.Read(item, context.Child(i.ToString(CultureInfo.InvariantCulture))))];
    }

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "array", ["items"] = Color.Schema(definitions), ["minItems"] = colors.Min, ["maxItems"] = colors.Max };

    /// <summary>0xrrggbb, sRGB, rounded; linear light above 1 is white.</summary>
    public static uint Encoded(Double3 linear)
    {
        static uint Channel(double x) => (uint)Math.Round(SrgbTables.Encode(Math.Clamp(x, 0, 1)) * 255);
        return Channel(linear.X) << 16 | Channel(linear.Y) << 8 | Channel(linear.Z);
    }
}
