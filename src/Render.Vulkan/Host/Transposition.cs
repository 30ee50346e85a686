using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Render.Vulkan.Host;

/// <summary>Eight vectors of eight words: rows become columns. Three steps of shuffles in place of 64 loads, or of gathers, which take longer than their loads.</summary>
internal static class Transposition
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(ref Vector256<float> a, ref Vector256<float> b, ref Vector256<float> c, ref Vector256<float> d, ref Vector256<float> e, ref Vector256<float> f, ref Vector256<float> g, ref Vector256<float> h)
    {
        Vector256<float> ab0 = Avx.UnpackLow(a, b), ab1 = Avx.UnpackHigh(a, b), cd0 = Avx.UnpackLow(c, d), cd1 = Avx.UnpackHigh(c, d);
        Vector256<float> ef0 = Avx.UnpackLow(e, f), ef1 = Avx.UnpackHigh(e, f), gh0 = Avx.UnpackLow(g, h), gh1 = Avx.UnpackHigh(g, h);
        Vector256<float> p0 = Avx.Shuffle(ab0, cd0, 0x44), p1 = Avx.Shuffle(ab0, cd0, 0xee), p2 = Avx.Shuffle(ab1, cd1, 0x44), p3 = Avx.Shuffle(ab1, cd1, 0xee);
        Vector256<float> q0 = Avx.Shuffle(ef0, gh0, 0x44), q1 = Avx.Shuffle(ef0, gh0, 0xee), q2 = Avx.Shuffle(ef1, gh1, 0x44), q3 = Avx.Shuffle(ef1, gh1, 0xee);
        (a, b, c, d) = (Avx.Permute2x128(p0, q0, 0x20), Avx.Permute2x128(p1, q1, 0x20), Avx.Permute2x128(p2, q2, 0x20), Avx.Permute2x128(p3, q3, 0x20));
        (e, f, g, h) = (Avx.Permute2x128(p0, q0, 0x31), Avx.Permute2x128(p1, q1, 0x31), Avx.Permute2x128(p2, q2, 0x31), Avx.Permute2x128(p3, q3, 0x31));
    }
}
