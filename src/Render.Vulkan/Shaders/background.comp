#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_scalar_block_layout : require
// Pixels that show nothing but background.
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint SampleCount = 1;
layout(constant_id = 12) const uint AnyFog = 0; // as in resolve.glsl
layout(constant_id = 13) const uint Photo = 0;
const float PI = 3.14159265358979;
#include "scene.glsl"
#include "shading_frame.glsl"
#include "resolve_work.glsl"
#include "texels.glsl"
#include "fog.glsl"
#include "environment.glsl"
#include "tone.glsl"
#include "pixel.glsl"
#include "camera_ray.glsl"

layout(binding = 24, scalar) readonly buffer Work { uint work[]; };

void main() {
    loadConstants();
    uint item = itemOfThread();
    if (item / SPAN >= work[LIST_BACKGROUND * 4u])
        return;
    uint span = work[LISTS_END + LIST_BACKGROUND * spanCapacity + item / SPAN];
    uint row = span / spansOfRow(), column = (span - row * spansOfRow()) * SPAN + item % SPAN;
    uint base = row * frame.width + column;
    bool empty = column < frame.width;
    for (uint s = 0u; s < SampleCount; s++)
        empty = empty && WORD(visibilityWords, (base + s * layerStride) * 2u) == NOTHING;
    if (!empty)
        return;
    vec3 d = rayAtCentre(ivec2(column, row + rowStart)), light = background(d, uvec2(column, row + rowStart)) * frame.exposure;
#ifdef LENS
    // Where the lens shows nothing, there is no ray.
    if (d == vec3(0.0))
        light = vec3(0.0);
#endif
    storePixel(base + rowStart * frame.width, packPixel(shownOf(light)));
}
