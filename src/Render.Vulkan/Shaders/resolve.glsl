// What all that shade have in common. The constants that choose a variant have the same numbers everywhere.
layout(constant_id = 0) const uint SampleCount = 1;
layout(constant_id = 2) const uint WideSuns = 1;            // 0: no sun of the frame is so large that its size decides the filter
layout(constant_id = 3) const uint AnyRareTerms = 1;        // 0: no material turns its hue or has roughness, emission or occlusion in a texture of its own
layout(constant_id = 4) const uint AnyRareVertices = 1;     // 0: no mesh has colours or second texture coordinates, no material transforms them
layout(constant_id = 5) const uint FewLights = 0;           // plain lights of the frame, where they are at most MAX_FEW; MAX_FEW + 1: more
layout(constant_id = 6) const uint AnyNormalMaps = 1;       // 0: no material has one
layout(constant_id = 8) const uint PlainOnly = 0;           // 1: all materials are plain
layout(constant_id = 9) const uint LocalShadows = 0;        // 1: a point or spot light has a shadow
layout(constant_id = 11) const uint AreaLights = 0;         // 1: there is a rectangle among the lights
layout(constant_id = 12) const uint AnyFog = 0;             // 1: there is fog
layout(constant_id = 13) const uint Photo = 0;              // 1: a photograph is seen behind everything
layout(constant_id = 14) const uint AnyAdjustments = 1;     // 0: no material adds to its roughness or metallic image, adjusts its colour by more than the hue, or has a turned normal map
layout(constant_id = 7) const uint AnyRareLobes = 1;        // 0: no material has a clear coat, a coloured or a weaker reflection
#include "scene.glsl"
#include "shading_frame.glsl"
#include "resolve_work.glsl"
#include "brdf.glsl"
#include "texels.glsl"
#include "material.glsl"
#include "surface.glsl"
#include "fog.glsl"
#include "environment.glsl"
#include "lights.glsl"
#include "sun_shadow.glsl"
#include "local_shadow.glsl"
#include "area_light.glsl"
#include "samples.glsl"
#include "tone.glsl"
#include "pixel.glsl"
#include "camera_ray.glsl"

vec2 samplePosition(uvec2 pixel, uint s) {
    return vec2(pixel) + 0.5 + vec2(sampleOffset(SampleCount, s)) * (1.0 / 256.0);
}

#include "shade.glsl"

uint idAt(uint base, uint s) { return WORD(visibilityWords, (base + s * layerStride) * 2u); }
