using Xunit;

namespace Render.Tests.Sampling;

/// <summary>Tests of goodness of fit at the one-in-a-thousand level; the draws are seeded, so a test passes always or never.</summary>
internal static class Goodness
{
    /// <summary>Kolmogorov-Smirnov against a distribution function.</summary>
    public static void AssertDistribution(double[] draws, Func<double, double> cdf)
    {
        Array.Sort(draws);
        var worst = 0.0;
        for (var i = 0; i < draws.Length; i++)
        {
            var p = cdf(draws[i]);
            worst = Math.Max(worst, Math.Max(Math.Abs(p - (double)i / draws.Length), Math.Abs(p - (i + 1.0) / draws.Length)));
        }
        Assert.True(worst < 1.95 / Math.Sqrt(draws.Length), $"the distribution differs by {worst} over {draws.Length} draws");
    }

    /// <summary>Pearson's chi-square; the critical value by Wilson and Hilferty.</summary>
    public static void AssertCounts(long[] counts, double[] probabilities)
    {
        var total = counts.Sum();
        var chi = 0.0;
        for (var i = 0; i < counts.Length; i++)
            chi += Math.Pow(counts[i] - total * probabilities[i], 2) / (total * probabilities[i]);
        double freedom = counts.Length - 1;
        var critical = freedom == 0 ? 1e-9 : freedom * Math.Pow(1 - 2 / (9 * freedom) + 3.09 * Math.Sqrt(2 / (9 * freedom)), 3);
        Assert.True(chi < critical, $"chi-square is {chi}, at most {critical} would be chance");
    }
}
