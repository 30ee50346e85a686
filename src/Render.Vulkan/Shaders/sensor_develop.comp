#version 460
#extension GL_GOOGLE_include_directive : require
// Units of the converter -> linear light, with white balance and demosaicing; and its display, unless sharpening comes in between.
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint Method = 2;      // 0: no mosaic; 1: bilinear; 2: Malvar, He, Cutler
layout(constant_id = 1) const uint WriteLight = 0;  // 1: light; 0: bytes
#include "sensor.glsl"
#define DISPLAY_WORD(i) WORD(tableWords, TABLE_DISPLAY + (i))
#include "tone.glsl"

layout(binding = 21, scalar) writeonly buffer First { uint first[]; };
layout(binding = 22, scalar) writeonly buffer Second { uint second[]; };

// Beyond an edge the mosaic is reflected in the photosites at the edge, which keeps its colours in their places.
int reflected(int x, int size) {
    x = abs(x);
    x = x < size ? x : 2 * (size - 1) - x;
    return clamp(x, 0, size - 1);
}

float site(uvec2 pixel, int dx, int dy) {
    int x = reflected(int(pixel.x) + dx, int(sensor.width)), y = reflected(int(pixel.y) + dy, int(sensor.height));
    precise float units = float(WORD(firstWords, uint(y) * sensor.width + uint(x))) - sensor.dark;
    return units;
}

// Malvar, He, Cutler, "High-Quality Linear Interpolation for Demosaicing of Bayer-Patterned Color Images", ICASSP 2004; its eight filters are sums over
// rings of the 5 x 5 photosites, of which each is of one colour. Gains are applied first: the filters take it that edges are grey.
vec3 demosaiced(uvec2 pixel) {
    uvec2 from = (pixel ^ sensor.red) & 1u;
    bool green = from.x != from.y;
    uint channel = from.x + from.y;
    vec3 gain = sensor.lightPerUnit;
    // The colour to the left and right of a green photosite, and above and below it; of another, that of its diagonals.
    float along = from.y == 0u ? gain.r : gain.b, across = from.y == 0u ? gain.b : gain.r, diagonal = channel == 0u ? gain.b : gain.r;
    float own = pick(gain, channel);
    precise float centre = site(pixel, 0, 0) * own;
    precise float sides = (site(pixel, -1, 0) + site(pixel, 1, 0)) * (green ? along : gain.g);
    precise float ends = (site(pixel, 0, -1) + site(pixel, 0, 1)) * (green ? across : gain.g);
    precise float corners = (site(pixel, -1, -1) + site(pixel, 1, -1) + site(pixel, -1, 1) + site(pixel, 1, 1)) * (green ? own : diagonal);
    precise float horizontal = sides * 0.5, vertical = ends * 0.5, mean4 = (sides + ends) * 0.25, opposite = corners * 0.25;
    if (Method == 2u) {
        precise float far = (site(pixel, -2, 0) + site(pixel, 2, 0)) * own, deep = (site(pixel, 0, -2) + site(pixel, 0, 2)) * own;
        horizontal = (5.0 * centre + 4.0 * sides - far - corners + 0.5 * deep) * 0.125;
        vertical = (5.0 * centre + 4.0 * ends - deep - corners + 0.5 * far) * 0.125;
        mean4 = (4.0 * centre + 2.0 * (sides + ends) - (far + deep)) * 0.125;
        opposite = (6.0 * centre + 2.0 * corners - 1.5 * (far + deep)) * 0.125;
    }
    if (green)
        return from.y == 0u ? vec3(horizontal, centre, vertical) : vec3(vertical, centre, horizontal);
    return channel == 0u ? vec3(centre, mean4, opposite) : vec3(opposite, mean4, centre);
}

void main() {
    loadSensor();
    uvec2 pixel = pixelOfThread();
    uint index = indexOf(pixel);
    vec3 light = vec3(0.0);
    if (Method == 0u) {
        uint word = WORD(firstWords, index);
        precise vec3 scaled = (vec3(uvec3(word & 0xffffu, word >> 16, WORD(secondWords, index))) - sensor.dark) * sensor.lightPerUnit;
        light = scaled;
    } else {
        light = demosaiced(pixel);
    }
    light = clamp(light, 0.0, sensor.white);
    uvec2 words = uvec2(0u);
    if (WriteLight != 0u)
        words = packLight(light);
    else
        words.x = packBytes(displayed(light));
    if (threadHasPixel()) {
        first[index] = words.x;
        if (WriteLight != 0u)
            second[index] = words.y;
    }
}
