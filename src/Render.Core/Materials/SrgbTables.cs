using Render.Core.Sampling;

namespace Render.Core.Materials;

/// <summary>The sRGB transfer function (IEC 61966-2-1), by tables where bytes are meant; the same on every machine.</summary>
public static class SrgbTables
{
    private static readonly float[] Linear = [.. Enumerable.Range(0, 256).Select(i => (float)Decode(i / 255.0))];

    private static readonly ushort[] Linear16 = [.. Enumerable.Range(0, 256).Select(i => (ushort)Math.Round(Decode(i / 255.0) * 65535))];

    private static readonly byte[] Encoded = [.. Enumerable.Range(0, 65536).Select(i => (byte)Math.Round(Encode(i / 65535.0) * 255))];

    /// <summary>Linear light of an 8-bit value, in 65,535ths, rounded.</summary>
    public static ReadOnlySpan<ushort> ToLinear16 => Linear16;

    /// <summary>8-bit value of linear light in 65,535ths, rounded: the inverse of <see cref="ToLinear16"/>.</summary>
    public static ReadOnlySpan<byte> FromLinear16 => Encoded;

    /// <summary>0..1.</summary>
    public static float ToLinear(byte value) => Linear[value];

    /// <summary>8-bit value of linear light, rounded; clamped to 0..1.</summary>
    public static byte FromLinear(float linear) => Encoded[(int)(Math.Clamp(linear, 0, 1) * 65535 + 0.5f)];

    /// <summary>Both 0..1.</summary>
    public static double Decode(double value) => value <= 0.04045 ? value / 12.92 : PortableMath.Pow((value + 0.055) / 1.055, 2.4);

    /// <summary>Both 0..1.</summary>
    public static double Encode(double linear) => linear <= 0.0031308 ? linear * 12.92 : 1.055 * PortableMath.Pow(linear, 1 / 2.4) - 0.055;
}
