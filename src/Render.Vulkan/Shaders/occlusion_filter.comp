#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_scalar_block_layout : require
// Averages the 4 x 4 pattern of the ambient occlusion over each surface. The result of a cell stands at its lower right corner.
layout(local_size_x = 8, local_size_y = 8) in;
#include "scene.glsl"
#include "shading_frame.glsl"
#include "shading_pass.glsl"
layout(binding = 20) uniform usamplerBuffer occlusion;
layout(binding = 21, scalar) writeonly buffer FilteredOcclusion { uint filteredOcclusion[]; };

ivec2 size;

vec2 at(ivec2 p) {
    p = clamp(p, ivec2(0, rowStart / 2u), ivec2(size.x, (rowEnd + 1u) / 2u) - 1);
    return unpackHalf2x16(texelFetch(occlusion, p.y * size.x + p.x).x);
}

// Change of 1/depth, which is linear on a plane, to the neighbour on the same surface.
float slope(ivec2 cell, ivec2 axis, float inverse) {
    float a = inverse - 1.0 / max(at(cell - axis).y, 1e-6), b = 1.0 / max(at(cell + axis).y, 1e-6) - inverse;
    return abs(a) < abs(b) ? a : b;
}

void main() {
    loadConstants();
    size = ivec2(frame.width + 1, frame.height + 1) / 2;
    ivec2 cell = ivec2(gl_GlobalInvocationID.xy) + ivec2(0, rowStart / 2u);
    if (any(greaterThanEqual(cell, size)) || cell.y * 2 >= int(rowEnd))
        return;
    vec2 centre = at(cell);
    float result = 1.0;
    if (centre.y > 0.0) {
        float inverse = 1.0 / centre.y;
        vec2 slopes = vec2(slope(cell, ivec2(1, 0), inverse), slope(cell, ivec2(0, 1), inverse));
        float sum = 0.0, weights = 0.0;
        for (int y = -1; y <= 2; y++) {
            for (int x = -1; x <= 2; x++) {
                vec2 v = at(cell + ivec2(x, y));
                float expected = inverse + dot(slopes, vec2(x, y));
                float weight = clamp(2.0 - abs(1.0 - expected * v.y) * 50.0, 0.0, 1.0); // full to 2 %, none from 4 % on
                sum += v.x * weight;
                weights += weight;
            }
        }
        result = weights > 0.0 ? sum / weights : centre.x;
    }
    filteredOcclusion[cell.y * size.x + cell.x] = packHalf2x16(vec2(result, centre.y));
}
