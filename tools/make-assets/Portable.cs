namespace MakeAssets;

/// <summary>
/// Sine, exponential and their kin from additions, multiplications, divisions and square roots alone, which IEEE 754 rounds the same way
/// everywhere: the platform's libm differs in the last bit between systems, and the assets are compared byte for byte.
/// Absolute error below 1e-13 over the ranges used here.
/// </summary>
internal static class Portable
{
    private const double HalfPi = Math.PI / 2;
    private const double Ln2 = 0.693147180559945309417;

    /// <summary>Sine of an angle in radians, |x| up to about 1e4.</summary>
    public static double Sin(double x)
    {
        double quarters = Math.Floor(x / HalfPi + 0.5);
        double r = x - quarters * HalfPi;
        return ((long)quarters & 3) switch
        {
            0 => SinSeries(r),
            1 => CosSeries(r),
            2 => -SinSeries(r),
            _ => -CosSeries(r),
        };
    }

    public static double Cos(double x) => Sin(x + HalfPi);

    /// <summary>Arc tangent of y/x in the quadrant of (x, y), in (-pi, pi].</summary>
    public static double Atan2(double y, double x)
    {
        if (x == 0 && y == 0)
            return 0;
        if (Math.Abs(y) > Math.Abs(x))
            return y > 0 ? HalfPi - Atan(x / y) : -HalfPi - Atan(x / y);
        if (x > 0)
            return Atan(y / x);
        return y >= 0 ? Atan(y / x) + Math.PI : Atan(y / x) - Math.PI;
    }

    public static double Acos(double x) => Atan2(Math.Sqrt(Math.Max(0, 1 - x * x)), x);

    public static double Exp(double x)
    {
        double k = Math.Floor(x / Ln2 + 0.5);
        double r = x - k * Ln2;
        double sum = 1, term = 1;
        for (int n = 1; n <= 18; n++)
        {
            term *= r / n;
            sum += term;
        }
        return Math.ScaleB(sum, (int)k);
    }

    /// <summary>Natural logarithm of a positive number.</summary>
    public static double Log(double x)
    {
        int exponent = Math.ILogB(x);
        double mantissa = Math.ScaleB(x, -exponent);
        // log m = 2 artanh((m - 1) / (m + 1)); m in [1, 2) gives an argument of at most 1/3.
        double z = (mantissa - 1) / (mantissa + 1), square = z * z, power = z, sum = 0;
        for (int n = 1; n <= 31; n += 2)
        {
            sum += power / n;
            power *= square;
        }
        return 2 * sum + exponent * Ln2;
    }

    /// <summary>x to the power y for x >= 0.</summary>
    public static double Pow(double x, double y) => x <= 0 ? 0 : Exp(y * Log(x));

    private static double Atan(double t)
    {
        // Two halvings of the angle bring |t| from at most 1 to at most 0.2.
        t /= 1 + Math.Sqrt(1 + t * t);
        t /= 1 + Math.Sqrt(1 + t * t);
        double square = t * t, power = t, sum = 0;
        for (int n = 1; n <= 23; n += 2)
        {
            sum += power / n;
            power *= -square;
        }
        return 4 * sum;
    }

    private static double SinSeries(double r)
    {
        double square = r * r, term = r, sum = r;
        for (int n = 2; n <= 16; n += 2)
        {
            term *= -square / (n * (n + 1));
            sum += term;
        }
        return sum;
    }

    private static double CosSeries(double r)
    {
        double square = r * r, term = 1, sum = 1;
        for (int n = 1; n <= 17; n += 2)
        {
            term *= -square / (n * (n + 1));
            sum += term;
        }
        return sum;
    }
}
