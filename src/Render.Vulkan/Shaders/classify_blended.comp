#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_scalar_block_layout : require
// Lists the pixels in which a blended surface is seen.
layout(local_size_x = 64) in;
const uint GROUP_ROW = 1024u * 64u; // threads of a row of groups
layout(constant_id = 0) const uint SampleCount = 1;
#include "scene.glsl"
#include "shading_frame.glsl"
#include "resolve_work.glsl"

layout(binding = 24, scalar) buffer Blended { uint blended[]; };

void main() {
    loadConstants();
    uint base = gl_GlobalInvocationID.y * GROUP_ROW + gl_GlobalInvocationID.x;
    bool any = false;
    for (uint s = 0u; s < SampleCount; s++)
        any = any || (base < layerStride && WORD(visibilityWords, (base + s * layerStride) * 2u) != NOTHING);
    if (any) {
        uint place = atomicAdd(blended[0], 1u);
        blended[BLENDED_HEADER + place] = base;
        if (place % (GROUP * GROUP_COLUMNS) == 0u)
            atomicAdd(blended[1], 1u);
    }
}
