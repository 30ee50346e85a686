// Image-based light, and what is seen behind everything. The C# side: Lighting/SphericalHarmonics, SpecularMap, Octahedral, BackgroundPhoto. Include
// fog.glsl first; AnyFog and Photo are constants of the shader.

// World direction -> direction in the map.
vec3 environmentDirection(vec3 d) {
    vec2 r = frame.environmentTurn; // cos, sin
    return vec3(r.x * d.x + r.y * d.y, r.x * d.y - r.y * d.x, d.z);
}

// Irradiance on a surface with this normal (map direction), W/m2.
vec3 diffuseIrradiance(vec3 n) {
    vec3 e = frame.irradiance[0] + frame.irradiance[1] * n.y + frame.irradiance[2] * n.z + frame.irradiance[3] * n.x
        + frame.irradiance[4] * (n.x * n.y) + frame.irradiance[5] * (n.y * n.z) + frame.irradiance[6] * (3.0 * n.z * n.z - 1.0)
        + frame.irradiance[7] * (n.x * n.z) + frame.irradiance[8] * (n.x * n.x - n.y * n.y);
    return max(e, vec3(0.0)) * frame.environmentColor;
}

// Octahedral; each level has half the side of the one before, and begins where that ends: 4/3 (side0^2 - side^2).
Taps specularTaps(vec2 p, uint level) {
    uint side = frame.specularSize >> level;
    uint first = (frame.specularSize * frame.specularSize - side * side) / 3u * 4u;
    return tapsAt(frame.specularTexels + first, ivec2(side), p, bvec2(false));
}

// Radiance that a lobe of this perceptual roughness around the direction (map) collects.
vec3 specularRadiance(vec3 d, float roughness) {
    vec2 p = d.xy / (abs(d.x) + abs(d.y) + abs(d.z));
    if (d.z < 0.0)
        p = vec2(p.x < 0.0 ? abs(p.y) - 1.0 : 1.0 - abs(p.y), p.y < 0.0 ? abs(p.x) - 1.0 : 1.0 - abs(p.x));
    float level = frame.specularLevels * sqrt(roughness), near = floor(level);
    p = p * 0.4 + 0.5;
    uint a = uint(near), b = min(a + 1u, uint(frame.specularLevels));
    return mix(filterShared(specularTaps(p, a)), filterShared(specularTaps(p, b)), level - near) * frame.environmentColor;
}

// The light that comes out of exposure and tone curve as the bytes of the photograph at a pixel.
vec3 photo(uvec2 pixel) {
    uint bytes = texelWord(frame.backgroundTexels.x + pixel.y * frame.width + pixel.x), first = frame.undisplayTexels;
    uvec3 light = uvec3(texelWord(first + (bytes & 0xffu)), texelWord(first + (bytes >> 8 & 0xffu)), texelWord(first + (bytes >> 16 & 0xffu)));
    return uintBitsToFloat(light) / frame.exposure;
}

vec3 environmentSeen(vec3 d) {
    if (deciding(frame.flatBackground) != 0u)
        return frame.backgroundColor;
    vec3 e = environmentDirection(d);
    vec2 uv = vec2(fract(0.5 - atan(e.y, e.x) * (0.5 / PI)), 0.5 - asin(clamp(e.z, -1.0, 1.0)) * (1.0 / PI));
    bvec2 around = bvec2(true, false);
    vec3 a = filterShared(tapsAt(frame.backgroundTexels.x, ivec2(frame.backgroundSizes[0]), uv, around));
    vec3 b = filterShared(tapsAt(frame.backgroundTexels.y, ivec2(frame.backgroundSizes[1]), uv, around));
    return mix(a, b, frame.backgroundFraction) * frame.environmentColor;
}

// What is seen behind everything at a pixel, in a world direction (any length).
vec3 background(vec3 d, uvec2 pixel) {
    if (Photo != 0u)
        return photo(pixel);
    vec3 direction = normalize(d), light = environmentSeen(direction);
    if (AnyFog != 0u)
        light = throughFog(light, fogTransmittanceFromAfar(direction));
    return light;
}

// Factors of F0 and F90 in the directional albedo of the GGX lobe.
vec2 reflectance(float noV, float roughness) {
    const float columns = 32.0, rows = 128.0; // as in ReflectanceTable.cs
    float x = sqrt(noV) * (columns - 1.0), column = min(floor(x), columns - 2.0);
    uint i = frame.reflectanceTexels + uint(roughness * (rows - 1.0) + 0.5) * uint(columns) + uint(column);
    return mix(unpackUnorm2x16(texelWord(i)), unpackUnorm2x16(texelWord(i + 1u)), x - column);
}
