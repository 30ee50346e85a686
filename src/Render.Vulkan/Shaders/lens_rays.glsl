// The rays of a camera with a lens, made by the host in double precision and rounded once (Passes/LensRays): everything that looks through the lens
// reads them here, so that labels, depth and colour agree about what a pixel sees.
layout(binding = 50) uniform usamplerBuffer rayWords;       // three floats a pixel: unit direction at its centre, camera space; 0: the lens shows nothing
layout(binding = 51) uniform usamplerBuffer rayChangeWords; // three words a pixel: six halves, 1024 times the changes along x and along y

vec3 rayOfPixel(uint pixel) {
    return vec3(REAL(rayWords, pixel * 3u), REAL(rayWords, pixel * 3u + 1u), REAL(rayWords, pixel * 3u + 2u));
}

struct RayChanges { vec3 x, y; };

RayChanges rayChangesOfPixel(uint pixel) {
    vec2 a = unpackHalf2x16(WORD(rayChangeWords, pixel * 3u)), b = unpackHalf2x16(WORD(rayChangeWords, pixel * 3u + 1u)),
        c = unpackHalf2x16(WORD(rayChangeWords, pixel * 3u + 2u));
    // A product with a power of two is exact.
    return RayChanges(vec3(a, b.x) * (1.0 / 1024.0), vec3(b.y, c) * (1.0 / 1024.0));
}
