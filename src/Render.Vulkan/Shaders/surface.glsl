// What a triangle is to all the rays that meet it: fetched and turned into the world once, however many of its points are shaded. Include
// scene.glsl, shading_frame.glsl, texels.glsl and material.glsl first.

vec3 decodeUnit(vec2 p) {
    vec3 n = vec3(p, 1.0 - abs(p.x) - abs(p.y));
    if (n.z < 0.0)
        n.xy = vec2(p.x < 0.0 ? abs(p.y) - 1.0 : 1.0 - abs(p.y), p.y < 0.0 ? abs(p.x) - 1.0 : 1.0 - abs(p.x));
    return normalize(n);
}

vec4 decodeTangent(uint word) {
    return vec4(decodeUnit(vec2(float(word & 0x7fffu), float(word >> 16 & 0x7fffu)) * (2.0 / 32766.0) - 1.0), (word & 0x8000u) != 0u ? -1.0 : 1.0);
}

vec3 normalOf(uint vertex) { return decodeUnit(unpackSnorm2x16(WORD(attributeWords, vertex * VERTEX_ATTRIBUTES_WORDS + VERTEX_ATTRIBUTES_NORMAL))); }
vec4 tangentOf(uint vertex) { return decodeTangent(WORD(attributeWords, vertex * VERTEX_ATTRIBUTES_WORDS + VERTEX_ATTRIBUTES_TANGENT)); }

// Values at a vertex, and their changes to the two others.
struct Corners2 { vec2 at, change1, change2; };
struct Corners3 { vec3 at, change1, change2; };
struct Corners4 { vec4 at, change1, change2; };

struct SurfaceTriangle {
    // In world space around the eye, ready to be met by rays (Moeller and Trumbore, 1997): for a ray d,
    // b1 = d . planeB1 / d . plane, b2 = d . planeB2 / d . plane, depth = numerator / d . plane.
    vec3 plane, planeB1, planeB2;
    float numerator;
    uint surface;           // the same for all triangles of one instance and one material, and no others
    Material material;
    Corners2 texCoord, texCoord1;
    Corners4 color;
    Corners3 normal;        // of any length, outwards
    Corners3 tangent;
    float handedness;       // of normal, tangent and bitangent
    float mirrors;          // -1 where the pose does, else 1
};

SurfaceTriangle fetchTriangle(uint id) {
    SurfaceTriangle t;
    uint clusterInstance = clusterInstanceOf(id), cluster = clusterInstanceWord(clusterInstance, CLUSTER_INSTANCE_CLUSTER);
    t.surface = clusterInstanceWord(clusterInstance, CLUSTER_INSTANCE_SURFACE);
    t.material = materialOf(clusterInstanceWord(clusterInstance, CLUSTER_INSTANCE_MATERIAL));
    Pose pose = poseOf(clusterInstanceWord(clusterInstance, CLUSTER_INSTANCE_INSTANCE));
    uint vertexOffset = clusterWord(cluster, CLUSTER_VERTEX_OFFSET);
    uvec3 v = verticesOf(vertexOffset, clusterWord(cluster, CLUSTER_TRIANGLE_OFFSET) + triangleOf(id));
    vec3 p = positionOf(v.x);
    vec3 a = turned(pose, p) + (pose.offset - frame.eye);
    vec3 e1 = turned(pose, positionOf(v.y) - p), e2 = turned(pose, positionOf(v.z) - p);
    t.plane = cross(e2, e1);
    t.planeB1 = cross(a, e2);
    t.planeB2 = cross(e1, a);
    t.numerator = dot(a, t.plane);

    vec2 c = texCoordOf(v.x);
    t.texCoord = Corners2(c, texCoordOf(v.y) - c, texCoordOf(v.z) - c);
    t.texCoord1 = t.texCoord;
    t.color = Corners4(vec4(1.0), vec4(0.0), vec4(0.0));
    if (AnyRareVertices != 0u) {
        uint extras = clusterWord(cluster, CLUSTER_EXTRAS_OFFSET);
        if (extras != NO_EXTRAS) {
            uvec3 x = v + (extras - vertexOffset);
            c = texCoord1Of(x.x);
            t.texCoord1 = Corners2(c, texCoord1Of(x.y) - c, texCoord1Of(x.z) - c);
            if ((t.material.flags & MATERIAL_VERTEX_COLORS) != 0u) {
                vec4 k = colorOf(x.x);
                t.color = Corners4(k, colorOf(x.y) - k, colorOf(x.z) - k);
            }
        }
    }

    // The rows of the cofactor matrix turn normals, up to the sign of the determinant, which is -1 where the pose mirrors.
    Pose cofactors = Pose(cross(pose.y, pose.z), cross(pose.z, pose.x), cross(pose.x, pose.y), vec3(0.0));
    t.mirrors = dot(pose.x, cofactors.x) < 0.0 ? -1.0 : 1.0;
    vec3 n = turned(cofactors, normalOf(v.x)) * t.mirrors;
    t.normal = Corners3(n, turned(cofactors, normalOf(v.y)) * t.mirrors - n, turned(cofactors, normalOf(v.z)) * t.mirrors - n);
    if (AnyNormalMaps != 0u) {
        vec4 tangent = tangentOf(v.x);
        vec3 along = turned(pose, tangent.xyz);
        t.tangent = Corners3(along, turned(pose, tangentOf(v.y).xyz) - along, turned(pose, tangentOf(v.z).xyz) - along);
        t.handedness = tangent.w * t.mirrors;
    }
    return t;
}
