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
    return all(lessThan(x, vec3(0.0))) || all(greaterThan(x, float(width) * w)) || all(lessThan(y, float(rowStart) * w))
        || all(greaterThan(y, float(rowEnd) * w)) || all(lessThan(w, vec3(near)));
}

void enqueue(uint list, uint id, uint perGroup) {
    uint at = atomicAdd(lists[list].count, 1u);
    queue[queuePlace(list, at)] = id;
    uint group = at / perGroup;
    atomicMax(lists[list].groups.x, min(group + 1u, MaxGroups));
    atomicMax(lists[list].groups.z, group / MaxGroups + 1u);
}

void triangle(ClusterInstance instance, Cluster cluster, ViewTransform t, uint id) {
    uvec3 v = trianglesVertices(cluster, triangleOf(id));
    ScreenVertex a = project(t, positions[v.x]), b = project(t, positions[v.y]), c = project(t, positions[v.z]);
    if (!(a.regular && b.regular && c.regular)) {
        if (!outside(a, b, c))
            enqueue(Slow, id, 1u);
        return;
    }
    ivec2 lo = min(a.snapped, min(b.snapped, c.snapped)), hi = max(a.snapped, max(b.snapped, c.snapped));
    ivec2 first = firstPixel(lo - sampleMargin(), ivec2(0)), last = lastPixel(hi + sampleMargin(), ivec2(0));
    if (first.x > last.x || first.y > last.y)
        return;
    int extent = max(hi.x - lo.x, hi.y - lo.y);
    if (extent > SmallPixels * SubPixels) {
        ivec2 span = last / Tile - first / Tile + 1;
        enqueue(span.x * span.y > LargeTiles ? Wide : Large, id, 1u);
    } else if (isEmpty(a, b, c)) {
        return;
    } else if (extent > int(InlinePixels) * SubPixels) {
        enqueue(Medium, id, Lanes);
    } else {
        Holes holes = noHoles();
        if (Cutouts != 0u)
            holes = holesOf(instance.material, cluster, v, a, b, c);
        for (uint group = 0; group < SampleCount; group += SamplesOfBlock())
            walk(a, b, c, group, id, holes);
    }
}

// The bounding sphere against the sides of the image (one pixel wider, for rounding) and the near plane, in object space.
bool culled(ViewTransform t, vec4 sphere) {
    vec3 c = vec3(affine(t.screenX, sphere.xyz), affine(t.screenY, sphere.xyz), Orthographic != 0u ? 1.0 : affine(t.screenZ, sphere.xyz));
    float radius = sphere.w * 1.0001;
    vec4 sides = vec4(c.x + c.z, float(width + 1u) * c.z - c.x, c.y - (float(rowStart) - 1.0) * c.z, (float(rowEnd) + 1.0) * c.z - c.y);
    return any(lessThan(sides, -radius * t.sideNorms)) || (Orthographic == 0u && c.z - near < -radius * t.nearNorm.x);
}

// Loops end at the bottom: lavapipe executes the body of a loop once more before it leaves one at the top.
void main() {
    uint d = (gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x) * ClustersPerGroup;
    uint end = min(d + ClustersPerGroup, drawCount);
    if (d >= end)
        return;
    do {
        uint index = draws[drawStart + d];
        ClusterInstance instance = clusterInstances[index];
        Cluster cluster = clusters[instance.cluster];
        ViewTransform t = viewTransforms[transformBase + instance.instance];
        uint count = culled(t, cluster.sphere) ? 0u : cluster.triangleCount;
        uint n = gl_LocalInvocationID.x;
        do {
            if (n < count)
                triangle(instance, cluster, t, index << 7 | n);
            n += Lanes;
        } while (n < count);
        d++;
    } while (d < end);
}
