// Shadows of suns, from depth maps that look along the light. The C# side: Passes/SunShadowView.

const uint SHADOW_SIZE = 1024;
layout(binding = 19) uniform usamplerBuffer shadowMaps; // bits of the depth in metres, SHADOW_SIZE^2 texels a map

const float WIDE_PENUMBRA = 0.02;   // radius at one metre from which on it does

float shadowDepth(uint map, ivec2 texel) {
    texel = clamp(texel, ivec2(0), ivec2(SHADOW_SIZE - 1));
    return uintBitsToFloat(texelFetch(shadowMaps, int((map * SHADOW_SIZE + uint(texel.y)) * SHADOW_SIZE + uint(texel.x))).x);
}

// Part of the light that arrives, 0..1. The depth at each tap is compared with the receiver's own plane at the centre of that texel, where the map
// was sampled too, so a plane never shadows itself; the small constant that is left is for curved surfaces.
float sunVisibility(Light light, vec3 position, vec3 planeNormal, float noise) {
    vec3 toLight = light.direction;
    float facing = max(dot(planeNormal, toLight), 0.05);
    position += planeNormal * (light.shadowTexel * 0.75 * sqrt(1.0 - min(facing * facing, 1.0)));
    vec4 p = vec4(position, 1.0);
    vec3 c = vec3(dot(light.toShadowX, p), dot(light.toShadowY, p), dot(light.toShadowZ, p));
    if (any(lessThan(c.xy, vec2(1.0))) || any(greaterThan(c.xy, vec2(SHADOW_SIZE - 1))))
        return 1.0; // no caster that could be seen from here is outside of the map
    // Depth of the receiver's plane for one step of a texel along x and y: the plane is n . p = const, x and y are lengths of shadowTexel.
    vec2 n = vec2(dot(light.toShadowX.xyz, planeNormal), dot(light.toShadowY.xyz, planeNormal)) * light.shadowTexel;
    vec2 slope = clamp(n / facing, -8.0, 8.0) * light.shadowTexel;
    float bias = 0.6 * light.shadowTexel;

    vec2 corner = floor(c.xy - 0.5);
    vec2 f = c.xy - 0.5 - corner;
    ivec2 base = ivec2(corner) - 1;
    vec4 weightX = vec4(1.0 - f.x, 1.0, 1.0, f.x), weightY = vec4(1.0 - f.y, 1.0, 1.0, f.y);
    float lit = 0.0;
    float blockers = 0.0, distances = 0.0;
    for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
            vec2 offset = vec2(base + ivec2(x, y)) + 0.5 - c.xy;
            float behind = c.z + dot(slope, offset) - bias - shadowDepth(light.shadow, base + ivec2(x, y));
            if (behind <= 0.0) {
                lit += weightX[x] * weightY[y];
            } else {
                blockers += 1.0;
                distances += behind;
            }
        }
    }
    lit *= 1.0 / 9.0;
    if (WideSuns == 0u || light.penumbra < WIDE_PENUMBRA)
        return lit;

    // A large sun (Fernando, "Percentage-Closer Soft Shadows", 2005): look for blockers within what the disc can reach, then filter as wide as they ask.
    const int TAPS = 16;
    const float GOLDEN_ANGLE = 2.39996323;
    float reach = min(light.penumbra * light.shadowRange / light.shadowTexel, 64.0);
    for (int i = 0; i < TAPS; i++) {
        float angle = (float(i) + noise) * GOLDEN_ANGLE;
        vec2 offset = reach * sqrt((float(i) + 0.5) / float(TAPS)) * vec2(cos(angle), sin(angle));
        ivec2 texel = ivec2(floor(c.xy + offset));
        float behind = c.z + dot(slope, vec2(texel) + 0.5 - c.xy) - bias - shadowDepth(light.shadow, texel);
        if (behind > 0.0) {
            blockers += 1.0;
            distances += behind;
        }
    }
    if (blockers == 0.0)
        return 1.0;
    float radius = min(light.penumbra * (distances / blockers) / light.shadowTexel, 64.0);
    if (radius < 1.5)
        return lit;
    lit = 0.0;
    for (int i = 0; i < TAPS * 2; i++) {
        float angle = (float(i) + noise) * GOLDEN_ANGLE;
        vec2 offset = radius * sqrt((float(i) + 0.5) / float(TAPS * 2)) * vec2(cos(angle), sin(angle));
        ivec2 texel = ivec2(floor(c.xy + offset));
        if (c.z + dot(slope, vec2(texel) + 0.5 - c.xy) - bias <= shadowDepth(light.shadow, texel))
            lit += 1.0;
    }
    return lit / float(TAPS * 2);
}
