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

// Triangles that are small, but larger than raster_small walks inline: a thread takes one, and its neighbours have as much to do. The dispatch's
// second dimension are the groups of samples, so that the rounds of one invocation are bounded whatever the number of samples.

void main() {
    loadConstants();
    uint count = lists[Medium].count;
    uint index = (gl_WorkGroupID.z * MaxGroups + gl_WorkGroupID.x) * Lanes + gl_LocalInvocationID.x;
    if (index >= count)
        return;
    uint id = WORD(queueWords, QUEUE_START + queuePlace(Medium, index));
    uint instance = clusterInstanceOf(id), cluster = clusterInstanceWord(instance, CLUSTER_INSTANCE_CLUSTER);
#ifdef AMODAL
    selectMask(clusterInstanceWord(instance, CLUSTER_INSTANCE_INSTANCE));
#endif
    Transform t = transformOf(transformBase + clusterInstanceWord(instance, CLUSTER_INSTANCE_INSTANCE));
    uvec3 v = verticesOfTriangle(cluster, triangleOf(id));
    ScreenVertex a = project(t, positionOf(v.x)), b = project(t, positionOf(v.y)), c = project(t, positionOf(v.z));
    Holes holes = noHoles();
    if (Cutouts != 0u)
        holes = holesOf(clusterInstanceWord(instance, CLUSTER_INSTANCE_MATERIAL), cluster, v, a, b, c);
    walk(a, b, c, gl_WorkGroupID.y * SamplesOfBlock(), id, holes);
}
