using System.Text.Json.Nodes;
using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>A list of three numbers.</summary>
internal sealed class PointType(string what, string unit, double min = double.NegativeInfinity) : NumericType<Double3>
{
    public override string Describe => NumberType.Phrase($"{what} [x, y, z]", min, double.PositiveInfinity, unit);

    /// <summary>Whether it is a place in the world.</summary>
    public bool IsPlace => unit == "metres";

    public override (double Min, double Max) Range => (min, double.PositiveInfinity);

    public override double[] ReadComponents(Node node, ReadContext context) => Numbers.Read(node, 3, min, this);

    public override Double3 Compose(ReadOnlySpan<double> components) => new(components[0], components[1], components[2]);

    public override JsonObject Schema(SchemaDefinitions definitions) => Numbers.Schema(3, min);
}

/// <summary>A list of two numbers.</summary>
internal sealed class PairType(string what, string unit, double min = double.NegativeInfinity) : NumericType<(double X, double Y)>
{
    public override bool IsVector => false;

    public override string Describe => NumberType.Phrase($"{what} [x, y]", min, double.PositiveInfinity, unit);

    public override (double Min, double Max) Range => (min, double.PositiveInfinity);

    public override double[] ReadComponents(Node node, ReadContext context) => Numbers.Read(node, 2, min, this);

    public override (double X, double Y) Compose(ReadOnlySpan<double> components) => (components[0], components[1]);

    public override JsonObject Schema(SchemaDefinitions definitions) => Numbers.Schema(2, min);
}

/// <summary>
/// The size of a shape: [x, y, z], or [x, y] where it is flat, or one number for all of them.
/// </summary>
internal sealed class SizeType : NumericType<Double3>, INumberLike<Double3>
{
    /// <summary>What has no extent has no surface and no normals.</summary>
    private const double Least = 1e-9;

    public (double Min, double Max) NumberRange => Range;

    public Double3 OfNumber(double number) => new(number, number, number);

    public override string Describe => "size [x, y, z], [x, y] or one number (metres, above 0)";

    public override (double Min, double Max) Range => (Least, double.PositiveInfinity);

    public override double[] ReadComponents(Node node, ReadContext context) => node switch
    {
        ScalarNode => Numbers.ReadOne(node, Least, this) is var edge ? [edge, edge, edge] : [],
        ListNode { Items.Count: 2 } => [.. Numbers.Read(node, 2, Least, this), 1],
        _ => Numbers.Read(node, 3, Least, this),
    };

    public override Double3 Compose(ReadOnlySpan<double> components) => new(components[0], components[1], components[2]);

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number", ["minimum"] = Least }, Numbers.Schema(2, Least), Numbers.Schema(3, Least)) };
}

/// <summary>
/// Degrees: one number turns about Z (counter-clockwise from above), three turn about the world's X, then Y, then Z.
/// </summary>
internal sealed class RotationType : NumericType<Rotation>, INumberLike<Rotation>
{
    public (double Min, double Max) NumberRange => Range;

    public Rotation OfNumber(double number) => Rotation.AboutZ(number);

    public override string Describe => "turn about Z, or [x, y, z] turns about X, then Y, then Z (degrees)";

    public override bool HasShortRange => true;

    public override double[] ReadComponents(Node node, ReadContext context) => node is ScalarNode
        ? [0, 0, Numbers.ReadOne(node, double.NegativeInfinity, this)]
        : Numbers.Read(node, 3, double.NegativeInfinity, this);

    public override Rotation Compose(ReadOnlySpan<double> components) => Rotation.FromEuler(components[0], components[1], components[2]);

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number" }, Numbers.Schema(3, double.NegativeInfinity)) };
}

/// <summary>One number, or [lo, hi]: a parameter of a distribution that spans a range by a law of its own.</summary>
internal sealed class SpanType(string unit, double min = double.NegativeInfinity, double max = double.PositiveInfinity) : NodeType<(double Low, double High)>
{
    public override string Describe => NumberType.Phrase("number or [lo, hi]", min, max, unit);

    public override (double Low, double High) Read(Node node, ReadContext context)
    {
        var number = new NumberType(unit, min, max);
        if (node is not ListNode list)
            return (number.Read(node, context), number.Read(node, context));
        if (list.Items.Count != 2)
            throw Expected(node);
        var (low, high) = (number.Read(list.Items[0], context), number.Read(list.Items[1], context));
        return low <= high ? (low, high) : throw node.Error("the range is upside down: lo is above hi.");
    }

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var number = new NumberType(unit, min, max);
        return new() { ["anyOf"] = new JsonArray(number.Schema(definitions), Numbers.ListSchema(number.Schema(definitions), 2)) };
    }
}

internal static class Numbers
{
    public static double ReadOne(Node node, double min, NodeType type)
    {
        if (node is not ScalarNode { Number: { } number })
            throw node.Error($"expected {type.Describe}, found {node.Kind}.");
        return number >= min ? number : throw node.Error($"{node.Kind} is out of range; expected {type.Describe}.");
    }

    public static double[] Read(Node node, int count, double min, NodeType type) =>
        node is ListNode list && list.Items.Count == count
            ? [.. list.Items.Select(item => ReadOne(item, min, type))]
            : throw node.Error($"expected {type.Describe}, found {node.Kind}.");

    public static JsonObject Schema(int count, double min) =>
        ListSchema(double.IsFinite(min) ? new JsonObject { ["type"] = "number", ["minimum"] = min } : new JsonObject { ["type"] = "number" }, count);

    public static JsonObject ListSchema(JsonObject item, int count) =>
        new() { ["type"] = "array", ["items"] = item, ["minItems"] = count, ["maxItems"] = count };
}
