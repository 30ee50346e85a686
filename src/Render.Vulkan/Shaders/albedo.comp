#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_scalar_block_layout : require
#extension GL_EXT_control_flow_attributes : require
// The base colour of what labels see at a pixel's centre, from sample 0 of the visibility buffer, as shadeSurface finds it before any light: factor, colours of vertices, image over the
// pixel's footprint, and what the material changes of it. A test compares it with the picture of unlit surfaces.
layout(local_size_x = 64) in;
#include "resolve.glsl"

layout(binding = 24, scalar) writeonly buffer Albedo { uint albedo[]; }; // RGB0, 8 bits each, sRGB; 0 where nothing is seen

vec3 baseColorAt(SurfaceTriangle t, vec2 point) {
    vec3 d = ray(point), alongX = rayChangeX(point), alongY = rayChangeY(point);
    vec3 facing = vec3(dot(d, t.plane), dot(alongX, t.plane), dot(alongY, t.plane));
    vec3 b1 = vec3(dot(d, t.planeB1), dot(alongX, t.planeB1), dot(alongY, t.planeB1));
    vec3 b2 = vec3(dot(d, t.planeB2), dot(alongX, t.planeB2), dot(alongY, t.planeB2));
    float inverse = 1.0 / facing.x, inverseX = 1.0 / (facing.x + facing.y), inverseY = 1.0 / (facing.x + facing.z);
    vec2 b = vec2(b1.x, b2.x) * inverse;
    vec2 bX = vec2(b1.x + b1.y, b2.x + b2.y) * inverseX - b;
    vec2 bY = vec2(b1.x + b1.z, b2.x + b2.z) * inverseY - b;
    b = clamp(b, 0.0, 1.0);
    Material m = t.material;
    TexelFootprint set0 = footprint(t.texCoord, b, bX, bY), set1 = set0;
    vec3 color = m.baseColor;
    if (AnyRareVertices != 0u) {
        set1 = footprint(t.texCoord1, b, bX, bY);
        color *= (t.color.at + t.color.change1 * b.x + t.color.change2 * b.y).rgb;
    }
    color *= sampleColor(m.color, slotCoordinates(m, SLOT_COLOR, set0, set1)).rgb;
    if (AnyAdjustments != 0u && (m.flags & MATERIAL_ADJUSTED) != 0u)
        color = adjustColor(m, color);
    if (AnyRareTerms != 0u)
        color = turnHue(color, m.hueTurn);
    return color;
}

void main() {
    loadConstants();
    uint pixelCount = (rowEnd - rowStart) * frame.width;
    // Loops end at the bottom, for lavapipe executes the body once more before it leaves one at the top.
    uint pixel = gl_GlobalInvocationID.x;
    do {
        uint at = min(pixel, pixelCount - 1u), id = idAt(at, 0u);
        bool seen = id != NOTHING;
        vec3 color = baseColorAt(fetchTriangle(seen ? id : 0u), vec2(at % frame.width, at / frame.width + rowStart) + 0.5); // any triangle will do
        if (pixel < pixelCount)
            albedo[rowStart * frame.width + pixel] = seen ? packBytes(encodeSrgb(color)) : 0u;
        pixel += gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    } while (pixel < pixelCount);
}
