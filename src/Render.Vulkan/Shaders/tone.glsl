// From linear light to display bytes: tone curve and sRGB in one table (Lighting/DisplayCurve), by the exponent and the first six bits of the
// mantissa, straight in between. Include texels.glsl first, or say where the table is.
#ifndef DISPLAY_WORD
#define DISPLAY_WORD(i) texelWord(frame.displayTexels + (i))
#endif

const uint DISPLAY_LOWEST = 113u << 23, DISPLAY_HIGHEST = (132u << 23) - 1u; // 2^-14, less than 2^5

float displayValue(float light) {
    uint bits = clamp(floatBitsToUint(max(light, 0.0)), DISPLAY_LOWEST, DISPLAY_HIGHEST) - DISPLAY_LOWEST;
    uint word = DISPLAY_WORD(bits >> 17);
    // Value and rise to the next entry, in 1/256 and 1/32768.
    precise float value = float(word & 0xffffu) * (1.0 / 256.0) + float(word >> 16) * float(bits & 0x1ffffu) * (1.0 / 32768.0 / 131072.0);
    return value;
}

// 0..255 a channel.
vec3 displayed(vec3 linearLight) {
    return vec3(displayValue(linearLight.r), displayValue(linearLight.g), displayValue(linearLight.b));
}

// IEC 61966-2-1, 0..255.
vec3 encodeSrgb(vec3 linearLight) {
    vec3 x = clamp(linearLight, 0.0, 1.0);
    return 255.0 * mix(1.055 * pow(x, vec3(1.0 / 2.4)) - 0.055, 12.92 * x, lessThanEqual(x, vec3(0.0031308)));
}

// Rounded to nearest.
uint packBytes(vec3 values) {
    uvec3 bytes = uvec3(values + 0.5);
    return bytes.r | bytes.g << 8 | bytes.b << 16;
}
