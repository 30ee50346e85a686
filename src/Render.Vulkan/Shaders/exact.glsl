// Arithmetic that gives the same bits on every device. IEEE addition, subtraction and multiplication are correctly rounded everywhere; what is
// left out are division and square root, which Vulkan lets a driver approximate, and contraction to fused operations, which `precise`
// (NoContraction) forbids. A test checks that no operation of the rasteriser lacks it.

// 1 / x for normal x > 0 to about one unit in the last place: a guess by negating the exponent (off by 5 % at most), then three Newton steps,
// each of which squares the error.
float reciprocal(float x) {
    precise float r = uintBitsToFloat(0x7ef311c7u - floatBitsToUint(x));
    for (int i = 0; i < 3; i++) {
        precise float p = x * r;
        precise float e = 2.0 - p;
        r = r * e;
    }
    return r;
}

// The same in double precision: four steps.
double reciprocal(double x) {
    precise double r = packDouble2x32(uvec2(0u, 0x7fde6238u - unpackDouble2x32(x).y));
    for (int i = 0; i < 4; i++) {
        precise double p = x * r;
        precise double e = 2.0LF - p;
        r = r * e;
    }
    return r;
}

// Row times (p, 1), added from left to right.
float affine(vec4 row, vec3 p) {
    precise float a = row.x * p.x;
    precise float b = row.y * p.y;
    precise float c = row.z * p.z;
    precise float r = ((a + b) + c) + row.w;
    return r;
}

// a.x b.y - a.y b.x: antisymmetric to the bit.
double cross2(double ax, double ay, double bx, double by) {
    precise double l = ax * by;
    precise double r = ay * bx;
    precise double d = l - r;
    return d;
}

dvec3 crossExact(dvec3 a, dvec3 b) {
    return dvec3(cross2(a.y, a.z, b.y, b.z), cross2(a.z, a.x, b.z, b.x), cross2(a.x, a.y, b.x, b.y));
}

double dotExact(dvec3 a, dvec3 b) {
    precise double x = a.x * b.x;
    precise double y = a.y * b.y;
    precise double z = a.z * b.z;
    precise double r = (x + y) + z;
    return r;
}
