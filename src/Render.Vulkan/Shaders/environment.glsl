// Image-based light. The C# side: Lighting/SphericalHarmonics, SpecularMap, Octahedral.

layout(binding = 24) uniform sampler2DArray specularMap;      // octahedral, mipmap = roughness
layout(binding = 25) uniform sampler2DArray backgroundMap;    // equirectangular
layout(binding = 26) uniform sampler2DArray reflectanceTable;

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

// Radiance that a lobe of this perceptual roughness around the direction (map) collects.
vec3 specularRadiance(vec3 d, float roughness) {
    vec2 p = d.xy / (abs(d.x) + abs(d.y) + abs(d.z));
    if (d.z < 0.0)
        p = vec2(p.x < 0.0 ? abs(p.y) - 1.0 : 1.0 - abs(p.y), p.y < 0.0 ? abs(p.x) - 1.0 : 1.0 - abs(p.x));
    float level = frame.specularLevels * pow(roughness, 2.0 / 3.0);
    return textureLod(specularMap, vec3(p * 0.4 + 0.5, 0.0), level).rgb * frame.environmentColor;
}

// What is seen behind everything in a world direction (any length).
vec3 background(vec3 d) {
    if (frame.flatBackground != 0)
        return frame.backgroundColor;
    vec3 e = environmentDirection(normalize(d));
    vec3 uv = vec3(0.5 - atan(e.y, e.x) * (0.5 / PI), 0.5 - asin(clamp(e.z, -1.0, 1.0)) * (1.0 / PI), 0.0);
    return textureLod(backgroundMap, uv, frame.backgroundLevel).rgb * frame.environmentColor;
}

// Factors of F0 and F90 in the directional albedo of the GGX lobe.
vec2 reflectance(float noV, float roughness) {
    vec2 p = vec2(sqrt(noV), roughness);
    float n = float(textureSize(reflectanceTable, 0).x);
    return textureLod(reflectanceTable, vec3((p * (n - 1.0) + 0.5) / n, 0.0), 0.0).rg;
}
