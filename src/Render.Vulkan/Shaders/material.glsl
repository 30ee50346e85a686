// Materials. The C# side: Materials/MaterialTable. A test compares the places of the words with the struct GpuMaterial.

const uint MATERIAL_UNLIT = 1u;
const uint MATERIAL_NORMAL_MAP = 2u;        // in the surface texture's red and green
const uint MATERIAL_VERTEX_COLORS = 4u;
const uint MATERIAL_BLENDED = 8u;           // see-through; the colour texture has alpha instead of occlusion

// Slots of a material's textures: 25 bits of its first word / 4 in the heap | wrap u << 25 | wrap v << 27 | set << 29 | has a transform << 30. A slot
// without a texture reads a white texel, so that no branch is needed.
const uint SLOT_COLOR = 0u;         // sRGB; occlusion in alpha, or alpha where the material is blended
const uint SLOT_SURFACE = 1u;       // normal, normal, roughness, metallic
const uint SLOT_ROUGHNESS = 2u;     // the same by itself
const uint SLOT_EMISSIVE = 3u;      // sRGB
const uint SLOT_OCCLUSION = 4u;     // in red

const uint MATERIAL_WORDS = 27u;
const uint MATERIAL_BASE_COLOR = 0u;            // linear RGBA
const uint MATERIAL_EMISSIVE = 4u;
const uint MATERIAL_F0 = 7u;                    // of the dielectric part
const uint MATERIAL_ROUGHNESS = 8u;
const uint MATERIAL_METALLIC = 9u;
const uint MATERIAL_NORMAL_SCALE = 10u;
const uint MATERIAL_OCCLUSION_STRENGTH = 11u;
const uint MATERIAL_FLAGS = 12u;
const uint MATERIAL_HUE_TURN = 13u;             // turns of the hue, 0..1
const uint MATERIAL_TRANSFORMS = 14u;           // of slot 0's texture coordinates in the list of transforms; the other slots follow
const uint MATERIAL_TEXTURES = 15u;             // one a slot
// Read only where AnyRareLobes says so.
const uint MATERIAL_SPECULAR_F0 = 20u;          // of the dielectric part, in colour and before its weight: MATERIAL_F0 then means nothing
const uint MATERIAL_SPECULAR = 23u;             // weight of the dielectric part's reflection
const uint MATERIAL_CLEARCOAT = 24u;            // strength
const uint MATERIAL_CLEARCOAT_ROUGHNESS = 25u;
const uint MATERIAL_TRANSMISSION = 26u;         // read for blended surfaces

layout(binding = 22) uniform usamplerBuffer materialWords;
layout(binding = 23) uniform usamplerBuffer transformWords; // a transform: rows of a 2 x 2 matrix, offset

uint materialWord(uint material, uint member) { return texelFetch(materialWords, int(material * MATERIAL_WORDS + member)).x; }
float materialReal(uint material, uint member) { return uintBitsToFloat(materialWord(material, member)); }

struct Material {
    vec3 baseColor, emissive, f0;
    float alpha, specular, clearcoat, clearcoatRoughness, roughness, metallic, normalScale, occlusionStrength, hueTurn, transmission;
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
