namespace Render.Vulkan.Materials;

/// <summary>The transfer curve of IEC 61966-2-1, piecewise as the standard has it.</summary>
public static class Srgb
{
    private static readonly float[] Linear = [.. Enumerable.Range(0, 256).Select(i => (float)Decode(i / 255.0))];

    /// <summary>Encoded byte -> linear 0..1.</summary>
    public static float Decode(byte value) => Linear[value];

    /// <summary>Linear -> encoded byte, clamped and rounded to nearest.</summary>
    public static byte ToByte(double linear) => (byte)Math.Round(255 * Encode(linear));

    /// <summary>Linear, clamped -> encoded 0..1.</summary>
    public static double Encode(double linear)
    {
        var x = Math.Clamp(linear, 0, 1);
        return x <= 0.0031308 ? 12.92 * x : 1.055 * Math.Pow(x, 1 / 2.4) - 0.055;
    }

    private static double Decode(double x) => x <= 0.04045 ? x / 12.92 : Math.Pow((x + 0.055) / 1.055, 2.4);
}
