#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#extension GL_EXT_shader_atomic_int64 : require
#extension GL_EXT_control_flow_attributes : require
#include "exact.glsl"
#include "scene.glsl"
#include "samples.glsl"
#include "raster.glsl"
#include "cutout.glsl"

// The triangles of one list that are not small. The tiles of a triangle are dealt out to the slices of the dispatch, so that one that covers the image does not keep a
// single thread busy; no list of tiles is made, so none can overflow.

// Everything of a triangle that its tiles need. Screen coordinates are in 1/256 px.
struct Triangle {
    ScreenVertex a, b, c;
    dvec3 edge0, edge1, edge2; // edge functions, positive inside
    ivec2 lo, hi;              // of the snapped vertices; the whole guard band where one is not regular
    dvec3 value;               // plane of the value
    double low, high;
    double nearest;            // what is nearer than this is cut off by the near plane
    uint id;
    Holes holes;
};

// A vertex for the edge functions: snapped wherever it can be. An edge between two snapped vertices then is the integer edge function of the
// small path, evaluated exactly (all terms are integers below 2^50), and every edge at a snapped vertex goes through the same point; so there
// is no crack between triangles of different classes. An edge with a vertex that is not regular belongs to slow triangles on both sides, which
// compute it from the same floats: their products are exact in double, and exchanging the ends changes the sign alone.
dvec3 edgeVertex(ScreenVertex v) {
    return v.regular ? dvec3(v.snapped, 1.0LF) : dvec3(v.h.xy * float(SubPixels), v.h.z);
}

bool prepare(uint id, out Triangle t) {
    uint instance = clusterInstanceOf(id), cluster = clusterInstanceWord(instance, CLUSTER_INSTANCE_CLUSTER);
#ifdef AMODAL
    selectMask(clusterInstanceWord(instance, CLUSTER_INSTANCE_INSTANCE));
#endif
    Transform transform = transformOf(transformBase + clusterInstanceWord(instance, CLUSTER_INSTANCE_INSTANCE));
    uvec3 v = verticesOfTriangle(cluster, triangleOf(id));
    t.id = id;
    t.a = project(transform, positionOf(v.x));
    t.b = project(transform, positionOf(v.y));
    t.c = project(transform, positionOf(v.z));
    t.lo = min(t.a.snapped, min(t.b.snapped, t.c.snapped));
    t.hi = max(t.a.snapped, max(t.b.snapped, t.c.snapped));
    if (Homogeneous != 0u) {
#ifdef AMODAL
        t.lo = ivec2(-int(GuardPixels) * SubPixels);
#else
        t.lo = ivec2(0);
#endif
        t.hi = ivec2(int(GuardPixels) * SubPixels);
    }

    dvec3 a = edgeVertex(t.a), b = edgeVertex(t.b), c = edgeVertex(t.c);
    t.edge0 = crossExact(a, b);
    t.edge1 = crossExact(b, c);
    t.edge2 = crossExact(c, a);
    double orientation = dotExact(c, t.edge0);
    if (orientation == 0.0LF)
        return false;
    if (orientation < 0.0LF) {
        t.edge0 = -t.edge0;
        t.edge1 = -t.edge1;
        t.edge2 = -t.edge2;
    }
    if (Cutouts != 0u)
        t.holes = holesOf(clusterInstanceWord(instance, CLUSTER_INSTANCE_MATERIAL), cluster, v, t.a, t.b, t.c);

    t.nearest = double(reciprocal(near));
    bvec3 front = greaterThanEqual(vec3(t.a.h.z, t.b.h.z, t.c.h.z), vec3(Orthographic != 0u ? 0.0 : near));
    vec3 values = vec3(t.a.value, t.b.value, t.c.value);
    t.low = double(min(front.x ? values.x : 3e38, min(front.y ? values.y : 3e38, front.z ? values.z : 3e38)));
    t.high = all(front) ? double(max(values.x, max(values.y, values.z))) : t.nearest;
    // The barycentric coordinate of vertex i over w is (the cross product of the other two) . p / determinant; the value's plane is their sum,
    // weighted with 1 for 1/w and with the depth for an orthographic view.
    dvec3 ha = dvec3(t.a.h.xy * float(SubPixels), t.a.h.z), hb = dvec3(t.b.h.xy * float(SubPixels), t.b.h.z),
        hc = dvec3(t.c.h.xy * float(SubPixels), t.c.h.z);
    dvec3 bc = crossExact(hb, hc), ca = crossExact(hc, ha), ab = crossExact(ha, hb);
    double determinant = dotExact(ha, bc);
    precise dvec3 plane;
    if (Orthographic != 0u) {
        precise dvec3 pa = bc * double(values.x);
        precise dvec3 pb = ca * double(values.y);
        precise dvec3 pc = ab * double(values.z);
        plane = (pa + pb) + pc;
    } else {
        plane = (bc + ca) + ab;
    }
    double inverse = determinant == 0.0LF ? 0.0LF : reciprocal(abs(determinant));
    plane = plane * (determinant < 0.0LF ? -inverse : inverse);
    t.value = plane;
    return true;
}

void shade(Triangle t, uint s, ivec2 pixel, ivec2 at) {
    if (Cutouts != 0u && !isSolid(t.holes, at))
        return;
    double v = dotExact(t.value, dvec3(at, 1.0LF));
    if (Orthographic == 0u && Homogeneous != 0u && v > t.nearest)
        return;
    put(s, pixel.x, pixel.y, float(clamp(v, t.low, t.high)), t.id);
}

// The value of an edge function at the corner of a tile, floor(E / 256), kept where its sign is safe. Moving one pixel changes it by at most
// 2^23, so the rest of the tile by at most 2 * 31 * 2^23 < 2^29: what is clamped to +-2^30 has the same sign all over the tile, and nothing
// overflows. E is an integer below 2^50, so the double is exact.
int cornerEdge(dvec3 edge, ivec2 at) {
    precise double e = dotExact(edge, dvec3(at, 1.0LF)) - (edge.x > 0.0LF || (edge.x == 0.0LF && edge.y > 0.0LF) ? 0.0LF : 1.0LF);
    return int(clamp(floor(e * (1.0LF / 256.0LF)), -1073741824.0LF, 1073741824.0LF));
}

// No point of the tile (with all its samples) is inside the edge.
bool misses(dvec3 edge, dvec2 lo, dvec2 hi) {
    precise dvec2 l = edge.xy * lo;
    precise dvec2 h = edge.xy * hi;
    dvec2 m = max(l, h);
    precise double most = (m.x + m.y) + edge.z;
    return most < 0.0LF;
}

// The columns of a row, counted from the tile's corner, that can be inside all edges whose values at the row's start are `f`: first and last.
// f + step * x >= 0 where x >= -f / step, or <= for a falling edge. Up to a tile's width the float is off by less than 2^-10.
ivec2 span(ivec3 f, ivec3 stepX, vec3 inverse, ivec2 columns) {
    precise vec3 zero = -vec3(f) * inverse;
    precise vec3 below = zero - 0.01;
    precise vec3 above = zero + 0.01;
    vec3 from = clamp(ceil(below), -1e6, 1e6), to = clamp(floor(above), -1e6, 1e6);
    [[unroll]] for (int k = 0; k < 3; k++) {
        columns.x = stepX[k] > 0 ? max(columns.x, int(from[k])) : columns.x;
        columns.y = stepX[k] < 0 ? min(columns.y, int(to[k])) : columns.y;
    }
    return columns;
}

// Loops run at least once, for lavapipe executes the body of a loop before it can leave it.
void regularTile(Triangle t, uint s, ivec2 tile, ivec2 first, ivec2 last) {
    ivec2 offset = sampleOffset(SampleCount, s);
    ivec2 corner = tile * SubPixels + SubPixels / 2 + offset;
    ivec3 stepX = ivec3(int(t.edge0.x), int(t.edge1.x), int(t.edge2.x)), stepY = ivec3(int(t.edge0.y), int(t.edge1.y), int(t.edge2.y));
    vec3 slope = abs(vec3(stepX));
    vec3 inverse = vec3(reciprocal(slope.x), reciprocal(slope.y), reciprocal(slope.z)) * sign(vec3(stepX));
    ivec2 columns = ivec2(first.x, last.x) - tile.x;
    int y = first.y;
    ivec3 f = ivec3(cornerEdge(t.edge0, corner), cornerEdge(t.edge1, corner), cornerEdge(t.edge2, corner)) + stepY * (y - tile.y);
    ivec2 row = span(f, stepX, inverse, columns);
    int x = row.x + int(gl_LocalInvocationID.x);
    do {
        ivec3 g = f + stepX * x;
        if (y <= last.y && x <= row.y && (g.x | g.y | g.z) >= 0)
            shade(t, s, ivec2(tile.x + x, y), ivec2(tile.x + x, y) * SubPixels + SubPixels / 2 + offset);
        x += int(Lanes);
        if (x - int(gl_LocalInvocationID.x) > row.y) {
            y++;
            f += stepY;
            row = span(f, stepX, inverse, columns);
            x = row.x + int(gl_LocalInvocationID.x);
        }
    } while (y <= last.y);
}

bool inside(dvec3 edge, dvec3 p) {
    double e = dotExact(edge, p);
    return e > 0.0LF || (e == 0.0LF && (edge.x > 0.0LF || (edge.x == 0.0LF && edge.y > 0.0LF)));
}

void slowTile(Triangle t, uint s, ivec2 first, ivec2 last) {
    ivec2 offset = sampleOffset(SampleCount, s);
    int x = first.x + int(gl_LocalInvocationID.x), y = first.y;
    do {
        ivec2 at = ivec2(x, y) * SubPixels + SubPixels / 2 + offset;
        dvec3 p = dvec3(at, 1.0LF);
        if (x <= last.x && y <= last.y && inside(t.edge0, p) && inside(t.edge1, p) && inside(t.edge2, p))
            shade(t, s, ivec2(x, y), at);
        x += int(Lanes);
        bool next = x - int(gl_LocalInvocationID.x) > last.x;
        x = next ? first.x + int(gl_LocalInvocationID.x) : x;
        y += next ? 1 : 0;
    } while (y <= last.y);
}

#ifdef AMODAL
// Every centre of the tile is inside the edge, by more than the rounding of any of them.
bool contains(dvec3 edge, dvec2 lo, dvec2 hi) {
    precise dvec2 l = edge.xy * lo;
    precise dvec2 h = edge.xy * hi;
    dvec2 m = min(l, h), size = max(abs(l), abs(h));
    precise double least = (m.x + m.y) + edge.z;
    precise double most = (size.x + size.y) + abs(edge.z);
    return least > 1e-9LF * most;
}

// A tile of a solid triangle, a row a thread: its bits are one word.
void fillTile(Triangle t, ivec2 tile, ivec2 from, ivec2 to) {
    ivec2 corner = tile * SubPixels + SubPixels / 2;
    dvec2 lo = dvec2(corner), hi = dvec2(corner + (Tile - 1) * SubPixels);
    // Nearness grows towards the near plane, so it is an edge too.
    precise dvec3 nearEdge = dvec3(-t.value.xy, t.nearest - t.value.z);
    bool whole = Homogeneous != 0u && contains(t.edge0, lo, hi) && contains(t.edge1, lo, hi) && contains(t.edge2, lo, hi)
        && contains(nearEdge, lo, hi);
    ivec3 f = ivec3(0), stepX = ivec3(0), stepY = ivec3(0);
    if (Homogeneous == 0u) {
        stepX = ivec3(int(t.edge0.x), int(t.edge1.x), int(t.edge2.x));
        stepY = ivec3(int(t.edge0.y), int(t.edge1.y), int(t.edge2.y));
        f = ivec3(cornerEdge(t.edge0, corner), cornerEdge(t.edge1, corner), cornerEdge(t.edge2, corner));
    }
    uint columns = 0xffffffffu >> uint(Tile - 1 - (to.x - tile.x)) & 0xffffffffu << uint(from.x - tile.x);
    int y = tile.y + int(gl_LocalInvocationID.x);
    do {
        uint bits = 0u;
        int x = 0;
        if (Homogeneous == 0u) {
            ivec3 g = f + stepY * (y - tile.y);
            do {
                [[unroll]] for (int i = 0; i < 8; i++) {
                    bits |= ((g.x | g.y | g.z) >= 0 ? 1u : 0u) << uint(x + i);
                    g += stepX;
                }
                x += 8;
            } while (x < Tile);
        } else {
            // Not unrolled: the compiler's copies of a sum forget that it must not be contracted. A whole tile goes round once: loops end early on
            // lavapipe, branches do not.
            x = whole ? Tile - 1 : 0;
            do {
                dvec3 p = dvec3(ivec2(tile.x + x, y) * SubPixels + SubPixels / 2, 1.0LF);
                bool covered = inside(t.edge0, p) && inside(t.edge1, p) && inside(t.edge2, p)
                    && (Orthographic != 0u || dotExact(t.value, p) <= t.nearest);
                bits |= (covered ? 1u : 0u) << uint(x);
                x++;
            } while (x < Tile);
        }
        bits = (whole ? 0xffffffffu : bits) & columns;
        if (bits != 0u && y >= from.y && y <= to.y)
            setBits(tile.x, y, bits);
        y += int(Lanes);
    } while (y < tile.y + Tile);
}
#endif

void main() {
    loadConstants();
    uint list = pushConstants.list, count = lists[list].count;
    uint index = gl_WorkGroupID.z * MaxGroups + gl_WorkGroupID.x;
    if (index >= count)
        return;
    Triangle t;
    if (!prepare(WORD(queueWords, QUEUE_START + queuePlace(list, index)), t))
        return;
    ivec2 first = firstPixel(t.lo - sampleMargin(), ivec2(0)), last = lastPixel(t.hi + sampleMargin(), ivec2(0));
    if (first.x > last.x || first.y > last.y)
        return;
    ivec2 tile0 = (first - tileCorner()) / Tile, tiles = (last - tileCorner()) / Tile - tile0 + 1;
    int tileCount = tiles.x * tiles.y, slices = int(gl_NumWorkGroups.y);
    int k = int(gl_WorkGroupID.y);
    do {
        ivec2 tile;
        bool missed;
        do {
            tile = tileCorner() + (tile0 + ivec2(k % tiles.x, k / tiles.x)) * Tile;
            dvec2 lo = dvec2(tile * SubPixels), hi = dvec2((tile + Tile) * SubPixels);
            missed = misses(t.edge0, lo, hi) || misses(t.edge1, lo, hi) || misses(t.edge2, lo, hi);
            k += slices;
        } while (missed && k < tileCount);
        ivec2 from = max(tile, first), to = min(tile + Tile - 1, last);
        // For a tile that is missed, the last of its slice, the loops below end after one round.
        to.y = missed ? from.y - 1 : to.y;
#ifdef AMODAL
        if (Cutouts == 0u)
            fillTile(t, tile, from, to);
        else
#endif
        for (uint s = 0; s < SampleCount; s++) {
            if (Homogeneous == 0u)
                regularTile(t, s, tile, from, to);
            else
                slowTile(t, s, from, to);
        }
    } while (k < tileCount);
}
