#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_scalar_block_layout : require
// Visibility samples -> colour. The samples of a pixel are grouped into distinct surfaces, and each surface is shaded once, at a sample that it
// really covers, and counts by its samples. The average is taken over display light, after the tone curve: an edge against a bright light is
// then as smooth as any other.
// It runs twice. The first run shades one surface of each pixel that has any, and lists the pixels in which samples are left; the second takes
// that list. In one run, the loop over the surfaces of a pixel would run as often as the worst of all lanes asks.
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint SampleCount = 1;
layout(constant_id = 1) const uint Edges = 0;               // 1: the second run
layout(constant_id = 2) const uint WideSuns = 1;            // 0: no sun of the frame is so large that its size decides the filter
layout(constant_id = 3) const uint AnyRareTextures = 1;     // 0: no material has roughness, emission or occlusion in a texture of its own
layout(constant_id = 4) const uint AnyRareVertices = 1;     // 0: no mesh has colours or second texture coordinates, no material transforms them
#include "shading_frame.glsl"
#include "texel_scene.glsl"
#include "resolve_work.glsl"
#include "brdf.glsl"
#include "texels.glsl"
#include "material.glsl"
#include "environment.glsl"
#include "sun_shadow.glsl"
#include "samples.glsl"
#include "tone.glsl"

layout(binding = 20) uniform usamplerBuffer occlusion;                                      // half the resolution: visibility, depth
layout(binding = 21, scalar) buffer Color { uint color[]; };                                // RGB0, 8 bits each
layout(binding = 24, scalar) buffer Work { uint work[]; };

vec3 ray(vec2 p) {
    return frame.rayOrigin + p.x * frame.rayX + p.y * frame.rayY;
}

vec2 samplePosition(uvec2 pixel, uint s) {
    return vec2(pixel) + 0.5 + vec2(sampleOffset(SampleCount, s)) * (1.0 / 256.0);
}

uint idAt(uint base, uint s) { return WORD(visibilityWords, (base + s * layerStride) * 2u); }
uint keyAt(uint base, uint s) { return WORD(visibilityWords, (base + s * layerStride) * 2u + 1u); }

// A triangle in world space around the eye, ready to be met by rays (Moeller and Trumbore, 1997): for a ray d,
// b1 = d . planeB1 / d . plane, b2 = d . planeB2 / d . plane, depth = numerator / d . plane.
struct Triangle {
    uvec3 vertices;
    uint clusterInstance;
    uint cluster;
    Pose pose;
    vec3 plane, planeB1, planeB2;
    float numerator;
};

Triangle fetchTriangle(uint id) {
    Triangle t;
    t.clusterInstance = clusterInstanceOf(id);
    t.cluster = clusterInstanceWord(t.clusterInstance, CLUSTER_INSTANCE_CLUSTER);
    t.pose = poseOf(clusterInstanceWord(t.clusterInstance, CLUSTER_INSTANCE_INSTANCE));
    t.vertices = verticesOf(t.cluster, triangleOf(id));
    vec3 p = positionOf(t.vertices.x);
    vec3 a = turned(t.pose, p) + (t.pose.offset - frame.eye);
    vec3 e1 = turned(t.pose, positionOf(t.vertices.y) - p), e2 = turned(t.pose, positionOf(t.vertices.z) - p);
    t.plane = cross(e2, e1);
    t.planeB1 = cross(a, e2);
    t.planeB2 = cross(e1, a);
    t.numerator = dot(a, t.plane);
    return t;
}

// Which of the samples in `candidates` show the surface of the triangle: the same instance and material, and a depth within the part of a
// pixel's footprint that tells a crease or a step from a curved surface.
uint samplesOfSurface(Triangle t, uint id, uint reference, uint candidates, uvec2 pixel, uint base) {
    uint surface = clusterInstanceWord(t.clusterInstance, CLUSTER_INSTANCE_SURFACE);
    float tolerance = 0.4 * length(frame.rayX), size = length(t.plane);
    uint members = 1u << reference;
    for (uint s = 1u; s < SampleCount; s++) {
        uint other = idAt(base, s);
        float facing = dot(ray(samplePosition(pixel, s)), t.plane);
        float depth = depthOf(keyAt(base, s));
        float grazing = min(size / max(abs(facing), 1e-6 * size), 4.0);
        bool near = other != NOTHING && abs(t.numerator / facing - depth) < tolerance * depth * grazing
            && clusterInstanceWord(other == NOTHING ? 0u : clusterInstanceOf(other), CLUSTER_INSTANCE_SURFACE) == surface;
        members |= s > reference && (other == id || near) ? 1u << s : 0u;
    }
    return members & candidates;
}

vec3 decodeUnit(vec2 p) {
    vec3 n = vec3(p, 1.0 - abs(p.x) - abs(p.y));
    if (n.z < 0.0)
        n.xy = vec2(p.x < 0.0 ? abs(p.y) - 1.0 : 1.0 - abs(p.y), p.y < 0.0 ? abs(p.x) - 1.0 : 1.0 - abs(p.x));
    return normalize(n);
}

vec4 decodeTangent(uint word) {
    return vec4(decodeUnit(vec2(float(word & 0x7fffu), float(word >> 16 & 0x7fffu)) * (2.0 / 32766.0) - 1.0), (word & 0x8000u) != 0u ? -1.0 : 1.0);
}

// Ambient visibility of the surface at a point of the image, from the four nearest cells that lie on its plane.
float ambientVisibility(Triangle t, vec2 point) {
    ivec2 size = ivec2(frame.width + 1, frame.height + 1) / 2;
    vec2 p = (point - 1.5) * 0.5; // the value of a cell stands at its lower right corner
    ivec2 corner = ivec2(floor(p));
    vec2 f = p - vec2(corner);
    float sum = 0.0, weights = 0.0;
    for (int k = 0; k < 4; k++) {
        ivec2 o = ivec2(k & 1, k >> 1);
        float bilinear = (o.x == 0 ? 1.0 - f.x : f.x) * (o.y == 0 ? 1.0 - f.y : f.y);
        ivec2 cell = clamp(corner + o, ivec2(0, rowStart / 2u), ivec2(size.x, (rowEnd + 1u) / 2u) - 1);
        vec2 v = unpackHalf2x16(WORD(occlusion, cell.y * size.x + cell.x));
        float expected = t.numerator / dot(ray(vec2(cell) * 2.0 + 0.5), t.plane);
        float weight = bilinear * clamp(2.0 - abs(v.y / expected - 1.0) * 50.0, 1e-3, 1.0);
        sum += weight * v.x;
        weights += weight;
    }
    return sum / weights;
}

// Jimenez et al. 2016: light that bounces between occluder and surface brightens pale surfaces.
vec3 multiBounce(float visibility, vec3 albedo) {
    vec3 a = 2.0404 * albedo - 0.3324, b = -4.7951 * albedo + 0.6417, c = 2.7552 * albedo + 0.6903;
    return max(vec3(visibility), ((visibility * a + b) * visibility + c) * visibility);
}

TexelFootprint slotCoordinates(uint material, uint slot, uint word, TexelFootprint set0, TexelFootprint set1) {
    if (AnyRareVertices == 0u)
        return set0;
    TexelFootprint c = set0;
    if ((word & 1u << 29) != 0u)
        c = set1;
    if ((word & 1u << 30) != 0u) {
        uint t = (materialWord(material, MATERIAL_TRANSFORMS) + slot) * 6u;
        mat2 rows = mat2(REAL(transformWords, t), REAL(transformWords, t + 1u), REAL(transformWords, t + 2u), REAL(transformWords, t + 3u));
        vec2 offset = vec2(REAL(transformWords, t + 4u), REAL(transformWords, t + 5u));
        c = TexelFootprint(c.uv * rows + offset, c.dx * rows, c.dy * rows);
    }
    return c;
}

vec2 texCoordOf(uint vertex) {
    uint i = vertex * VERTEX_ATTRIBUTES_WORDS + VERTEX_ATTRIBUTES_TEX_COORD;
    return vec2(REAL(attributeWords, i), REAL(attributeWords, i + 1u));
}

vec2 texCoord1Of(uint vertex) {
    uint i = vertex * VERTEX_EXTRAS_WORDS + VERTEX_EXTRAS_TEX_COORD1;
    return vec2(REAL(extrasWords, i), REAL(extrasWords, i + 1u));
}

vec4 colorOf(uint vertex) {
    uint i = vertex * VERTEX_EXTRAS_WORDS + VERTEX_EXTRAS_COLOR;
    return vec4(unpackHalf2x16(WORD(extrasWords, i)), unpackHalf2x16(WORD(extrasWords, i + 1u)));
}

vec3 normalOf(uint vertex) { return decodeUnit(unpackSnorm2x16(WORD(attributeWords, vertex * VERTEX_ATTRIBUTES_WORDS + VERTEX_ATTRIBUTES_NORMAL))); }
vec4 tangentOf(uint vertex) { return decodeTangent(WORD(attributeWords, vertex * VERTEX_ATTRIBUTES_WORDS + VERTEX_ATTRIBUTES_TANGENT)); }

vec3 shadeSurface(Triangle t, vec2 point, uvec2 pixel) {
    vec3 d = ray(point);
    vec3 toViewer = -normalize(d);
    float inverse = 1.0 / dot(d, t.plane);
    vec3 dX = d + frame.rayX, dY = d + frame.rayY;
    float inverseX = 1.0 / dot(dX, t.plane), inverseY = 1.0 / dot(dY, t.plane);
    vec2 b = vec2(dot(d, t.planeB1), dot(d, t.planeB2)) * inverse;
    vec2 bX = vec2(dot(dX, t.planeB1), dot(dX, t.planeB2)) * inverseX - b;
    vec2 bY = vec2(dot(dY, t.planeB1), dot(dY, t.planeB2)) * inverseY - b;
    // The rasteriser covers by snapped edges: a sample may lie a hair outside of the true triangle.
    b = clamp(b, 0.0, 1.0);
    vec3 position = d * (t.numerator * inverse);

    uint m = clusterInstanceWord(t.clusterInstance, CLUSTER_INSTANCE_MATERIAL);
    uint flags = materialWord(m, MATERIAL_FLAGS);
    vec2 c0 = texCoordOf(t.vertices.x), u1 = texCoordOf(t.vertices.y) - c0, u2 = texCoordOf(t.vertices.z) - c0;
    TexelFootprint set0 = TexelFootprint(c0 + u1 * b.x + u2 * b.y, u1 * bX.x + u2 * bX.y, u1 * bY.x + u2 * bY.y), set1 = set0;
    vec4 baseColor = vec4(materialReal(m, MATERIAL_BASE_COLOR), materialReal(m, MATERIAL_BASE_COLOR + 1u), materialReal(m, MATERIAL_BASE_COLOR + 2u), 1.0);
    if (AnyRareVertices != 0u) {
        uint extras = clusterWord(t.cluster, CLUSTER_EXTRAS_OFFSET);
        if (extras != NO_EXTRAS) {
            uvec3 v = t.vertices + (extras - clusterWord(t.cluster, CLUSTER_VERTEX_OFFSET));
            c0 = texCoord1Of(v.x);
            u1 = texCoord1Of(v.y) - c0;
            u2 = texCoord1Of(v.z) - c0;
            set1 = TexelFootprint(c0 + u1 * b.x + u2 * b.y, u1 * bX.x + u2 * bX.y, u1 * bY.x + u2 * bY.y);
            if ((flags & MATERIAL_VERTEX_COLORS) != 0u) {
                vec4 k0 = colorOf(v.x);
                baseColor *= k0 + (colorOf(v.y) - k0) * b.x + (colorOf(v.z) - k0) * b.y;
            }
        }
    }

    uint word = materialWord(m, MATERIAL_TEXTURES + SLOT_COLOR);
    vec4 texel = sampleColor(word, slotCoordinates(m, SLOT_COLOR, word, set0, set1));
    baseColor.rgb *= texel.rgb;
    float cavity = texel.a;
    word = materialWord(m, MATERIAL_TEXTURES + SLOT_SURFACE);
    texel = sampleLinear(word, slotCoordinates(m, SLOT_SURFACE, word, set0, set1));
    vec2 tilt = texel.rg * 2.0 - 1.0;
    float roughness = materialReal(m, MATERIAL_ROUGHNESS) * texel.b, metallic = materialReal(m, MATERIAL_METALLIC) * texel.a;
    vec3 emissive = vec3(materialReal(m, MATERIAL_EMISSIVE), materialReal(m, MATERIAL_EMISSIVE + 1u), materialReal(m, MATERIAL_EMISSIVE + 2u));
    if (AnyRareTextures != 0u) {
        word = materialWord(m, MATERIAL_TEXTURES + SLOT_ROUGHNESS);
        texel = sampleLinear(word, slotCoordinates(m, SLOT_ROUGHNESS, word, set0, set1));
        roughness *= texel.b;
        metallic *= texel.a;
        word = materialWord(m, MATERIAL_TEXTURES + SLOT_EMISSIVE);
        emissive *= sampleColor(word, slotCoordinates(m, SLOT_EMISSIVE, word, set0, set1)).rgb;
        word = materialWord(m, MATERIAL_TEXTURES + SLOT_OCCLUSION);
        cavity *= sampleLinear(word, slotCoordinates(m, SLOT_OCCLUSION, word, set0, set1)).r;
    }
    baseColor.rgb = turnHue(baseColor.rgb, materialReal(m, MATERIAL_HUE_TURN));
    if ((flags & MATERIAL_UNLIT) != 0u)
        return baseColor.rgb;

    // Normals. The plane's own faces the viewer: what is seen from behind is lit from behind.
    vec3 faceNormal = normalize(t.plane);
    faceNormal = dot(faceNormal, toViewer) < 0.0 ? -faceNormal : faceNormal;
    // The rows of the cofactor matrix turn normals, up to the sign of the determinant, which is -1 where the pose mirrors.
    Pose cofactors = Pose(cross(t.pose.y, t.pose.z), cross(t.pose.z, t.pose.x), cross(t.pose.x, t.pose.y), vec3(0.0));
    float mirrors = dot(t.pose.x, cofactors.x) < 0.0 ? -1.0 : 1.0;
    float side = dot(t.plane, toViewer) * mirrors > 0.0 ? -1.0 : 1.0; // e2 x e1 looks into a surface that is seen from its front
    vec3 n0 = turned(cofactors, normalOf(t.vertices.x));
    vec3 n1 = turned(cofactors, normalOf(t.vertices.y)) - n0;
    vec3 n2 = turned(cofactors, normalOf(t.vertices.z)) - n0;
    vec3 normal = n0 + n1 * b.x + n2 * b.y;
    float inverseLength = side * mirrors * inversesqrt(max(dot(normal, normal), 1e-30));
    vec3 changeX = (n1 * bX.x + n2 * bX.y) * inverseLength, changeY = (n1 * bY.x + n2 * bY.y) * inverseLength;
    normal *= inverseLength;
    vec3 smoothNormal = normal;
    if ((flags & MATERIAL_NORMAL_MAP) != 0u) {
        vec4 tangent = tangentOf(t.vertices.x);
        vec3 along = tangent.xyz + (tangentOf(t.vertices.y).xyz - tangent.xyz) * b.x + (tangentOf(t.vertices.z).xyz - tangent.xyz) * b.y;
        along = turned(t.pose, along);
        along = normalize(along - normal * dot(along, normal));
        vec3 up = cross(normal, along) * (tangent.w * mirrors * side);
        float z = sqrt(max(1.0 - dot(tilt, tilt), 0.0));
        tilt *= materialReal(m, MATERIAL_NORMAL_SCALE);
        normal = normalize(along * tilt.x + up * tilt.y + normal * z);
    }

    // Tokuyoshi and Kaplanyan, "Improved Geometric Specular Antialiasing", I3D 2019: the spread of the normals within the pixel widens the lobe.
    roughness = clamp(roughness, 0.0, 1.0);
    metallic = clamp(metallic, 0.0, 1.0);
    float variance = 0.25 * (dot(changeX, changeX) + dot(changeY, changeY));
    float alpha2 = min(pow(max(roughness, 0.03), 4.0) + min(2.0 * variance, 0.18), 1.0);
    roughness = max(roughness, pow(alpha2, 0.25) * step(0.001, variance));

    Surface s;
    s.normal = normal;
    s.noV = clamp(dot(normal, toViewer), 0.02, 1.0);
    s.alpha = sqrt(alpha2);
    s.f0 = mix(vec3(materialReal(m, MATERIAL_F0)), baseColor.rgb, metallic);
    s.f90 = clamp(50.0 * max(s.f0.r, max(s.f0.g, s.f0.b)), 0.0, 1.0); // below 2 % there is no reflection that could rise to 1
    vec2 table = reflectance(s.noV, roughness);
    s.compensation = 1.0 + s.f0 * (1.0 / (table.x + table.y) - 1.0);
    vec3 specularAlbedo = (s.f0 * table.x + s.f90 * table.y) * s.compensation;
    s.diffuse = baseColor.rgb * (1.0 - metallic) * (1.0 - max(specularAlbedo.r, max(specularAlbedo.g, specularAlbedo.b)));

    // Environment
    cavity = 1.0 + (cavity - 1.0) * materialReal(m, MATERIAL_OCCLUSION_STRENGTH);
    float visible = min(cavity, ambientVisibility(t, point));
    vec3 result = s.diffuse * (1.0 / PI) * multiBounce(visible, s.diffuse) * diffuseIrradiance(environmentDirection(normal));
    // The lobe of a rough surface leans towards the normal (Lagarde and de Rousiers, "Moving Frostbite to PBR", 2014, 4.9.3).
    vec3 mirrored = reflect(-toViewer, normal);
    float lean = (1.0 - s.alpha) * (sqrt(1.0 - s.alpha) + s.alpha);
    vec3 towards = normalize(mix(normal, mirrored, lean));
    // A normal map must not reflect what lies under the surface.
    float horizon = clamp(1.0 + 1.5 * dot(towards, smoothNormal), 0.0, 1.0);
    float specularVisible = clamp(pow(s.noV + visible, exp2(-16.0 * roughness - 1.0)) - 1.0 + visible, 0.0, 1.0); // ibid., 4.10.2
    result += specularAlbedo * specularRadiance(environmentDirection(towards), roughness) * specularVisible * horizon * horizon;

    for (uint k = 0u; k < deciding(frame.lightCount); k++) {
        Light light = lights[k];
        vec3 toLight = light.direction, intensity = light.intensity;
        if (light.kind != LIGHT_SUN) {
            vec3 difference = light.position - position;
            float squared = max(dot(difference, difference), 1e-6);
            toLight = difference * inversesqrt(squared);
            intensity /= squared;
            if (light.kind == LIGHT_SPOT) {
                float cone = clamp(-dot(toLight, light.direction) * light.coneScale + light.coneOffset, 0.0, 1.0);
                intensity *= cone * cone;
            }
        }
        float noL = dot(normal, toLight);
        if (noL <= 0.0 || intensity == vec3(0.0))
            continue;
        if (light.shadow != NO_SHADOW) {
            // A number for the pixel alone, so that a picture can be made again (Jimenez, "Next Generation Post Processing in Call of Duty", 2014).
            float noise = fract(52.9829189 * fract(dot(vec2(pixel), vec2(0.06711056, 0.00583715))));
            float lit = sunVisibility(light, position, faceNormal, noise);
            if (lit == 0.0)
                continue;
            intensity *= lit;
        }
        result += intensity * reflectLight(s, toViewer, toLight, noL);
    }
    return result + emissive;
}

// Part of a pixel that is done, 10 bits a channel. Square roots: an error is the smaller the darker the pixel, and below a quarter of an 8-bit step.
uint packPart(vec3 x) {
    uvec3 p = uvec3(sqrt(clamp(x, 0.0, 1.0)) * 1023.0 + 0.5);
    return p.r | p.g << 10 | p.b << 20;
}

vec3 unpackPart(uint word) {
    vec3 x = vec3(uvec3(word, word >> 10, word >> 20) & 0x3ffu) * (1.0 / 1023.0);
    return x * x;
}

void shadeFirst() {
    uint item = itemOfThread();
    if (item / SPAN >= work[LIST_SURFACES * 4u])
        return;
    uint span = work[LISTS_END + LIST_SURFACES * spanCapacity + item / SPAN];
    uint row = span / spansOfRow();
    uvec2 pixel = uvec2((span - row * spansOfRow()) * SPAN + item % SPAN, row + rowStart);
    uint base = row * frame.width + pixel.x, all = (1u << SampleCount) - 1u, covered = 0u;
    if (pixel.x >= frame.width)
        return;
    for (uint s = 0u; s < SampleCount; s++)
        covered |= idAt(base, s) != NOTHING ? 1u << s : 0u;
    if (covered == 0u)
        return;
    uint reference = uint(findLSB(covered)), id = idAt(base, reference);
    Triangle t = fetchTriangle(id);
    uint members = samplesOfSurface(t, id, reference, all, pixel, base);
    vec3 light = toneMap(shadeSurface(t, samplePosition(pixel, reference), pixel) * frame.exposure, deciding(frame.toneCurve));
    light *= float(bitCount(members)) / float(SampleCount);
    uint done = packBytes(encodeSrgb(light)), rest = all & ~members;
    if (rest != 0u) {
        done = packPart(light);
        uint place = atomicAdd(work[LIST_EDGES * 4u], 1u), at = LISTS_END + 2u * spanCapacity + 2u * place;
        work[at] = base;
        work[at + 1u] = rest;
        if (place % (GROUP * GROUP_COLUMNS) == 0u)
            atomicAdd(work[LIST_EDGES * 4u + 1u], 1u);
    }
    color[base + rowStart * frame.width] = done;
}

void shadeRest() {
    uint item = itemOfThread();
    if (item >= work[LIST_EDGES * 4u])
        return;
    uint at = LISTS_END + 2u * spanCapacity + 2u * item, base = work[at], rest = work[at + 1u];
    uvec2 pixel = uvec2(base % frame.width, base / frame.width + rowStart);
    vec3 sum = unpackPart(color[base + rowStart * frame.width]);
    while (rest != 0u) {
        uint reference = uint(findLSB(rest)), id = idAt(base, reference), members = 0u;
        vec3 light = vec3(0.0);
        if (id == NOTHING) {
            for (uint s = 0u; s < SampleCount; s++)
                members |= idAt(base, s) == NOTHING ? 1u << s : 0u;
            light = background(ray(samplePosition(pixel, reference)));
        } else {
            Triangle t = fetchTriangle(id);
            members = samplesOfSurface(t, id, reference, rest, pixel, base);
            light = shadeSurface(t, samplePosition(pixel, reference), pixel);
        }
        sum += float(bitCount(members)) / float(SampleCount) * toneMap(light * frame.exposure, deciding(frame.toneCurve));
        rest &= ~members;
    }
    color[base + rowStart * frame.width] = packBytes(encodeSrgb(sum));
}

void main() {
    if (Edges == 0u)
        shadeFirst();
    else
        shadeRest();
}
