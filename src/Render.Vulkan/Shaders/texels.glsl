// Textures and environments as words of one buffer, filtered here. The C# side: Materials/TexelHeap, TexturePacking, Lighting/EnvironmentTexels.

layout(binding = 27) uniform usamplerBuffer texelHeap;
uint texelWord(uint i) { return texelFetch(texelHeap, int(i)).x; }

const uint TEXTURE_LEVELS = 16u; // entries of the table of levels that follows the size
const uint WRAP_REPEAT = 0u, WRAP_MIRROR = 1u, WRAP_CLAMP = 2u;

// Texture coordinates and their change to the next pixel.
struct TexelFootprint { vec2 uv, dx, dy; };

// Where a texture lies and how it is addressed, as a material's word says it.
struct Texture { uint base; uvec2 size; uvec2 wrap; };

Texture textureOf(uint word) {
    uint base = (word & 0x1ffffffu) * 4u, size = texelWord(base);
    return Texture(base, uvec2(size & 0xffffu, size >> 16), uvec2(word >> 25 & 3u, word >> 27 & 3u));
}

// Mip level by the longer side of the footprint.
float levelOf(Texture t, TexelFootprint c) {
    vec2 dx = c.dx * vec2(t.size), dy = c.dy * vec2(t.size);
    float largest = float(findMSB(max(t.size.x, t.size.y)));
    return clamp(0.5 * log2(max(max(dot(dx, dx), dot(dy, dy)), 1e-12)), 0.0, largest);
}

// Into 0..1.
float wrapped(float u, uint mode) {
    float f = fract(u);
    return mode == WRAP_REPEAT ? f : mode == WRAP_CLAMP ? clamp(u, 0.0, 1.0) : 1.0 - abs(fract(u * 0.5) * 2.0 - 1.0);
}

// The four words around a point, and its place between them.
struct Taps { uint t00, t10, t01, t11; vec2 f; };

Taps tapsAt(uint texels, ivec2 size, vec2 p, bvec2 repeat) {
    vec2 q = p * vec2(size) - 0.5, corner = floor(q);
    ivec2 a = ivec2(corner), b = a + 1, last = size - 1;
    // Half a texel beyond an edge lies the other edge, or the same.
    int ax = a.x < 0 ? (repeat.x ? last.x : 0) : a.x, bx = b.x > last.x ? (repeat.x ? 0 : last.x) : b.x;
    int ay = a.y < 0 ? (repeat.y ? last.y : 0) : a.y, by = b.y > last.y ? (repeat.y ? 0 : last.y) : b.y;
    // A coordinate may round up to the far edge itself.
    ax = min(ax, last.x);
    ay = min(ay, last.y);
    uint top = texels + uint(ay * size.x), bottom = texels + uint(by * size.x);
    return Taps(texelWord(top + uint(ax)), texelWord(top + uint(bx)), texelWord(bottom + uint(ax)), texelWord(bottom + uint(bx)), q - corner);
}

Taps textureTaps(Texture t, vec2 uv, uint level) {
    vec2 p = vec2(wrapped(uv.x, t.wrap.x), wrapped(uv.y, t.wrap.y));
    return tapsAt(t.base + texelWord(t.base + 1u + level), ivec2(max(t.size >> level, uvec2(1u))), p, equal(t.wrap, uvec2(WRAP_REPEAT)));
}

vec4 unpackBytes(uint word) {
    return vec4(uvec4(word, word >> 8, word >> 16, word >> 24) & 0xffu) * (1.0 / 255.0);
}

// IEC 61966-2-1 to within a fifth of an 8-bit step: the straight part as it is, for the power a polynomial (least squares over the 245 bytes that
// it is for, in steps, weighted again and again towards the largest error), scaled so that white is exactly 1.
vec3 decodeSrgb(vec3 x) {
    vec3 power = (((x * -0.1154317612 + 0.5240809198) * x + 0.5621891416) * x + 0.0280980137) * x + 0.0010636861;
    return mix(power, x * (1.0 / 12.92), lessThanEqual(x, vec3(0.04045)));
}

vec4 colorTexel(uint word) {
    vec4 c = unpackBytes(word);
    return vec4(decodeSrgb(c.rgb), c.a);
}

vec4 filterColor(Taps t) {
    return mix(mix(colorTexel(t.t00), colorTexel(t.t10), t.f.x), mix(colorTexel(t.t01), colorTexel(t.t11), t.f.x), t.f.y);
}

// sRGB, decoded before it is filtered; trilinear.
vec4 sampleColor(Texture t, TexelFootprint c) {
    float level = levelOf(t, c), near = floor(level);
    vec4 a = filterColor(textureTaps(t, c.uv, uint(near)));
    vec4 b = filterColor(textureTaps(t, c.uv, min(uint(near) + 1u, uint(findMSB(max(t.size.x, t.size.y))))));
    return mix(a, b, level - near);
}

// Bilinear at the nearest level: a step between levels of a normal or a roughness does not show.
vec4 sampleLinear(Texture t, TexelFootprint c) {
    Taps s = textureTaps(t, c.uv, uint(levelOf(t, c) + 0.5));
    return mix(mix(unpackBytes(s.t00), unpackBytes(s.t10), s.f.x), mix(unpackBytes(s.t01), unpackBytes(s.t11), s.f.x), s.f.y);
}

// E5B9G9R9: Lighting/SharedExponent.
vec3 sharedExponent(uint word) {
    float scale = uintBitsToFloat(((word >> 27) + 103u) << 23); // 2^(exponent - 15 - 9)
    return vec3(uvec3(word, word >> 9, word >> 18) & 0x1ffu) * scale;
}

vec3 filterShared(Taps t) {
    return mix(mix(sharedExponent(t.t00), sharedExponent(t.t10), t.f.x), mix(sharedExponent(t.t01), sharedExponent(t.t11), t.f.x), t.f.y);
}
