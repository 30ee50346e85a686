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
#include "raster_walk.glsl"

// One workgroup takes ClustersPerGroup clusters and gives a thread a triangle. Small triangles are walked right here, others queued.

// No point of the triangle can be seen: it lies beyond one side of the image or nearer than the near plane.
bool outside(ScreenVertex a, ScreenVertex b, ScreenVertex c) {
    vec3 x = vec3(a.h.x, b.h.x, c.h.x), y = vec3(a.h.y, b.h.y, c.h.y), w = vec3(a.h.z, b.h.z, c.h.z);
#ifdef AMODAL
    vec2 from = vec2(maskFirst), to = vec2(maskLast + 1);
    return all(lessThan(x, from.x * w)) || all(greaterThan(x, to.x * w)) || all(lessThan(y, from.y * w)) || all(greaterThan(y, to.y * w))
        || all(lessThan(w, vec3(near)));
#else
    return all(lessThan(x, vec3(0.0))) || all(greaterThan(x, float(width) * w)) || all(lessThan(y, float(rowStart) * w))
        || all(greaterThan(y, float(rowEnd) * w)) || all(lessThan(w, vec3(near)));
#endif
}

void enqueue(uint list, uint id) {
    uint at = atomicAdd(lists[list].count, 1u), perGroup = list == Medium ? Lanes : 1u;
    queue[queuePlace(list, at)] = id;
    uint group = at / perGroup;
    atomicMax(lists[list].groups.x, min(group + 1u, MaxGroups));
    atomicMax(lists[list].groups.z, group / MaxGroups + 1u);
}

// A cluster instance, as far as its triangles need it.
struct Batch {
    Transform transform;
    uint cluster, vertexOffset, triangleOffset, material;
};

void triangle(Batch batch, uint id) {
    uvec3 v = verticesOf(batch.vertexOffset, batch.triangleOffset + triangleOf(id));
    ScreenVertex a = project(batch.transform, positionOf(v.x)), b = project(batch.transform, positionOf(v.y)), c = project(batch.transform, positionOf(v.z));
    ivec2 lo = min(a.snapped, min(b.snapped, c.snapped)), hi = max(a.snapped, max(b.snapped, c.snapped));
    ivec2 first = firstPixel(lo - sampleMargin(), ivec2(0)), last = lastPixel(hi + sampleMargin(), ivec2(0));
    int extent = max(hi.x - lo.x, hi.y - lo.y);
    const uint none = 4u, here = 5u;
    uint list = none;
    if (!(a.regular && b.regular && c.regular)) {
        list = outside(a, b, c) ? none : Slow;
    } else if (first.x <= last.x && first.y <= last.y) {
        ivec2 span = (last - tileCorner()) / Tile - (first - tileCorner()) / Tile + 1;
        list = extent > SmallPixels * SubPixels ? (span.x * span.y > LargeTiles ? Wide : Large)
            : isEmpty(a, b, c) ? none : extent > int(InlinePixels) * SubPixels ? Medium : here;
    }
    // One place for all lists: on lavapipe every atomic costs a loop over the lanes, whether or not any of them is there.
    if (list < none)
        enqueue(list, id);
    if (list == here) {
        Holes holes = noHoles();
        if (Cutouts != 0u)
            holes = holesOf(batch.material, batch.cluster, v, a, b, c);
        for (uint group = 0; group < SampleCount; group += SamplesOfBlock())
            walk(a, b, c, group, id, holes);
    }
}

// The bounding sphere against the sides of the image, or of the canvas (one pixel wider, for rounding) and the near plane, in object space.
bool culled(Transform t, uint transform, uint cluster) {
    uint i = cluster * CLUSTER_WORDS + CLUSTER_SPHERE;
    vec3 centre = vec3(REAL(clusterWords, i), REAL(clusterWords, i + 1u), REAL(clusterWords, i + 2u));
    float radius = REAL(clusterWords, i + 3u) * 1.0001;
    vec3 c = vec3(affine(t.x, centre), affine(t.y, centre), Orthographic != 0u ? 1.0 : affine(t.z, centre));
#ifdef AMODAL
    vec2 margin = vec2(pushConstants.margin) + 1.0, size = vec2(float(width), float(rowEnd));
    vec4 sides = vec4(c.x + margin.x * c.z, (size.x + margin.x) * c.z - c.x, c.y + margin.y * c.z, (size.y + margin.y) * c.z - c.y);
#else
    vec4 sides = vec4(c.x + c.z, float(width + 1u) * c.z - c.x, c.y - (float(rowStart) - 1.0) * c.z, (float(rowEnd) + 1.0) * c.z - c.y);
#endif
    return any(lessThan(sides, -radius * viewTransformRow(transform, VIEW_TRANSFORM_SIDE_NORMS)))
        || (Orthographic == 0u && c.z - near < -radius * REAL(viewTransformWords, transform * VIEW_TRANSFORM_WORDS + VIEW_TRANSFORM_NEAR_NORM));
}

// Loops end at the bottom: lavapipe executes the body of a loop once more before it leaves one at the top.
void main() {
    loadConstants();
    uint drawStart = pushConstants.drawStart, drawCount = pushConstants.drawCount;
    uint d = (gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x) * ClustersPerGroup;
    uint end = min(d + ClustersPerGroup, drawCount);
    if (d >= end)
        return;
    do {
        uint index = WORD(drawWords, drawStart + d);
        Batch batch;
        batch.cluster = clusterInstanceWord(index, CLUSTER_INSTANCE_CLUSTER);
        batch.material = clusterInstanceWord(index, CLUSTER_INSTANCE_MATERIAL);
        uint transform = transformBase + clusterInstanceWord(index, CLUSTER_INSTANCE_INSTANCE);
#ifdef AMODAL
        selectMask(transform - transformBase);
#endif
        batch.transform = transformOf(transform);
        batch.vertexOffset = clusterWord(batch.cluster, CLUSTER_VERTEX_OFFSET);
        batch.triangleOffset = clusterWord(batch.cluster, CLUSTER_TRIANGLE_OFFSET);
        uint count = culled(batch.transform, transform, batch.cluster) ? 0u : clusterWord(batch.cluster, CLUSTER_TRIANGLE_COUNT);
        uint n = gl_LocalInvocationID.x;
        do {
            if (n < count)
                triangle(batch, index << 7 | n);
            n += Lanes;
        } while (n < count);
        d++;
    } while (d < end);
}
