#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#include "exact.glsl"
#include "scene.glsl"
#ifdef LENS
#include "lens_rays.glsl"
#endif

// Instance number and depth at the pixel's centre, from sample 0 of the visibility buffer. A thread does two pixels: ids are 16 bits wide.

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint WantIds = 1;
layout(constant_id = 1) const uint WantDepth = 1;
layout(constant_id = 2) const uint WantRange = 0; // through a lens; of a pinhole the host makes it of the depth

layout(push_constant, scalar) uniform Push {
    uint pixelCount;   // of the band
    uint firstPixel;   // of the band in the image
} pushConstants;

uint pixelCount, firstPixel; // loaded before any branch, as in raster.glsl

layout(binding = 18) uniform usamplerBuffer visibilityWords;
layout(binding = 19, scalar) writeonly buffer InstanceIds { uint instanceIds[]; };
layout(binding = 20, scalar) writeonly buffer Depths { float depths[]; };
#ifdef LENS
layout(binding = 21, scalar) writeonly buffer Ranges { float ranges[]; };
#endif

uint label(uint pixel) {
    if (pixel >= pixelCount)
        return 0u;
    uint id = WORD(visibilityWords, pixel * 2u);
    bool seen = id != NOTHING;
#ifdef LENS
    // The sample counts along the ray.
    if (WantDepth != 0u) {
        precise float depth = seen ? reciprocal(uintBitsToFloat(~WORD(visibilityWords, pixel * 2u + 1u))) * rayOfPixel(firstPixel + pixel).z : 0.0;
        depths[firstPixel + pixel] = max(depth, 0.0);
    }
    if (WantRange != 0u)
        ranges[firstPixel + pixel] = seen ? reciprocal(uintBitsToFloat(~WORD(visibilityWords, pixel * 2u + 1u))) : 0.0;
#else
    if (WantDepth != 0u)
        depths[firstPixel + pixel] = seen ? reciprocal(uintBitsToFloat(~WORD(visibilityWords, pixel * 2u + 1u))) : 0.0;
#endif
    return seen ? clusterInstanceWord(clusterInstanceOf(id), CLUSTER_INSTANCE_INSTANCE) + 1u : 0u;
}

void main() {
    pixelCount = pushConstants.pixelCount;
    firstPixel = pushConstants.firstPixel;
    // Loops end at the bottom, for lavapipe executes the body once more before it leaves one at the top.
    uint pair = gl_GlobalInvocationID.x;
    do {
        uint ids = label(pair * 2u) | label(pair * 2u + 1u) << 16;
        if (WantIds != 0u && pair * 2u < pixelCount)
            instanceIds[firstPixel / 2u + pair] = ids;
        pair += gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    } while (pair * 2u < pixelCount);
}
