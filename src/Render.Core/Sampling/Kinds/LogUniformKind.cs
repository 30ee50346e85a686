using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Every component uniform in its logarithm: exp(log lo + u (log hi - log lo)).</summary>
internal sealed class LogUniformKind : RangeKind
{
    public override string Name => "log_uniform";

    public override string Doc =>
        "The logarithm is uniform between the ends, both above 0: every doubling is equally likely. For strengths, sizes, distances.";

    public override string Example => "strength: { log_uniform: [0.3, 2] }";

    protected override Distribution<T> Make<T>(Node argument, NumericType<T> type, double[] min, double[] max) => min.All(x => x > 0)
        ? new LogUniformDistribution<T>(type, min, max)
        : throw argument.Error("the lower end of log_uniform must be above 0.");

    private sealed class LogUniformDistribution<T>(NumericType<T> type, double[] min, double[] max) : ComponentDistribution<T>(type, min, max)
    {
        private readonly double[] _logMin = [.. min.Select(PortableMath.Log)];
        private readonly double[] _logMax = [.. max.Select(PortableMath.Log)];

        protected override double At(double u, int component) =>
            PortableMath.Exp(_logMin[component] + u * (_logMax[component] - _logMin[component]));
    }
}
