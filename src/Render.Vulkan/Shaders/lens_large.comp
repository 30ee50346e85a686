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

// The triangles of one list that may cover many pixels, as raster_large: the tiles of a triangle are dealt out to the slices of the dispatch.

// No ray of the tile is inside of the edge: rays are at most `radius` from `centre`.
bool misses(dvec3 edge, dvec3 centre, double radius) {
    precise double most = dotExact(edge, centre) + radius * sqrt(dotExact(edge, edge));
    return most < 0.0LF;
}

bool misses(LensTriangle t, uvec2 tile) {
    uint i = (tile.y * ((width + uint(Tile) - 1u) / uint(Tile)) + tile.x) * 4u;
    dvec3 centre = dvec3(REAL(tileWords, i), REAL(tileWords, i + 1u), REAL(tileWords, i + 2u));
    float reach = REAL(tileWords, i + 3u);
    // A hair wider, for the rounding of the centre and of the products.
    double radius = double(reach) * 1.0001LF + 1e-6LF;
    return reach < 0.0 || misses(t.edgeA, centre, radius) || misses(t.edgeB, centre, radius) || misses(t.edgeC, centre, radius);
}

void main() {
    loadConstants();
    lens = lensConstants;
    uint list = pushConstants.list, count = lists[list].count;
    uint index = gl_WorkGroupID.z * MaxGroups + gl_WorkGroupID.x;
    if (index >= count)
        return;
    uint id = WORD(queueWords, QUEUE_START + queuePlace(list, index));
    uint instance = clusterInstanceOf(id), cluster = clusterInstanceWord(instance, CLUSTER_INSTANCE_CLUSTER);
#ifdef AMODAL
    selectMask(clusterInstanceWord(instance, CLUSTER_INSTANCE_INSTANCE));
#endif
    Transform transform = transformOf(transformBase + clusterInstanceWord(instance, CLUSTER_INSTANCE_INSTANCE));
    uvec3 v = verticesOfTriangle(cluster, triangleOf(id));
    vec3 a = inCamera(transform, positionOf(v.x)), b = inCamera(transform, positionOf(v.y)), c = inCamera(transform, positionOf(v.z));
    Search found = search(a, b, c);
    LensTriangle t;
    if (!prepare(a, b, c, id, t) || found.none)
        return;
    if (Cutouts != 0u)
        t.holes = holesAt(clusterInstanceWord(instance, CLUSTER_INSTANCE_MATERIAL), cluster, v, dvec3(a), dvec3(b), dvec3(c));
    ivec2 tile0 = found.first / Tile, tiles = found.last / Tile - tile0 + 1;
    int tileCount = tiles.x * tiles.y, slices = int(gl_NumWorkGroups.y);
    int k = int(gl_WorkGroupID.y), lane = int(gl_LocalInvocationID.x);
    do {
        ivec2 tile;
        bool missed;
        do {
            tile = tile0 + ivec2(k % tiles.x, k / tiles.x);
            // What a slice has not got misses too.
            missed = k >= tileCount || misses(t, uvec2(min(tile, tile0 + tiles - 1)));
            k += slices;
        } while (missed && k < tileCount);
        ivec2 from = max(tile * Tile, found.first), to = min(tile * Tile + Tile - 1, found.last);
        // For a tile that is missed, the last of its slice, the loop below ends after one round.
        to.y = missed ? from.y - 1 : to.y;
        ivec2 pixel = ivec2(from.x + lane, from.y);
        do {
            if (pixel.x <= to.x && pixel.y <= to.y)
                meetPixel(t, uvec2(pixel));
            pixel.x += int(Lanes);
            bool next = pixel.x - lane > to.x;
            pixel = next ? ivec2(from.x + lane, pixel.y + 1) : pixel;
        } while (pixel.y <= to.y);
    } while (k < tileCount);
}
