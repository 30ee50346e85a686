// The scene as it lies on the device. The structs are those of GpuStructs.cs; a test compares offsets and strides of both.
// Buffers 0..9 are bound by GpuScene; passes use bindings from 16 on.
#extension GL_EXT_scalar_block_layout : require

const uint NoExtras = 0xffffffffu;

// At most 128 triangles with at most 256 vertices of their own, of one material.
struct Cluster {
    uint vertexOffset;
    uint triangleOffset;
    uint triangleCount;
    uint extrasOffset; // first entry in vertexExtras, or NoExtras
    vec4 sphere;       // object space: centre, radius
};

// Where vertices have colours or a second set of texture coordinates.
struct VertexExtras {
    uvec2 color;     // linear RGBA, four halves
    vec2 texCoord1;
};

struct VertexAttributes {
    uint normal;     // octahedral, 2 x snorm16
    uint tangent;    // octahedral, 2 x snorm15; bit 15: handedness is -1; bits 0..14 and 16..30
    vec2 texCoord;
};

// A cluster of an instance. Its place in the table, in scene order, is the upper 25 bits of an id.
struct ClusterInstance {
    uint cluster;
    uint instance;   // number - 1
    uint material;   // in the frame's table of materials
    uint surface;    // the same for all clusters of one instance and one material, and no others
};

struct Instance {
    vec4 worldX, worldY, worldZ;    // object to world, rows
    vec4 normalX, normalY, normalZ; // inverse transpose of it, rows; normalX.w: -1 where the pose mirrors, else 1
};

// An instance as one view sees it: object space to (pixel x * w, pixel y * w, w), or to (pixel x, pixel y, depth) where the view is
// orthographic; and the lengths of the normals of the view's planes in object space, for culling.
struct ViewTransform {
    vec4 screenX, screenY, screenZ;
    vec4 sideNorms;                 // left, right, top, bottom
    vec4 nearNorm;                  // x: near
};

layout(binding = 0, scalar) readonly buffer Clusters { Cluster clusters[]; };
layout(binding = 1, scalar) readonly buffer Triangles { uint triangles[]; };
layout(binding = 2, scalar) readonly buffer Positions { vec3 positions[]; };
layout(binding = 3, scalar) readonly buffer Attributes { VertexAttributes vertexAttributes[]; };
layout(binding = 4, scalar) readonly buffer Extras { VertexExtras vertexExtras[]; };
layout(binding = 5, scalar) readonly buffer ClusterInstances { ClusterInstance clusterInstances[]; };
layout(binding = 6, scalar) readonly buffer Instances { Instance instances[]; };
layout(binding = 7, scalar) readonly buffer ViewTransforms { ViewTransform viewTransforms[]; };

// What a visibility sample holds: nearness in the upper word (complemented: the smallest key wins), cluster instance and triangle in the lower.
const uint64_t NothingSeen = 0xffffffffffffffffUL;
uint clusterInstanceOf(uint id) { return id >> 7; }
uint triangleOf(uint id) { return id & 127u; }
uvec3 trianglesVertices(Cluster c, uint triangle) {
    uint word = triangles[c.triangleOffset + triangle];
    return c.vertexOffset + uvec3(word & 255u, word >> 8 & 255u, word >> 16 & 255u);
}
