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
    /// Weights of the samples at distance 0, 1, 2 ... of a Gaussian blur. They sum up to 1, all but the first counted twice. Below one pixel the Gaussian is
    /// the one whose samples have the variance that is asked for, since sampling a narrow one loses most of it; from there on the two differ by less than 1e-7.
    /// </summary>
    /// <param name="sigma">Standard deviation, 0..16 pixels.</param>
    /// <param name="radius">The last that is not 0.</param>
    public static float[] BlurWeights(double sigma, out int radius)
    {
        var (low, high) = (sigma, sigma);
        if (sigma < 1)
        {
            (low, high) = (0.0, 2.0);
            for (var i = 0; i < 50; i++)
            {
                var middle = (low + high) / 2;
                (low, high) = Variance(Sampled(middle)) < sigma * sigma ? (middle, high) : (low, middle);
            }
        }
        var weights = sigma < 1e-3 ? Sampled(0) : Sampled((low + high) / 2);
        var left = 1 - weights[0];
        radius = 0;
        while (left > BlurTail && radius < BlurLength - 1)
            left -= 2 * weights[++radius];
        Array.Clear(weights, radius + 1, BlurLength - 1 - radius);
        var sum = weights[0] + 2 * weights.Skip(1).Sum();
        return [.. weights.Select(w => (float)(w / sum))];
    }

    private static double Variance(double[] weights) => 2 * weights.Select((w, n) => n * n * w).Sum();

    private static double[] Sampled(double sigma)
    {
        var weights = new double[BlurLength];
        weights[0] = 1;
        for (var n = 1; n < BlurLength && n * n <= 1000 * sigma * sigma; n++)
            weights[n] = PortableMath.Exp(-n * n / (2 * sigma * sigma));
        var sum = weights[0] + 2 * weights.Skip(1).Sum();
        return [.. weights.Select(w => w / sum)];
    }
}
