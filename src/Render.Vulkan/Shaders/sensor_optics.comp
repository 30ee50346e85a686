#version 460
#extension GL_GOOGLE_include_directive : require
// Lateral chromatic aberration and vignetting.
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint Chroma = 1;  // 0: red and blue lie where green does
#include "sensor.glsl"
#include "exact.glsl"

layout(binding = 21, scalar) writeonly buffer First { uint first[]; };
layout(binding = 22, scalar) writeonly buffer Second { uint second[]; };

float channelAt(ivec2 p, bool red) {
    uvec2 inside = uvec2(clamp(p, ivec2(0), ivec2(sensor.width, sensor.height) - 1));
    uint index = indexOf(inside);
    return unpackLight((red ? WORD(firstWords, index) : WORD(secondWords, index)) & 0xffffu);
}

// Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981, a = -1/2: the weights of the four samples around a point, f beyond the
// second of them.
vec4 cubic(float f) {
    precise float f2 = f * f;
    precise float f3 = f2 * f;
    precise vec4 w = vec4(f2 - 0.5 * f3 - 0.5 * f, 1.5 * f3 - 2.5 * f2 + 1.0, 2.0 * f2 - 1.5 * f3 + 0.5 * f, 0.5 * f3 - 0.5 * f2);
    return w;
}

float sampled(vec2 point, bool red) {
    precise vec2 q = point - 0.5;
    vec2 corner = floor(q);
    precise vec2 f = q - corner;
    vec4 wx = cubic(f.x), wy = cubic(f.y);
    ivec2 base = ivec2(corner) - 1;
    precise float sum = 0.0;
    for (int y = 0; y < 4; y++) {
        precise float row = wx.x * channelAt(base + ivec2(0, y), red);
        row = row + wx.y * channelAt(base + ivec2(1, y), red);
        row = row + wx.z * channelAt(base + ivec2(2, y), red);
        row = row + wx.w * channelAt(base + ivec2(3, y), red);
        sum = sum + wy[y] * row;
    }
    return max(sum, 0.0);
}

float vignetting(vec2 fromCentre) {
    precise vec2 tangent = fromCentre * sensor.tangentPerPixel;
    precise float secant2 = 1.0 + (tangent.x * tangent.x + tangent.y * tangent.y);
    float cos2 = reciprocal(secant2);
    precise float natural = 1.0 - sensor.cosFourth * (1.0 - cos2 * cos2);
    precise vec2 r = fromCentre * sensor.perHalfDiagonal;
    precise float r2 = r.x * r.x + r.y * r.y;
    precise float radial = 1.0 + r2 * (sensor.radial.x + r2 * (sensor.radial.y + r2 * sensor.radial.z));
    precise float both = natural * radial;
    return max(both, 0.0);
}

void main() {
    loadSensor();
    uvec2 pixel = pixelOfThread();
    uint index = indexOf(pixel);
    precise vec2 fromCentre = vec2(pixel) + 0.5 - sensor.principalPoint;
    vec3 light = lightAt(index);
    if (Chroma != 0u) {
        precise vec2 red = sensor.principalPoint + fromCentre * sensor.chroma.x;
        precise vec2 blue = sensor.principalPoint + fromCentre * sensor.chroma.y;
        light.r = sampled(red, true);
        light.b = sampled(blue, false);
    }
    precise vec3 passed = light * vignetting(fromCentre);
    uvec2 words = packLight(passed);
    if (threadHasPixel()) {
        first[index] = words.x;
        second[index] = words.y;
    }
}
