// The scene as it lies on the device: structs of GpuStructs.cs, read word by word through texel views. On lavapipe a word of a texel view is one
// gather of all lanes, a word of a storage buffer a loop over the lanes, several times slower. A test compares the places of the words with
// the structs. Buffers 0..7 are bound by GpuScene; passes use bindings from 16 on.
#extension GL_EXT_scalar_block_layout : require

#define WORD(words, i) texelFetch(words, int(i)).x
#define REAL(words, i) uintBitsToFloat(WORD(words, i))

// At most 128 triangles with at most 256 vertices of their own, of one material. The sphere: object space, centre and radius.
const uint CLUSTER_WORDS = 8u, CLUSTER_VERTEX_OFFSET = 0u, CLUSTER_TRIANGLE_OFFSET = 1u, CLUSTER_TRIANGLE_COUNT = 2u,
    CLUSTER_EXTRAS_OFFSET = 3u, CLUSTER_SPHERE = 4u;
const uint NO_EXTRAS = 0xffffffffu; // as CLUSTER_EXTRAS_OFFSET, the first entry in the extras

// A cluster of an instance. Its place in the table, in scene order, is the upper 25 bits of an id. INSTANCE: number - 1; MATERIAL: in the frame's
// table of materials; SURFACE: the same for all clusters of one instance and one material, and no others.
const uint CLUSTER_INSTANCE_WORDS = 4u, CLUSTER_INSTANCE_CLUSTER = 0u, CLUSTER_INSTANCE_INSTANCE = 1u, CLUSTER_INSTANCE_MATERIAL = 2u,
    CLUSTER_INSTANCE_SURFACE = 3u;

// Object to world, rows.
const uint INSTANCE_WORDS = 12u, INSTANCE_WORLD_X = 0u, INSTANCE_WORLD_Y = 4u, INSTANCE_WORLD_Z = 8u;

// An instance as one view sees it: object space to (pixel x * w, pixel y * w, w), or to (pixel x, pixel y, depth) where the view is
// orthographic; and the lengths of the normals of the view's planes in object space, for culling: left, right, top, bottom; near.
const uint VIEW_TRANSFORM_WORDS = 20u, VIEW_TRANSFORM_SCREEN_X = 0u, VIEW_TRANSFORM_SCREEN_Y = 4u, VIEW_TRANSFORM_SCREEN_Z = 8u,
    VIEW_TRANSFORM_SIDE_NORMS = 12u, VIEW_TRANSFORM_NEAR_NORM = 16u;

// NORMAL: octahedral, 2 x snorm16. TANGENT: octahedral, 2 x snorm15 in bits 0..14 and 16..30; bit 15: handedness is -1.
const uint VERTEX_ATTRIBUTES_WORDS = 4u, VERTEX_ATTRIBUTES_NORMAL = 0u, VERTEX_ATTRIBUTES_TANGENT = 1u, VERTEX_ATTRIBUTES_TEX_COORD = 2u;

// Where vertices have colours or a second set of texture coordinates. COLOR: linear RGBA, four halves.
const uint VERTEX_EXTRAS_WORDS = 4u, VERTEX_EXTRAS_COLOR = 0u, VERTEX_EXTRAS_TEX_COORD1 = 2u;

layout(binding = 0) uniform usamplerBuffer clusterWords;
layout(binding = 1) uniform usamplerBuffer triangleWords;           // three 8-bit numbers of vertices of the cluster
layout(binding = 2) uniform usamplerBuffer positionWords;           // three floats a vertex
layout(binding = 3) uniform usamplerBuffer attributeWords;
layout(binding = 4) uniform usamplerBuffer extrasWords;
layout(binding = 5) uniform usamplerBuffer clusterInstanceWords;
layout(binding = 6) uniform usamplerBuffer instanceWords;
layout(binding = 7) uniform usamplerBuffer viewTransformWords;

// What a visibility sample holds: nearness in the upper word (complemented: the smallest key wins), cluster instance and triangle in the lower.
const uint NOTHING = 0xffffffffu;
uint clusterInstanceOf(uint id) { return id >> 7; }
uint triangleOf(uint id) { return id & 127u; }

uint clusterInstanceWord(uint clusterInstance, uint member) { return WORD(clusterInstanceWords, clusterInstance * CLUSTER_INSTANCE_WORDS + member); }
uint clusterWord(uint cluster, uint member) { return WORD(clusterWords, cluster * CLUSTER_WORDS + member); }

uvec3 verticesOf(uint vertexOffset, uint triangle) {
    uint word = WORD(triangleWords, triangle);
    return vertexOffset + uvec3(word & 255u, word >> 8 & 255u, word >> 16 & 255u);
}

uvec3 verticesOfTriangle(uint cluster, uint triangle) {
    return verticesOf(clusterWord(cluster, CLUSTER_VERTEX_OFFSET), clusterWord(cluster, CLUSTER_TRIANGLE_OFFSET) + triangle);
}

vec3 positionOf(uint vertex) {
    return vec3(REAL(positionWords, vertex * 3u), REAL(positionWords, vertex * 3u + 1u), REAL(positionWords, vertex * 3u + 2u));
}

vec2 texCoordOf(uint vertex) {
    uint i = vertex * VERTEX_ATTRIBUTES_WORDS + VERTEX_ATTRIBUTES_TEX_COORD;
    return vec2(REAL(attributeWords, i), REAL(attributeWords, i + 1u));
}

// Of an entry of the extras.
vec2 texCoord1Of(uint extra) {
    uint i = extra * VERTEX_EXTRAS_WORDS + VERTEX_EXTRAS_TEX_COORD1;
    return vec2(REAL(extrasWords, i), REAL(extrasWords, i + 1u));
}

vec4 colorOf(uint extra) {
    uint i = extra * VERTEX_EXTRAS_WORDS + VERTEX_EXTRAS_COLOR;
    return vec4(unpackHalf2x16(WORD(extrasWords, i)), unpackHalf2x16(WORD(extrasWords, i + 1u)));
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
