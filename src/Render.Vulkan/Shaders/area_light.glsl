// Shining rectangles: their irradiance by Lambert's formula (Baum et al., "Improving Radiosity Solutions Through the Use of Analytically Determined
// Form-Factors", SIGGRAPH 1989), exact, and what they send into the GGX lobe by the same formula after the linear transform that makes the lobe a cosine
// (Heitz et al., "Real-Time Polygonal-Light Shading with Linearly Transformed Cosines", SIGGRAPH 2016). The C# side: Lighting/LinearCosineTable.
// Include brdf.glsl, lights.glsl, texels.glsl and local_shadow.glsl first.

// The normal's component of the integral over an edge between two points.
float edgeIntegral(vec3 a, vec3 b) {
    a *= inversesqrt(max(dot(a, a), 1e-20));
    b *= inversesqrt(max(dot(b, b), 1e-20));
    vec3 c = cross(a, b);
    float sine = length(c);
    return sine > 1e-6 ? c.z * atan(sine, dot(a, b)) / sine : c.z;
}

// The part of the cosine lobe about +Z that a quadrilateral fills, clipped to z > 0; its corners clockwise as seen from the origin give a positive
// number. A plane cuts a convex outline at most twice; the edge along the cut comes last.
float filledCosine(vec3 corners[4]) {
    float sum = 0.0;
    vec3 leaves = vec3(1.0, 0.0, 0.0), enters = leaves;
    [[unroll]] for (int i = 0; i < 4; i++) {
        vec3 a = corners[i], b = corners[(i + 1) & 3];
        float change = a.z - b.z;
        vec3 cut = a + (b - a) * (a.z / (abs(change) > 1e-20 ? change : 1.0));
        cut.z = 0.0;
        bool aboveA = a.z > 0.0, aboveB = b.z > 0.0;
        leaves = aboveA && !aboveB ? cut : leaves;
        enters = !aboveA && aboveB ? cut : enters;
        float part = edgeIntegral(aboveA ? a : cut, aboveB ? b : cut);
        sum += aboveA || aboveB ? part : 0.0;
    }
    return max(sum + edgeIntegral(leaves, enters), 0.0) * (0.5 / PI);
}

// Entry of the table: (1,1), (1,3), (3,1), (3,3) of the matrix, whose (2,2) is 1.
vec4 cosineEntry(uint row, uint column) {
    uint i = frame.cosineTexels + (row * 32u + column) * 4u;
    return uintBitsToFloat(uvec4(texelWord(i), texelWord(i + 1u), texelWord(i + 2u), texelWord(i + 3u)));
}

vec4 cosineMatrix(float noV, float roughness) {
    vec2 p = clamp(vec2(sqrt(1.0 - noV), (roughness - 0.03) / 0.97), 0.0, 1.0) * 31.0, near = min(floor(p), 30.0), f = p - near;
    uvec2 i = uvec2(near);
    return mix(mix(cosineEntry(i.y, i.x), cosineEntry(i.y, i.x + 1u), f.x), mix(cosineEntry(i.y + 1u, i.x), cosineEntry(i.y + 1u, i.x + 1u), f.x), f.y);
}

// A surface's normal and the plane of incidence as axes, and the matrix of its lobe.
struct AreaLobe { vec3 x, y, z; vec4 matrix; };

AreaLobe areaLobe(Surface s, vec3 toViewer) {
    AreaLobe lobe;
    lobe.z = s.normal;
    vec3 along = toViewer - s.normal * dot(s.normal, toViewer);
    vec3 any = abs(s.normal.z) < 0.7 ? vec3(0.0, 0.0, 1.0) : vec3(1.0, 0.0, 0.0);
    along = dot(along, along) > 1e-8 ? along : any - s.normal * dot(s.normal, any);
    lobe.x = normalize(along);
    lobe.y = cross(lobe.z, lobe.x);
    lobe.matrix = cosineMatrix(s.noV, sqrt(s.alpha));
    return lobe;
}

// Parts of the cosine lobe and of the specular lobe that a rectangle fills.
vec2 filledLobes(Light light, AreaLobe lobe, vec3 position) {
    vec3 middle = light.position - position, x = light.toShadowX.xyz * light.halfSize.x, y = light.toShadowY.xyz * light.halfSize.y, corners[4], turned[4];
    corners[0] = middle - x - y;
    corners[1] = middle - x + y;
    corners[2] = middle + x + y;
    corners[3] = middle + x - y;
    [[unroll]] for (int i = 0; i < 4; i++) {
        vec3 p = vec3(dot(lobe.x, corners[i]), dot(lobe.y, corners[i]), dot(lobe.z, corners[i]));
        corners[i] = p;
        turned[i] = vec3(lobe.matrix.x * p.x + lobe.matrix.y * p.z, p.y, lobe.matrix.z * p.x + lobe.matrix.w * p.z);
    }
    return vec2(filledCosine(corners), filledCosine(turned));
}

// Part of a rectangle's light that arrives.
float areaVisibility(Light light, vec3 position, vec3 faceNormal, vec2 noise) {
    return light.shadow == NO_SHADOW ? 1.0 : localVisibility(light, position, faceNormal, noise);
}
