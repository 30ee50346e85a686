using System.Runtime.CompilerServices;

namespace Render.Core.Textures;

/// <summary>Curves that textures are shaped with.</summary>
internal static class Shaping
{
    /// <summary>0 up to lo, 1 from hi on, smooth in between (cubic); falls where hi is less than lo.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Smooth(float lo, float hi, float x)
    {
        var t = Math.Clamp((x - lo) / (hi - lo), 0, 1);
        return t * t * (3 - 2 * t);
    }

    public static float Fraction(float x) => x - MathF.Floor(x);

    public static float Mix(float a, float b, float t) => a + (b - a) * t;

    /// <summary>Shortest way from a to b on a circle of length 1: -1/2..1/2.</summary>
    public static float Around(float a, float b)
    {
        var d = b - a;
        return d - MathF.Floor(d + 0.5f);
    }
}
