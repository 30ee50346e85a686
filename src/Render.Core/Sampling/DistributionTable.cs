using Render.Core.Sampling.Kinds;

namespace Render.Core.Sampling;

/// <summary>All distributions of the language. A new one is a class in Sampling/Kinds and a line here.</summary>
internal static class DistributionTable
{
    public static readonly DistributionKind Uniform = new UniformKind();

    public static readonly DistributionKind Choice = new ChoiceKind();

    public static readonly DistributionKind Integers = new IntegersKind();

    public static readonly IReadOnlyList<DistributionKind> All =
    [
        Uniform,
        new LogUniformKind(),
        new NormalKind(),
        new BetaKind(),
        new HistogramKind(),
        new GridKind(),
        new JitterKind(),
        Choice,
        new BalancedKind(),
        new CycleKind(),
        new BernoulliKind(),
        Integers,
        new FilesKind(),
        new HsvKind(),
        new TemperatureKind(),
        new BoxKind(),
        new SphereKind(),
        new ShellKind(),
        new HemisphereKind(),
        new ConeKind(),
        new DiskKind(),
        new OnSurfaceKind(),
        new AlongKind(),
        new UniformRotationKind(),
        new AboutKind(),
    ];

    public static DistributionKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
