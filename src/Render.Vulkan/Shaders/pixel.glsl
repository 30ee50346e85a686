// What the resolve leaves of a pixel: the bytes that are displayed, or, for a sensor, linear light. Where the surfaces of a pixel are averaged depends on
// it too: display light after the tone curve, so that an edge against a bright light is as smooth as any other; or linear light, as a lens adds it up.
// Include tone.glsl and texels.glsl first.
layout(constant_id = 10) const uint LinearOutput = 0; // 1: linear light

#include "light.glsl"

layout(binding = 21, scalar) buffer Color { uint color[]; };         // RGB0, 8 bits each; or red and green of the light
layout(binding = 40, scalar) buffer BlueLight { uint blueLight[]; }; // its blue; nothing else touches it

// Linear light as it is shown: 0..255, or itself.
vec3 shownOf(vec3 light) {
    if (LinearOutput != 0u)
        return min(light, 131000.0);
    return displayed(light);
}

// A pixel that is all of one surface.
uvec2 packPixel(vec3 shown) {
    if (LinearOutput != 0u)
        return packLight(shown);
    return uvec2(packBytes(shown), 0u);
}

// What of a surface is averaged.
vec3 averagedOf(vec3 shown) {
    if (LinearOutput != 0u)
        return shown;
    return decodeSrgb(shown * (1.0 / 255.0));
}

uvec2 packAverage(vec3 sum) {
    if (LinearOutput != 0u)
        return packLight(sum);
    return uvec2(packBytes(encodeSrgb(sum)), 0u);
}

// Part of a pixel that is done. Display light: 10 bits a channel, square roots, whose error is the smaller the darker the pixel, and below a quarter of
// an 8-bit step.
uvec2 packPart(vec3 x) {
    if (LinearOutput != 0u)
        return packLight(x);
    uvec3 p = uvec3(sqrt(clamp(x, 0.0, 1.0)) * 1023.0 + 0.5);
    return uvec2(p.r | p.g << 10 | p.b << 20, 0u);
}

vec3 unpackPart(uint pixel) {
    if (LinearOutput != 0u)
        return unpackLight(uvec2(color[pixel], blueLight[pixel]));
    uint word = color[pixel];
    vec3 x = vec3(uvec3(word, word >> 10, word >> 20) & 0x3ffu) * (1.0 / 1023.0);
    return x * x;
}

void storePixel(uint pixel, uvec2 words) {
    color[pixel] = words.x;
    if (LinearOutput != 0u)
        blueLight[pixel] = words.y;
}
