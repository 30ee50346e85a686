// The lights of a frame: first the plain ones, which are suns and what casts no shadow, then the point and spot lights with shadow maps, then
// rectangles. The C# side:
// Passes/LightTable. Include scene.glsl and shading_frame.glsl first.

// Plain lights are unrolled where they are few, so that their words are loaded for all threads at once: from a uniform buffer, which drivers fetch once
// for all of them. Where they are more, and all others, come word by word through a texel view.
const uint MAX_FEW = 4u;
layout(binding = 18, scalar) uniform Lights { Light lights[MAX_FEW]; };
layout(binding = 32) uniform usamplerBuffer lightWords;

Light fewLights[MAX_FEW];

void loadLights() {
    [[unroll]] for (uint k = 0u; k < MAX_FEW; k++)
        if (k < FewLights && FewLights <= MAX_FEW)
            fewLights[k] = lights[k];
}

vec3 lightVector(uint i) { return vec3(REAL(lightWords, i), REAL(lightWords, i + 1u), REAL(lightWords, i + 2u)); }
vec4 lightRow(uint i) { return vec4(lightVector(i), REAL(lightWords, i + 3u)); }

Light lightAt(uint k) {
    uint i = k * LIGHT_WORDS;
    Light light;
    light.kind = WORD(lightWords, i + LIGHT_KIND);
    light.intensity = lightVector(i + LIGHT_INTENSITY);
    light.position = lightVector(i + LIGHT_POSITION);
    light.direction = lightVector(i + LIGHT_DIRECTION);
    light.coneScale = REAL(lightWords, i + LIGHT_CONE_SCALE);
    light.coneOffset = REAL(lightWords, i + LIGHT_CONE_OFFSET);
    light.shadow = WORD(lightWords, i + LIGHT_SHADOW);
    light.toShadowX = lightRow(i + LIGHT_TO_SHADOW_X);
    light.toShadowY = lightRow(i + LIGHT_TO_SHADOW_Y);
    light.toShadowZ = lightRow(i + LIGHT_TO_SHADOW_Z);
    light.shadowTexel = REAL(lightWords, i + LIGHT_SHADOW_TEXEL);
    light.shadowRange = REAL(lightWords, i + LIGHT_SHADOW_RANGE);
    light.penumbra = REAL(lightWords, i + LIGHT_PENUMBRA);
    light.shadowFaces = WORD(lightWords, i + LIGHT_SHADOW_FACES);
    light.shadowSize = WORD(lightWords, i + LIGHT_SHADOW_SIZE);
    light.halfSize = vec2(REAL(lightWords, i + LIGHT_HALF_SIZE), REAL(lightWords, i + LIGHT_HALF_SIZE + 1u));
    return light;
}
