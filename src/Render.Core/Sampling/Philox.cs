namespace Render.Core.Sampling;

/// <summary>
/// Philox4x32-10: a keyed bijection of 128-bit counters whose outputs pass every known test of randomness. Salmon, Moraes, Dror, Shaw,
/// "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011; agrees with the Random123 library's known answers.
/// </summary>
public static class Philox
{
    private const int Rounds = 10;

    /// <summary>The four words at a counter under a key.</summary>
    public static (uint X0, uint X1, uint X2, uint X3) Block((uint C0, uint C1, uint C2, uint C3) counter, ulong key)
    {
        var (c0, c1, c2, c3) = counter;
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var p0 = (ulong)c0 * 0xD2511F53;
            var p1 = (ulong)c2 * 0xCD9E8D57;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }
}
