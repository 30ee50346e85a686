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
#include "lens.glsl"

// One workgroup takes ClustersPerGroup clusters and gives a thread a triangle: as raster_small, for a camera with a lens. What may cover few pixels is
// looked for right here, what may cover more is queued.

// InlinePixels on a side, at most.
bool isHere(Search found) {
    ivec2 size = found.last - found.first + 1;
    return found.bounded && size.x * size.y <= int(InlinePixels * InlinePixels);
}

void enqueue(uint list, uint id) {
    uint at = atomicAdd(lists[list].count, 1u);
    queue[queuePlace(list, at)] = id;
    atomicMax(lists[list].groups.x, min(at + 1u, MaxGroups));
    atomicMax(lists[list].groups.z, at / MaxGroups + 1u);
}

struct Batch {
    Transform transform;
    uint cluster, vertexOffset, triangleOffset, material;
};

void triangle(Batch batch, uint id) {
    uvec3 v = verticesOf(batch.vertexOffset, batch.triangleOffset + triangleOf(id));
    vec3 a = inCamera(batch.transform, positionOf(v.x)), b = inCamera(batch.transform, positionOf(v.y)), c = inCamera(batch.transform, positionOf(v.z));
    Search found = search(a, b, c);
    const uint none = 4u, here = 5u;
    ivec2 span = found.last / Tile - found.first / Tile + 1;
    uint list = found.none ? none : isHere(found) ? here : found.bounded && span.x * span.y <= LargeTiles ? Large : Wide;
    // One place for both lists: on lavapipe every atomic costs a loop over the lanes, whether or not any of them is there.
    if (list < none)
        enqueue(list, id);
    if (list == here) {
        LensTriangle t;
        if (prepare(a, b, c, id, t)) {
            if (Cutouts != 0u)
                t.holes = holesAt(batch.material, batch.cluster, v, dvec3(a), dvec3(b), dvec3(c));
            ivec2 pixel = found.first;
            do {
                meetPixel(t, uvec2(pixel));
                bool next = pixel.x == found.last.x;
                pixel = next ? ivec2(found.first.x, pixel.y + 1) : pixel + ivec2(1, 0);
            } while (pixel.y <= found.last.y);
        }
    }
}

// The bounding sphere lies beyond the farthest ray of the image, or nearer than the near sphere.
bool culled(Transform t, uint transform, uint cluster) {
    uint i = cluster * CLUSTER_WORDS + CLUSTER_SPHERE;
    vec3 centre = inCamera(t, vec3(REAL(clusterWords, i), REAL(clusterWords, i + 1u), REAL(clusterWords, i + 2u)));
    float radius = REAL(clusterWords, i + 3u) * REAL(viewTransformWords, transform * VIEW_TRANSFORM_WORDS + VIEW_TRANSFORM_SIDE_NORMS) * 1.001;
    float distance = length(centre);
    if (distance + radius < near)
        return true;
    return distance > radius * 1.001 && acos(clamp(centre.z / distance, -1.0, 1.0)) - asin(clamp(radius / distance, 0.0, 1.0)) > lens.seen + 0.01;
}

void main() {
    loadConstants();
    lens = lensConstants;
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
