using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Components that are drawn independently, each through the inverse of its distribution function, between two ends.</summary>
internal abstract class ComponentDistribution<T>(NumericType<T> type, double[] min, double[] max) : Distribution<T>
{
    public override T Middle => ComposeAt(_ => 0.5);

    public override IEnumerable<T> Extremes => [type.Compose(min), type.Compose(max)];

    protected double[] Min => min;

    protected double[] Max => max;

    public override int Dimensions => min.Length;

    public override T Draw(RandomStream stream) => ComposeAt(_ => stream.NextOpenUnit());

    /// <summary>The value of a component below which a share u of all draws lies.</summary>
    protected abstract double At(double u, int component);

    private T ComposeAt(Func<int, double> unit)
    {
        var components = new double[min.Length];
        for (var i = 0; i < components.Length; i++)
            components[i] = Math.Clamp(At(unit(i), i), min[i], max[i]);
        return type.Compose(components);
    }
}
