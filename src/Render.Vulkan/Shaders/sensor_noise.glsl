// Random numbers of a photosite, as functions of its place alone.

// Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011; as Sampling/Philox.
uvec4 philox(uvec4 c, uvec2 key) {
    for (uint i = 0u; i < 10u; i++) {
        uint high0, low0, high1, low1;
        umulExtended(c.x, 0xd2511f53u, high0, low0);
        umulExtended(c.z, 0xcd9e8d57u, high1, low1);
        c = uvec4(high1 ^ c.y ^ key.x, low1, high0 ^ c.w ^ key.y, low0);
        key += uvec2(0x9e3779b9u, 0xbb67ae85u);
    }
    return c;
}

// A standard normal number of 32 random bits: the inverse of its distribution function as a table by the exponent and the first six bits of the smaller
// tail, straight in between: right to 1.4e-5, out to 6.3 standard deviations.
float normal(uint bits) {
    uint tail = bits << 1 | 1u; // of 2^33; below a half
    uint exponent = uint(findMSB(tail)), shifted = (tail << (31u - exponent)) & 0x7fffffffu;
    uint entry = TABLE_NORMAL + exponent * 64u + (shifted >> 25);
    precise float f = float((shifted >> 1) & 0xffffffu) * (1.0 / 16777216.0);
    float a = tableReal(entry), b = tableReal(entry + 1u);
    precise float d = b - a;
    precise float z = a + f * d;
    return bits >> 31 != 0u ? -z : z;
}

// To about one unit in the last place, for normal x > 0: three Newton steps from a guess by halving the exponent.
float squareRoot(float x) {
    precise float r = uintBitsToFloat(0x5f3759dfu - (floatBitsToUint(x) >> 1));
    for (int i = 0; i < 3; i++) {
        precise float h = 0.5 * x;
        precise float e = h * r;
        precise float d = 1.5 - e * r;
        r = r * d;
    }
    precise float root = x * r;
    return root;
}

// A Poisson number. Up to a mean of 32 by inversion of the distribution function, exact to 2^-22 in probability; above, a normal number with the skewness of
// the Poisson distribution (Cornish and Fisher, 1938), which is off by at most 4e-4 in the distribution function.
float poisson(float mean, uint bits) {
    const float exactUpTo = 32.0;
    float few = mean < exactUpTo ? mean : 0.0;
    // e^-few: a table of sixteenths, and a polynomial between.
    uint sixteenths = uint(few * 16.0);
    precise float r = few - float(sixteenths) * 0.0625;
    precise float between = 1.0 - r * (1.0 - r * (0.5 - r * (1.0 / 6.0 - r * (1.0 / 24.0))));
    precise float p = tableReal(TABLE_EXP + sixteenths) * between;
    precise float left = (float(bits >> 9) + 0.5) * (1.0 / 8388608.0);
    left = left - p;
    uint k = 0u;
    // What rounding leaves of the last tail ends the search.
    while (left > 0.0 && (float(k) < few || p > 1e-9) && k < 95u) {
        k++;
        precise float ratio = few * tableReal(TABLE_RECIPROCAL + k);
        p = p * ratio;
        left = left - p;
    }
    float many = max(mean, exactUpTo), z = normal(bits);
    precise float skew = (z * z - 1.0) * (1.0 / 6.0);
    precise float drawn = many + squareRoot(many) * z + skew + 0.5;
    return mean < exactUpTo ? float(k) : max(floor(drawn), 0.0);
}
