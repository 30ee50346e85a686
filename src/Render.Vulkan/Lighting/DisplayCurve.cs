using System.Globalization;
using Render.Core.Frames;
using Render.Vulkan.Materials;

namespace Render.Vulkan.Lighting;

/// <summary>
/// From linear light to display values: tone curve, then sRGB (IEC 61966-2-1), as a table by the leading bits of the light's float32, straight in
/// between: right to a hundredth of an 8-bit step. Below 2^-14 everything is black, from 32 on white.
/// </summary>
internal static class DisplayCurve
{
    /// <summary>Bits of the mantissa that count; exponents of the smallest and the largest light. As in Shaders/tone.glsl.</summary>
    private const int MantissaBits = 6, LowestExponent = -14, HighestExponent = 5;

    /// <summary>Words of the table.</summary>
    public const int Length = (HighestExponent - LowestExponent) << MantissaBits;

    /// <summary>From here on everything is white.</summary>
    private const double Brightest = 32;

    private static readonly TexelBlock[] Blocks = [.. Enum.GetValues<ToneCurve>().Select(Block)];

    /// <summary>Display values 0..255 in 1/256, and in the upper half of each word the rise to the next in 1/32768.</summary>
    public static TexelBlock Of(ToneCurve curve) => Blocks[(int)curve];

    private static readonly TexelBlock[] Inverses = [.. Enum.GetValues<ToneCurve>().Select(curve =>
        new TexelBlock($"undisplay:{curve}", string.Create(CultureInfo.InvariantCulture, $"inverse of tone curve {curve}"), 256,
            words =>
            {
                for (var value = 0; value < words.Length; value++)
                    words[value] = BitConverter.SingleToUInt32Bits((float)Shown(curve, value));
            }))];

    /// <summary>Bits of the light, float32, that is displayed as each of the bytes 0 to 255.</summary>
    public static TexelBlock InverseOf(ToneCurve curve) => Inverses[(int)curve];

    // By halving: the curves rise throughout.
    private static double Shown(ToneCurve curve, int value)
    {
        var (low, high) = (0.0, 32.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = 255 * Srgb.Encode(ToneMapped(curve, middle)) < value ? (middle, high) : (low, middle);
        }
        return value == 0 ? 0 : high;
    }

    /// <summary>What of linear light is displayed, 0..1, linear.</summary>
    public static double ToneMapped(ToneCurve curve, double light)
    {
        if (curve == ToneCurve.None)
            return Math.Clamp(light, 0, 1);
        // Lottes, "Advanced Techniques and Optimization of HDR Color Pipelines", GDC 2016: x^a / (b x^(a d) + c), each channel by itself. The four
        // numbers make it follow, to half an 8-bit step, what Blender's view transform "Filmic" shows of the same light: middle grey 0.18 is shown as
        // 0.2146, white is 6.5 stops above it, highlights lose their colour slowly.
        const double contrast = 1.186591, contrastShoulder = 1.099408; // a, a d with d = 0.9264979
        const double b = 1.2561051, c = 0.4183244;
        return Math.Clamp(Math.Pow(light, contrast) / (b * Math.Pow(light, contrastShoulder) + c), 0, 1);
    }

    /// <summary>The table of a curve of which <paramref name="white"/> is the brightest light, and shown as white.</summary>
    public static uint[] Words(ToneCurve curve, double white)
    {
        var words = new uint[Length];
        var next = Value(curve, white, 0);
        for (var i = 0; i < Length; i++)
        {
            var value = next;
            next = Value(curve, white, i + 1);
            words[i] = (uint)Math.Round(value * 256) | (uint)Math.Round((next - value) * 32768) << 16;
        }
        return words;
    }

    private static TexelBlock Block(ToneCurve curve) => new(
        $"display:{curve}", string.Create(CultureInfo.InvariantCulture, $"tone curve {curve}"), Length, words => Words(curve, Brightest).CopyTo(words));

    private static double Value(ToneCurve curve, double white, int entry)
    {
        var step = 1.0 / (1 << MantissaBits);
        var light = Math.ScaleB(1 + (entry & ((1 << MantissaBits) - 1)) * step, LowestExponent + (entry >> MantissaBits));
        return entry == 0 ? 0 : 255 * Srgb.Encode(ToneMapped(curve, Math.Min(light, white)) / ToneMapped(curve, white));
    }
}
