// Shadows of lights that stand somewhere, from perspective maps around them: one along the axis of a narrow spot, else the faces of a cube. A texel
// holds nearness, 1 / distance along the axis of its face, which is affine on a face for every plane: what a texel sees is compared with the receiver's
// own plane at the centre of that texel, exactly. The C# side: Passes/LocalShadowView. Include sun_shadow.glsl first.
//
// The light is a rectangle, or a disc that faces the receiver (a sphere), around the point from which the maps look. A ray from the receiver to a point s of the light is,
// at the fraction 1 - b of its length, seen from the middle in the direction l + s (1 - b) / b, l being the receiver. From this both steps of Fernando,
// "Percentage-Closer Soft Shadows" (2005) follow without an assumption on where the light's plane lies: a texel is a blocker if the ray through it ends
// on the light, and the filter is the light itself, scaled by (1 - b) / b for the mean b of the blockers.

const uint SHADOW_CUBE = 0x80000000u;

// Components along the sides and the axis of a face: an even permutation, mirrored for those that look against an axis.
vec3 inFace(uint face, vec3 v) {
    uint axis = face >> 1;
    vec3 f = axis == 0u ? v.yzx : axis == 1u ? v.zxy : v;
    f.z = (face & 1u) != 0u ? -f.z : f.z;
    return f;
}

uint faceOf(Light light, vec3 v) {
    vec3 a = abs(v);
    uint axis = a.x >= a.y && a.x >= a.z ? 0u : a.y >= a.z ? 1u : 2u;
    float along = axis == 0u ? v.x : axis == 1u ? v.y : v.z;
    return (light.shadowFaces & SHADOW_CUBE) == 0u ? 4u : axis * 2u + (along < 0.0 ? 1u : 0u);
}

// 0 where nothing is seen.
float nearnessAt(Light light, uint face, ivec2 texel) {
    uint size = light.shadowSize, before = uint(bitCount(light.shadowFaces & ((1u << face) - 1u)));
    uvec2 t = uvec2(clamp(texel, ivec2(0), ivec2(int(size) - 1)));
    bool there = (light.shadowFaces >> face & 1u) != 0u;
    uint key = texelFetch(shadowMaps, int(there ? light.shadow + (before * size + t.y) * size + t.x : 0u)).x;
    return there ? uintBitsToFloat(~key) : 0.0;
}

// A receiver as its light sees it.
struct Receiver {
    vec3 place;         // from the light, in its axes
    vec3 normal;        // of its plane
    float toPlane;      // place . normal, negative
};

// Whether something in front of the receiver's plane is seen in a direction from the light; b: its distance in the length of that direction.
bool blockedAt(Light light, Receiver r, vec3 direction, out float b) {
    uint face = faceOf(light, direction);
    vec3 f = inFace(face, direction);
    float middle = 0.5 * float(light.shadowSize);
    vec2 texel = floor(f.xy / (f.z * light.shadowTexel) + middle);
    float plane = dot(inFace(face, r.normal), vec3((texel + 0.5 - middle) * light.shadowTexel, 1.0)) / r.toPlane;
    float seen = nearnessAt(light, face, ivec2(texel));
    b = 1.0 / (max(seen, 1e-20) * f.z);
    return f.z > 0.0 && seen > max(plane, 0.0) * (1.0 + 0.6 * light.shadowTexel);
}

// Whether a light is a rectangle.
bool isArea(Light light) { return AreaLights != 0u && light.kind == LIGHT_AREA; }

// Point i of a set of low discrepancy in the square from -1 to 1 or in the disc of radius 1 (Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences", 2018).
vec2 lightPoint(Light light, int i, vec2 noise) {
    vec2 p = fract(noise + float(i) * vec2(0.7548776662, 0.5698402910));
    if (isArea(light))
        return p * 2.0 - 1.0;
    float angle = p.y * (2.0 * PI);
    return sqrt(p.x) * vec2(cos(angle), sin(angle));
}

// Part of the light that arrives, 0..1.
float localVisibility(Light light, vec3 position, vec3 planeNormal, vec2 noise) {
    vec3 d = position - light.position;
    Receiver r;
    r.place = vec3(dot(light.toShadowX.xyz, d), dot(light.toShadowY.xyz, d), dot(light.toShadowZ.xyz, d));
    r.normal = vec3(dot(light.toShadowX.xyz, planeNormal), dot(light.toShadowY.xyz, planeNormal), dot(light.toShadowZ.xyz, planeNormal));
    float distance = max(length(r.place), 1e-6), facing = -dot(r.normal, r.place) / distance;
    uint face = faceOf(light, r.place);
    float texel = light.shadowTexel;
    r.place += r.normal * (inFace(face, r.place).z * texel * 0.75 * sqrt(max(1.0 - facing * facing, 0.0)));
    // A plane that is seen at a grazing angle is taken to be less so: else its depth at the next texel would be anything.
    r.normal -= r.place * (max(0.125 - facing, 0.0) / distance);
    r.toPlane = min(dot(r.normal, r.place), -1e-9);

    vec3 f = inFace(face, r.place), m = inFace(face, r.normal);
    float along = max(f.z, 1e-6), middle = 0.5 * float(light.shadowSize), here = 1.0 / along;
    vec2 c = f.xy * (here / texel) + middle, slope = m.xy * (texel / r.toPlane);
    vec2 corner = floor(c - 0.5), part = c - 0.5 - corner;
    ivec2 base = ivec2(corner) - 1;
    vec4 weightX = vec4(1.0 - part.x, 1.0, 1.0, part.x), weightY = vec4(1.0 - part.y, 1.0, 1.0, part.y);
    float lit = 0.0, blockers = 0.0, sum = 0.0;
    [[unroll]] for (int y = 0; y < 4; y++) {
        [[unroll]] for (int x = 0; x < 4; x++) {
            ivec2 at = base + ivec2(x, y);
            float plane = max(here + dot(slope, vec2(at) + 0.5 - c), 0.0), seen = nearnessAt(light, face, at);
            bool blocked = seen > plane * (1.0 + 0.6 * texel);
            lit += blocked ? 0.0 : weightX[x] * weightY[y];
            blockers += blocked ? 1.0 : 0.0;
            sum += blocked ? min(here / seen, 1.0) : 0.0;
        }
    }
    lit *= 1.0 / 9.0;
    if (f.z <= 0.0)
        return 1.0;

    vec3 side = normalize(cross(r.place, abs(r.place.z) < 0.8 * distance ? vec3(0.0, 0.0, 1.0) : vec3(1.0, 0.0, 0.0))) * light.penumbra;
    vec3 up = cross(r.place, side) / distance;
    float extent = light.penumbra;
    if (isArea(light)) {
        side = vec3(light.halfSize.x, 0.0, 0.0);
        up = vec3(0.0, light.halfSize.y, 0.0);
        extent = max(light.halfSize.x, light.halfSize.y);
    }
    // Blockers: the rays' places are spread over the scales from next to the receiver to close to the light.
    const int SEARCH = 48, AT_ONCE = 4;
    float finest = log2(clamp(along * texel / extent, 1e-3, 4.0)), octaves = 3.0 - finest;
    [[dont_unroll]] for (int i = 0; i < SEARCH; i += AT_ONCE) {
        [[unroll]] for (int j = 0; j < AT_ONCE; j++) {
            float k = exp2(finest + octaves * fract((float(i + j) + 0.5) * 0.6180339887)), b;
            vec2 s = lightPoint(light, i + j, vec2(0.5));
            float away = isArea(light) ? max(abs(s.x), abs(s.y)) : length(s);
            bool blocked = blockedAt(light, r, r.place + (side * s.x + up * s.y) * k, b) && away * k * b < 1.0 - b;
            blockers += blocked ? 1.0 : 0.0;
            sum += blocked ? b : 0.0;
        }
    }
    float mean = max(sum / max(blockers, 1.0), 0.02), scale = (1.0 - mean) / mean;
    float radius = extent * scale / (along * texel);
    if (blockers == 0.0 || radius < 1.5)
        return lit;
    lit = 0.0;
    int taps = isArea(light) ? 64 : 32;
    [[dont_unroll]] for (int i = 0; i < taps; i += AT_ONCE) {
        [[unroll]] for (int j = 0; j < AT_ONCE; j++) {
            float b;
            vec2 s = lightPoint(light, i + j, noise);
            lit += blockedAt(light, r, r.place + (side * s.x + up * s.y) * scale, b) ? 0.0 : 1.0;
        }
    }
    return mix(1.0, lit / float(taps), min(blockers * (1.0 / 3.0), 1.0));
}
