// Everything about one image that the shading passes need. The C# side: Passes/ShadingStructs, ShadingConstants.

struct ShadingFrame {
    // The ray of the point (x, y) of the image, world space, depth 1 along the optical axis: rayOrigin + x rayX + y rayY. Through a lens: the camera's
    // axes in the world, right, down and forward (camera_ray.glsl).
    vec3 rayX;
    vec3 rayY;
    vec3 rayOrigin;
    vec3 eye;
    uint width;
    uint height;
    float exposure;             // factor on linear light
    uint displayTexels;         // first word of the table from light to display values
    uint lightCount;            // plain lights
    // Environment
    vec2 environmentTurn;       // cosine and sine of its rotation about +Z
    vec3 environmentColor;      // colour times strength
    float specularLevels;       // number of mipmaps - 1
    uint specularTexels;        // first word of its finest level in the heap
    uint specularSize;          // texels on a side of that
    uint reflectanceTexels;     // first word of the table
    uvec2 backgroundTexels;     // first words of the two levels between which texels are as large as a pixel
    uvec2 backgroundSizes[2];
    float backgroundFraction;   // part of the second
    uint flatBackground;
    vec3 backgroundColor;
    vec3 irradiance[9];
    // Ambient occlusion
    float occlusionRadius;      // metres
    float pixelsPerMetre;       // at depth 1
    uint shadowedCount;         // lights with shadow maps of their own, after the plain ones
    uint areaCount;             // rectangles, after those
    uint cosineTexels;          // first word of the table of linearly transformed cosines
    uint undisplayTexels;       // first word of the table from display bytes to light
    vec3 fogColor;              // radiance
    float fogDensity;           // at the eye, 1/m
    float fogFalloff;           // upwards, 1/m
};

const uint LIGHT_SUN = 0u, LIGHT_POINT = 1u, LIGHT_SPOT = 2u, LIGHT_AREA = 3u;
const uint NO_SHADOW = 0xffffffffu;

struct Light {
    uint kind;
    vec3 intensity;
    vec3 position;              // relative to the eye
    vec3 direction;             // towards the light (sun), or of the axis (spot, area)
    float coneScale;            // spot: clamp(cos * scale + offset)^2
    float coneOffset;
    uint shadow;                // number of its shadow map (sun), else the first word of its maps; NO_SHADOW: none
    // Sun with a shadow: position relative to the eye -> texel x, texel y, metres along the light; else (xyz) the axes of its maps;
    // of a rectangle its sides, too.
    vec4 toShadowX;
    vec4 toShadowY;
    vec4 toShadowZ;
    float shadowTexel;          // metres on a side (sun); else at distance 1 on a face
    float shadowRange;          // sun: metres between the nearest caster and the farthest receiver
    float penumbra;             // radius of the sun's disc in metres at one metre; else of the light in metres
    uint shadowFaces;           // bit f: there is a map of face f (Shaders/local_shadow.glsl); bit 31: the faces are those of a cube
    uint shadowSize;            // texels on a side of a face
    vec2 halfSize;              // area: metres
};

// The places of its words, for where they are read one by one.
const uint LIGHT_WORDS = 32u, LIGHT_KIND = 0u, LIGHT_INTENSITY = 1u, LIGHT_POSITION = 4u, LIGHT_DIRECTION = 7u, LIGHT_CONE_SCALE = 10u,
    LIGHT_CONE_OFFSET = 11u, LIGHT_SHADOW = 12u, LIGHT_TO_SHADOW_X = 13u, LIGHT_TO_SHADOW_Y = 17u, LIGHT_TO_SHADOW_Z = 21u,
    LIGHT_SHADOW_TEXEL = 25u, LIGHT_SHADOW_RANGE = 26u, LIGHT_PENUMBRA = 27u, LIGHT_SHADOW_FACES = 28u, LIGHT_SHADOW_SIZE = 29u, LIGHT_HALF_SIZE = 30u;

// A uniform buffer: what all threads read alike, drivers fetch once for all of them.
layout(binding = 17, scalar) uniform Frames { ShadingFrame frameConstants; };

// What every thread reads alike is loaded first of all, before any branch: there lavapipe loads a word once for all lanes, within a branch (also
// after a return in one) it gathers it lane by lane, in 35 instructions a word.
ShadingFrame frame;
void loadFrame() { frame = frameConstants; }

// A uniform value that is to decide a branch or a loop. lavapipe compiles a shader anew, with the value in it, whenever a uniform changes that does so
// by itself (half a second for the resolve): adding nothing, which to the compiler depends on the thread, keeps it from that.
uint deciding(uint value) { return value + (gl_LocalInvocationIndex >> 16); }
