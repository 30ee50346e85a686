using System.Globalization;
using System.Text.Json.Nodes;
using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>A colour: three linear numbers, <c>'#rrggbb'</c> or a name (both sRGB).</summary>
internal sealed class ColorType : NumericType<Double3>
{
    public override string Describe => "colour: [r, g, b] (linear), '#rrggbb' or a name";

    public override (double Min, double Max) Range => (0, double.PositiveInfinity);

    public override double[] ReadComponents(Node node, ReadContext context)
    {
        if (node is ListNode)
            return Numbers.Read(node, 3, 0, this);
        if (node is not ScalarNode { Text.Length: > 0 } scalar)
            throw Expected(node);
        return Colors.TryParse(scalar.Text) ?? throw (scalar.Text[0] == '#'
            ? node.Error($"{node.Kind} is not a colour.", "Write '#rrggbb'.")
            : Names.Unknown(node, "colour", scalar.Text, Colors.Names));
    }

    public override Double3 Compose(ReadOnlySpan<double> components) => new(components[0], components[1], components[2]);

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["anyOf"] = new JsonArray(Numbers.Schema(3, 0), NameSchema()) };

    public static JsonObject NameSchema() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["pattern"] = "^#[0-9a-fA-F]{6}$" },
            new JsonObject { ["enum"] = new JsonArray([.. Colors.Names.Select(n => (JsonNode)n)]) }),
    };
}

/// <summary>The base colour of a material: a colour, or an image file.</summary>
/// <param name="Color">Linear RGB, or null.</param>
/// <param name="Texture">Reference of an image, or null.</param>
internal readonly record struct BaseColor(Double3? Color, string? Texture);

internal sealed class BaseColorType : NumericType<BaseColor>, IFileType<BaseColor>
{
    private static readonly ColorType Color = new();

    public override string Describe => "colour ([r, g, b] linear, '#rrggbb' or a name) or image file";

    public override (double Min, double Max) Range => Color.Range;

    public override double[] ReadComponents(Node node, ReadContext context) => Color.ReadComponents(node, context);

    public override BaseColor Compose(ReadOnlySpan<double> components) => new(Color.Compose(components), null);

    public BaseColor FromReference(string reference) => new(null, reference);

    /// <summary>A word with a dot, a slash or a colon is a file; anything else is a colour.</summary>
    public override BaseColor Read(Node node, ReadContext context)
    {
        if (node is not ScalarNode scalar || scalar.Text.AsSpan().IndexOfAny('.', '/', ':') < 0)
            return Compose(ReadComponents(node, context));
        ImageType.Check(scalar, context);
        return FromReference(scalar.Text);
    }

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["anyOf"] = new JsonArray(Color.Schema(definitions), new JsonObject { ["type"] = "string", ["pattern"] = "[./:]" }) };
}

/// <summary>Colour names (CSS Color Module 4) and the sRGB transfer function (IEC 61966-2-1).</summary>
internal static class Colors
{
    private static readonly (string Name, uint Rgb)[] Table =
    [
        ("white", 0xFFFFFF), ("silver", 0xC0C0C0), ("gray", 0x808080), ("grey", 0x808080), ("black", 0x000000), ("red", 0xFF0000),
        ("maroon", 0x800000), ("orange", 0xFFA500), ("yellow", 0xFFFF00), ("olive", 0x808000), ("lime", 0x00FF00), ("green", 0x008000),
        ("teal", 0x008080), ("cyan", 0x00FFFF), ("blue", 0x0000FF), ("navy", 0x000080), ("purple", 0x800080), ("magenta", 0xFF00FF),
        ("pink", 0xFFC0CB), ("tan", 0xD2B48C), ("beige", 0xF5F5DC), ("brown", 0xA52A2A), ("gold", 0xFFD700), ("ivory", 0xFFFFF0),
    ];

    public static IEnumerable<string> Names => Table.Select(entry => entry.Name);

    /// <summary>Linear RGB, or null where the text is no colour.</summary>
    public static double[]? TryParse(string text)
    {
        if (text is ['#', .. var digits] && digits.Length == 6
            && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb))
            return FromSrgb(rgb);
        foreach (var (name, value) in Table)
            if (name == text)
                return FromSrgb(value);
        return null;
    }

    /// <summary>sRGB 0..1 to linear.</summary>
    public static double ToLinear(double srgb) => srgb <= 0.04045 ? srgb / 12.92 : PortableMath.Pow((srgb + 0.055) / 1.055, 2.4);

    private static double[] FromSrgb(uint rgb) =>
        [ToLinear((rgb >> 16 & 255) / 255.0), ToLinear((rgb >> 8 & 255) / 255.0), ToLinear((rgb & 255) / 255.0)];
}
