namespace Render.Core.Sampling;

/// <summary>
/// The elementary functions that draws and poses use, made of + - * /, square root and rounding to whole numbers alone, which IEEE 754 rounds correctly: the same bits on
/// every machine and runtime, unlike <see cref="Math"/>, which asks the platform's library. Errors are below 2 units in the last place except
/// where a function says otherwise. Polynomials for sine, cosine, logarithm and exponential: Sun Microsystems' fdlibm 5.3.
/// </summary>
public static class PortableMath
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double RadiansPerDegree = 0.017453292519943295;

    /// <summary>Sine and cosine of an angle in degrees; exact at multiples of 90. The angle is reduced exactly, however large.</summary>
    public static (double Sin, double Cos) SinCosDegrees(double degrees)
    {
        var turn = degrees % 360;
        var quarter = (int)Math.Floor(turn / 90 + 0.5);
        var x = (turn - quarter * 90) * RadiansPerDegree;
        var z = x * x;
        var sin = x + x * z * (-1.66666666666666324348e-01 + z * (8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04
            + z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))));
        var cos = 1 - (0.5 * z - z * z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05
            + z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11))))));
        return (quarter & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }

    /// <summary>Angle from 0 to pi whose cosine lies in -1..1. Rational approximation: Sun Microsystems' fdlibm 5.3.</summary>
    public static double Acos(double cosine)
    {
        if (!(cosine is >= -1 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(cosine), cosine, "must lie in -1..1");
        static double Rational(double z) => z * (1.66666666666666657415e-01 + z * (-3.25565818622400915405e-01 + z * (2.01212532134862925881e-01
            + z * (-4.00555345006794114027e-02 + z * (7.91534994289814532176e-04 + z * 3.47933107596021167570e-05)))))
            / (1 + z * (-2.40339491173441421878e+00 + z * (2.02094576023350569471e+00 + z * (-6.88283971605453293030e-01 + z * 7.70381505559019352791e-02))));
        if (Math.Abs(cosine) < 0.5)
            return Math.PI / 2 - (cosine + cosine * Rational(cosine * cosine));
        var half = (1 - Math.Abs(cosine)) * 0.5;
        var root = Math.Sqrt(half);
        var angle = 2 * (root + root * Rational(half));
        return cosine > 0 ? angle : Math.PI - angle;
    }

    /// <summary>The angle of the point (x, y), radians in -pi..pi; 0 for (0, 0). Polynomial: fdlibm's arctangent.</summary>
    public static double Atan2(double y, double x)
    {
        if (y == 0)
            return x < 0 ? Math.PI : 0;
        var (ay, ax) = (Math.Abs(y), Math.Abs(x));
        var angle = ay <= ax ? Atan(ay / ax) : Math.PI / 2 - Atan(ax / ay);
        if (x < 0)
            angle = Math.PI - angle;
        return y < 0 ? -angle : angle;
    }

    /// <summary>Of 0..1.</summary>
    private static double Atan(double x)
    {
        // Near 0, 1/2 or 1, where the series is short.
        var (at, high) = x < 0.4375 ? (x, 0.0) : x < 0.6875 ? ((2 * x - 1) / (2 + x), 4.63647609000806093515e-01) : ((x - 1) / (x + 1), 7.85398163397448278999e-01);
        var z = at * at;
        var w = z * z;
        var even = z * (3.33333333333329318027e-01 + w * (1.42857142725034663711e-01 + w * (9.09088713343650656196e-02
            + w * (6.66107313738753120669e-02 + w * (4.97687799461593236017e-02 + w * 1.62858201153657823623e-02)))));
        var odd = w * (-1.99999999998764832476e-01 + w * (-1.11111104054623557880e-01 + w * (-7.69187620504482999495e-02
            + w * (-5.83357013379057348645e-02 + w * -3.65315727442169155270e-02))));
        return high + (at - at * (even + odd));
    }

    /// <summary>Natural logarithm of a positive, finite, normal number.</summary>
    public static double Log(double value)
    {
        if (!(value >= 2.2250738585072014e-308 && double.IsFinite(value)))
            throw new ArgumentOutOfRangeException(nameof(value), value, "must be positive, finite and normal");
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFFL) | 0x3FF0000000000000L);
        if (mantissa > 1.4142135623730951)
            (mantissa, exponent) = (mantissa * 0.5, exponent + 1);
        var f = mantissa - 1;
        var s = f / (2 + f);
        var z = s * s;
        var r = z * (6.666666666666735130e-01 + z * (3.999999999940941908e-01 + z * (2.857142874366239149e-01 + z * (2.222219843214978396e-01
            + z * (1.818357216161805012e-01 + z * (1.531383769920937332e-01 + z * 1.479819860511658591e-01))))));
        var half = 0.5 * f * f;
        return exponent * Ln2High - (half - (s * (half + r) + exponent * Ln2Low) - f);
    }

    /// <summary>e to the power of a number from -700 to 700.</summary>
    public static double Exp(double value)
    {
        if (!(value is >= -700 and <= 700))
            throw new ArgumentOutOfRangeException(nameof(value), value, "must lie in -700..700");
        var k = (int)Math.Floor(value * 1.44269504088896338700 + 0.5);
        var high = value - k * Ln2High;
        var low = k * Ln2Low;
        var x = high - low;
        var z = x * x;
        var c = x - z * (1.66666666666666019037e-01 + z * (-2.77777777770155933842e-03 + z * (6.61375632143793436117e-05
            + z * (-1.65339022054652515390e-06 + z * 4.13813679705723846039e-08))));
        var y = 1 - (low - x * c / (2 - c) - high);
        return y * BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
    }

    /// <summary>A positive number to a power; relative error below 1e-13 while the result is between 1e-30 and 1e30.</summary>
    public static double Pow(double value, double power) => Exp(power * Log(value));

    /// <summary>
    /// Probability that a standard normal variable is below x; relative error below 1e-13 down to x = -37. Series for the centre (Marsaglia,
    /// Evaluating the Normal Distribution, 2004), Laplace's continued fraction for the tails.
    /// </summary>
    public static double NormalCdf(double x)
    {
        if (x > 0)
            return 1 - NormalCdf(-x);
        if (x < -37)
            return 0;
        var density = 0.3989422804014327 * Exp(-0.5 * x * x);
        if (x < -2.5)
        {
            var fraction = 0.0;
            for (var i = 120; i >= 1; i--)
                fraction = i / (-x + fraction);
            return density / (-x + fraction);
        }
        var (sum, term) = (x, x);
        for (var i = 3; sum != sum + term; i += 2)
        {
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + density * sum;
    }

    /// <summary>
    /// Inverse of <see cref="NormalCdf"/> for 0 &lt; p &lt; 1; relative error about 1e-15. Wichura, Algorithm AS 241: The Percentage Points of the
    /// Normal Distribution, Applied Statistics 37 (1988), routine PPND16.
    /// </summary>
    public static double NormalQuantile(double p)
    {
        if (!(p is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "must lie between 0 and 1");
        var q = p - 0.5;
        if (q is >= -0.425 and <= 0.425)
            return q * Ratio(0.180625 - q * q, CentreNumerator, CentreDenominator);
        var r = Math.Sqrt(-Log(q <= 0 ? p : 1 - p));
        var tail = r <= 5 ? Ratio(r - 1.6, MiddleNumerator, MiddleDenominator) : Ratio(r - 5, TailNumerator, TailDenominator);
        return q < 0 ? -tail : tail;
    }

    private static double Ratio(double x, double[] numerator, double[] denominator)
    {
        var (n, d) = (numerator[0], denominator[0]);
        for (var i = 1; i < numerator.Length; i++)
            (n, d) = (n * x + numerator[i], d * x + denominator[i]);
        return n / d;
    }

    private static readonly double[] CentreNumerator =
    [
        2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
        1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0,
    ];

    private static readonly double[] CentreDenominator =
    [
        5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
        5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1,
    ];

    private static readonly double[] MiddleNumerator =
    [
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e+0,
        3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0, 1.42343711074968357734e+0,
    ];

    private static readonly double[] MiddleDenominator =
    [
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1,
    ];

    private static readonly double[] TailNumerator =
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
        2.96560571828504891230e-1, 1.78482653991729133580e+0, 5.46378491116411436990e+0, 6.65790464350110377720e+0,
    ];

    private static readonly double[] TailDenominator =
    [
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1,
    ];
}
