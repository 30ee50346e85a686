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

// One workgroup takes ClustersPerGroup clusters and gives a thread a triangle. Small triangles are walked right here, others queued.

// Range of the 32-bit edge functions: extents are at most 64 px = 2^14 units and samples lie at most 8 px outside, so that each product stays
// below 2^14 * (2^14 + 2^11 + 2^9) < 2^28.3 and a difference of two below 2^29.3.
void walk(ScreenVertex a, ScreenVertex b, ScreenVertex c, uint id, Holes holes) {
    SmallPlane plane = smallPlane(a, b, c);
    ivec2 p0 = a.snapped, p1 = b.snapped, p2 = c.snapped;
    ivec2 e1 = p1 - p0, e2 = p2 - p0;
    int area = e1.x * e2.y - e1.y * e2.x;
    if (area < 0) {
        ivec2 swap = p1;
        p1 = p2;
        p2 = swap;
    }
    ivec2 d0 = p1 - p0, d1 = p2 - p1, d2 = p0 - p2;
    ivec3 bias = ivec3(topLeftBias(d0), topLeftBias(d1), topLeftBias(d2));
    ivec3 stepX = -SubPixels * ivec3(d0.y, d1.y, d2.y), stepY = SubPixels * ivec3(d0.x, d1.x, d2.x);
    ivec2 lo = min(p0, min(p1, p2)), hi = max(p0, max(p1, p2));
    for (uint s = 0; s < SampleCount; s++) {
        ivec2 offset = sampleOffset(SampleCount, s);
        ivec2 first = firstPixel(lo, offset), last = lastPixel(hi, offset);
        if (first.x > last.x || first.y > last.y)
            continue;
        ivec2 q = first * SubPixels + SubPixels / 2 + offset;
        ivec2 q0 = q - p0, q1 = q - p1, q2 = q - p2;
        ivec3 e = ivec3(d0.x * q0.y - d0.y * q0.x, d1.x * q1.y - d1.y * q1.x, d2.x * q2.y - d2.y * q2.x) - bias;
        int columns = last.x - first.x + 1, rows = last.y - first.y + 1;
        // Coverage of 8 x 4 pixels at a time as the bits of a word, then only the set bits are visited.
        for (int y0 = 0; y0 < rows; y0 += 4) {
            for (int x0 = 0; x0 < columns; x0 += 8) {
                ivec3 f = e + stepX * x0 + stepY * y0;
                uint columnMask = (1u << min(8, columns - x0)) - 1u;
                uint covered = 0u;
                [[unroll]] for (int j = 0; j < 4; j++) {
                    uint row = 0u;
                    [[unroll]] for (int i = 0; i < 8; i++) {
                        int outside = (f.x + stepX.x * i) | (f.y + stepX.y * i) | (f.z + stepX.z * i);
                        row |= (uint(~outside) >> 31) << i;
                    }
                    covered |= (j < rows - y0 ? row & columnMask : 0u) << (8 * j);
                    f += stepY;
                }
                while (covered != 0u) {
                    int bit = findLSB(covered);
                    covered &= covered - 1u;
                    ivec2 pixel = first + ivec2(x0 + (bit & 7), y0 + (bit >> 3));
                    ivec2 at = pixel * SubPixels + SubPixels / 2 + offset;
                    if (Cutouts == 0u || isSolid(holes, at))
                        put(s, pixel.x, pixel.y, valueAt(plane, at), id);
                }
            }
        }
    }
}

// No point of the triangle can be seen: it lies beyond one side of the image or nearer than the near plane.
bool outside(ScreenVertex a, ScreenVertex b, ScreenVertex c) {
    vec3 x = vec3(a.h.x, b.h.x, c.h.x), y = vec3(a.h.y, b.h.y, c.h.y), w = vec3(a.h.z, b.h.z, c.h.z);
    return all(lessThan(x, vec3(0.0))) || all(greaterThan(x, float(width) * w)) || all(lessThan(y, float(rowStart) * w))
        || all(greaterThan(y, float(rowEnd) * w)) || all(lessThan(w, vec3(near)));
}

void triangle(ClusterInstance instance, Cluster cluster, ViewTransform t, uint id) {
    uvec3 v = trianglesVertices(cluster, triangleOf(id));
    ScreenVertex a = project(t, positions[v.x]), b = project(t, positions[v.y]), c = project(t, positions[v.z]);
    bool queued;
    uint tiles = 0xffffffffu;
    if (a.regular && b.regular && c.regular) {
        ivec2 lo = min(a.snapped, min(b.snapped, c.snapped)), hi = max(a.snapped, max(b.snapped, c.snapped));
        ivec2 first = firstPixel(lo - sampleMargin(), ivec2(0)), last = lastPixel(hi + sampleMargin(), ivec2(0));
        if (first.x > last.x || first.y > last.y)
            return;
        ivec2 extent = hi - lo;
        queued = max(extent.x, extent.y) > int(InlinePixels) * SubPixels;
        ivec2 span = last / Tile - first / Tile + 1;
        tiles = uint(span.x * span.y);
        if (!queued) {
            ivec2 e1 = b.snapped - a.snapped, e2 = c.snapped - a.snapped;
            if (e1.x * e2.y == e1.y * e2.x)
                return;
        }
    } else {
        if (outside(a, b, c))
            return;
        queued = true;
    }
    if (queued) {
        uint at = atomicAdd(queueCount, 1u);
        queue[at] = uvec2(id, tiles); // as long as the list of triangles: it cannot overflow
        atomicMax(queueGroups.x, min(at + 1u, MaxGroups));
        atomicMax(queueGroups.z, at / MaxGroups + 1u);
    } else {
        walk(a, b, c, id, Cutouts != 0u ? holesOf(instance.material, cluster, v, a, b, c) : noHoles());
    }
}

// The bounding sphere against the sides of the image (one pixel wider, for rounding) and the near plane, in object space.
bool culled(ViewTransform t, vec4 sphere) {
    vec3 c = vec3(affine(t.screenX, sphere.xyz), affine(t.screenY, sphere.xyz), Orthographic != 0u ? 1.0 : affine(t.screenZ, sphere.xyz));
    float radius = sphere.w * 1.0001;
    vec4 sides = vec4(c.x + c.z, float(width + 1u) * c.z - c.x, c.y - (float(rowStart) - 1.0) * c.z, (float(rowEnd) + 1.0) * c.z - c.y);
    return any(lessThan(sides, -radius * t.sideNorms)) || (Orthographic == 0u && c.z - near < -radius * t.nearNorm.x);
}

void main() {
    uint first = (gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x) * ClustersPerGroup;
    for (uint d = first; d < min(first + ClustersPerGroup, drawCount); d++) {
        uint index = draws[drawStart + d];
        ClusterInstance instance = clusterInstances[index];
        Cluster cluster = clusters[instance.cluster];
        ViewTransform t = viewTransforms[transformBase + instance.instance];
        if (culled(t, cluster.sphere))
            continue;
        for (uint n = gl_LocalInvocationID.x; n < cluster.triangleCount; n += Lanes)
            triangle(instance, cluster, t, index << 7 | n);
    }
}
