// Radiance of a surface at a point of the image. Include surface.glsl, brdf.glsl, fog.glsl, environment.glsl,
// lights.glsl, the shadows and area_light.glsl first.

layout(binding = 20) uniform usamplerBuffer occlusion; // half the resolution: visibility, depth

// Ambient visibility of the surface at a point of the image, from the four nearest cells that lie on its plane.
// `facing`: ray times plane at the point, and its changes along x and y; the plane's depth is numerator / facing.
float ambientVisibility(float numerator, vec3 facing, vec2 point) {
    ivec2 size = ivec2(frame.width + 1, frame.height + 1) / 2;
    vec2 p = (point - 1.5) * 0.5; // the value of a cell stands at its lower right corner
    ivec2 corner = ivec2(floor(p));
    vec2 f = p - vec2(corner);
    float sum = 0.0, weights = 0.0, any = 0.0, inverse = 1.0 / numerator;
    for (int k = 0; k < 4; k++) {
        ivec2 o = ivec2(k & 1, k >> 1);
        float bilinear = (o.x == 0 ? 1.0 - f.x : f.x) * (o.y == 0 ? 1.0 - f.y : f.y);
        ivec2 cell = clamp(corner + o, ivec2(0, rowStart / 2u), ivec2(size.x, (rowEnd + 1u) / 2u) - 1);
        vec2 v = unpackHalf2x16(WORD(occlusion, cell.y * size.x + cell.x));
        vec2 away = vec2(cell) * 2.0 + 0.5 - point;
        float ratio = v.y * (facing.x + facing.y * away.x + facing.z * away.y) * inverse; // of the cell's depth to the plane's
        float weight = bilinear * clamp(2.0 - abs(ratio - 1.0) * 50.0, 0.0, 1.0);
        sum += weight * v.x;
        weights += weight;
        any += bilinear * v.x;
    }
    // Where no cell lies on the plane (a silhouette), what is around must do, though not at its darkest.
    return (sum + 0.01 * max(any, 0.5)) / (weights + 0.01);
}

// Jimenez et al. 2016: light that bounces between occluder and surface brightens pale surfaces.
vec3 multiBounce(float visibility, vec3 albedo) {
    vec3 a = 2.0404 * albedo - 0.3324, b = -4.7951 * albedo + 0.6417, c = 2.7552 * albedo + 0.6903;
    return max(vec3(visibility), ((visibility * a + b) * visibility + c) * visibility);
}

TexelFootprint slotCoordinates(Material material, uint slot, TexelFootprint set0, TexelFootprint set1) {
    if (AnyRareVertices == 0u)
        return set0;
    TexelFootprint c = set0;
    uint word = material.words[slot];
    if ((word & 1u << 29) != 0u)
        c = set1;
    if ((word & 1u << 30) != 0u) {
        uint t = (material.transforms + slot) * 6u;
        mat2 rows = mat2(REAL(transformWords, t), REAL(transformWords, t + 1u), REAL(transformWords, t + 2u), REAL(transformWords, t + 3u));
        vec2 offset = vec2(REAL(transformWords, t + 4u), REAL(transformWords, t + 5u));
        c = TexelFootprint(c.uv * rows + offset, c.dx * rows, c.dy * rows);
    }
    return c;
}

TexelFootprint footprint(Corners2 c, vec2 b, vec2 bX, vec2 bY) {
    return TexelFootprint(c.at + c.change1 * b.x + c.change2 * b.y, c.change1 * bX.x + c.change2 * bX.y, c.change1 * bY.x + c.change2 * bY.y);
}

// The clear coat over the surface (KHR_materials_clearcoat): a lobe of its own, which takes the place of a share of all that lies under it.
Surface coat;
float coatShare, coatRoughness;

// A number for the pixel alone, so that a picture can be made again (Jimenez, "Next Generation Post Processing in Call of Duty", 2014).
float pixelNoise(vec2 pixel) { return fract(52.9829189 * fract(dot(pixel, vec2(0.06711056, 0.00583715)))); }

// Radiance that the surface reflects of a light. `local`: it has shadow maps of its own.
vec3 reflected(Light light, Surface s, vec3 position, vec3 faceNormal, vec3 toViewer, uvec2 pixel, bool local) {
    vec3 toLight = light.direction, intensity = light.intensity;
    if (light.kind != LIGHT_SUN) {
        vec3 difference = light.position - position;
        float squared = max(dot(difference, difference), 1e-6);
        toLight = difference * inversesqrt(squared);
        intensity /= squared;
        if (light.kind == LIGHT_SPOT) {
            float cone = clamp(-dot(toLight, light.direction) * light.coneScale + light.coneOffset, 0.0, 1.0);
            intensity *= cone * cone;
        }
    }
    float noL = dot(s.normal, toLight), coatNoL = 0.0;
    if (AnyRareLobes != 0u)
        coatNoL = coatShare > 0.0 ? dot(coat.normal, toLight) : 0.0;
    if (max(noL, coatNoL) <= 0.0 || intensity == vec3(0.0))
        return vec3(0.0);
    if (local)
        intensity *= localVisibility(light, position, faceNormal, vec2(pixelNoise(vec2(pixel)), pixelNoise(vec2(pixel.yx) + 47.0)));
    else if (light.shadow != NO_SHADOW)
        intensity *= sunVisibility(light, position, faceNormal, pixelNoise(vec2(pixel)));
    if (AnyRareLobes == 0u)
        return intensity * reflectLight(s, toViewer, toLight, noL);
    vec3 base = noL > 0.0 ? reflectLight(s, toViewer, toLight, noL) : vec3(0.0);
    vec3 layer = coatNoL > 0.0 ? reflectLight(coat, toViewer, toLight, coatNoL) : vec3(0.0);
    return intensity * mix(base, layer, coatShare);
}

// Radiance that the surface reflects of a rectangle. `lobe` and `coatLobe` are those of the surface and of its coat.
vec3 reflectedArea(Light light, Surface s, vec3 specularAlbedo, AreaLobe lobe, AreaLobe coatLobe, vec3 position, vec3 faceNormal, uvec2 pixel) {
    if (dot(position - light.position, light.direction) <= 0.0)
        return vec3(0.0); // behind it
    vec2 filled = filledLobes(light, lobe, position);
    vec3 result = s.diffuse * filled.x + specularAlbedo * filled.y;
    if (AnyRareLobes != 0u)
        result = mix(result, vec3(filledLobes(light, coatLobe, position).y), coatShare);
    float visible = areaVisibility(light, position, faceNormal, vec2(pixelNoise(vec2(pixel)), pixelNoise(vec2(pixel.yx) + 47.0)));
    return result * light.intensity * visible;
}

// The lobe's width for the spread of the normals within the pixel (Tokuyoshi and Kaplanyan, "Improved Geometric Specular Antialiasing", I3D 2019).
float widened(float roughness, float variance) {
    float alpha = max(roughness, 0.03) * max(roughness, 0.03);
    return sqrt(min(alpha * alpha + min(2.0 * variance, 0.18), 1.0));
}

// Radiance that the environment sends into the lobe.
vec3 mirroredEnvironment(Surface s, float roughness, vec3 smoothNormal, vec3 toViewer, float visible) {
    // The lobe of a rough surface leans towards the normal (Lagarde and de Rousiers, "Moving Frostbite to PBR", 2014, 4.9.3).
    vec3 mirrored = reflect(-toViewer, s.normal);
    float lean = (1.0 - s.alpha) * (sqrt(1.0 - s.alpha) + s.alpha);
    vec3 towards = normalize(mix(s.normal, mirrored, lean));
    // A normal map must not reflect what lies under the surface.
    float horizon = clamp(1.0 + 1.5 * dot(towards, smoothNormal), 0.0, 1.0);
    // Ibid., 4.10.2: (noV + visible)^(2^(-16 roughness - 1)) - 1 + visible, its powers between 0 and 1/2 by mixing.
    float smoothness = max(1.0 - 3.0 * roughness, 0.0);
    float specularVisible = clamp((sqrt(s.noV + visible) - 1.0) * (smoothness * smoothness) + visible, 0.0, 1.0);
    return specularRadiance(environmentDirection(towards), roughness) * specularVisible * horizon * horizon;
}

// KHR_materials_clearcoat: the share of the coat is its strength times Schlick's reflectance at the viewer's angle for a refractive index of 1.5; its
// own lobe is a GGX of that roughness about the unmapped normal, which loses no light.
void layCoat(Material m, vec3 smoothNormal, vec3 toViewer, float variance) {
    coat.normal = smoothNormal;
    coat.noV = clamp(dot(smoothNormal, toViewer), 0.02, 1.0);
    coat.alpha = widened(m.clearcoatRoughness, variance);
    coatRoughness = max(m.clearcoatRoughness, sqrt(coat.alpha) * step(0.001, variance));
    coat.diffuse = vec3(0.0);
    coat.f0 = vec3(1.0);
    coat.f90 = 1.0;
    vec2 table = reflectance(coat.noV, coatRoughness);
    coat.compensation = vec3(1.0 / (table.x + table.y));
    float f = 1.0 - coat.noV, f2 = f * f;
    coatShare = m.clearcoat * (0.04 + 0.96 * f2 * f2 * f);
}

vec3 inFog(vec3 light, vec3 position) {
    if (AnyFog != 0u)
        return throughFog(light, fogTransmittance(position));
    return light;
}

#ifdef BLENDED
// `through`: the part of the light behind the surface that comes through it, by channel.
vec3 shadeSurface(SurfaceTriangle t, vec2 point, uvec2 pixel, inout vec3 through) {
#else
vec3 shadeSurface(SurfaceTriangle t, vec2 point, uvec2 pixel) {
#endif
    vec3 d = ray(point);
    vec3 toViewer = -normalize(d);
    // All of these are affine in the point of the image (through a lens: around it): value there, change along x, change along y.
    vec3 alongX = rayChangeX(point), alongY = rayChangeY(point);
    vec3 facing = vec3(dot(d, t.plane), dot(alongX, t.plane), dot(alongY, t.plane));
    vec3 b1 = vec3(dot(d, t.planeB1), dot(alongX, t.planeB1), dot(alongY, t.planeB1));
    vec3 b2 = vec3(dot(d, t.planeB2), dot(alongX, t.planeB2), dot(alongY, t.planeB2));
    float inverse = 1.0 / facing.x, inverseX = 1.0 / (facing.x + facing.y), inverseY = 1.0 / (facing.x + facing.z);
    vec2 b = vec2(b1.x, b2.x) * inverse;
    vec2 bX = vec2(b1.x + b1.y, b2.x + b2.y) * inverseX - b;
    vec2 bY = vec2(b1.x + b1.z, b2.x + b2.z) * inverseY - b;
    // The rasteriser covers by snapped edges: a sample may lie a hair outside of the true triangle.
    b = clamp(b, 0.0, 1.0);
    vec3 position = d * (t.numerator * inverse);

    Material m = t.material;
    TexelFootprint set0 = footprint(t.texCoord, b, bX, bY), set1 = set0;
    vec3 baseColor = m.baseColor;
    if (AnyRareVertices != 0u) {
        set1 = footprint(t.texCoord1, b, bX, bY);
        baseColor *= (t.color.at + t.color.change1 * b.x + t.color.change2 * b.y).rgb;
    }
    vec4 texel = sampleColor(m.color, slotCoordinates(m, SLOT_COLOR, set0, set1));
    baseColor *= texel.rgb;
    float cavity = texel.a;
#ifdef BLENDED
    bool blended = (m.flags & MATERIAL_BLENDED) != 0u;
    float alpha = 1.0;
    if ((m.flags & MATERIAL_ALPHA) != 0u) {
        alpha = clamp(texel.a * m.alpha * (t.color.at.a + t.color.change1.a * b.x + t.color.change2.a * b.y), 0.0, 1.0);
        cavity = 1.0;
    }
    through = vec3(1.0 - alpha);
#endif
    texel = vec4(1.0);
    if (PlainOnly == 0u)
        texel = sampleLinear(m.surface, slotCoordinates(m, SLOT_SURFACE, set0, set1));
    vec2 tilt = texel.rg * 2.0 - 1.0;
    float roughness = m.roughness * texel.b, metallic = m.metallic * texel.a;
    vec3 emissive = m.emissive;
    if (AnyAdjustments != 0u && (m.flags & MATERIAL_ADJUSTED) != 0u) {
        baseColor = adjustColor(m, baseColor);
        // As seen in the surface's own coordinates: x along u, y against v.
        tilt = vec2(m.normalTurn.x * tilt.x + m.normalTurn.y * tilt.y, m.normalTurn.x * tilt.y - m.normalTurn.y * tilt.x);
    }
    if (AnyRareTerms != 0u) {
        texel = sampleLinear(textureOf(m.words[SLOT_ROUGHNESS]), slotCoordinates(m, SLOT_ROUGHNESS, set0, set1));
        roughness *= texel.b;
        metallic *= texel.a;
        emissive *= sampleColor(textureOf(m.words[SLOT_EMISSIVE]), slotCoordinates(m, SLOT_EMISSIVE, set0, set1)).rgb;
        cavity *= sampleLinear(textureOf(m.words[SLOT_OCCLUSION]), slotCoordinates(m, SLOT_OCCLUSION, set0, set1)).r;
        baseColor = turnHue(baseColor, m.hueTurn);
    }
#ifdef BLENDED
    if ((m.flags & MATERIAL_UNLIT) != 0u)
        return inFog(baseColor, position) * alpha;
#else
    if ((m.flags & MATERIAL_UNLIT) != 0u)
        return inFog(baseColor, position);
#endif

    // Normals. The plane's own faces the viewer: what is seen from behind is lit from behind.
    vec3 faceNormal = normalize(t.plane);
    faceNormal = dot(faceNormal, toViewer) < 0.0 ? -faceNormal : faceNormal;
    float side = dot(t.plane, toViewer) * t.mirrors > 0.0 ? -1.0 : 1.0; // e2 x e1 looks into a surface that is seen from its front
    vec3 normal = t.normal.at + t.normal.change1 * b.x + t.normal.change2 * b.y;
    float inverseLength = side * inversesqrt(max(dot(normal, normal), 1e-30));
    vec3 changeX = (t.normal.change1 * bX.x + t.normal.change2 * bX.y) * inverseLength;
    vec3 changeY = (t.normal.change1 * bY.x + t.normal.change2 * bY.y) * inverseLength;
    normal *= inverseLength;
    vec3 smoothNormal = normal;
    if (AnyNormalMaps != 0u && (m.flags & MATERIAL_NORMAL_MAP) != 0u) {
        vec3 along = t.tangent.at + t.tangent.change1 * b.x + t.tangent.change2 * b.y;
        along = normalize(along - normal * dot(along, normal));
        vec3 up = cross(normal, along) * (t.handedness * side);
        float z = sqrt(max(1.0 - dot(tilt, tilt), 0.0));
        tilt *= m.normalScale;
        normal = normalize(along * tilt.x + up * tilt.y + normal * z);
    }

    if (AnyAdjustments != 0u && (m.flags & MATERIAL_ADJUSTED) != 0u) {
        roughness += m.roughnessOffset;
        metallic += m.metallicOffset;
    }
    roughness = clamp(roughness, 0.0, 1.0);
    metallic = clamp(metallic, 0.0, 1.0);
    float variance = 0.25 * (dot(changeX, changeX) + dot(changeY, changeY));
    float lobe = widened(roughness, variance);
    roughness = max(roughness, sqrt(lobe) * step(0.001, variance));

    Surface s;
    s.normal = normal;
    s.noV = clamp(dot(normal, toViewer), 0.02, 1.0);
    s.alpha = lobe;
    s.f0 = mix(m.f0, baseColor, metallic);
    s.f90 = clamp(50.0 * max(s.f0.r, max(s.f0.g, s.f0.b)), 0.0, 1.0); // below 2 % there is no reflection that could rise to 1
    if (AnyRareLobes != 0u) {
        // KHR_materials_specular: the weight is the dielectric part's, at every angle.
        s.f0 = mix(m.f0 * m.specular, baseColor, metallic);
        s.f90 *= mix(m.specular, 1.0, metallic);
    }
    vec2 table = reflectance(s.noV, roughness);
    s.compensation = 1.0 + s.f0 * (1.0 / (table.x + table.y) - 1.0);
    vec3 specularAlbedo = (s.f0 * table.x + s.f90 * table.y) * s.compensation;
    s.diffuse = baseColor * (1.0 - metallic) * (1.0 - max(specularAlbedo.r, max(specularAlbedo.g, specularAlbedo.b)));

    // Environment
    cavity = 1.0 + (cavity - 1.0) * m.occlusionStrength;
    float visible = min(cavity, ambientVisibility(t.numerator, facing, point));
#ifdef BLENDED
    // What enters the base and leaves it behind, coloured by it; without refraction, as through a thin sheet (KHR_materials_transmission).
    float transmission = m.transmission * (1.0 - metallic);
    through += alpha * transmission * baseColor * (1.0 - max(specularAlbedo.r, max(specularAlbedo.g, specularAlbedo.b)));
    s.diffuse *= 1.0 - transmission;
    // Occlusion is known for opaque surfaces.
    visible = blended ? 1.0 : visible;
#endif
    vec3 result = s.diffuse * (1.0 / PI) * multiBounce(visible, s.diffuse) * diffuseIrradiance(environmentDirection(normal));
    result += specularAlbedo * mirroredEnvironment(s, roughness, smoothNormal, toViewer, visible);
    if (AnyRareLobes != 0u) {
        layCoat(m, smoothNormal, toViewer, variance);
        result = mix(result, mirroredEnvironment(coat, coatRoughness, smoothNormal, toViewer, visible), coatShare);
        emissive *= 1.0 - coatShare;
#ifdef BLENDED
        through = mix(through, vec3(1.0 - alpha), coatShare);
#endif
    }

    if (FewLights <= MAX_FEW) {
        [[unroll]] for (uint k = 0u; k < MAX_FEW; k++)
            if (k < FewLights)
                result += reflected(fewLights[k], s, position, faceNormal, toViewer, pixel, false);
    } else {
        for (uint k = 0u; k < deciding(frame.lightCount); k++)
            result += reflected(lightAt(k), s, position, faceNormal, toViewer, pixel, false);
    }
    if (LocalShadows != 0u)
        [[dont_unroll]] for (uint k = 0u; k < deciding(frame.shadowedCount); k++)
            result += reflected(lightAt(frame.lightCount + k), s, position, faceNormal, toViewer, pixel, true);
    if (AreaLights != 0u) {
        AreaLobe lobe = areaLobe(s, toViewer), coatLobe = lobe;
        if (AnyRareLobes != 0u)
            coatLobe = areaLobe(coat, toViewer);
        [[dont_unroll]] for (uint k = 0u; k < deciding(frame.areaCount); k++)
            result += reflectedArea(lightAt(frame.lightCount + frame.shadowedCount + k), s, specularAlbedo, lobe, coatLobe, position, faceNormal, pixel);
    }
#ifdef BLENDED
    return inFog(result + emissive, position) * alpha;
#else
    return inFog(result + emissive, position);
#endif
}
