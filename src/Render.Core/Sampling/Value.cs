namespace Render.Core.Sampling;

/// <summary>What makes one frame differ from another: the seed and the frame's index.</summary>
public readonly record struct DrawKey(ulong Seed, long Frame);

/// <summary>A constant or a distribution, under the path that names its random stream.</summary>
public sealed class Value<T>
{
    private readonly T _constant;

    internal Value(string path, T constant) => (Path, _constant, Base) = (path, constant, constant);

    /// <param name="path">Names the random stream.</param>
    /// <param name="distribution">What is drawn from.</param>
    /// <param name="frozen">The value when frozen; the distribution's middle where there is none.</param>
    internal Value(string path, Distribution<T> distribution, (bool Given, T Value) frozen)
    {
        (Path, Distribution, _constant) = (path, distribution, distribution.Middle);
        Base = frozen.Given ? frozen.Value : distribution.Middle;
    }

    public string Path { get; }

    public bool IsConstant => Distribution is null;

    /// <summary>What it is when frozen: the constant, the <c>base:</c>, or the distribution's middle.</summary>
    public T Base { get; }

    internal Distribution<T>? Distribution { get; }

    /// <summary>Values that bound (numbers) or enumerate (names, files) what can come out; see <see cref="Distribution{T}.Extremes"/>.</summary>
    internal IEnumerable<T> Extremes => Distribution is null ? [_constant] : Distribution.Extremes;

    /// <summary>The value in a frame, for one instance of its group. Pure.</summary>
    public T Draw(DrawKey key, int instance = 0) =>
        Distribution is null ? _constant : Distribution.Draw(new RandomStream(key.Seed, Path, key.Frame, instance));

    /// <summary>See <see cref="Distribution{T}.Dimensions"/>.</summary>
    internal int Dimensions => Distribution?.Dimensions ?? 0;

    internal T DrawFrom(RandomStream stream) => Distribution is null ? _constant : Distribution.Draw(stream);
}
