#version 460
#extension GL_GOOGLE_include_directive : require
// Light -> electrons -> units of the converter. EMVA Standard 1288 (release 4.0), linear model: electrons are Poisson numbers, reading adds a normal number of
// them, the converter multiplies and rounds.
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint Mosaic = 1;      // 0: each pixel measures all three colours
layout(constant_id = 1) const uint Pattern = 1;     // 0: all photosites are alike
#include "sensor.glsl"
#include "sensor_noise.glsl"

layout(binding = 21, scalar) writeonly buffer First { uint first[]; };
layout(binding = 22, scalar) writeonly buffer Second { uint second[]; };

uint unitsOf(float light, uint channel, uint index) {
    precise float most = 2.0 * sensor.well + 100.0;
    precise float mean = min(light * pick(sensor.electronsPerLight, channel), most);
    precise float dark = sensor.darkElectrons;
    float offset = 0.0;
    if (Pattern != 0u) {
        uvec4 random = philox(uvec4(index, channel, 0u, 0u), sensor.patternKey);
        precise float response = 1.0 + sensor.prnu * normal(random.x);
        mean = mean * max(response, 0.0);
        precise float glow = float(random.w >> 8) * (1.0 / 16777216.0) * sensor.well;
        offset = sensor.dsnu * normal(random.y);
        if (random.z < sensor.hotPixels)
            dark = dark + glow;
    }
    mean = mean + dark;
    uvec4 random = philox(uvec4(index, channel, 0u, 0u), sensor.noiseKey);
    float electrons = min(poisson(mean, random.x), sensor.well);
    precise float read = electrons + offset + sensor.readNoise * normal(random.y);
    precise float units = read * sensor.unitsPerElectron + sensor.black + 0.5;
    return uint(clamp(floor(units), 0.0, sensor.largest));
}

// 0 red, 1 green, 2 blue.
uint channelOfSite(uvec2 pixel) {
    uvec2 from = (pixel ^ sensor.red) & 1u;
    return from.x + from.y;
}

void main() {
    loadSensor();
    uvec2 pixel = pixelOfThread();
    uint index = indexOf(pixel);
    vec3 light = lightAt(index);
    uvec2 words = uvec2(0u);
    if (Mosaic != 0u) {
        uint channel = channelOfSite(pixel);
        words.x = unitsOf(pick(light, channel), channel, index);
    } else {
        words.x = unitsOf(light.r, 0u, index) | unitsOf(light.g, 1u, index) << 16;
        words.y = unitsOf(light.b, 2u, index);
    }
    if (threadHasPixel()) {
        first[index] = words.x;
        if (Mosaic == 0u)
            second[index] = words.y;
    }
}
