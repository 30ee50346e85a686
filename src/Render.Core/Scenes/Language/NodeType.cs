using System.Text.Json.Nodes;

namespace Render.Core.Scenes.Language;

/// <summary>
/// What may stand behind a key: how it is described, read, and written as JSON schema. The types are put together like words: a section of keys, a
/// map of named sections, a list, a constant or a distribution of something.
/// </summary>
internal abstract class NodeType
{
    /// <summary>In words, for messages and the reference page: <c>number, 1..179 degrees</c>.</summary>
    public abstract string Describe { get; }

    /// <summary>Whether <c>[lo, hi]</c> is short for a range in which all values are equally likely.</summary>
    public virtual bool HasShortRange => false;

    public abstract JsonObject Schema(SchemaDefinitions definitions);

    /// <summary>Equal for values that mean the same whatever order or spelling they are written in.</summary>
    public virtual JsonNode Canonical(Node node) => node.ToJson();

    /// <summary>Sections within this type, for the reference page.</summary>
    public virtual IEnumerable<ISection> Sections => [];

    protected RenderException Expected(Node node) => node is ScalarNode { Text: "", Quoted: false }
        ? node.Error($"a value is missing; expected {Describe}.", "A colour that begins with # must be quoted.")
        : Formula.IsOne(node)
        ? node.Error($"expected {Describe}, found the formula {node.Kind}.", "A formula may stand where the reference page says 'or a distribution'; for a range that varies write lerp($lo, $hi, $u) in quotes, of a named u: { uniform: [0, 1] }.")
        : node.Error($"expected {Describe}, found {node.Kind}.");
}

internal abstract class NodeType<T> : NodeType
{
    /// <exception cref="RenderException">With the place, where the node is not of this type.</exception>
    public abstract T Read(Node node, ReadContext context);
}

/// <summary>The untyped face of <see cref="NumericType{T}"/>.</summary>
internal interface INumericType;

/// <summary>A type whose values may be given as one number: what formulas need to know of it.</summary>
internal interface INumberLike;

/// <inheritdoc cref="INumberLike"/>
internal interface INumberLike<out T> : INumberLike
{
    /// <summary>Least and greatest.</summary>
    (double Min, double Max) NumberRange { get; }

    bool NeedsWhole => false;

    /// <summary>A number within the range as a value.</summary>
    T OfNumber(double number);
}

/// <summary>A type whose values are made of one or more numbers, each of which may be drawn by itself.</summary>
internal abstract class NumericType<T> : NodeType<T>, INumericType
{
    public abstract double[] ReadComponents(Node node, ReadContext context);

    public abstract T Compose(ReadOnlySpan<double> components);

    public override T Read(Node node, ReadContext context) => Compose(ReadComponents(node, context));

    /// <summary>Whether there are three components.</summary>
    public virtual bool IsVector => true;

    /// <summary>Least and greatest value of each component that the key allows.</summary>
    public virtual (double Min, double Max) Range => (double.NegativeInfinity, double.PositiveInfinity);
}

/// <summary>A type whose values may be files.</summary>
internal interface IFileType;

/// <inheritdoc cref="IFileType"/>
internal interface IFileType<out T> : IFileType
{
    T FromReference(string reference);
}
