#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_scalar_block_layout : require
// Lists the spans in which there is a surface and those in which a pixel shows nothing but background: a driver that runs both sides of every
// branch (lavapipe) pays nothing for the one in spans of the other.
layout(local_size_x = 64) in;
const uint GROUP_ROW = 1024u * 64u; // threads of a row of groups
layout(constant_id = 0) const uint SampleCount = 1;
#include "scene.glsl"
#include "shading_frame.glsl"
#include "resolve_work.glsl"
#include "material_words.glsl"

layout(binding = 24, scalar) buffer Work { uint work[]; };

// `perGroup`: so many spans does a group take.
void append(uint list, uint span, uint perGroup) {
    uint place = atomicAdd(work[list * 4u], 1u);
    work[LISTS_END + list * spanCapacity + place] = span;
    if (place % (perGroup * GROUP_COLUMNS) == 0u)
        atomicAdd(work[list * 4u + 1u], 1u);
}

void main() {
    loadConstants();
    uint span = gl_GlobalInvocationID.y * GROUP_ROW + gl_GlobalInvocationID.x, row = span / spansOfRow(), column = (span - row * spansOfRow()) * SPAN;
    if (row >= rowEnd - rowStart)
        return;
    bool surface = false, background = false, same = true;
    uint id = WORD(visibilityWords, (row * frame.width + column) * 2u);
    for (uint k = 0u; k < SPAN; k++) {
        uint base = row * frame.width + min(column + k, frame.width - 1u);
        bool empty = true;
        for (uint s = 0u; s < SampleCount; s++) {
            uint other = WORD(visibilityWords, (base + s * layerStride) * 2u);
            empty = empty && other == NOTHING;
            same = same && other == id;
        }
        surface = surface || !empty;
        background = background || empty;
    }
    if (surface) {
        bool plain = same && (WORD(materialWords, clusterInstanceWord(clusterInstanceOf(id), CLUSTER_INSTANCE_MATERIAL) * MATERIAL_WORDS + MATERIAL_FLAGS)
            & MATERIAL_PLAIN) != 0u;
        append(plain ? LIST_PLAIN : same ? LIST_UNIFORM : LIST_SURFACES, span, same ? GROUP : GROUP / SPAN);
    }
    if (background)
        append(LIST_BACKGROUND, span, GROUP / SPAN);
}
