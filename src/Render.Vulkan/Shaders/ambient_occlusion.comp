#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_scalar_block_layout : require
// How much of the sky above each surface is open, from depth alone, at half the resolution: Jimenez et al., "Practical Realtime Strategies
// for Accurate Indirect Occlusion" (GTAO), 2016. Two slices a pixel, turned through a fixed 4 x 4 pattern that the next pass averages out.
layout(local_size_x = 8, local_size_y = 8) in;
#include "scene.glsl"
#include "shading_frame.glsl"
#include "shading_pass.glsl"
#include "camera_ray.glsl"
layout(binding = 20, scalar) writeonly buffer Occlusion { uint occlusion[]; }; // half2: visibility 0..1, depth (0: nothing)

const float HALF_PI = 1.5707963267949;
const int SLICES = 2, STEPS = 4;
const float LARGEST_RADIUS = 72.0; // pixels: what is nearer to the camera gets a smaller radius instead of more memory traffic

// Metres along the optical axis at the pixel's centre; 0: nothing.
float depthAt(ivec2 p) {
    uint key = WORD(visibilityWords, ((uint(p.y) - rowStart) * frame.width + uint(p.x)) * 2u + 1u);
    return key == 0xffffffffu ? 0.0 : depthOf(key);
}

vec3 positionAt(ivec2 p, float depth) {
    return rayAtCentre(p) * depth;
}

// Of the triangle itself: a normal from neighbouring depths would shade silhouettes.
vec3 planeNormal(uint id) {
    uint clusterInstance = clusterInstanceOf(id);
    uvec3 v = verticesOfTriangle(clusterInstanceWord(clusterInstance, CLUSTER_INSTANCE_CLUSTER), triangleOf(id));
    vec3 a = positionOf(v.x), e1 = positionOf(v.y) - a, e2 = positionOf(v.z) - a;
    Pose pose = poseOf(clusterInstanceWord(clusterInstance, CLUSTER_INSTANCE_INSTANCE));
    return normalize(cross(turned(pose, e1), turned(pose, e2)));
}

// Cosine of the angle between the viewer and the highest that stands in the way.
float horizon(ivec2 p, vec3 position, vec3 normal, vec3 toViewer, vec2 direction, float radiusPixels, float jitter, float lowest) {
    float highest = lowest;
    for (int i = 0; i < STEPS; i++) {
        float s = (float(i) + jitter) / float(STEPS);
        ivec2 q = p + ivec2(round(direction * max(s * s * radiusPixels, float(i) + 1.0)));
        bool inside = all(greaterThanEqual(q, ivec2(0, rowStart))) && all(lessThan(q, ivec2(frame.width, rowEnd)));
        float depth = depthAt(inside ? q : p);
        vec3 delta = positionAt(q, depth) - position;
        float inverse = inversesqrt(max(dot(delta, delta), 1e-12));
        float weight = clamp(2.0 - 2.0 / (inverse * frame.occlusionRadius), 0.0, 1.0);
        // Pixels lie beside the slice, where a steep plane of its own rises above its horizon: only what stands out of the plane counts.
        weight *= clamp(10.0 * dot(delta, normal) * inverse, 0.0, 1.0);
        highest = max(highest, inside && depth > 0.0 ? mix(lowest, dot(delta, toViewer) * inverse, weight) : lowest);
    }
    return highest;
}

void main() {
    loadConstants();
    ivec2 size = ivec2(frame.width + 1, frame.height + 1) / 2;
    // Bands begin at even rows.
    ivec2 cell = ivec2(gl_GlobalInvocationID.xy) + ivec2(0, rowStart / 2u);
    if (any(greaterThanEqual(cell, size)) || cell.y * 2 >= int(rowEnd))
        return;
    uint o = uint(cell.y * size.x + cell.x);
    ivec2 p = cell * 2;
    float depth = depthAt(p);
    if (depth == 0.0) {
        occlusion[o] = packHalf2x16(vec2(1.0, 0.0));
        return;
    }
    vec3 axisX = rayChangeX(vec2(p)), axisY = rayChangeY(vec2(p));
    float pixelsPerMetre = frame.pixelsPerMetre;
#ifdef LENS
    pixelsPerMetre = inversesqrt(max(dot(axisX, axisX), 1e-20));
#endif
    float radiusPixels = min(frame.occlusionRadius * pixelsPerMetre / depth, LARGEST_RADIUS);
    if (radiusPixels < 1.5) {
        occlusion[o] = packHalf2x16(vec2(1.0, depth));
        return;
    }
    vec3 position = positionAt(p, depth);
    vec3 toViewer = -normalize(position);
    vec3 normal = planeNormal(WORD(visibilityWords, ((uint(p.y) - rowStart) * frame.width + uint(p.x)) * 2u));
    if (dot(normal, toViewer) < 0.0)
        normal = -normal;
    // The depth's own rounding would shade flat surfaces: start a little above them.
    position += toViewer * depth * 5e-5 + normal * depth * 1e-4;

    uint pattern = uint(cell.x & 3) + 4u * uint(cell.y & 3);
    float turn = float((pattern * 7u) & 15u) / 16.0, jitter = (float((pattern * 11u + 5u) & 15u) + 0.5) / 16.0;
    axisX = normalize(axisX);
    axisY = normalize(axisY);
    float sum = 0.0, open = 0.0;
    float angle = turn * HALF_PI;
    vec2 direction = vec2(cos(angle), sin(angle));
    for (int slice = 0; slice < SLICES; slice++) {
        vec3 along = axisX * direction.x + axisY * direction.y;
        vec3 across = normalize(cross(along, toViewer));
        vec3 inSlice = normal - across * dot(normal, across);
        float inSliceLength = max(length(inSlice), 1e-4);
        float cosNormal = clamp(dot(inSlice, toViewer) / inSliceLength, 0.0, 1.0);
        // Angles are counted from the viewer: n of the normal, h0 <= 0 <= h1 of the horizons. Sines follow from cosines.
        float side = dot(along - toViewer * dot(along, toViewer), inSlice) < 0.0 ? -1.0 : 1.0;
        float sinNormal = side * sqrt(1.0 - cosNormal * cosNormal), n = side * acos(cosNormal);
        float cos1 = clamp(horizon(p, position, normal, toViewer, direction, radiusPixels, jitter, -sinNormal), -1.0, 1.0);
        float cos0 = clamp(horizon(p, position, normal, toViewer, -direction, radiusPixels, jitter, sinNormal), -1.0, 1.0);
        float sin1 = sqrt(1.0 - cos1 * cos1), sin0 = -sqrt(1.0 - cos0 * cos0);
        // cos(2 h - n) = cos 2h cos n + sin 2h sin n, for both horizons together.
        float cosines = 2.0 * (cos0 * cos0 + cos1 * cos1) - 2.0, sines = 2.0 * (sin0 * cos0 + sin1 * cos1);
        sum += inSliceLength * 0.25 * (2.0 * cosNormal + 2.0 * (acos(cos1) - acos(cos0)) * sinNormal - cosines * cosNormal - sines * sinNormal);
        open += inSliceLength * (cosNormal + n * sinNormal);
        direction = vec2(-direction.y, direction.x); // the slices are at right angles
    }
    // Against what these slices see of an open sky, which is 1 only in the mean over all directions: nothing in the way gives exactly 1.
    occlusion[o] = packHalf2x16(vec2(clamp(sum / open, 0.0, 1.0), depth));
}
