using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Every component uniform between its ends: lo + u (hi - lo).</summary>
internal sealed class UniformKind : RangeKind
{
    public override string Name => "uniform";

    public override string Doc => "Every value between the two ends is equally likely; of vectors and colours, each component by itself.";

    public override string Example => "fov_deg: { uniform: [40, 60] }";

    protected override Distribution<T> Make<T>(Node argument, NumericType<T> type, double[] min, double[] max) =>
        new UniformDistribution<T>(type, min, max);

    private sealed class UniformDistribution<T>(NumericType<T> type, double[] min, double[] max) : ComponentDistribution<T>(type, min, max)
    {
        protected override double At(double u, int component) => Min[component] + u * (Max[component] - Min[component]);
    }
}
