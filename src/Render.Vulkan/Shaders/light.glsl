// Linear light in 16 bits a channel, without sign: five bits of exponent and eleven of mantissa of the light plus 2^-15, less that again when read.
// Right to 2^-12 of itself, or to 2^-28 where it is small; up to 131,000 times white. Integers and single additions only, so that it is the same on
// every device, as packHalf2x16 is not.

const float LIGHT_OFFSET = 0.000030517578125;
const uint LIGHT_LOWEST = 112u << 23; // 2^-15

uint packLight(float light) {
    precise float x = clamp(light, 0.0, 131000.0) + LIGHT_OFFSET;
    return min((floatBitsToUint(x) - LIGHT_LOWEST + 0x800u) >> 12, 0xffffu);
}

float unpackLight(uint code) {
    precise float x = uintBitsToFloat((code << 12) + LIGHT_LOWEST) - LIGHT_OFFSET;
    return x;
}

// Two words: red and green; blue.
uvec2 packLight(vec3 light) { return uvec2(packLight(light.r) | packLight(light.g) << 16, packLight(light.b)); }
vec3 unpackLight(uvec2 words) { return vec3(unpackLight(words.x & 0xffffu), unpackLight(words.x >> 16), unpackLight(words.y & 0xffffu)); }
