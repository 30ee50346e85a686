#version 460
#extension GL_GOOGLE_include_directive : require
#include "exact.glsl"
#include "scene.glsl"
#ifdef LENS
#include "lens_rays.glsl"
#endif

// Of the surface that is seen at a pixel's centre, from sample 0 of the visibility buffer: its normal in camera axes, of any length, and the point in its
// model's own axes. Both are interpolated between the vertices of the triangle, by where the ray through the centre meets its plane (Moeller and Trumbore,
// 1997, with the eye as the origin). Only operations that every device rounds alike.

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint WantNormals = 1;
layout(constant_id = 1) const uint WantCoordinates = 1;

layout(push_constant, scalar) uniform Push {
    uint pixelCount;     // of the band
    uint firstPixel;     // of the band in the image
    uint width;          // of the image
    uint transformBase;  // of the view
    vec3 normalX, normalY, normalZ; // rows that turn normals of the world into camera space
} pushConstants;

uint pixelCount, firstPixel, width, transformBase; // loaded before any branch, as in raster.glsl
vec3 normalX, normalY, normalZ;

layout(binding = 18) uniform usamplerBuffer visibilityWords;
layout(binding = 19, scalar) writeonly buffer Normals { float normals[]; };         // three a pixel; zeros where nothing is seen
layout(binding = 20, scalar) writeonly buffer Coordinates { float coordinates[]; }; // three a pixel, metres

float dot3(vec3 a, vec3 b) {
    precise float x = a.x * b.x;
    precise float y = a.y * b.y;
    precise float z = a.z * b.z;
    precise float r = (x + y) + z;
    return r;
}

vec3 cross3(vec3 a, vec3 b) {
    precise vec3 l = a.yzx * b.zxy;
    precise vec3 r = a.zxy * b.yzx;
    precise vec3 d = l - r;
    return d;
}

// 1 / sqrt(x) for normal x > 0: a guess by halving the exponent (off by 4 % at most), then Newton steps, each of which squares the error.
float reciprocalRoot(float x) {
    precise float r = uintBitsToFloat(0x5f3759dfu - (floatBitsToUint(x) >> 1));
    precise float halved = 0.5 * x;
    for (int i = 0; i < 4; i++) {
        precise float square = r * r;
        precise float p = halved * square;
        precise float e = 1.5 - p;
        r = r * e;
    }
    return r;
}

// A vertex's normal of unit length; as decodeUnit of surface.glsl.
vec3 normalOf(uint vertex) {
    vec2 p = unpackSnorm2x16(WORD(attributeWords, vertex * VERTEX_ATTRIBUTES_WORDS + VERTEX_ATTRIBUTES_NORMAL));
    vec2 folded = abs(p);
    precise float rest = 1.0 - folded.x;
    rest = rest - folded.y;
    if (rest < 0.0) {
        precise vec2 turned = 1.0 - folded.yx;
        p = vec2(p.x < 0.0 ? -turned.x : turned.x, p.y < 0.0 ? -turned.y : turned.y);
    }
    vec3 n = vec3(p, rest);
    float scale = reciprocalRoot(dot3(n, n));
    precise vec3 r = n * scale;
    return r;
}

vec4 screenRow(uint i) {
    return vec4(REAL(viewTransformWords, i), REAL(viewTransformWords, i + 1u), REAL(viewTransformWords, i + 2u), REAL(viewTransformWords, i + 3u));
}

struct SurfacePoint { vec3 normal, position; };

SurfacePoint surfaceAt(uint pixel) {
    uint id = WORD(visibilityWords, pixel * 2u);
    bool seen = id != NOTHING;
    id = seen ? id : 0u; // any triangle will do
    uint clusterInstance = clusterInstanceOf(id), instance = clusterInstanceWord(clusterInstance, CLUSTER_INSTANCE_INSTANCE);
    uvec3 v = verticesOfTriangle(clusterInstanceWord(clusterInstance, CLUSTER_INSTANCE_CLUSTER), triangleOf(id));
    vec3 first = positionOf(v.x);
    precise vec3 edge1 = positionOf(v.y) - first;
    precise vec3 edge2 = positionOf(v.z) - first;

    uint transform = (transformBase + instance) * VIEW_TRANSFORM_WORDS;
    vec4 x = screenRow(transform + VIEW_TRANSFORM_SCREEN_X), y = screenRow(transform + VIEW_TRANSFORM_SCREEN_Y), z = screenRow(transform + VIEW_TRANSFORM_SCREEN_Z);
    vec3 a = vec3(affine(x, first), affine(y, first), affine(z, first));
    vec3 e1 = vec3(dot3(x.xyz, edge1), dot3(y.xyz, edge1), dot3(z.xyz, edge1));
    vec3 e2 = vec3(dot3(x.xyz, edge2), dot3(y.xyz, edge2), dot3(z.xyz, edge2));
#ifdef LENS
    vec3 d = rayOfPixel(firstPixel + pixel);
#else
    // (pixel x * w, pixel y * w, w), sheared so that the ray through this pixel is (0, 0, 1): differences of neighbours keep their digits.
    uint number = firstPixel + pixel;
    precise vec2 centre = vec2(number % width, number / width) + 0.5;
    precise vec2 shiftA = centre * a.z;
    precise vec2 shift1 = centre * e1.z;
    precise vec2 shift2 = centre * e2.z;
    precise vec2 aXY = a.xy - shiftA;
    precise vec2 e1XY = e1.xy - shift1;
    precise vec2 e2XY = e2.xy - shift2;
    a.xy = aXY;
    e1.xy = e1XY;
    e2.xy = e2XY;
    vec3 d = vec3(0.0, 0.0, 1.0);
#endif
    float facing = dot3(d, cross3(e1, e2));
    float inverse = reciprocal(max(abs(facing), 1e-37));
    precise float signedInverse = facing < 0.0 ? -inverse : inverse;
    // What float32 moves beyond the triangle's edges is brought back.
    precise float b1 = dot3(d, cross3(e2, a)) * signedInverse;
    precise float b2 = dot3(d, cross3(a, e1)) * signedInverse;
    b1 = clamp(b1, 0.0, 1.0);
    precise float rest = 1.0 - b1;
    b2 = clamp(b2, 0.0, rest);

    SurfacePoint result = SurfacePoint(vec3(0.0), vec3(0.0));
    if (WantCoordinates != 0u) {
        precise vec3 along1 = b1 * edge1;
        precise vec3 along2 = b2 * edge2;
        precise vec3 p = first + along1;
        p = p + along2;
        result.position = seen ? p : vec3(0.0);
    }
    if (WantNormals != 0u) {
        precise float b0 = rest - b2;
        precise vec3 n0 = b0 * normalOf(v.x);
        precise vec3 n1 = b1 * normalOf(v.y);
        precise vec3 n2 = b2 * normalOf(v.z);
        precise vec3 n = n0 + n1;
        n = n + n2;
        // The rows of the cofactor matrix turn normals, up to the sign of the determinant, which is -1 where the pose mirrors.
        Pose pose = poseOf(instance);
        vec3 cofactorX = cross3(pose.y, pose.z);
        float mirrors = dot3(pose.x, cofactorX) < 0.0 ? -1.0 : 1.0;
        // Towards the viewer: the triangle is seen from its front where its normal, e1 x e2, looks against the ray.
        float side = facing * mirrors > 0.0 ? -mirrors : mirrors;
        vec3 inWorld = vec3(dot3(cofactorX, n), dot3(cross3(pose.z, pose.x), n), dot3(cross3(pose.x, pose.y), n));
        vec3 inCamera = vec3(dot3(normalX, inWorld), dot3(normalY, inWorld), dot3(normalZ, inWorld));
        result.normal = seen ? inCamera * side : vec3(0.0);
    }
    return result;
}

void main() {
    pixelCount = pushConstants.pixelCount;
    firstPixel = pushConstants.firstPixel;
    width = pushConstants.width;
    transformBase = pushConstants.transformBase;
    normalX = pushConstants.normalX;
    normalY = pushConstants.normalY;
    normalZ = pushConstants.normalZ;
    // Loops end at the bottom, for lavapipe executes the body once more before it leaves one at the top.
    uint pixel = gl_GlobalInvocationID.x;
    do {
        SurfacePoint surface = surfaceAt(min(pixel, pixelCount - 1u));
        uint place = (firstPixel + pixel) * 3u;
        if (WantNormals != 0u && pixel < pixelCount) {
            normals[place] = surface.normal.x;
            normals[place + 1u] = surface.normal.y;
            normals[place + 2u] = surface.normal.z;
        }
        if (WantCoordinates != 0u && pixel < pixelCount) {
            coordinates[place] = surface.position.x;
            coordinates[place + 1u] = surface.position.y;
            coordinates[place + 2u] = surface.position.z;
        }
        pixel += gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    } while (pixel < pixelCount);
}
