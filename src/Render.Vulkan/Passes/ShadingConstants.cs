using System.Numerics;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Vulkan.Lighting;

namespace Render.Vulkan.Passes;

/// <summary>From a frame's own description to the numbers that the shaders take.</summary>
internal static class ShadingConstants
{
    public const uint NoShadow = uint.MaxValue;

    /// <summary>The camera's centre in the world.</summary>
    public static Vector3 Eye(FrameCamera camera)
    {
        var m = camera.WorldToCamera;
        double Component(int c) => -((double)m[c] * m[3] + (double)m[4 + c] * m[7] + (double)m[8 + c] * m[11]);
        return new((float)Component(0), (float)Component(1), (float)Component(2));
    }

    /// <summary>All but what depends on textures and on the scene's size.</summary>
    public static GpuShadingFrame Frame(Frame frame, FrameCamera camera, SphericalHarmonics irradiance)
    {
        var m = camera.WorldToCamera;
        Vector3 right = new(m[0], m[1], m[2]), down = new(m[4], m[5], m[6]), axis = new(m[8], m[9], m[10]);
        var (environment, lens) = (frame.Environment, camera.Lens is not null);
        var (sin, cos) = MathF.SinCos((environment.RotationDeg + (environment.Sky?.SunAzimuthDeg ?? 0)) * (MathF.PI / 180));
        var constants = new GpuShadingFrame
        {
            RayX = lens ? right : right / camera.Fx,
            RayY = lens ? down : down / camera.Fy,
            RayOrigin = lens ? axis : axis - right * (camera.Cx / camera.Fx) - down * (camera.Cy / camera.Fy),
            Eye = Eye(camera),
            Width = (uint)frame.Image.Width,
            Height = (uint)frame.Image.Height,
            Exposure = MathF.Pow(2, frame.Image.ExposureEv),
            EnvironmentTurn = new(cos, sin),
            EnvironmentColor = environment.Color * environment.Strength,
            FlatBackground = environment.Background is null ? 0u : 1,
            BackgroundColor = environment.Background ?? Vector3.Zero,
            PixelsPerMetre = camera.Fx,
        };
        for (var i = 0; i < SphericalHarmonics.Count; i++)
            constants.Irradiance[i] = irradiance.Coefficients[i];
        return constants;
    }

    /// <summary>Where the environment lies in the heap.</summary>
    public static void SetEnvironment(
        ref GpuShadingFrame constants, EnvironmentTexels.Resident environment, uint specular, uint background, FrameCamera camera)
    {
        (constants.SpecularTexels, constants.SpecularSize) = (specular, (uint)environment.SpecularSize);
        constants.SpecularLevels = environment.SpecularLevels - 1;
        // The level whose texels are as large as a pixel, between two.
        var levels = environment.BackgroundLevels;
        var level = Math.Clamp(MathF.Log2(levels[0].Width / (2 * MathF.PI * camera.Fx)), 0, levels.Length - 1);
        var near = (int)level;
        constants.BackgroundFraction = level - near;
        for (var i = 0; i < 2; i++)
        {
            var (width, height, first) = levels[Math.Min(near + i, levels.Length - 1)];
            constants.BackgroundTexels[i] = background + (uint)first;
            (constants.BackgroundSizes[2 * i], constants.BackgroundSizes[2 * i + 1]) = ((uint)width, (uint)height);
        }
    }

    /// <summary>
    /// How far ambient occlusion reaches, metres: half the radius of the middling instance, so that things shade the ground they stand on and the
    /// hollows of their own, and a large floor does not count.
    /// </summary>
    public static float OcclusionRadius(GpuScene scene)
    {
        var radii = new float[scene.Models.Count];
        for (var i = 0; i < radii.Length; i++)
        {
            var m = scene.Frame.Instances[i].ObjectToWorld;
            var scale = MathF.Cbrt(MathF.Abs(Vector3.Dot(new(m[0], m[1], m[2]), Vector3.Cross(new(m[4], m[5], m[6]), new(m[8], m[9], m[10])))));
            radii[i] = scene.Models[i].Mesh.Bounds.Size.Length() * 0.5f * scale;
        }
        Array.Sort(radii);
        return radii.Length == 0 ? 0 : 0.5f * radii[radii.Length / 2];
    }

    public static GpuLight Light(FrameLight light, Vector3 eye)
    {
        var (inner, outer) = (MathF.Cos(light.InnerConeDeg * (MathF.PI / 180)), MathF.Cos(light.OuterConeDeg * (MathF.PI / 180)));
        // The smooth edge of KHR_lights_punctual: (cos - cos outer) / (cos inner - cos outer), squared.
        var scale = 1 / MathF.Max(inner - outer, 1e-4f);
        return new()
        {
            Kind = (uint)light.Kind,
            Intensity = light.Intensity,
            Position = light.Position - eye,
            Direction = light.Kind == LightKind.Sun ? -light.Direction : light.Direction,
            ConeScale = scale,
            ConeOffset = -outer * scale,
            Shadow = NoShadow,
            Penumbra = light.Radius,
            HalfSize = light.Size / 2,
            ToShadowX = light.Kind == LightKind.Area ? Axis(LocalShadowView.AxesOf(light).X) : default,
            ToShadowY = light.Kind == LightKind.Area ? Axis(LocalShadowView.AxesOf(light).Y) : default,
        };
    }

    /// <summary>The fog of a frame, around the eye.</summary>
    public static void SetFog(ref GpuShadingFrame constants, FrameFog fog, SphericalHarmonics irradiance)
    {
        // The constant harmonic is pi times the mean radiance.
        constants.FogColor = fog.Color ?? irradiance.Coefficients[0] * constants.EnvironmentColor / MathF.PI;
        constants.FogFalloff = fog.Falloff;
        constants.FogDensity = (float)Math.Min(fog.Density * Math.Exp(Math.Min(-(double)fog.Falloff * (constants.Eye.Z - fog.BaseHeight), 80)), 1e30);
    }

    private static Vector4 Axis(Double3 v) => new(v.ToSingle(), 0);

    /// <summary>Makes a light use a shadow map.</summary>
    public static void SetShadow(ref GpuLight light, SunShadowView shadow, FrameLight sun, Vector3 eye, uint number)
    {
        var rows = shadow.View.WorldToScreen;
        Vector4 Row(int r)
        {
            var atEye = rows[r] * eye.X + rows[r + 1] * eye.Y + rows[r + 2] * eye.Z + rows[r + 3];
            return new((float)rows[r], (float)rows[r + 1], (float)rows[r + 2], (float)atEye);
        }
        (light.Shadow, light.ToShadowX, light.ToShadowY, light.ToShadowZ) = (number, Row(0), Row(4), Row(8));
        (light.ShadowTexel, light.ShadowRange) = ((float)shadow.Texel, (float)shadow.Range);
        light.Penumbra = MathF.Tan(sun.AngularDiameterDeg * (MathF.PI / 360));
    }

    /// <summary>Makes a light use shadow maps of its own.</summary>
    /// <param name="light">Of the same light.</param>
    /// <param name="shadow">Its faces.</param>
    /// <param name="size">Texels on a side of each.</param>
    /// <param name="first">First word of its maps.</param>
    public static void SetShadow(ref GpuLight light, LocalShadowView shadow, int size, uint first)
    {
        const uint cube = 1u << 31;
        (light.Shadow, light.ShadowSize, light.ShadowFaces) = (first, (uint)size, shadow.Faces | (shadow.Cube ? cube : 0));
        (light.ToShadowX, light.ToShadowY, light.ToShadowZ) = (Axis(shadow.Axes.X), Axis(shadow.Axes.Y), Axis(shadow.Axes.Z));
        light.ShadowTexel = (float)(1 / shadow.TexelsPerTangent(size));
    }
}
