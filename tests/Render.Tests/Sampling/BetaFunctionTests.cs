using Render.Core.Sampling;
using Xunit;

namespace Render.Tests.Sampling;

/// <summary>Against closed forms: factorials, the arcsine law, powers, and sums of the binomial distribution.</summary>
public sealed class BetaFunctionTests
{
    [Fact]
    public void The_logarithm_of_gamma_is_that_of_the_factorial()
    {
        var sum = 0.0;
        for (var n = 1; n <= 400; n++)
        {
            Assert.Equal(sum, BetaFunction.LogGamma(n), 1e-13 * Math.Max(1, sum));
            sum += Math.Log(n);
        }
        Assert.Equal(Math.Log(Math.PI) / 2, BetaFunction.LogGamma(0.5), 1e-13);
        Assert.Equal(Math.Log(Math.PI) / 2 - Math.Log(2), BetaFunction.LogGamma(1.5), 1e-13);
    }

    [Fact]
    public void The_distribution_function_has_its_closed_forms()
    {
        for (var x = 0.01; x < 1; x += 0.01)
        {
            Assert.Equal(Math.Pow(x, 3.7), BetaFunction.Cdf(x, 3.7, 1), 1e-12);
            Assert.Equal(1 - Math.Pow(1 - x, 0.2), BetaFunction.Cdf(x, 1, 0.2), 1e-12);
            Assert.Equal(2 / Math.PI * Math.Asin(Math.Sqrt(x)), BetaFunction.Cdf(x, 0.5, 0.5), 1e-12);
            // At least 7 of 19 tosses: I_x(7, 13).
            var (sum, choose) = (0.0, 1.0);
            for (var k = 0; k <= 19; k++)
            {
                sum += k >= 7 ? choose * Math.Pow(x, k) * Math.Pow(1 - x, 19 - k) : 0;
                choose = choose * (19 - k) / (k + 1);
            }
            Assert.Equal(sum, BetaFunction.Cdf(x, 7, 13), 1e-12);
        }
    }

    [Theory]
    [InlineData(0.1, 0.1)]
    [InlineData(0.1, 1000)]
    [InlineData(1000, 0.1)]
    [InlineData(2, 5)]
    [InlineData(1000, 1000)]
    [InlineData(30, 0.5)]
    public void The_inverse_inverts(double a, double b)
    {
        var logBeta = BetaFunction.LogBeta(a, b);
        for (var i = 1; i < 200; i++)
        {
            var x = BetaFunction.Quantile(i / 200.0, a, b, logBeta);
            Assert.InRange(x, 0, 1);
            // Beside 0 and 1 one step of x is a leap of the distribution function.
            var (below, above) = (BetaFunction.Cdf(Math.Max(0, x - 1e-15 * x), a, b), BetaFunction.Cdf(Math.Min(1, x + 3e-16), a, b));
            Assert.InRange(i / 200.0, below - 1e-11, above + 1e-11);
        }
    }
}
