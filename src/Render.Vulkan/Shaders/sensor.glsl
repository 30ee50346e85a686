// What the passes of the sensor have in common. The C# side: Passes/SensorPasses, SensorConstants, Lighting/SensorTables. A row of groups for each row of
// the picture. Arithmetic that decides a byte is integer or correctly rounded (exact.glsl), and what is not is a table that the host made: given the
// light, the picture is the same on every device.
#extension GL_EXT_scalar_block_layout : require
#define WORD(words, i) texelFetch(words, int(i)).x

struct Sensor {
    uint width;
    uint height;
    // Optics
    vec2 principalPoint;        // pixels
    vec2 tangentPerPixel;       // of the field angle
    float perHalfDiagonal;      // 1 / pixels
    float cosFourth;            // 0..1, how much there is of the natural fall-off
    vec3 radial;                // k1, k2, k3
    vec2 chroma;                // where red and blue of a point lie, relative to the principal point: 1 / magnification
    uint blurRadius;            // pixels
    // Exposure
    vec3 electronsPerLight;
    float darkElectrons;
    float well;                 // electrons
    float prnu;
    float dsnu;                 // electrons
    uint hotPixels;             // of 2^32
    float readNoise;            // electrons
    float unitsPerElectron;
    float black;                // units
    float largest;              // units
    uvec2 noiseKey;
    uvec2 patternKey;
    // Development
    float dark;                 // units that are subtracted
    vec3 lightPerUnit;          // white balance and filters included
    float white;                // light that no channel exceeds
    uvec2 red;                  // column and row of the first red photosite, 0 or 1
    float sharpening;
    uint sharpeningRadius;      // pixels
};

layout(binding = 17, scalar) uniform Sensors { Sensor sensorConstants; };
layout(binding = 18) uniform usamplerBuffer tableWords;
layout(binding = 19) uniform usamplerBuffer firstWords;     // light, or units of the converter: red and green, or those of a mosaic
layout(binding = 20) uniform usamplerBuffer secondWords;    // blue; a mosaic has none

// Loaded before any branch, as in shading_frame.glsl.
Sensor sensor;
void loadSensor() { sensor = sensorConstants; }

// Places in the table; Lighting/SensorTables.
const uint TABLE_NORMAL = 0u, TABLE_EXP = 2049u, TABLE_RECIPROCAL = 2561u, TABLE_BLUR = 2657u, TABLE_SHARPENING = 2721u, TABLE_DISPLAY = 2785u;

float tableReal(uint i) { return uintBitsToFloat(WORD(tableWords, i)); }

// The pixel of a thread. Threads beyond the end of a row do the last pixel again, and store nothing: a thread that returned would be a trap to
// lavapipe, which stores for it after loops.
uvec2 pixelOfThread() { return uvec2(min(gl_GlobalInvocationID.x, sensor.width - 1u), gl_WorkGroupID.y); }
bool threadHasPixel() { return gl_GlobalInvocationID.x < sensor.width; }
uint indexOf(uvec2 pixel) { return pixel.y * sensor.width + pixel.x; }

#include "light.glsl"

vec3 lightAt(uint index) { return unpackLight(uvec2(WORD(firstWords, index), WORD(secondWords, index))); }

float pick(vec3 v, uint channel) { return channel == 0u ? v.r : channel == 1u ? v.g : v.b; }
