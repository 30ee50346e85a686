#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_scalar_block_layout : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
// Visibility samples -> colour. The samples of a pixel are grouped into distinct surfaces, and each surface is shaded once, at a sample that it
// really covers, and counts by its samples. The average is taken over display light, after the tone curve: an edge against a bright light is
// then as smooth as any other.
layout(local_size_x = 8, local_size_y = 8) in;
layout(constant_id = 0) const uint SampleCount = 1;
layout(constant_id = 7) const uint AnyExtras = 1;       // 0: no mesh of the frame has colours or second texture coordinates
layout(constant_id = 8) const uint AnyTransforms = 1;   // 0: no material of the frame transforms texture coordinates
#include "scene.glsl"
#include "samples.glsl"
#include "shading_frame.glsl"
#include "brdf.glsl"
#include "material.glsl"
#include "environment.glsl"
#include "sun_shadow.glsl"
#include "tone.glsl"

layout(binding = 16, scalar) readonly buffer Visibility { uvec2 visibility[]; };            // id, key
layout(binding = 20, scalar) readonly buffer Occlusion { uint occlusion[]; };               // half the resolution: visibility, depth
layout(binding = 21, scalar) writeonly buffer Color { uint color[]; };                      // RGB0, 8 bits each

layout(push_constant, scalar) uniform Push {
    uint rowStart;      // rows of the image that the visibility buffer holds: from this one
    uint rowEnd;        // up to this one, exclusive
    uint layerStride;   // visibility samples between two layers
};

const uint NOTHING = 0xffffffffu;

vec3 ray(vec2 p) {
    return frame.rayOrigin + p.x * frame.rayX + p.y * frame.rayY;
}

vec2 samplePosition(uvec2 pixel, uint s) {
    return vec2(pixel) + 0.5 + vec2(sampleOffset(SampleCount, s)) * (1.0 / 256.0);
}

// A triangle in world space around the eye, ready to be met by rays (Moeller and Trumbore, 1997): for a ray d,
// b1 = d . planeB1 / d . plane, b2 = d . planeB2 / d . plane, depth = numerator / d . plane.
struct Triangle {
    uvec3 vertices;
    uint clusterInstance;
    uint instance;
    vec3 plane, planeB1, planeB2;
    float numerator;
};

vec3 toWorld(Instance i, vec3 p) {
    vec4 q = vec4(p, 1.0);
    return vec3(dot(i.worldX, q), dot(i.worldY, q), dot(i.worldZ, q)) - frame.eye;
}

Triangle fetchTriangle(uint id) {
    Triangle t;
    t.clusterInstance = clusterInstanceOf(id);
    ClusterInstance c = clusterInstances[t.clusterInstance];
    t.instance = c.instance;
    t.vertices = trianglesVertices(clusters[c.cluster], triangleOf(id));
    Instance i = instances[c.instance];
    vec3 a = toWorld(i, positions[t.vertices.x]);
    vec3 e1 = toWorld(i, positions[t.vertices.y]) - a, e2 = toWorld(i, positions[t.vertices.z]) - a;
    t.plane = cross(e2, e1);
    t.planeB1 = cross(a, e2);
    t.planeB2 = cross(e1, a);
    t.numerator = dot(a, t.plane);
    return t;
}

bool sameMaterialOfInstance(uint a, uint b) {
    if (a == b)
        return true;
    ClusterInstance x = clusterInstances[a], y = clusterInstances[b];
    return x.instance == y.instance && x.material == y.material;
}

// Which of the samples in `candidates` show the surface of the triangle: the same instance and material, and a depth within the part of a
// pixel's footprint that tells a crease or a step from a curved surface.
uint samplesOfSurface(Triangle t, uint reference, uint candidates, uvec2 pixel, uint base) {
    uint id = visibility[base + reference * layerStride].x;
    float footprint = length(frame.rayX);
    uint members = 1u << reference;
    for (uint s = reference + 1u; s < SampleCount; s++) {
        if ((candidates & 1u << s) == 0u)
            continue;
        uvec2 v = visibility[base + s * layerStride];
        bool same = v.x == id;
        if (!same && v.x != NOTHING && sameMaterialOfInstance(clusterInstanceOf(v.x), t.clusterInstance)) {
            float facing = dot(ray(samplePosition(pixel, s)), t.plane);
            float depth = 1.0 / uintBitsToFloat(~v.y);
            float grazing = length(t.plane) / max(abs(facing), 1e-6 * length(t.plane));
            same = abs(t.numerator / facing - depth) < 0.4 * footprint * depth * min(grazing, 4.0);
        }
        members |= same ? 1u << s : 0u;
    }
    return members;
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

vec3 rotateNormal(Instance i, vec3 n) {
    return vec3(dot(i.normalX.xyz, n), dot(i.normalY.xyz, n), dot(i.normalZ.xyz, n));
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
        vec2 v = unpackHalf2x16(occlusion[cell.y * size.x + cell.x]);
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

struct TexelFootprint { vec2 uv, dx, dy; };

TexelFootprint slotCoordinates(Material m, uint slot, TexelFootprint set0, TexelFootprint set1) {
    uint word = m.textures[slot];
    TexelFootprint c = (word & 1u << 20) != 0u ? set1 : set0;
    if (AnyTransforms != 0u && (word & 1u << 21) != 0u) {
        TexCoordTransform t = texCoordTransforms[m.transforms + slot];
        mat2 rows = mat2(t.matrix.xy, t.matrix.zw);
        c = TexelFootprint(c.uv * rows + t.offset, c.dx * rows, c.dy * rows);
    }
    return c;
}

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

    ClusterInstance ci = clusterInstances[t.clusterInstance];
    Instance instance = instances[t.instance];
    Material m = materials[ci.material];
    VertexAttributes v0 = vertexAttributes[t.vertices.x], v1 = vertexAttributes[t.vertices.y], v2 = vertexAttributes[t.vertices.z];

    vec2 u1 = v1.texCoord - v0.texCoord, u2 = v2.texCoord - v0.texCoord;
    TexelFootprint set0 = TexelFootprint(v0.texCoord + u1 * b.x + u2 * b.y, u1 * bX.x + u2 * bX.y, u1 * bY.x + u2 * bY.y), set1 = set0;
    vec4 baseColor = m.baseColor;
    uint extras = clusters[ci.cluster].extrasOffset;
    if (AnyExtras != 0u && extras != NoExtras) {
        uint shift = extras - clusters[ci.cluster].vertexOffset;
        VertexExtras x0 = vertexExtras[t.vertices.x + shift], x1 = vertexExtras[t.vertices.y + shift], x2 = vertexExtras[t.vertices.z + shift];
        u1 = x1.texCoord1 - x0.texCoord1;
        u2 = x2.texCoord1 - x0.texCoord1;
        set1 = TexelFootprint(x0.texCoord1 + u1 * b.x + u2 * b.y, u1 * bX.x + u2 * bX.y, u1 * bY.x + u2 * bY.y);
        if ((m.flags & MATERIAL_VERTEX_COLORS) != 0u) {
            vec4 c0 = vec4(unpackHalf2x16(x0.color.x), unpackHalf2x16(x0.color.y)), c1 = vec4(unpackHalf2x16(x1.color.x), unpackHalf2x16(x1.color.y));
            vec4 c2 = vec4(unpackHalf2x16(x2.color.x), unpackHalf2x16(x2.color.y));
            baseColor *= c0 + (c1 - c0) * b.x + (c2 - c0) * b.y;
        }
    }

    vec2 tilt = vec2(0.0);
    float roughness = m.roughness, metallic = m.metallic, cavity = 1.0;
    vec3 emissive = m.emissive;
    if (ColorClasses != 0u && m.textures[SLOT_COLOR] != NO_TEXTURE) {
        TexelFootprint c = slotCoordinates(m, SLOT_COLOR, set0, set1);
        vec4 texel = sampleColor(ColorClasses, m.textures[SLOT_COLOR], c.uv, c.dx, c.dy);
        baseColor.rgb *= texel.rgb;
        cavity = (m.flags & MATERIAL_COLOR_HAS_OCCLUSION) != 0u ? texel.a : 1.0;
    }
    if (SurfaceClasses != 0u && m.textures[SLOT_SURFACE] != NO_TEXTURE) {
        TexelFootprint c = slotCoordinates(m, SLOT_SURFACE, set0, set1);
        vec4 texel = sampleLinear(SurfaceClasses, m.textures[SLOT_SURFACE], c.uv, c.dx, c.dy);
        tilt = texel.rg * 2.0 - 1.0;
        if ((m.flags & MATERIAL_SURFACE_HAS_ROUGHNESS) != 0u) {
            roughness *= texel.b;
            metallic *= texel.a;
        }
    }
    if (RoughnessClasses != 0u && m.textures[SLOT_ROUGHNESS] != NO_TEXTURE) {
        TexelFootprint c = slotCoordinates(m, SLOT_ROUGHNESS, set0, set1);
        vec4 texel = sampleLinear(RoughnessClasses, m.textures[SLOT_ROUGHNESS], c.uv, c.dx, c.dy);
        roughness *= texel.b;
        metallic *= texel.a;
    }
    if (EmissiveClasses != 0u && m.textures[SLOT_EMISSIVE] != NO_TEXTURE) {
        TexelFootprint c = slotCoordinates(m, SLOT_EMISSIVE, set0, set1);
        emissive *= sampleColor(EmissiveClasses, m.textures[SLOT_EMISSIVE], c.uv, c.dx, c.dy).rgb;
    }
    if (OcclusionClasses != 0u && m.textures[SLOT_OCCLUSION] != NO_TEXTURE) {
        TexelFootprint c = slotCoordinates(m, SLOT_OCCLUSION, set0, set1);
        cavity = sampleLinear(OcclusionClasses, m.textures[SLOT_OCCLUSION], c.uv, c.dx, c.dy).r;
    }
    if (m.hueTurn != 0.0)
        baseColor.rgb = turnHue(baseColor.rgb, m.hueTurn);
    if ((m.flags & MATERIAL_UNLIT) != 0u)
        return baseColor.rgb;

    // Normals. The plane's own faces the viewer: what is seen from behind is lit from behind.
    vec3 faceNormal = normalize(t.plane);
    faceNormal = dot(faceNormal, toViewer) < 0.0 ? -faceNormal : faceNormal;
    float side = dot(t.plane, toViewer) * instance.normalX.w > 0.0 ? -1.0 : 1.0; // e2 x e1 looks into a surface that is seen from its front
    vec3 n0 = rotateNormal(instance, decodeUnit(unpackSnorm2x16(v0.normal)));
    vec3 n1 = rotateNormal(instance, decodeUnit(unpackSnorm2x16(v1.normal))) - n0;
    vec3 n2 = rotateNormal(instance, decodeUnit(unpackSnorm2x16(v2.normal))) - n0;
    vec3 normal = n0 + n1 * b.x + n2 * b.y;
    float inverseLength = side * inversesqrt(max(dot(normal, normal), 1e-20));
    vec3 changeX = (n1 * bX.x + n2 * bX.y) * inverseLength, changeY = (n1 * bY.x + n2 * bY.y) * inverseLength;
    normal *= inverseLength;
    vec3 smoothNormal = normal;
    if (SurfaceClasses != 0u && (m.flags & MATERIAL_NORMAL_MAP) != 0u) {
        vec4 tangent = decodeTangent(v0.tangent);
        vec3 along = tangent.xyz + (decodeTangent(v1.tangent).xyz - tangent.xyz) * b.x + (decodeTangent(v2.tangent).xyz - tangent.xyz) * b.y;
        vec4 q = vec4(along, 0.0);
        along = vec3(dot(instance.worldX, q), dot(instance.worldY, q), dot(instance.worldZ, q));
        along = normalize(along - normal * dot(along, normal));
        vec3 up = cross(normal, along) * (tangent.w * instance.normalX.w * side);
        float z = sqrt(max(1.0 - dot(tilt, tilt), 0.0));
        tilt *= m.normalScale;
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
    s.f0 = mix(vec3(m.f0), baseColor.rgb, metallic);
    s.f90 = clamp(50.0 * max(s.f0.r, max(s.f0.g, s.f0.b)), 0.0, 1.0); // below 2 % there is no reflection that could rise to 1
    vec2 table = reflectance(s.noV, roughness);
    s.compensation = 1.0 + s.f0 * (1.0 / (table.x + table.y) - 1.0);
    vec3 specularAlbedo = (s.f0 * table.x + s.f90 * table.y) * s.compensation;
    s.diffuse = baseColor.rgb * (1.0 - metallic) * (1.0 - max(specularAlbedo.r, max(specularAlbedo.g, specularAlbedo.b)));

    // Environment
    cavity = 1.0 + (cavity - 1.0) * m.occlusionStrength;
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

    for (uint k = 0u; k < frame.lightCount; k++) {
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

void main() {
    uvec2 pixel = gl_GlobalInvocationID.xy + uvec2(0u, rowStart);
    if (pixel.x >= frame.width || pixel.y >= rowEnd)
        return;
    uint base = (pixel.y - rowStart) * frame.width + pixel.x;
    uint rest = (1u << SampleCount) - 1u;
    vec3 sum = vec3(0.0);
    while (rest != 0u) {
        uint reference = uint(findLSB(rest));
        uint id = visibility[base + reference * layerStride].x, members = 1u << reference;
        vec3 light;
        if (id == NOTHING) {
            for (uint s = reference + 1u; s < SampleCount; s++)
                members |= visibility[base + s * layerStride].x == NOTHING ? 1u << s : 0u;
            light = background(ray(samplePosition(pixel, reference)));
        } else {
            Triangle t = fetchTriangle(id);
            members |= samplesOfSurface(t, reference, rest, pixel, base) & rest;
            light = shadeSurface(t, samplePosition(pixel, reference), pixel);
        }
        sum += float(bitCount(members)) * toneMap(light * frame.exposure, frame.toneCurve);
        rest &= ~members;
    }
    uvec3 bytes = encodeSrgb(sum / float(SampleCount));
    color[pixel.y * frame.width + pixel.x] = bytes.r | bytes.g << 8 | bytes.b << 16;
}
