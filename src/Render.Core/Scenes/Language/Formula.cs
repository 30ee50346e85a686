using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>Formulas as values: a plain text that holds <c>$</c>, wherever a value or a distribution may stand.</summary>
internal static class Formula
{
    /// <summary>Whether this is a formula and no value.</summary>
    public static bool IsOne(Node node) => node is ScalarNode scalar && scalar.Text.Contains('$', StringComparison.Ordinal);

    public static Term Read(ScalarNode node, ReadContext context) => FormulaParser.Parse(node, (name, place) => context.Lets.Find(name, place, context).Term);

    /// <summary>What stands behind <c>if:</c>.</summary>
    public static TruthTerm ReadCondition(Node node, ReadContext context) => node is ScalarNode scalar && Read(scalar, context) is var term
        ? term as TruthTerm ?? throw node.Error($"expected a condition as $hour > 18, found {term.Describe}.")
        : throw node.Error($"expected a condition as $hour > 18, found {node.Kind}.");

    /// <summary>
    /// The formula as a value of a key. It must be shown here that its result is one whatever is drawn: no frame of a long run is to be the first to find out.
    /// </summary>
    public static Distribution<T> Read<T>(ScalarNode node, NodeType<T> type, ReadContext context) => Read(node, context) switch
    {
        NumberTerm number => OfNumber(number, node, type, context),
        TruthTerm truth when type is BooleanType => (Distribution<T>)(object)new FormulaDistribution<bool>(truth.At, [false, true]),
        WordTerm words when type is not (INumberLike or BooleanType) => OfWords(words, node, type, context),
        VectorTerm vector when type is NumericType<T> numeric && numeric.IsVector => OfVector(vector, node, numeric),
        var other => throw node.Error($"{Last(context.Path)} is to be {type.Describe}, and this formula gives {other.Describe}."),
    };

    private static FormulaDistribution<T> OfNumber<T>(NumberTerm term, ScalarNode node, NodeType<T> type, ReadContext context)
    {
        if (type is not INumberLike<T> like)
            throw node.Error($"{Last(context.Path)} is to be {type.Describe}, and this formula gives a number.");
        var (min, max) = like.NumberRange;
        var range = term.Range;
        if (!(range.Min >= min && range.Max <= max))
            throw node.Error($"this formula can give {FormulaFunctions.Text(range.Min < min ? range.Min : range.Max)}; expected {type.Describe}.",
                "Bound it: clamp($x, lo, hi) in quotes, or min and max of what it is made of.");
        if (like.NeedsWhole && !range.IsWhole)
            throw node.Error($"this formula can give fractions; expected {type.Describe}.", "Round it: round(...), floor(...) or ceil(...).");
        var path = context.Path;
        // The range is that of exact arithmetic; a last place of rounding may lie beyond it.
        T At(LetDraws draws) => term.At(draws) is var x && double.IsFinite(x)
            ? like.OfNumber(Math.Clamp(x, range.Min, range.Max))
            : throw new RenderException(Failure.InvalidInput, $"{path}: the formula '{node.Text}' gives {FormulaFunctions.Text(x)}.", $"{node.Where}, frame {draws.Key.Frame}",
                "Bound what it is made of.");
        return new(At, double.IsFinite(range.Min) && double.IsFinite(range.Max) ? [like.OfNumber(range.Min), like.OfNumber(range.Max)] : [], range.IsWhole);
    }

    /// <summary>Every word that can come out is read as the key's own value here, so that a wrong one is an error of the scene.</summary>
    private static FormulaDistribution<T> OfWords<T>(WordTerm term, ScalarNode node, NodeType<T> type, ReadContext context)
    {
        var values = term.Words.ToDictionary(word => word, word => type.Read(new ScalarNode(node.Where, word, Quoted: true), context), StringComparer.Ordinal);
        return new(draws => values[term.At(draws)], [.. values.Values]);
    }

    private static FormulaDistribution<T> OfVector<T>(VectorTerm term, ScalarNode node, NumericType<T> type)
    {
        var (min, max) = type.Range;
        if (!(term.Range.Min >= min && term.Range.Max <= max))
            throw node.Error($"a component of this can be {FormulaFunctions.Text(term.Range.Min < min ? term.Range.Min : term.Range.Max)}; expected {type.Describe}.");
        return new(draws => term.At(draws) is var v ? type.Compose([v.X, v.Y, v.Z]) : default!, []);
    }

    private static string Last(string path) => path[(path.LastIndexOf('.') + 1)..];
}
