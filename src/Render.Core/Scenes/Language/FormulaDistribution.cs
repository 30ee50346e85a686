using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>The result of a formula over named draws. It takes nothing from its own stream but frame and object.</summary>
/// <param name="at">The result.</param>
/// <param name="extremes">See <see cref="Distribution{T}.Extremes"/>.</param>
/// <param name="isWhole">Whether it gives nothing but whole numbers.</param>
internal sealed class FormulaDistribution<T>(Func<LetDraws, T> at, IReadOnlyList<T> extremes, bool isWhole = false) : Distribution<T>
{
    public bool IsWhole => isWhole;

    public override T Middle => at(LetDraws.Frozen);

    public override IEnumerable<T> Extremes => extremes;

    public override int Dimensions => 0;

    public override T Draw(RandomStream stream) => at(new(stream.Key, stream.Instance, false));
}

/// <summary>One of two, by a condition on named draws.</summary>
internal sealed class ConditionDistribution<T>(TruthTerm condition, Value<T> then, Value<T> otherwise) : Distribution<T>
{
    public override T Middle => Frozen.Base;

    public override T MiddleIn(DrawKey key, T middle) => Frozen.BaseIn(key);

    public override IEnumerable<T> Extremes => then.Extremes.Concat(otherwise.Extremes);

    public override int Dimensions => Math.Max(then.Dimensions, otherwise.Dimensions);

    private Value<T> Frozen => condition.At(LetDraws.Frozen) ? then : otherwise;

    public override T Draw(RandomStream stream) => (condition.At(new(stream.Key, stream.Instance, false)) ? then : otherwise).DrawFrom(stream);
}
