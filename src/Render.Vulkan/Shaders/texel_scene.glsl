// The scene as the shading passes read it: words through texel views of the buffers that scene.glsl describes. On lavapipe a word of a texel view
// is one gather of all lanes, a word of a storage buffer one masked scalar load a lane, several times slower. A test compares the places of
// the words with the structs of GpuStructs.cs.

const uint CLUSTER_WORDS = 8u, CLUSTER_VERTEX_OFFSET = 0u, CLUSTER_TRIANGLE_OFFSET = 1u, CLUSTER_EXTRAS_OFFSET = 3u;
const uint CLUSTER_INSTANCE_WORDS = 4u, CLUSTER_INSTANCE_CLUSTER = 0u, CLUSTER_INSTANCE_INSTANCE = 1u, CLUSTER_INSTANCE_MATERIAL = 2u,
    CLUSTER_INSTANCE_SURFACE = 3u;
const uint INSTANCE_WORDS = 24u, INSTANCE_WORLD_X = 0u, INSTANCE_WORLD_Y = 4u, INSTANCE_WORLD_Z = 8u;
const uint VERTEX_ATTRIBUTES_WORDS = 4u, VERTEX_ATTRIBUTES_NORMAL = 0u, VERTEX_ATTRIBUTES_TANGENT = 1u, VERTEX_ATTRIBUTES_TEX_COORD = 2u;
const uint VERTEX_EXTRAS_WORDS = 4u, VERTEX_EXTRAS_COLOR = 0u, VERTEX_EXTRAS_TEX_COORD1 = 2u;
const uint NO_EXTRAS = 0xffffffffu;

layout(binding = 0) uniform usamplerBuffer clusterWords;
layout(binding = 1) uniform usamplerBuffer triangleWords;
layout(binding = 2) uniform usamplerBuffer positionWords;
layout(binding = 3) uniform usamplerBuffer attributeWords;
layout(binding = 4) uniform usamplerBuffer extrasWords;
layout(binding = 5) uniform usamplerBuffer clusterInstanceWords;
layout(binding = 6) uniform usamplerBuffer instanceWords;
layout(binding = 16) uniform usamplerBuffer visibilityWords; // a sample: id, key

const uint NOTHING = 0xffffffffu;

#define WORD(words, i) texelFetch(words, int(i)).x
#define REAL(words, i) uintBitsToFloat(WORD(words, i))

uint clusterInstanceOf(uint id) { return id >> 7; }
uint triangleOf(uint id) { return id & 127u; }
uint clusterInstanceWord(uint clusterInstance, uint member) { return WORD(clusterInstanceWords, clusterInstance * CLUSTER_INSTANCE_WORDS + member); }
uint clusterWord(uint cluster, uint member) { return WORD(clusterWords, cluster * CLUSTER_WORDS + member); }

uvec3 verticesOf(uint cluster, uint triangle) {
    uint word = WORD(triangleWords, clusterWord(cluster, CLUSTER_TRIANGLE_OFFSET) + triangle);
    return clusterWord(cluster, CLUSTER_VERTEX_OFFSET) + uvec3(word & 255u, word >> 8 & 255u, word >> 16 & 255u);
}

vec3 positionOf(uint vertex) {
    return vec3(REAL(positionWords, vertex * 3u), REAL(positionWords, vertex * 3u + 1u), REAL(positionWords, vertex * 3u + 2u));
}

// Object to world.
struct Pose { vec3 x, y, z, offset; };

Pose poseOf(uint instance) {
    uint i = instance * INSTANCE_WORDS;
    return Pose(vec3(REAL(instanceWords, i), REAL(instanceWords, i + 1u), REAL(instanceWords, i + 2u)),
        vec3(REAL(instanceWords, i + 4u), REAL(instanceWords, i + 5u), REAL(instanceWords, i + 6u)),
        vec3(REAL(instanceWords, i + 8u), REAL(instanceWords, i + 9u), REAL(instanceWords, i + 10u)),
        vec3(REAL(instanceWords, i + 3u), REAL(instanceWords, i + 7u), REAL(instanceWords, i + 11u)));
}

vec3 turned(Pose p, vec3 v) { return vec3(dot(p.x, v), dot(p.y, v), dot(p.z, v)); }

// Depth along the optical axis of a visibility key, metres.
float depthOf(uint key) { return 1.0 / uintBitsToFloat(~key); }
