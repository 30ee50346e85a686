namespace Render.Core.Sampling;

/// <summary>
/// The digital sequence of Sobol' (1967) in up to 32 dimensions. Primitive polynomials and initial direction numbers: Joe and Kuo, "Constructing Sobol sequences with better
/// two-dimensional projections", SIAM J. Sci. Comput. 30 (2008), table new-joe-kuo-6; the recurrence: Bratley and Fox, Algorithm 659, ACM TOMS 14 (1988).
/// </summary>
internal static class SobolSequence
{
    /// <summary>Degree s, inner coefficients a of the polynomial, initial numbers m; of every dimension but the first.</summary>
    private static readonly (int Degree, uint Coefficients, uint[] Initial)[] Table =
    [
        (1, 0, [1]), (2, 1, [1, 3]), (3, 1, [1, 3, 1]), (3, 2, [1, 1, 1]), (4, 1, [1, 1, 3, 3]), (4, 4, [1, 3, 5, 13]), (5, 2, [1, 1, 5, 5, 17]), (5, 4, [1, 1, 5, 5, 5]),
        (5, 7, [1, 1, 7, 11, 19]), (5, 11, [1, 1, 5, 1, 1]), (5, 13, [1, 1, 1, 3, 11]), (5, 14, [1, 3, 5, 5, 31]), (6, 1, [1, 3, 3, 9, 7, 49]), (6, 13, [1, 1, 1, 15, 21, 21]),
        (6, 16, [1, 3, 1, 13, 27, 49]), (6, 19, [1, 1, 1, 15, 7, 5]), (6, 22, [1, 3, 1, 15, 13, 25]), (6, 25, [1, 1, 5, 5, 19, 61]), (7, 1, [1, 3, 7, 11, 23, 15, 103]),
        (7, 4, [1, 3, 7, 13, 13, 15, 69]), (7, 7, [1, 1, 3, 13, 7, 35, 63]), (7, 8, [1, 3, 5, 9, 1, 25, 53]), (7, 14, [1, 3, 1, 13, 9, 35, 107]), (7, 19, [1, 3, 1, 5, 27, 61, 31]),
        (7, 21, [1, 1, 5, 11, 19, 41, 61]), (7, 28, [1, 3, 5, 3, 3, 13, 69]), (7, 31, [1, 1, 7, 13, 1, 19, 1]), (7, 32, [1, 3, 7, 5, 13, 19, 59]), (7, 37, [1, 1, 3, 9, 25, 29, 41]),
        (7, 41, [1, 3, 5, 13, 23, 1, 55]), (7, 42, [1, 3, 7, 3, 13, 59, 17]),
    ];

    private static readonly uint[][] Directions = [[.. Enumerable.Range(0, 32).Select(i => 1u << (31 - i))], .. Table.Select(DirectionsOf)];

    public static int MaxDimensions => Directions.Length;

    /// <summary>The digits of a point in one dimension; the highest is worth one half. In the plain order of the index, not Gray's.</summary>
    public static uint Digits(uint index, int dimension)
    {
        var (digits, directions) = (0u, Directions[dimension]);
        for (var i = 0; index != 0; i++, index >>= 1)
            if ((index & 1) != 0)
                digits ^= directions[i];
        return digits;
    }

    private static uint[] DirectionsOf((int Degree, uint Coefficients, uint[] Initial) row)
    {
        var (degree, coefficients, initial) = row;
        var v = new uint[32];
        for (var i = 0; i < 32; i++)
        {
            if (i < degree)
            {
                v[i] = initial[i] << (31 - i);
                continue;
            }
            v[i] = v[i - degree] ^ v[i - degree] >> degree;
            for (var k = 1; k < degree; k++)
                if ((coefficients >> (degree - 1 - k) & 1) != 0)
                    v[i] ^= v[i - k];
        }
        return v;
    }
}
