using System.Globalization;
using System.Text.Json.Nodes;
using Render.Core.Textures;

namespace Render.Core.Scenes.Language;

/// <summary>A finite number within a range.</summary>
/// <param name="unit">degrees, metres, W/m2 ...; null for a plain number.</param>
/// <param name="min">Least value.</param>
/// <param name="max">Greatest value.</param>
internal sealed class NumberType(string? unit = null, double min = double.NegativeInfinity, double max = double.PositiveInfinity) : NumericType<double>, INumberLike<double>
{
    public (double Min, double Max) NumberRange => (min, max);

    public override bool IsVector => false;

    public override string Describe => Phrase("number", min, max, unit);

    public override bool HasShortRange => true;

    public override (double Min, double Max) Range => (min, max);

    public override double[] ReadComponents(Node node, ReadContext context)
    {
        if (node is not ScalarNode { Number: { } number })
            throw Expected(node);
        if (number < min || number > max)
            throw node.Error($"{node.Kind} is out of range; expected {Describe}.");
        return [number];
    }

    public double OfNumber(double number) => number;

    public override double Compose(ReadOnlySpan<double> components) => components[0];

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "number" };
        if (double.IsFinite(min))
            schema["minimum"] = min;
        if (double.IsFinite(max))
            schema["maximum"] = max;
        return schema;
    }

    public static string Phrase(string what, double min, double max, string? unit)
    {
        var range = (double.IsFinite(min), double.IsFinite(max)) switch
        {
            (true, true) => string.Create(CultureInfo.InvariantCulture, $" {min}..{max}"),
            (true, false) => string.Create(CultureInfo.InvariantCulture, $" from {min} up"),
            (false, true) => string.Create(CultureInfo.InvariantCulture, $" up to {max}"),
            _ => "",
        };
        return what + range + (unit is null ? "" : $" ({unit})");
    }
}

/// <summary>A whole number within a range.</summary>
internal sealed class IntegerType(long min, long max) : NodeType<long>, INumberLike<long>
{
    public (double Min, double Max) NumberRange => (min, max);

    public bool NeedsWhole => true;

    public long OfNumber(double number) => (long)number;

    public override string Describe => NumberType.Phrase("whole number", min, max < long.MaxValue ? max : double.PositiveInfinity, null);

    public override bool HasShortRange => true;

    public override long Read(Node node, ReadContext context)
    {
        if (node is not ScalarNode { Quoted: false } scalar
            || !long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw Expected(node);
        return number >= min && number <= max ? number : throw node.Error($"{node.Kind} is out of range; expected {Describe}.");
    }

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "integer", ["minimum"] = min };
        if (max < long.MaxValue)
            schema["maximum"] = max;
        return schema;
    }
}

internal sealed class BooleanType : NodeType<bool>
{
    public override string Describe => "true or false";

    public override bool Read(Node node, ReadContext context) => node is ScalarNode { Quoted: false, Text: "true" or "false" } scalar
        ? scalar.Text == "true"
        : throw Expected(node);

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "boolean" };
}

/// <summary>Any text that is not empty.</summary>
internal sealed class TextType(string what = "text") : NodeType<string>
{
    public override string Describe => what;

    public override string Read(Node node, ReadContext context) =>
        node is ScalarNode { Text.Length: > 0 and <= 1000 } scalar ? scalar.Text : throw Expected(node);

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = new JsonArray("string", "number", "boolean") };
}

/// <summary>One of a few words.</summary>
internal sealed class WordType<T>(string what, params (string Word, T Value)[] words) : NodeType<T>
{
    public override string Describe => string.Join(" or ", words.Select(w => w.Word));

    public override T Read(Node node, ReadContext context)
    {
        if (node is not ScalarNode scalar)
            throw Expected(node);
        foreach (var (word, value) in words)
            if (word == scalar.Text)
                return value;
        throw Names.Unknown(node, what, scalar.Text, words.Select(w => w.Word));
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["enum"] = new JsonArray([.. words.Select(w => ToJson(w.Word))]) };

    // Some words of the language are numbers (samples: 4).
    private static JsonNode ToJson(string word) => new ScalarNode("", word, Quoted: false).ToJson();
}

/// <summary>One of the scene's assets.</summary>
internal sealed class AssetNameType : NodeType<string>
{
    public override string Describe => "name of an asset";

    public override string Read(Node node, ReadContext context)
    {
        if (node is not ScalarNode scalar)
            throw Expected(node);
        return context.Assets.Contains(scalar.Text) ? scalar.Text : throw Names.Unknown(node, "asset", scalar.Text, context.Assets);
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };
}

/// <summary>An image: a file that must exist, or a <see cref="ProceduralReference"/>.</summary>
internal sealed class ImageType : NodeType<string>, IFileType<string>
{
    public override string Describe => "image file";

    public override string Read(Node node, ReadContext context)
    {
        if (node is not ScalarNode { Text.Length: > 0 } scalar)
            throw Expected(node);
        Check(scalar, context);
        return scalar.Text;
    }

    public string FromReference(string reference) => reference;

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };

    internal static void Check(ScalarNode node, ReadContext context)
    {
        if (ProceduralReference.Is(node.Text))
            ProceduralReference.Check(node.Text, node.Where);
        else
            context.Roots.Resolve(node.Text, node.Where);
    }
}

/// <summary>A file that must exist, as a reference: relative to the scene's folder or under a root.</summary>
internal sealed class FileType(string what) : NodeType<string>, IFileType<string>
{
    public override string Describe => $"{what} file";

    public override string Read(Node node, ReadContext context)
    {
        if (node is not ScalarNode { Text.Length: > 0 } scalar)
            throw Expected(node);
        context.Roots.Resolve(scalar.Text, node.Where);
        return scalar.Text;
    }

    public string FromReference(string reference) => reference;

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };
}
