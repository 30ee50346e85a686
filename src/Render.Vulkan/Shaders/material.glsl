// Materials. Include texels.glsl first.
#include "material_words.glsl"

uint materialWord(uint material, uint member) { return texelFetch(materialWords, int(material * MATERIAL_WORDS + member)).x; }
float materialReal(uint material, uint member) { return uintBitsToFloat(materialWord(material, member)); }

struct Material {
    vec3 baseColor, emissive, f0;
    float alpha, specular, clearcoat, clearcoatRoughness, roughness, metallic, normalScale, occlusionStrength, hueTurn, transmission, roughnessOffset, metallicOffset, saturation, gain;
    vec3 lift;
    vec2 normalTurn;
    uint flags, transforms;
    uint words[5];              // by slot
    Texture color, surface;     // what every material has
};

Material materialOf(uint i) {
    Material m;
    m.baseColor = vec3(materialReal(i, MATERIAL_BASE_COLOR), materialReal(i, MATERIAL_BASE_COLOR + 1u), materialReal(i, MATERIAL_BASE_COLOR + 2u));
    m.alpha = materialReal(i, MATERIAL_BASE_COLOR + 3u);
    m.transmission = materialReal(i, MATERIAL_TRANSMISSION);
    m.emissive = vec3(materialReal(i, MATERIAL_EMISSIVE), materialReal(i, MATERIAL_EMISSIVE + 1u), materialReal(i, MATERIAL_EMISSIVE + 2u));
    m.f0 = vec3(materialReal(i, MATERIAL_F0));
    if (AnyRareLobes != 0u) {
        m.f0 = vec3(materialReal(i, MATERIAL_SPECULAR_F0), materialReal(i, MATERIAL_SPECULAR_F0 + 1u), materialReal(i, MATERIAL_SPECULAR_F0 + 2u));
        m.specular = materialReal(i, MATERIAL_SPECULAR);
        m.clearcoat = materialReal(i, MATERIAL_CLEARCOAT);
        m.clearcoatRoughness = materialReal(i, MATERIAL_CLEARCOAT_ROUGHNESS);
    }
    if (AnyAdjustments != 0u) {
        m.roughnessOffset = materialReal(i, MATERIAL_ROUGHNESS_OFFSET);
        m.metallicOffset = materialReal(i, MATERIAL_METALLIC_OFFSET);
        m.saturation = materialReal(i, MATERIAL_SATURATION);
        m.gain = materialReal(i, MATERIAL_GAIN);
        m.lift = vec3(materialReal(i, MATERIAL_LIFT), materialReal(i, MATERIAL_LIFT + 1u), materialReal(i, MATERIAL_LIFT + 2u));
        m.normalTurn = vec2(materialReal(i, MATERIAL_NORMAL_TURN), materialReal(i, MATERIAL_NORMAL_TURN + 1u));
    }
    m.roughness = materialReal(i, MATERIAL_ROUGHNESS);
    m.metallic = materialReal(i, MATERIAL_METALLIC);
    m.normalScale = materialReal(i, MATERIAL_NORMAL_SCALE);
    m.occlusionStrength = materialReal(i, MATERIAL_OCCLUSION_STRENGTH);
    m.hueTurn = materialReal(i, MATERIAL_HUE_TURN);
    m.flags = materialWord(i, MATERIAL_FLAGS);
    m.transforms = materialWord(i, MATERIAL_TRANSFORMS);
    for (uint slot = 0u; slot < 5u; slot++)
        m.words[slot] = materialWord(i, MATERIAL_TEXTURES + slot);
    m.color = textureOf(m.words[SLOT_COLOR]);
    m.surface = textureOf(m.words[SLOT_SURFACE]);
    return m;
}

// Turns the hue by a part of the full circle; the largest and the smallest channel keep their values, so the result stays displayable.
vec3 turnHue(vec3 c, float turn) {
    float high = max(c.r, max(c.g, c.b)), low = min(c.r, min(c.g, c.b)), range = high - low;
    if (range <= 0.0)
        return c;
    float hue = high == c.r ? (c.g - c.b) / range : high == c.g ? 2.0 + (c.b - c.r) / range : 4.0 + (c.r - c.g) / range;
    vec3 k = abs(fract(hue / 6.0 + turn + vec3(0.0, 2.0 / 3.0, 1.0 / 3.0)) * 6.0 - 3.0) - 1.0;
    return low + range * clamp(k, 0.0, 1.0);
}

// Contrast and brightness, then saturation about the luminance (Rec. 709); what leaves 0..1 is clamped.
vec3 adjustColor(Material m, vec3 c) {
    c = clamp(c * m.gain + m.lift, 0.0, 1.0);
    float luminance = dot(c, vec3(0.2126, 0.7152, 0.0722));
    return clamp(luminance + (c - luminance) * m.saturation, 0.0, 1.0);
}
