// Fog by the range along the ray (Core's FrameFog). Include shading_frame.glsl first.

// Part of the light that comes through from a point, relative to the eye: exp of minus the integral of density exp(-falloff z), z from the eye.
float fogTransmittance(vec3 position) {
    float rise = frame.fogFalloff * position.z;
    float mean = abs(rise) < 1e-3 ? 1.0 - 0.5 * rise : (1.0 - exp(-rise)) / rise;
    return exp(-frame.fogDensity * length(position) * mean);
}

// From infinitely far away in a unit direction: nothing, but for fog that ends above.
float fogTransmittanceFromAfar(vec3 direction) {
    float rise = frame.fogFalloff * direction.z;
    return rise > 0.0 ? exp(-frame.fogDensity / max(rise, 1e-20)) : 0.0;
}

vec3 throughFog(vec3 light, float transmittance) { return mix(frame.fogColor, light, transmittance); }
