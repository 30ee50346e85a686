#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_scalar_block_layout : require
#extension GL_EXT_control_flow_attributes : require
// Pixels in which blended surfaces are seen: the layers of each sample over what is opaque, composited in linear light (Porter and Duff, "Compositing
// Digital Images", 1984), then displayed and averaged as everywhere. Samples that show the same triangles in all layers are shaded once.
layout(local_size_x = 64) in;
#define BLENDED
#include "resolve.glsl"

layout(binding = 24, scalar) readonly buffer Blended { uint blended[]; };
layout(binding = 28) uniform usamplerBuffer layer0;
layout(binding = 29) uniform usamplerBuffer layer1;
layout(binding = 30) uniform usamplerBuffer layer2;
layout(binding = 31) uniform usamplerBuffer layer3;

const uint OPAQUE = 4u; // number of layers; what is opaque comes after them

uint idOf(uint layer, uint base, uint s) {
    uint i = (base + s * layerStride) * 2u;
    return layer == 0u ? WORD(layer0, i) : layer == 1u ? WORD(layer1, i) : layer == 2u ? WORD(layer2, i) : layer == 3u ? WORD(layer3, i)
        : WORD(visibilityWords, i);
}

// The samples that show the same triangles as `reference` does.
uint sameSamples(uint base, uint reference) {
    uint members = 1u << reference;
    for (uint s = 1u; s < SampleCount; s++) {
        bool same = true;
        for (uint layer = 0u; layer <= OPAQUE; layer++)
            same = same && idOf(layer, base, s) == idOf(layer, base, reference);
        members |= same ? 1u << s : 0u;
    }
    return members;
}

void main() {
    loadConstants();
    loadLights();
    uint item = itemOfThread();
    if (item >= blended[0])
        return;
    uint base = blended[BLENDED_HEADER + item];
    uvec2 pixel = uvec2(base % frame.width, base / frame.width + rowStart);
    vec3 sum = vec3(0.0), light = vec3(0.0), through = vec3(1.0);
    uint rest = (1u << SampleCount) - 1u, layer = 0u;
    // One loop over the layers of all groups of samples, which shades a surface in each round and ends with the store: after two loops, one in the
    // other, lavapipe stores for threads too that had returned before.
    [[dont_unroll]] do {
        uint reference = uint(findLSB(rest)), id = idOf(layer, base, reference);
        vec2 point = samplePosition(pixel, reference);
        vec3 behind = vec3(1.0);
        if (id != NOTHING)
            light += through * shadeSurface(fetchTriangle(id), point, pixel, behind);
        else if (layer == OPAQUE)
            light += through * background(ray(point), pixel);
        through *= behind;
        bool last = layer == OPAQUE;
        layer = id == NOTHING ? OPAQUE : layer + 1u;
        if (last) {
            uint members = sameSamples(base, reference) & rest;
            sum += float(bitCount(members)) / float(SampleCount) * averagedOf(shownOf(light * frame.exposure));
            rest &= ~members;
            light = vec3(0.0);
            through = vec3(1.0);
            layer = 0u;
            if (rest == 0u)
                storePixel(base + rowStart * frame.width, packAverage(sum));
        }
    } while (rest != 0u);
}
