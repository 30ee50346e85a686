// The rays of the image in world space. Include scene.glsl and shading_frame.glsl first. A pinhole's have depth 1 along the optical axis and are affine
// in the point of the image; a lens's have unit length, and are so within a pixel. The depth of a visibility sample counts along them.
#ifdef LENS
#include "lens_rays.glsl"

uint rayPixel(vec2 p) {
    uvec2 pixel = min(uvec2(max(p, vec2(0.0))), uvec2(frame.width, frame.height) - 1u);
    return pixel.y * frame.width + pixel.x;
}

vec3 toWorld(vec3 d) { return d.x * frame.rayX + d.y * frame.rayY + d.z * frame.rayOrigin; }

vec3 ray(vec2 p) {
    uint pixel = rayPixel(p);
    RayChanges changes = rayChangesOfPixel(pixel);
    vec2 offset = fract(p) - 0.5;
    return toWorld(rayOfPixel(pixel) + offset.x * changes.x + offset.y * changes.y);
}

// At the centre of a pixel of the image: half as many words as at any other point.
vec3 rayAtCentre(ivec2 p) { return toWorld(rayOfPixel(rayPixel(vec2(p)))); }

// For one pixel along x, along y, at a point of the image.
vec3 rayChangeX(vec2 p) { return toWorld(rayChangesOfPixel(rayPixel(p)).x); }
vec3 rayChangeY(vec2 p) { return toWorld(rayChangesOfPixel(rayPixel(p)).y); }
#else
vec3 ray(vec2 p) {
    return frame.rayOrigin + p.x * frame.rayX + p.y * frame.rayY;
}

vec3 rayAtCentre(ivec2 p) { return ray(vec2(p) + 0.5); }
vec3 rayChangeX(vec2 p) { return frame.rayX; }
vec3 rayChangeY(vec2 p) { return frame.rayY; }
#endif
