using System.Numerics;

namespace Render.Vulkan.Lighting;

/// <summary>The texel format E5B9G9R9: three 9-bit mantissas under one exponent (Vulkan specification, "Shared Exponent to RGB").</summary>
internal static class SharedExponent
{
    private const float Largest = 65408;

    /// <summary>Rounded to nearest; negative and not-a-number become 0, what is too bright the largest value.</summary>
    public static uint Encode(Vector3 color)
    {
        var c = new Vector3(Clamped(color.X), Clamped(color.Y), Clamped(color.Z));
        var largest = Math.Max(c.X, Math.Max(c.Y, c.Z));
        if (largest == 0)
            return 0;
        var exponent = Math.Max(-16, Math.ILogB(largest)) + 16;
        if (Math.Round(Math.ScaleB((double)largest, 24 - exponent)) >= 512)
            exponent++;
        uint Mantissa(float x) => (uint)Math.Round(Math.ScaleB((double)x, 24 - exponent));
        return Mantissa(c.X) | Mantissa(c.Y) << 9 | Mantissa(c.Z) << 18 | (uint)exponent << 27;
    }

    private static float Clamped(float x) => x > 0 ? Math.Min(x, Largest) : 0;
}
