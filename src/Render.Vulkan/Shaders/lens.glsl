// What both kernels of the lens rasteriser share. Include exact.glsl, scene.glsl, samples.glsl, raster.glsl, cutout.glsl first.
//
// A lens turns straight edges into curves, so there are no edge functions in the image. There are in the space of rays: a ray d from the eye meets the
// triangle a, b, c where d . (b x c), d . (c x a) and d . (a x b) have the sign of a . (b x c) (Woop, Benthin and Wald, "Watertight Ray/Triangle
// Intersection", 2013, before their change of axes), and their sum over that product is 1/t. So each pixel's label is what its ray meets, as if the ray
// were cast; only the order is a rasteriser's: triangles look for the rays that may meet them, in a box of the image for small ones, in tiles for others.
// Neither box nor tiles decide anything, they leave out what cannot be met.
//
// Vertices in camera space are float32, as with a pinhole (raster.glsl); from there on all is double: products of two floats are exact, and exchanging
// the ends of an edge changes the sign of its function alone, so no ray passes between two triangles, and none on an edge meets both.

#include "lens_rays.glsl"

layout(constant_id = 10) const uint BrownConrady = 0;

// The model once more, for where to look: float32, continued smoothly beyond the image. Host: Passes/LensRays.
struct Lens {
    vec2 focal;          // pixels
    vec2 centre;
    float radial[6];
    float tangential[2];
    float seen;          // radians: farthest ray of the image from the axis; from here on the radius grows linearly
    float seenRadius;    // of Brown-Conrady, undistorted: the tangent of that
    float seenGrowth;    // what the radius (Brown-Conrady: undistorted) grows by from there on
    float reach;         // radians: up to here `curvature` holds
    float curvature;     // pixels / radian^2: how much a geodesic may bend in the image
    float rounding;      // pixels
};
layout(binding = 52, scalar) uniform Lenses { Lens lensConstants; };
layout(binding = 53) uniform usamplerBuffer tileWords; // four floats a tile: a direction, and how far the rays of the tile are from it; below 0: there are none

Lens lens;

// Angle of (x, y) from the axis x, for y >= 0, to 2e-5.
float angleOf(float x, float y) {
    float q = min(abs(x), y) * reciprocal(max(max(abs(x), y), 1e-30)), s = q * q;
    float a = q * (0.99997726 + s * (-0.33262347 + s * (0.19354346 + s * (-0.11643287 + s * (0.05265332 - s * 0.01172120)))));
    a = y > abs(x) ? 1.57079633 - a : a;
    return x < 0.0 ? 3.14159265 - a : a;
}

// Pixel and angle from the axis.
vec3 lensPoint(vec3 p) {
    float across = sqrt(p.x * p.x + p.y * p.y), angle = angleOf(p.z, across), inner = min(angle, lens.seen), beyond = angle - inner;
    vec2 way = p.xy * reciprocal(max(across, 1e-30));
    vec2 q;
    if (BrownConrady == 0u) {
        float s = inner * inner;
        q = way * (inner * (1.0 + s * (lens.radial[0] + s * (lens.radial[1] + s * (lens.radial[2] + s * lens.radial[3])))) + beyond * lens.seenGrowth);
    } else {
        vec2 u = beyond > 0.0 ? way * (lens.seenRadius + beyond * lens.seenGrowth) : p.xy * reciprocal(max(p.z, 1e-30));
        float s = dot(u, u);
        float above = 1.0 + s * (lens.radial[0] + s * (lens.radial[1] + s * lens.radial[2]));
        float below = 1.0 + s * (lens.radial[3] + s * (lens.radial[4] + s * lens.radial[5]));
        vec2 t = vec2(lens.tangential[0], lens.tangential[1]);
        q = u * (above * (below < 0.0 ? -1.0 : 1.0) * reciprocal(max(abs(below), 1e-6))) + 2.0 * u.x * u.y * t + t.yx * (s + 2.0 * u * u);
    }
    return vec3(q * lens.focal + lens.centre, angle);
}

struct LensTriangle {
    dvec3 edgeA, edgeB, edgeC; // opposite of the vertices; positive inside
    double inverse;            // of the product of the vertices
    double nearest;            // 1/t of what is too near
    uint id;
    Holes holes;
};

bool prepare(vec3 a, vec3 b, vec3 c, uint id, out LensTriangle t) {
    t.id = id;
    t.edgeA = crossExact(dvec3(b), dvec3(c));
    t.edgeB = crossExact(dvec3(c), dvec3(a));
    t.edgeC = crossExact(dvec3(a), dvec3(b));
    double product = dotExact(dvec3(a), t.edgeA);
    if (product < 0.0LF) {
        t.edgeA = -t.edgeA;
        t.edgeB = -t.edgeB;
        t.edgeC = -t.edgeC;
    }
    t.inverse = reciprocal(max(abs(product), 1e-300LF));
    t.nearest = double(reciprocal(near));
    t.holes = noHoles();
    return product != 0.0LF;
}

// An edge belongs to the triangle on one side of it.
bool owns(dvec3 edge) {
    return edge.x > 0.0LF || (edge.x == 0.0LF && (edge.y > 0.0LF || (edge.y == 0.0LF && edge.z > 0.0LF)));
}

bool inside(dvec3 edge, double value) { return value > 0.0LF || (value == 0.0LF && owns(edge)); }

void meet(LensTriangle t, uint s, uvec2 pixel, dvec3 d) {
    double a = dotExact(t.edgeA, d), b = dotExact(t.edgeB, d), c = dotExact(t.edgeC, d);
    precise double sum = (a + b) + c;
    precise double nearness = sum * t.inverse;
    bool met = inside(t.edgeA, a) && inside(t.edgeB, b) && inside(t.edgeC, c) && sum > 0.0LF && nearness <= t.nearest;
    if (met && (Cutouts == 0u || isSolidAt(t.holes, d)))
        put(s, int(pixel.x), int(pixel.y), float(nearness), t.id);
}

dvec3 sampleRay(dvec3 centre, dvec3 changeX, dvec3 changeY, uint s) {
    dvec2 offset = dvec2(sampleOffset(SampleCount, s)) * (1.0LF / 256.0LF);
    precise dvec3 x = changeX * offset.x;
    precise dvec3 y = changeY * offset.y;
    precise dvec3 d = (centre + x) + y;
    return d;
}

// All rays of a pixel.
void meetPixel(LensTriangle t, uvec2 pixel) {
    uint at = pixel.y * width + pixel.x;
    dvec3 centre = dvec3(rayOfPixel(at));
    if (SampleCount == 1u) {
        meet(t, 0u, pixel, centre);
        return;
    }
    RayChanges changes = rayChangesOfPixel(at);
    dvec3 changeX = dvec3(changes.x), changeY = dvec3(changes.y);
    uint s = 0u;
    do {
        meet(t, s, pixel, sampleRay(centre, changeX, changeY, s));
        s++;
    } while (s < SampleCount);
}

// Vertices of a triangle in camera space.
vec3 inCamera(Transform t, vec3 p) { return vec3(affine(t.x, p), affine(t.y, p), affine(t.z, p)); }
// First and last pixel that the triangle may be seen in, and what is to be done with it.
struct Search { ivec2 first, last; bool none, bounded; };

Search search(vec3 a, vec3 b, vec3 c) {
    Search found = Search(ivec2(0, rowStart), ivec2(width, rowEnd) - 1, false, false);
    vec3 ab = b - a, bc = c - b, ca = a - c;
    float nearestSquared = min(dot(a, a), min(dot(b, b), dot(c, c))), longestSquared = max(dot(ab, ab), max(dot(bc, bc), dot(ca, ca)));
    // Not larger than its distance by far: an angle is then at most 1.1 times its sine.
    if (longestSquared < 0.0625 * nearestSquared) {
        float size = 1.1 * sqrt(longestSquared) * inversesqrt(nearestSquared);
        vec3 pa = lensPoint(a), pb = lensPoint(b), pc = lensPoint(c);
        found.none = min(pa.z, min(pb.z, pc.z)) > lens.seen + size + 1e-4;
        if (max(pa.z, max(pb.z, pc.z)) <= lens.reach) {
            // On the way from a vertex to a point of the opposite edge, and on that edge, the image leaves the chord by at most curvature size^2 / 8.
            float margin = lens.rounding + 0.25 * lens.curvature * size * size + float(sampleMargin()) * (1.0 / 256.0);
            vec2 lo = min(pa.xy, min(pb.xy, pc.xy)) - (0.5 + margin), hi = max(pa.xy, max(pb.xy, pc.xy)) - (0.5 - margin);
            found.first = max(found.first, ivec2(ceil(clamp(lo, -32000.0, 32000.0))));
            found.last = min(found.last, ivec2(floor(clamp(hi, -32000.0, 32000.0))));
            found.bounded = true;
        }
    }
    found.none = found.none || found.first.x > found.last.x || found.first.y > found.last.y;
    return found;
}
