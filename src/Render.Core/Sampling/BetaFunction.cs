namespace Render.Core.Sampling;

/// <summary>
/// The distribution function of the beta distribution and its inverse, made of <see cref="PortableMath"/> alone: the same bits on every machine.
/// Formulas: NIST Digital Library of Mathematical Functions, 5.11.1 (Stirling's series) and 8.17.22 (continued fraction).
/// </summary>
internal static class BetaFunction
{
    /// <summary>B(2k) / (2k (2k - 1)): the coefficients of Stirling's series.</summary>
    private static readonly double[] Stirling = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156];

    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>Logarithm of the gamma function of a positive number; absolute error below 1e-13 times the larger of 1 and the result.</summary>
    public static double LogGamma(double x)
    {
        // Upwards by the recurrence until the series has all its digits.
        var shift = 0.0;
        for (; x < 12; x++)
            shift += PortableMath.Log(x);
        var (sum, power) = (0.0, 1 / x);
        foreach (var coefficient in Stirling)
        {
            sum += coefficient * power;
            power /= x * x;
        }
        return (x - 0.5) * PortableMath.Log(x) - x + HalfLogTwoPi + sum - shift;
    }

    /// <summary>I_x(a, b): the probability that a beta variable is below x.</summary>
    /// <param name="x">0..1.</param>
    /// <param name="a">0.1..1000.</param>
    /// <param name="b">0.1..1000.</param>
    public static double Cdf(double x, double a, double b) => Cdf(x, a, b, LogBeta(a, b));

    /// <summary>The number below which a beta variable lies with probability p.</summary>
    /// <param name="p">Between 0 and 1.</param>
    /// <param name="a">0.1..1000.</param>
    /// <param name="b">0.1..1000.</param>
    /// <param name="logBeta">log B(a, b).</param>
    public static double Quantile(double p, double a, double b, double logBeta)
    {
        var (low, high, x) = (0.0, 1.0, a / (a + b));
        // Newton's step where it stays within the bracket, else its middle: converges always, and in a few steps mostly.
        for (var i = 0; i < 200 && high - low > 1e-16 * high; i++)
        {
            var error = Cdf(x, a, b, logBeta) - p;
            if (error == 0)
                return x;
            (low, high) = error > 0 ? (low, x) : (x, high);
            var density = x is > 1e-300 and < 1 ? SafeExp((a - 1) * PortableMath.Log(x) + (b - 1) * PortableMath.Log(1 - x) - logBeta) : 0;
            var next = density > 0 ? x - error / density : double.NaN;
            if (Math.Abs(next - x) <= 1e-16 * x)
                return next;
            x = next > low && next < high ? next : low + (high - low) / 2;
        }
        return x;
    }

    public static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    private static double Cdf(double x, double a, double b, double logBeta)
    {
        if (x <= 1e-300)
            return 0;
        if (x >= 1)
            return 1;
        var front = SafeExp(a * PortableMath.Log(x) + b * PortableMath.Log(1 - x) - logBeta);
        // The fraction converges fast below the mean; above it, the mirror image does.
        return x <= (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - front * Fraction(1 - x, b, a) / b;
    }

    /// <summary>The continued fraction of I_x(a, b), by the modified method of Lentz.</summary>
    private static double Fraction(double x, double a, double b)
    {
        const double tiny = 1e-300;
        static double Away(double value) => Math.Abs(value) < tiny ? tiny : value;
        var c = 1.0;
        var d = 1 / Away(1 - (a + b) * x / (a + 1));
        var result = d;
        for (var m = 1; m <= 2000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / Away(1 + even * d);
            c = Away(1 + even / c);
            result *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / Away(1 + odd * d);
            c = Away(1 + odd / c);
            result *= d * c;
            if (Math.Abs(d * c - 1) < 1e-15)
                break;
        }
        return result;
    }

    /// <summary>0 where the result would be smaller than anything that matters.</summary>
    private static double SafeExp(double x) => x < -700 ? 0 : PortableMath.Exp(Math.Min(x, 700));
}
