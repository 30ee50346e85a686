// From linear light to display bytes.

const uint TONE_FILMIC = 0;

// Lottes, "Advanced Techniques and Optimization of HDR Color Pipelines", GDC 2016: x^a / (b x^(a d) + c), each channel by itself. The four
// numbers make it follow, to half an 8-bit step, what Blender's view transform "Filmic" shows of the same light: middle grey 0.18 is shown as
// 0.2146, white is 6.5 stops above it, highlights lose their colour slowly.
vec3 filmic(vec3 x) {
    const float contrast = 1.186591, contrastShoulder = 1.099408; // a, a d with d = 0.9264979
    const float b = 1.2561051, c = 0.4183244;
    vec3 stops = log2(max(x, vec3(1e-10)));
    return exp2(contrast * stops) / (b * exp2(contrastShoulder * stops) + c);
}

vec3 toneMap(vec3 linearLight, uint curve) {
    return clamp(curve == TONE_FILMIC ? filmic(linearLight) : linearLight, 0.0, 1.0);
}

// IEC 61966-2-1, rounded to nearest.
uvec3 encodeSrgb(vec3 linearLight) {
    vec3 x = clamp(linearLight, 0.0, 1.0);
    vec3 encoded = mix(1.055 * pow(x, vec3(1.0 / 2.4)) - 0.055, 12.92 * x, lessThanEqual(x, vec3(0.0031308)));
    return uvec3(encoded * 255.0 + 0.5);
}

uint packBytes(uvec3 bytes) { return bytes.r | bytes.g << 8 | bytes.b << 16; }
