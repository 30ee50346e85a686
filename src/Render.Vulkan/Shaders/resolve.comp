#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_scalar_block_layout : require
#extension GL_EXT_control_flow_attributes : require
// Visibility samples -> colour. The samples of a pixel are grouped into distinct surfaces, and each surface is shaded once, at a sample that it
// really covers, and counts by its samples.
// It runs three times. The first run takes the spans in which all samples show one triangle: a thread shades all pixels of one, so that what the
// triangle is to all of them is fetched once. The second shades one surface of each other pixel that has any, and lists the pixels in which samples
// are left; the third takes that list. In one run, the loop over the surfaces of a pixel would run as often as the worst of all lanes asks.
layout(local_size_x = 64) in;
layout(constant_id = 1) const uint Run = 0;                 // which of the three
#include "resolve.glsl"

layout(binding = 24, scalar) buffer Work { uint work[]; };

uint keyAt(uint base, uint s) { return WORD(visibilityWords, (base + s * layerStride) * 2u + 1u); }

// Which of the samples in `candidates` show the surface of the triangle: the same instance and material, and a depth within the part of a
// pixel's footprint that tells a crease or a step from a curved surface.
uint samplesOfSurface(SurfaceTriangle t, uint id, uint reference, uint candidates, uvec2 pixel, uint base) {
    float tolerance = 0.4 * length(rayChangeX(vec2(pixel))), size = length(t.plane);
    uint members = 1u << reference;
    for (uint s = 1u; s < SampleCount; s++) {
        uint other = idAt(base, s);
        float facing = dot(ray(samplePosition(pixel, s)), t.plane);
        float depth = depthOf(keyAt(base, s));
        float grazing = min(size / max(abs(facing), 1e-6 * size), 4.0);
        bool near = other != NOTHING && abs(t.numerator / facing - depth) < tolerance * depth * grazing
            && clusterInstanceWord(other == NOTHING ? 0u : clusterInstanceOf(other), CLUSTER_INSTANCE_SURFACE) == t.surface;
        members |= s > reference && (other == id || near) ? 1u << s : 0u;
    }
    return members & candidates;
}

void shadeFirst() {
    uint item = itemOfThread();
    if (item / SPAN >= work[LIST_SURFACES * 4u])
        return;
    uint span = work[LISTS_END + LIST_SURFACES * spanCapacity + item / SPAN];
    uint row = span / spansOfRow();
    uvec2 pixel = uvec2((span - row * spansOfRow()) * SPAN + item % SPAN, row + rowStart);
    uint base = row * frame.width + pixel.x, all = (1u << SampleCount) - 1u, covered = 0u;
    if (pixel.x >= frame.width)
        return;
    for (uint s = 0u; s < SampleCount; s++)
        covered |= idAt(base, s) != NOTHING ? 1u << s : 0u;
    if (covered == 0u)
        return;
    uint reference = uint(findLSB(covered)), id = idAt(base, reference);
    SurfaceTriangle t = fetchTriangle(id);
    uint members = samplesOfSurface(t, id, reference, all, pixel, base);
    vec3 shown = shownOf(shadeSurface(t, samplePosition(pixel, reference), pixel) * frame.exposure);
    uvec2 done = packPixel(shown);
    uint rest = all & ~members;
    if (rest != 0u) {
        done = packPart(averagedOf(shown) * (float(bitCount(members)) / float(SampleCount)));
        uint place = atomicAdd(work[LIST_EDGES * 4u], 1u), at = LISTS_END + 4u * spanCapacity + 2u * place;
        work[at] = base;
        work[at + 1u] = rest;
        if (place % (GROUP * GROUP_COLUMNS) == 0u)
            atomicAdd(work[LIST_EDGES * 4u + 1u], 1u);
    }
    storePixel(base + rowStart * frame.width, done);
}

void shadeRest() {
    uint item = itemOfThread();
    if (item >= work[LIST_EDGES * 4u])
        return;
    uint at = LISTS_END + 4u * spanCapacity + 2u * item, base = work[at], rest = work[at + 1u];
    uvec2 pixel = uvec2(base % frame.width, base / frame.width + rowStart);
    vec3 sum = unpackPart(base + rowStart * frame.width);
    while (rest != 0u) {
        uint reference = uint(findLSB(rest)), id = idAt(base, reference), members = 0u;
        vec3 light = vec3(0.0);
        if (id == NOTHING) {
            for (uint s = 0u; s < SampleCount; s++)
                members |= idAt(base, s) == NOTHING ? 1u << s : 0u;
            light = background(ray(samplePosition(pixel, reference)), pixel);
        } else {
            SurfaceTriangle t = fetchTriangle(id);
            members = samplesOfSurface(t, id, reference, rest, pixel, base);
            light = shadeSurface(t, samplePosition(pixel, reference), pixel);
        }
        sum += float(bitCount(members)) / float(SampleCount) * averagedOf(shownOf(light * frame.exposure));
        rest &= ~members;
        if (rest == 0u)
            storePixel(base + rowStart * frame.width, packAverage(sum));
    }
}

void shadeSpan() {
    uint item = itemOfThread();
    uint list = LIST_UNIFORM;
    if (PlainOnly != 0u)
        list = LIST_PLAIN;
    if (item >= work[list * 4u])
        return;
    uint span = work[LISTS_END + list * spanCapacity + item], row = span / spansOfRow();
    uvec2 pixel = uvec2((span - row * spansOfRow()) * SPAN, row + rowStart);
    uint base = row * frame.width, end = min(pixel.x + SPAN, frame.width);
    SurfaceTriangle t = fetchTriangle(idAt(base + pixel.x, 0u));
    [[dont_unroll]] do {
        storePixel(base + rowStart * frame.width + pixel.x, packPixel(shownOf(shadeSurface(t, vec2(pixel) + 0.5, pixel) * frame.exposure)));
        pixel.x++;
    } while (pixel.x < end);
}

void main() {
    loadConstants();
    loadLights();
    if (Run == 0u)
        shadeSpan();
    else if (Run == 1u)
        shadeFirst();
    else
        shadeRest();
}
