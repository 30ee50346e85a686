#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
// One direction of a Gaussian blur, of the optics or of the unsharp mask, whose second direction finishes the picture. The rows and columns at the edge
// go on beyond it.
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint Vertical = 0;
layout(constant_id = 1) const uint Sharpening = 0;  // 1: with the radius of the unsharp mask; its second direction writes bytes
#include "sensor.glsl"
#define DISPLAY_WORD(i) WORD(tableWords, TABLE_DISPLAY + (i))
#include "tone.glsl"

layout(binding = 21, scalar) writeonly buffer First { uint first[]; };
layout(binding = 22, scalar) writeonly buffer Second { uint second[]; };
layout(binding = 23) uniform usamplerBuffer sharpFirstWords;    // the picture that was blurred
layout(binding = 24) uniform usamplerBuffer sharpSecondWords;

void main() {
    loadSensor();
    uvec2 pixel = pixelOfThread();
    uint index = indexOf(pixel), radius = sensor.blurRadius, table = TABLE_BLUR;
    if (Sharpening != 0u) {
        radius = sensor.sharpeningRadius;
        table = TABLE_SHARPENING;
    }
    // It must not be known to be the same to all threads: shading_frame.glsl, deciding().
    radius += gl_LocalInvocationIndex >> 16;
    uint place = pixel.x, last = sensor.width - 1u, stride = 1u;
    if (Vertical != 0u) {
        place = pixel.y;
        last = sensor.height - 1u;
        stride = sensor.width;
    }
    precise vec3 sum = tableReal(table) * lightAt(index);
    uint i = 1u;
    [[dont_unroll]] do {
        // A radius of 0 makes one round too, with a weight of 0.
        uint before = min(i, place), after = min(i, last - place);
        precise vec3 pair = lightAt(index - before * stride) + lightAt(index + after * stride);
        precise vec3 weighted = tableReal(table + i) * pair;
        sum = sum + weighted;
        i++;
    } while (i <= radius);
    uvec2 words = packLight(sum);
    if (Vertical != 0u && Sharpening != 0u) {
        vec3 sharp = unpackLight(uvec2(WORD(sharpFirstWords, index), WORD(sharpSecondWords, index)));
        precise vec3 mask = sensor.sharpening * (sharp - sum);
        precise vec3 light = sharp + mask;
        words.x = packBytes(displayed(clamp(light, 0.0, sensor.white)));
    }
    if (threadHasPixel()) {
        first[index] = words.x;
        if (Vertical == 0u || Sharpening == 0u)
            second[index] = words.y;
    }
}
