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
        Choice,
        new BalancedKind(),
        Integers,
        new FilesKind(),
        new HsvKind(),
        new BoxKind(),
        new SphereKind(),
        new ShellKind(),
        new UniformRotationKind(),
    ];

    public static DistributionKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
