// Metallic-roughness reflection: GGX with height-correlated Smith masking (Heitz, "Understanding the Masking-Shadowing Function in
// Microfacet-Based BRDFs", JCGT 3(2), 2014) and Schlick's Fresnel over a Lambert base.

const float PI = 3.14159265358979;

struct Surface {
    vec3 normal;
    float noV;          // cosine between normal and viewer, > 0
    vec3 diffuse;       // albedo of the base, after what the specular lobe reflects
    float alpha;        // roughness squared
    vec3 f0;            // reflectance at normal incidence
    float f90;          // and at grazing angles
    vec3 compensation;  // light that scatters more than once (ReflectanceTable)
};

// Reflected radiance per unit of irradiance on a surface that faces the light, the cosine included.
vec3 reflectLight(Surface s, vec3 toViewer, vec3 toLight, float noL) {
    vec3 h = normalize(toLight + toViewer);
    float noH = clamp(dot(s.normal, h), 0.0, 1.0), voH = clamp(dot(toViewer, h), 0.0, 1.0);
    float a2 = s.alpha * s.alpha;
    // 1 - noH^2 from the cross product: the plain difference loses all digits for small alpha.
    vec3 nxh = cross(s.normal, h);
    float d = a2 / max(a2 * noH * noH + dot(nxh, nxh), 1e-7);
    float distribution = d * d / (PI * a2);
    float visibility = 0.5 / (noL * sqrt(s.noV * s.noV * (1.0 - a2) + a2) + s.noV * sqrt(noL * noL * (1.0 - a2) + a2));
    float f = 1.0 - voH, f2 = f * f;
    vec3 fresnel = s.f0 + (vec3(s.f90) - s.f0) * (f2 * f2 * f);
    return noL * (s.diffuse * (1.0 / PI) + distribution * visibility * fresnel * s.compensation);
}
