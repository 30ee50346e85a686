// Alpha-tested surfaces, and blended ones where only what counts as solid matters (labels, shadows): is the surface there at a sample?
// The base colour's alpha, bilinear at mip 0 of the original image, perspective-correct, with only correctly rounded operations.

struct Cutout {
    vec3 rowU;        // texture transform: u' = rowU . (u, v, 1)
    float factor;     // of the material
    vec3 rowV;
    float threshold;  // solid from here up
    uint texels;      // first byte in alphaTexels
    uint width;       // 0: no texture
    uint height;
    uint flags;       // bits 0-1 wrap in u, 2-3 in v (0 repeat, 1 mirror, 2 clamp); 4: second texture coordinates; 5: vertex colours count; 6: blended; 7: clear, casts no shadow
};

layout(binding = 8, scalar) readonly buffer CutoutTable { Cutout cutouts[]; };
layout(binding = 9, scalar) readonly buffer AlphaTexels { uint alphaTexels[]; };

struct Holes {
    uint material;
    dvec3 weightA, weightB, weightC; // barycentric coordinate over w, up to a common factor, as planes over 1/256 px, or over rays
    vec2 uvA, uvB, uvC;
    vec3 alpha;                      // of the vertices
};

Holes noHoles() {
    return Holes(0u, dvec3(0.0LF), dvec3(0.0LF), dvec3(0.0LF), vec2(0.0), vec2(0.0), vec2(0.0), vec3(1.0));
}

// `ha`, `hb`, `hc`: the vertices in the space of the points that isSolidAt is asked for.
Holes holesAt(uint material, uint cluster, uvec3 v, dvec3 ha, dvec3 hb, dvec3 hc) {
    Holes h;
    h.material = material;
    h.weightA = crossExact(hb, hc);
    h.weightB = crossExact(hc, ha);
    h.weightC = crossExact(ha, hb);
    uint flags = cutouts[material].flags;
    bool second = (flags & 16u) != 0u;
    h.uvA = second ? vec2(0.0) : texCoordOf(v.x);
    h.uvB = second ? vec2(0.0) : texCoordOf(v.y);
    h.uvC = second ? vec2(0.0) : texCoordOf(v.z);
    h.alpha = vec3(1.0);
    uint extras = clusterWord(cluster, CLUSTER_EXTRAS_OFFSET);
    if (extras != NO_EXTRAS) {
        uvec3 x = v - clusterWord(cluster, CLUSTER_VERTEX_OFFSET) + extras;
        if (second) {
            h.uvA = texCoord1Of(x.x);
            h.uvB = texCoord1Of(x.y);
            h.uvC = texCoord1Of(x.z);
        }
        if ((flags & 32u) != 0u)
            h.alpha = vec3(colorOf(x.x).a, colorOf(x.y).a,
                colorOf(x.z).a);
    }
    return h;
}

Holes holesOf(uint material, uint cluster, uvec3 v, ScreenVertex a, ScreenVertex b, ScreenVertex c) {
    return holesAt(material, cluster, v, dvec3(a.h.xy * float(SubPixels), a.h.z), dvec3(b.h.xy * float(SubPixels), b.h.z),
        dvec3(c.h.xy * float(SubPixels), c.h.z));
}

int wrapped(int i, int size, uint mode) {
    if (mode == 2u)
        return clamp(i, 0, size - 1);
    int period = mode == 1u ? 2 * size : size;
    int r = i % period;
    r = r < 0 ? r + period : r;
    return r < size ? r : period - 1 - r;
}

float texel(Cutout c, int x, int y) {
    uint at = c.texels + uint(wrapped(y, int(c.height), c.flags >> 2 & 3u)) * c.width + uint(wrapped(x, int(c.width), c.flags & 3u));
    precise float a = float(alphaTexels[at >> 2] >> (8u * (at & 3u)) & 255u) * (1.0 / 255.0);
    return a;
}

float mixExact(float a, float b, float t) {
    precise float d = b - a;
    precise float p = d * t;
    precise float r = a + p;
    return r;
}

bool isSolidAt(Holes h, dvec3 p) {
    Cutout c = cutouts[h.material];
    double wa = dotExact(h.weightA, p), wb = dotExact(h.weightB, p), wc = dotExact(h.weightC, p);
    precise double sum = (wa + wb) + wc;
    if (sum == 0.0LF)
        return true;
    double inverse = reciprocal(abs(sum));
    inverse = sum < 0.0LF ? -inverse : inverse;
    // Snapping may put a sample just outside the unsnapped triangle.
    precise double nb = wb * inverse;
    precise double nc = wc * inverse;
    float b = clamp(float(nb), 0.0, 1.0);
    precise float rest = 1.0 - b;
    float g = clamp(float(nc), 0.0, rest);
    precise float a = rest - g;

    // Weights need not add up to 1: what is the same everywhere is not interpolated.
    precise float alpha = c.factor;
    if (h.alpha != vec3(1.0)) {
        precise float colored = c.factor * ((h.alpha.x * a + h.alpha.y * b) + h.alpha.z * g);
        alpha = colored;
    }
    if (c.width != 0u) {
        precise vec2 uv = (h.uvA * a + h.uvB * b) + h.uvC * g;
        precise float u = (c.rowU.x * uv.x + c.rowU.y * uv.y) + c.rowU.z;
        precise float v = (c.rowV.x * uv.x + c.rowV.y * uv.y) + c.rowV.z;
        precise vec2 t = vec2(u, v) * vec2(c.width, c.height) - 0.5;
        vec2 corner = floor(t);
        precise vec2 f = t - corner;
        int x = int(corner.x), y = int(corner.y);
        float top = mixExact(texel(c, x, y), texel(c, x + 1, y), f.x);
        float bottom = mixExact(texel(c, x, y + 1), texel(c, x + 1, y + 1), f.x);
        precise float textured = alpha * mixExact(top, bottom, f.y);
        alpha = textured;
    }
    // Shadows do not depend on what labels count as solid; a layer is whatever shows at all.
    float threshold = c.threshold;
    if (DepthOnly != 0u && (c.flags & 128u) != 0u)
        return false;
    if ((c.flags & 64u) != 0u && (Peel != 0u || DepthOnly != 0u))
        threshold = Peel != 0u ? 1.0 / 255.0 : 0.5;
    return alpha >= threshold;
}

// At a sample position in 1/256 px.
bool isSolid(Holes h, ivec2 at) { return isSolidAt(h, dvec3(at, 1.0LF)); }
