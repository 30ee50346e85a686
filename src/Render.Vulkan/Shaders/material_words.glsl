// Where what is in a material's entry. The C# side: Materials/MaterialTable. A test compares the places of the words with the struct GpuMaterial.

const uint MATERIAL_UNLIT = 1u;
const uint MATERIAL_NORMAL_MAP = 2u;        // in the surface texture's red and green
const uint MATERIAL_VERTEX_COLORS = 4u;
const uint MATERIAL_ALPHA = 32u;            // alpha is coverage; the colour texture has it instead of occlusion
const uint MATERIAL_ADJUSTED = 64u;         // has what is read only where AnyAdjustments says so
const uint MATERIAL_PLAIN = 16u;            // no texture but the colour's, no rare term or lobe
const uint MATERIAL_BLENDED = 8u;           // see-through

// Slots of a material's textures: 25 bits of its first word / 4 in the heap | wrap u << 25 | wrap v << 27 | set << 29 | has a transform << 30. A slot
// without a texture reads a white texel, so that no branch is needed.
const uint SLOT_COLOR = 0u;         // sRGB; occlusion in alpha, or alpha (MATERIAL_ALPHA)
const uint SLOT_SURFACE = 1u;       // normal, normal, roughness, metallic
const uint SLOT_ROUGHNESS = 2u;     // the same by itself
const uint SLOT_EMISSIVE = 3u;      // sRGB
const uint SLOT_OCCLUSION = 4u;     // in red

const uint MATERIAL_WORDS = 36u;
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
// Read only where AnyAdjustments says so, and where the flags have MATERIAL_ADJUSTED.
const uint MATERIAL_ROUGHNESS_OFFSET = 27u;     // added to factor times texel
const uint MATERIAL_METALLIC_OFFSET = 28u;
const uint MATERIAL_SATURATION = 29u;           // factor on the distance of the base colour from its luminance
const uint MATERIAL_GAIN = 30u;                 // of the base colour: contrast times brightness
const uint MATERIAL_LIFT = 31u;                 // (1 - contrast) times brightness times the mean
const uint MATERIAL_NORMAL_TURN = 34u;          // cosine and sine of the turn of the normal map

layout(binding = 22) uniform usamplerBuffer materialWords;
layout(binding = 23) uniform usamplerBuffer transformWords; // a transform: rows of a 2 x 2 matrix, offset
