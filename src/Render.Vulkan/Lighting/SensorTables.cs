using Render.Core.Sampling;

namespace Render.Vulkan.Lighting;

/// <summary>
/// The functions that the sensor's shaders look up, since a driver's own may differ in the last bits: made here by portable arithmetic, in the places that
/// Shaders/sensor.glsl names.
/// </summary>
internal static class SensorTables
{
    /// <summary>Entries of a blur's weights; its radius in pixels is smaller.</summary>
    public const int BlurLength = 64;

    /// <summary>Blur, sharpening, display: what a frame decides. Words.</summary>
    public const int Blur = Normal + Exp + Reciprocal, Sharpening = Blur + BlurLength, Display = Sharpening + BlurLength;

    public const int Length = Display + DisplayCurve.Length;

    private const int NormalSteps = 64, Normal = 32 * NormalSteps + 1, Exp = 512, Reciprocal = 96;

    /// <summary>What a blur leaves out at both ends together.</summary>
    private const double BlurTail = 1.0 / 4096;

    /// <summary>What no frame changes: the words before <see cref="Blur"/>.</summary>
    public static float[] Fixed()
    {
        var words = new float[Blur];
        // The quantile of a tail of 2^(e - 33) (1 + j / 64), of each exponent e.
        for (var i = 0; i < Normal; i++)
            words[i] = (float)PortableMath.NormalQuantile(Math.ScaleB(1 + (double)(i % NormalSteps) / NormalSteps, i / NormalSteps - 33));
        for (var i = 0; i < Exp; i++)
            words[Normal + i] = (float)PortableMath.Exp(-i / 16.0);
        for (var i = 1; i < Reciprocal; i++)
            words[Normal + Exp + i] = (float)(1.0 / i);
        return words;
    }

    /// <summary>
    /// Weights of the samples at distance 0, 1, 2 ... of a Gaussian blur: T(n) = e^-t I_n(t) with t the variance and I the modified Bessel function (Lindeberg,
    /// "Scale-Space for Discrete Signals", 1990), whose variance is exactly t and which is a Gaussian from a standard deviation of about one pixel up.
    /// They sum up to 1, all but the first counted twice.
    /// </summary>
    /// <param name="sigma">Standard deviation, 0..16 pixels.</param>
    /// <param name="radius">The last that is not 0.</param>
    public static float[] BlurWeights(double sigma, out int radius)
    {
        var weights = new double[BlurLength];
        weights[0] = 1;
        radius = 0;
        var t = sigma * sigma;
        if (t >= 1e-6)
        {
            // Miller's backward recurrence I_(n-1) = I_(n+1) + 2 n / t I_n, from where it is 0 to all purposes; scaled whenever it has grown.
            var (above, here) = (0.0, 1e-200);
            for (var n = 4 * BlurLength; n > 0; n--)
            {
                (above, here) = (here, above + 2 * n / t * here);
                if (n <= BlurLength)
                    weights[n - 1] = here;
                if (here > 1e100)
                {
                    (above, here) = (above * 1e-200, here * 1e-200);
                    for (var i = n - 1; i < BlurLength; i++)
                        weights[i] *= 1e-200;
                }
            }
            var total = weights[0] + 2 * weights.Skip(1).Sum();
            var left = 1 - weights[0] / total;
            while (left > BlurTail && radius < BlurLength - 1)
                left -= 2 * weights[++radius] / total;
            Array.Clear(weights, radius + 1, BlurLength - 1 - radius);
        }
        var sum = weights[0] + 2 * weights.Skip(1).Sum();
        return [.. weights.Select(w => (float)(w / sum))];
    }
}
