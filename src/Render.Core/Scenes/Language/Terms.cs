using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>The named draws as a formula sees them: those of a frame and an object, or their frozen values.</summary>
/// <param name="Key">Which frame.</param>
/// <param name="Instance">Which object of the group.</param>
/// <param name="IsFrozen">The bases instead.</param>
internal readonly record struct LetDraws(DrawKey Key, int Instance, bool IsFrozen)
{
    public static LetDraws Frozen => new(default, 0, true);

    public T Of<T>(Value<T> value) => IsFrozen ? value.Base : value.Draw(Key, Instance);
}

/// <summary>A part of a formula, with its type: what is known of its result before anything is drawn, and the result. Pure.</summary>
internal abstract record Term
{
    /// <summary>For messages.</summary>
    public abstract string Describe { get; }
}

/// <param name="Range">Holds every result.</param>
/// <param name="At">The result.</param>
internal sealed record NumberTerm(Interval Range, Func<LetDraws, double> At) : Term
{
    public override string Describe => "a number";
}

internal sealed record TruthTerm(Func<LetDraws, bool> At) : Term
{
    public override string Describe => "true or false";
}

/// <param name="Words">All that can come out.</param>
/// <param name="At">The result.</param>
internal sealed record WordTerm(IReadOnlyList<string> Words, Func<LetDraws, string> At) : Term
{
    public override string Describe => $"a word ({string.Join(", ", Words.Take(3))}{(Words.Count > 3 ? ", ..." : "")})";
}

/// <summary>Three numbers; nothing can be computed with them.</summary>
/// <param name="Range">Holds every component.</param>
/// <param name="At">The result.</param>
internal sealed record VectorTerm(Interval Range, Func<LetDraws, Double3> At) : Term
{
    public override string Describe => "three numbers";
}
