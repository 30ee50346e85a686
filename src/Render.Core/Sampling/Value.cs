using System.Globalization;

namespace Render.Core.Sampling;

/// <summary>A constant or a distribution, under the path that names its random stream.</summary>
public sealed class Value<T>
{
    private readonly T _constant;
    private readonly DrawRule _rule = DrawRule.Part;
    private readonly T[]? _reach;
    private readonly bool _hasBase = true;

    internal Value(string path, T constant) => (Path, _constant, Base) = (path, constant, constant);

    /// <param name="path">Names the random stream.</param>
    /// <param name="distribution">What is drawn from.</param>
    /// <param name="frozen">The value when frozen; the distribution's middle where there is none.</param>
    /// <param name="rule">How it is drawn.</param>
    internal Value(string path, Distribution<T> distribution, (bool Given, T Value) frozen, DrawRule rule)
    {
        (Path, Distribution, _constant, _rule) = (path, distribution, distribution.Middle, rule);
        (_hasBase, Base) = (frozen.Given, frozen.Given ? frozen.Value : distribution.Middle);
    }

    private Value(Value<T> of, T constant, T[] reach) : this(of.Path, constant) =>
        (_rule, _reach) = (of._rule, [.. of.Extremes, .. reach]);

    public string Path { get; }

    public bool IsConstant => Distribution is null;

    /// <summary>For what one draw holds.</summary>
    public Scope Scope => _rule.Scope;

    /// <summary>Whether it is <see cref="Base"/> in all frames.</summary>
    internal bool IsFrozen => _rule.IsFrozen;

    /// <summary>How its draws are spread over the frames, as the scene writes it.</summary>
    internal string SamplerName => _rule.Sampler?.Name ?? "independent";

    /// <summary>What it is when frozen: the constant, the <c>base:</c>, or the distribution's middle.</summary>
    public T Base { get; }

    /// <summary>What it is in a frame when frozen.</summary>
    internal T BaseIn(DrawKey key) => _hasBase || Distribution is null ? Base : Distribution.MiddleIn(key, Base);

    internal Distribution<T>? Distribution { get; }

    /// <summary>Values that bound (numbers) or enumerate (names, files) what can come out; see <see cref="Distribution{T}.Extremes"/>.</summary>
    internal IEnumerable<T> Extremes => _reach is not null ? _reach : Distribution is null ? [_constant] : _rule.IsFrozen ? [Base] : Distribution.Extremes;

    /// <summary>The value in a frame, for one instance of its group. Pure.</summary>
    public T Draw(DrawKey key, int instance = 0)
    {
        if (Distribution is null)
            return _constant;
        var (shared, number) = _rule.Share(key, instance);
        var value = _rule.IsFrozen ? BaseIn(shared)
            : key.Conditions is { } conditions && conditions.TryGetValue(Path, out var condition) ? DrawWithin(Distribution, condition(shared, number), shared, number)
            : Distribution.Draw(new RandomStream(shared, Path, number, _rule.Sampler));
        key.Log?.Add(Path, number, value);
        return value;
    }

    /// <summary>
    /// The first of so many draws, each from a stream of its own, that may be: distributed as the value is where the condition holds. The very first is the one that there
    /// is without a condition. Where none may be, the last; whoever sets conditions must look.
    /// </summary>
    private T DrawWithin(Distribution<T> distribution, Predicate<object> allows, DrawKey key, int instance)
    {
        const int Most = 1000;
        var value = distribution.Draw(new RandomStream(key, Path, instance, _rule.Sampler));
        for (var attempt = 1; attempt < Most && !allows(value!); attempt++)
            value = distribution.Draw(new RandomStream(key, string.Create(CultureInfo.InvariantCulture, $"{Path}#{attempt}"), instance, null));
        return value;
    }

    /// <summary>See <see cref="Distribution{T}.Dimensions"/>.</summary>
    internal int Dimensions => Distribution?.Dimensions ?? 0;

    /// <summary>
    /// The same with one value for all frames and objects. Its extremes are still those of all that it might be, so that whoever counts with them (how many
    /// objects a group can have) counts alike in every variant of a scene.
    /// </summary>
    /// <param name="constant">The value.</param>
    /// <param name="reach">Everything that it is in the variants of the scene.</param>
    internal Value<T> Fixed(T constant, T[] reach) => new(this, constant, reach);

    internal T DrawFrom(RandomStream stream) => Distribution is null ? _constant : Distribution.Draw(stream);
}
