// What both kernels of the rasteriser share. Include exact.glsl and scene.glsl first.
//
// A view maps object space to the homogeneous screen point (X, Y, W) = (x w, y w, w), x and y in pixels, w in metres along the optical axis:
// three float32 dot products with rows that the host composed in double and rounded once. These floats ARE the vertex: every path starts from
// them. A vertex is *regular* if w >= near and |x|, |y| <= 16384 px; it is then snapped to 1/256 px.
//
// What a sample keeps is nearness n = 1/w (orthographic: depth z). It is affine in screen space, so it needs no perspective correction, knows no
// far plane, and as a float it has the same relative precision at every distance. Its plane goes through the unsnapped positions; it is clamped
// to the range of the vertices, because the plane of a sliver is arbitrarily steep.
//
// Termination: lavapipe ends every loop of an invocation silently once it has gone round 65,535 times in all its loops. So no workgroup may have
// more to do than that: VisibilityTuning bounds the small kernel by the extent that is walked inline, and the large one by the number of slices; in
// the medium one 19,074 do for a triangle.
//
// Classes of triangles, by their vertices alone, so that no tuning constant can change a bit of the result:
//   small   all vertices regular, extent <= 64 px: integer edges, nearness by a float32 plane; inline or, from InlinePixels on, in raster_medium
//   large   all vertices regular, extent  > 64 px: integer edges, nearness by a float64 plane (over hundreds of pixels float32 loses bits)
//   slow    a vertex is not regular (behind the near plane or far off the image): float64 edges and plane in homogeneous coordinates, no clipping

layout(local_size_x_id = 0) in;
layout(constant_id = 0) const uint Lanes = 8;
layout(constant_id = 1) const uint InlinePixels = 64;  // extent up to which a thread walks a triangle by itself; at most SmallPixels
layout(constant_id = 2) const uint ClustersPerGroup = 8;
layout(constant_id = 3) const uint Pretest = 0;        // 1: read before the atomic; pays where atomics are dear
layout(constant_id = 4) const uint SampleCount = 1;
layout(constant_id = 5) const uint Cutouts = 0;        // 1: the triangles may have holes
layout(constant_id = 6) const uint Orthographic = 0;
layout(constant_id = 7) const uint DepthOnly = 0;      // 1: 32-bit depth keys, no ids
layout(constant_id = 8) const uint Homogeneous = 0;    // raster_large: 1: for the slow triangles
layout(constant_id = 9) const uint Peel = 0;           // 1: only what is in front of the opaque samples; 2: and behind the layer before

const int SmallPixels = 64;
const int Tile = 32;           // pixels, on a grid that starts at the image's corner
const int SubPixels = 256;
const float GuardPixels = 16384.0;

layout(push_constant, scalar) uniform Push {
    uint width;          // pixels
    uint rowStart;       // first and one past the last row of the band that is made
    uint rowEnd;
    uint drawStart;      // in draws
    uint drawCount;
    uint transformBase;  // first of the view's transforms
    uint targetBase;     // first sample of the target in its buffer
    uint layerStride;    // samples between two layers of the target
    float near;          // metres
    uint queueSize;      // triangles of the draws: half the length of the queue
    uint list;           // of the queue, for the kernels that work on one
    ivec2 margin;        // AMODAL: pixels of the canvas on each side of the image
} pushConstants;

// Loaded first of all, before any branch: there lavapipe loads a word once for all lanes, within a branch (also after a return in one) it
// gathers it lane by lane, in 35 instructions a word.
uint width, rowStart, rowEnd, transformBase, targetBase, layerStride, queueSize;
float near;

void loadConstants() {
    width = pushConstants.width;
    rowStart = pushConstants.rowStart;
    rowEnd = pushConstants.rowEnd;
    transformBase = pushConstants.transformBase;
    targetBase = pushConstants.targetBase;
    layerStride = pushConstants.layerStride;
    near = pushConstants.near;
    queueSize = pushConstants.queueSize;
}

layout(binding = 16) uniform usamplerBuffer drawWords;
// Triangles that are left to another kernel, in four lists: a branch costs both its sides on lavapipe, so each kind of work is a dispatch of its
// own. With each count is kept in step what an indirect dispatch wants: (workgroups, slices, thousands of workgroups). Two arrays as long as the
// number of triangles hold two lists each, one from the front, one from the back; so no list can overflow.
struct List { uint count; uvec3 groups; };
layout(binding = 17, scalar) buffer Queue { List lists[4]; uint queue[]; };
// The same for the kernels that work on a list: also a lane that lavapipe adds to fill a vector reads a triangle that there is, and so leaves every
// loop when the others do.
layout(binding = 19) uniform usamplerBuffer queueWords;
const uint QUEUE_START = 16u;
// Samples as in the target, for layers of blended surfaces.
layout(binding = 20) uniform usamplerBuffer opaqueWords;
layout(binding = 21) uniform usamplerBuffer beforeWords;
const uint Medium = 0;     // small, but too large to be walked inline: raster_medium
const uint Large = 1;      // raster_large, one workgroup a triangle
const uint Wide = 2;       // raster_large, tiles dealt out to the slices of the dispatch
const uint Slow = 3;       // raster_large in homogeneous coordinates, in slices too
const int LargeTiles = 12; // at most so many tiles; more is wide: 12 (3 + 16 (1 + 32 * 8)) rounds with 16 samples and 4 lanes
const uint MaxGroups = 65535u; // in one dimension, on every device

uint queuePlace(uint list, uint at) {
    uint up = list == Large || list == Slow ? queueSize : 0u;
    return up + (list >= Wide ? queueSize - 1u - at : at);
}
layout(binding = 18, scalar) buffer Visibility { uint64_t visibility[]; };
layout(binding = 18, scalar) buffer VisibilityWords { uvec2 visibilityWords[]; };
layout(binding = 18, scalar) buffer DepthKeys { uint depthKeys[]; };

#ifdef AMODAL
// What an instance covers whatever stands before it: a bit a pixel, in a mask of its own, which is as large as the instance may be (Passes/AmodalPass).
// A mask starts where a tile of the canvas does, so a row of a tile is one word.
layout(binding = 18, scalar) buffer Masks { uint masks[]; };
layout(binding = 22) uniform usamplerBuffer maskWords;
const uint MASK_WORDS = 6u, MASK_FIRST_X = 0u, MASK_FIRST_Y = 1u, MASK_LAST_X = 2u, MASK_LAST_Y = 3u, MASK_BASE = 4u, MASK_STRIDE = 5u;

// Of the instance whose triangles are rasterised: first and last pixel, first word, words a row.
ivec2 maskFirst, maskLast;
uint maskBase, maskStride;

void selectMask(uint instance) {
    uint i = instance * MASK_WORDS;
    maskFirst = ivec2(int(WORD(maskWords, i + MASK_FIRST_X)), int(WORD(maskWords, i + MASK_FIRST_Y)));
    maskLast = ivec2(int(WORD(maskWords, i + MASK_LAST_X)), int(WORD(maskWords, i + MASK_LAST_Y)));
    maskBase = WORD(maskWords, i + MASK_BASE);
    maskStride = WORD(maskWords, i + MASK_STRIDE);
}

// Of the pixels x, x + 1 ... of a row, as many as the word of the first still has.
void setBits(int x, int y, uint bits) {
    uint column = uint(x - maskFirst.x);
    atomicOr(masks[maskBase + uint(y - maskFirst.y) * maskStride + (column >> 5)], bits << (column & 31u));
}
#endif

// Rows of an instance's transform to the screen.
struct Transform { vec4 x, y, z; };

vec4 viewTransformRow(uint index, uint member) {
    uint i = index * VIEW_TRANSFORM_WORDS + member;
    return vec4(REAL(viewTransformWords, i), REAL(viewTransformWords, i + 1u), REAL(viewTransformWords, i + 2u), REAL(viewTransformWords, i + 3u));
}

Transform transformOf(uint index) {
    return Transform(viewTransformRow(index, VIEW_TRANSFORM_SCREEN_X), viewTransformRow(index, VIEW_TRANSFORM_SCREEN_Y),
        viewTransformRow(index, VIEW_TRANSFORM_SCREEN_Z));
}

struct ScreenVertex {
    vec3 h;       // X, Y, W
    vec2 screen;  // pixels, unsnapped
    float value;  // nearness, or depth where the view is orthographic
    ivec2 snapped;
    bool regular;
};

ScreenVertex project(Transform t, vec3 p) {
    ScreenVertex v;
    v.h = vec3(affine(t.x, p), affine(t.y, p), affine(t.z, p));
    v.value = v.h.z;
    v.screen = v.h.xy;
    bool inFront = true;
    if (Orthographic == 0u) {
        inFront = v.h.z >= near;
        v.value = reciprocal(inFront ? v.h.z : 1.0);
        precise vec2 s = v.h.xy * v.value;
        v.screen = s;
    } else {
        v.h.z = 1.0;
    }
    v.regular = inFront && max(abs(v.screen.x), abs(v.screen.y)) <= GuardPixels;
    v.snapped = v.regular ? ivec2(roundEven(v.screen * float(SubPixels))) : ivec2(0); // a product with a power of two is exact
    return v;
}

uint keyOf(float value) {
    return Orthographic != 0u ? floatBitsToUint(max(value, 0.0)) : ~floatBitsToUint(value);
}

// Whether a is nearer than b; of surfaces at the same place, the one with the lower id is.
bool nearer(uint idA, uint keyA, uint idB, uint keyB) { return keyA < keyB || (keyA == keyB && idA < idB); }

#ifdef AMODAL
void put(uint s, int x, int y, float value, uint id) { setBits(x, y, 1u); }
#else
void put(uint s, int x, int y, float value, uint id) {
    uint at = targetBase + s * layerStride + uint(y - int(rowStart)) * width + uint(x);
    uint key = keyOf(value);
    if (Peel >= 1u && !nearer(id, key, WORD(opaqueWords, at * 2u), WORD(opaqueWords, at * 2u + 1u)))
        return;
    if (Peel >= 2u && !nearer(WORD(beforeWords, at * 2u), WORD(beforeWords, at * 2u + 1u), id, key))
        return;
    if (DepthOnly != 0u) {
        if (Pretest == 0u || key < depthKeys[at])
            atomicMin(depthKeys[at], key);
    } else if (Pretest == 0u || key <= visibilityWords[at].y) {
        atomicMin(visibility[at], uint64_t(key) << 32 | uint64_t(id));
    }
}
#endif

// Inside includes the edge itself where it is a top or a left one (y grows downwards, the area is positive).
int topLeftBias(ivec2 d) { return d.y < 0 || (d.y == 0 && d.x > 0) ? 0 : 1; }

// First and last pixel whose sample at `offset` lies within [lo, hi], snapped coordinates.
#ifdef AMODAL
ivec2 firstPixel(ivec2 lo, ivec2 offset) { return max((lo + (SubPixels / 2 - 1) - offset) >> 8, maskFirst); }
ivec2 lastPixel(ivec2 hi, ivec2 offset) { return min((hi - SubPixels / 2 - offset) >> 8, maskLast); }
// Tiles are counted from the corner of what is made.
ivec2 tileCorner() { return maskFirst; }
#else
ivec2 firstPixel(ivec2 lo, ivec2 offset) { return max((lo + (SubPixels / 2 - 1) - offset) >> 8, ivec2(0, int(rowStart))); }
ivec2 lastPixel(ivec2 hi, ivec2 offset) {
    return min((hi - SubPixels / 2 - offset) >> 8, ivec2(int(width) - 1, int(rowEnd) - 1));
}
ivec2 tileCorner() { return ivec2(0); }
#endif

// All samples lie within so much of their pixel's centre. (A branch: a selection between vectors by a specialisation constant is folded with the
// constant's default by the compiler.)
int sampleMargin() {
    int margin = 127;
    if (SampleCount == 1u)
        margin = 0;
    return margin;
}

// The plane of a small triangle's value, in float32.
struct SmallPlane { vec2 origin; float base; vec2 gradient; float low; float high; };

SmallPlane smallPlane(ScreenVertex a, ScreenVertex b, ScreenVertex c) {
    precise vec2 g1 = b.screen - a.screen;
    precise vec2 g2 = c.screen - a.screen;
    precise float l = g1.x * g2.y;
    precise float r = g1.y * g2.x;
    precise float area = l - r;
    precise float v1 = b.value - a.value;
    precise float v2 = c.value - a.value;
    SmallPlane plane;
    plane.origin = a.screen;
    plane.base = a.value;
    plane.gradient = vec2(0.0);
    plane.low = min(a.value, min(b.value, c.value));
    plane.high = max(a.value, max(b.value, c.value));
    // Below this the triangle is thinner than the precision of its positions: any value of its range will do.
    if (abs(area) > 1e-7) {
        float inverse = reciprocal(abs(area));
        inverse = area < 0.0 ? -inverse : inverse;
        precise float xl = v1 * g2.y;
        precise float xr = v2 * g1.y;
        precise float yl = v2 * g1.x;
        precise float yr = v1 * g2.x;
        precise float gx = (xl - xr) * inverse;
        precise float gy = (yl - yr) * inverse;
        plane.gradient = vec2(gx, gy);
    }
    return plane;
}

// At a sample position in 1/256 px.
float valueAt(SmallPlane plane, ivec2 sample256) {
    precise vec2 d = vec2(sample256) * (1.0 / float(SubPixels)) - plane.origin;
    precise float x = plane.gradient.x * d.x;
    precise float y = plane.gradient.y * d.y;
    precise float v = (plane.base + x) + y;
    return clamp(v, plane.low, plane.high);
}
