// Materials and their textures. The C# side: Materials/MaterialTable, TextureArrays, TexturePacking.

const uint NO_TEXTURE = 0xffffffffu;
const uint SIZE_CLASSES = 7;        // 64, 128 ... 4096 texels on a side
const uint SMALLEST_CLASS_LOG2 = 6;

const uint MATERIAL_UNLIT = 1u;
const uint MATERIAL_NORMAL_MAP = 2u;        // in the surface texture's red and green
const uint MATERIAL_SURFACE_HAS_ROUGHNESS = 4u; // roughness and metallic are in the surface texture's blue and alpha
const uint MATERIAL_COLOR_HAS_OCCLUSION = 8u;   // occlusion is in the colour texture's alpha
const uint MATERIAL_VERTEX_COLORS = 16u;

// Slots of a material's textures.
const uint SLOT_COLOR = 0, SLOT_SURFACE = 1, SLOT_ROUGHNESS = 2, SLOT_EMISSIVE = 3, SLOT_OCCLUSION = 4, SLOTS = 5;

struct Material {
    vec4 baseColor;         // linear RGBA
    vec3 emissive;
    float f0;               // of the dielectric part
    float roughness;
    float metallic;
    float normalScale;
    float occlusionStrength;
    uint flags;
    float hueTurn;          // turns of the hue, 0..1
    uint transforms;        // of slot 0's texture coordinates in the list of transforms; the other slots follow
    uint textures[SLOTS];   // size class | layer << 4 | wrap u << 16 | wrap v << 18 | set << 20 | has a transform << 21
};

struct TexCoordTransform {
    vec4 matrix;            // rows
    vec2 offset;
};

// One array a size class. They are separate bindings, chosen by comparison: an array of samplers that is indexed by a variable is beyond many
// drivers, lavapipe among them.
layout(binding = 27) uniform sampler2DArray colorTextures64;
layout(binding = 28) uniform sampler2DArray colorTextures128;
layout(binding = 29) uniform sampler2DArray colorTextures256;
layout(binding = 30) uniform sampler2DArray colorTextures512;
layout(binding = 31) uniform sampler2DArray colorTextures1024;
layout(binding = 32) uniform sampler2DArray colorTextures2048;
layout(binding = 33) uniform sampler2DArray colorTextures4096;
layout(binding = 34) uniform sampler2DArray linearTextures64;
layout(binding = 35) uniform sampler2DArray linearTextures128;
layout(binding = 36) uniform sampler2DArray linearTextures256;
layout(binding = 37) uniform sampler2DArray linearTextures512;
layout(binding = 38) uniform sampler2DArray linearTextures1024;
layout(binding = 39) uniform sampler2DArray linearTextures2048;
layout(binding = 40) uniform sampler2DArray linearTextures4096;
layout(binding = 22, scalar) readonly buffer Materials { Material materials[]; };
layout(binding = 23, scalar) readonly buffer TexCoordTransforms { TexCoordTransform texCoordTransforms[]; };

float wrapTexCoord(float u, uint mode, float halfTexel) {
    if (mode == 1)
        return 1.0 - abs(fract(u * 0.5) * 2.0 - 1.0);
    if (mode == 2)
        return clamp(u, halfTexel, 1.0 - halfTexel);
    return u;
}

// Which size classes each slot of the frame's materials uses, as bits. A driver that runs all lanes through every branch (lavapipe) pays for each
// tap that stands in the program, so those that cannot be taken are left out of it; 0 leaves out the slot.
layout(constant_id = 2) const uint ColorClasses = 0x7fu;
layout(constant_id = 3) const uint SurfaceClasses = 0x7fu;
layout(constant_id = 4) const uint RoughnessClasses = 0x7fu;
layout(constant_id = 5) const uint EmissiveClasses = 0x7fu;
layout(constant_id = 6) const uint OcclusionClasses = 0x7fu;

// Level and place of a tap in the texture's array.
vec4 texturePlace(uint word, vec2 uv, vec2 dx, vec2 dy) {
    float size = float(1u << ((word & 15u) + SMALLEST_CLASS_LOG2));
    float level = max(0.5 * log2(max(max(dot(dx, dx), dot(dy, dy)) * size * size, 1e-12)), 0.0);
    float halfTexel = 0.5 * exp2(ceil(level)) / size;
    return vec4(wrapTexCoord(uv.x, word >> 16 & 3u, halfTexel), wrapTexCoord(uv.y, word >> 18 & 3u, halfTexel), float(word >> 4 & 0xfffu), level);
}

vec4 sampleColor(uint classes, uint word, vec2 uv, vec2 dx, vec2 dy) {
    vec4 place = texturePlace(word, uv, dx, dy);
    uint sizeClass = word & 15u;
    vec3 p = place.xyz;
    float level = place.w;
    vec4 texel = vec4(1.0);
    if ((classes & 1u) != 0u && sizeClass == 0u)
        texel = textureLod(colorTextures64, p, level);
    if ((classes & 2u) != 0u && sizeClass == 1u)
        texel = textureLod(colorTextures128, p, level);
    if ((classes & 4u) != 0u && sizeClass == 2u)
        texel = textureLod(colorTextures256, p, level);
    if ((classes & 8u) != 0u && sizeClass == 3u)
        texel = textureLod(colorTextures512, p, level);
    if ((classes & 16u) != 0u && sizeClass == 4u)
        texel = textureLod(colorTextures1024, p, level);
    if ((classes & 32u) != 0u && sizeClass == 5u)
        texel = textureLod(colorTextures2048, p, level);
    if ((classes & 64u) != 0u && sizeClass == 6u)
        texel = textureLod(colorTextures4096, p, level);
    return texel;
}

vec4 sampleLinear(uint classes, uint word, vec2 uv, vec2 dx, vec2 dy) {
    vec4 place = texturePlace(word, uv, dx, dy);
    uint sizeClass = word & 15u;
    vec3 p = place.xyz;
    float level = place.w;
    vec4 texel = vec4(1.0);
    if ((classes & 1u) != 0u && sizeClass == 0u)
        texel = textureLod(linearTextures64, p, level);
    if ((classes & 2u) != 0u && sizeClass == 1u)
        texel = textureLod(linearTextures128, p, level);
    if ((classes & 4u) != 0u && sizeClass == 2u)
        texel = textureLod(linearTextures256, p, level);
    if ((classes & 8u) != 0u && sizeClass == 3u)
        texel = textureLod(linearTextures512, p, level);
    if ((classes & 16u) != 0u && sizeClass == 4u)
        texel = textureLod(linearTextures1024, p, level);
    if ((classes & 32u) != 0u && sizeClass == 5u)
        texel = textureLod(linearTextures2048, p, level);
    if ((classes & 64u) != 0u && sizeClass == 6u)
        texel = textureLod(linearTextures4096, p, level);
    return texel;
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
