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

// One array a size class. They are separate bindings, chosen by a switch: an array of samplers that is indexed by a variable is beyond many
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

// One tap of one of a material's textures.
vec4 sampleTexture(uint texture_, bool srgb, vec2 uv, vec2 dx, vec2 dy) {
    uint sizeClass = texture_ & 15u;
    float size = float(1u << (sizeClass + SMALLEST_CLASS_LOG2));
    float level = max(0.5 * log2(max(max(dot(dx, dx), dot(dy, dy)) * size * size, 1e-12)), 0.0);
    float halfTexel = 0.5 * exp2(ceil(level)) / size;
    vec3 p = vec3(wrapTexCoord(uv.x, (texture_ >> 16) & 3u, halfTexel), wrapTexCoord(uv.y, (texture_ >> 18) & 3u, halfTexel),
        float((texture_ >> 4) & 0xfffu));
    switch (sizeClass + (srgb ? 0u : SIZE_CLASSES)) {
        case 0: return textureLod(colorTextures64, p, level);
        case 1: return textureLod(colorTextures128, p, level);
        case 2: return textureLod(colorTextures256, p, level);
        case 3: return textureLod(colorTextures512, p, level);
        case 4: return textureLod(colorTextures1024, p, level);
        case 5: return textureLod(colorTextures2048, p, level);
        case 6: return textureLod(colorTextures4096, p, level);
        case 7: return textureLod(linearTextures64, p, level);
        case 8: return textureLod(linearTextures128, p, level);
        case 9: return textureLod(linearTextures256, p, level);
        case 10: return textureLod(linearTextures512, p, level);
        case 11: return textureLod(linearTextures1024, p, level);
        case 12: return textureLod(linearTextures2048, p, level);
        default: return textureLod(linearTextures4096, p, level);
    }
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
