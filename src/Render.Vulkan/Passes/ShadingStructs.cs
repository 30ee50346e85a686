using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Render.Vulkan.Passes;

// The structs of Shaders/shading_frame.glsl, which documents them; a test compares the offsets of both.

[StructLayout(LayoutKind.Sequential)]
internal struct GpuShadingFrame
{
    public Vector3 RayX;
    public Vector3 RayY;
    public Vector3 RayOrigin;
    public Vector3 Eye;
    public uint Width;
    public uint Height;
    public float Exposure;
    public uint DisplayTexels;
    public uint LightCount;
    public Vector2 EnvironmentTurn;
    public Vector3 EnvironmentColor;
    public float SpecularLevels;
    public uint SpecularTexels;
    public uint SpecularSize;
    public uint ReflectanceTexels;
    public Words2 BackgroundTexels;
    public Words4 BackgroundSizes;
    public float BackgroundFraction;
    public uint FlatBackground;
    public Vector3 BackgroundColor;
    public Harmonics Irradiance;
    public float OcclusionRadius;
    public float PixelsPerMetre;
    public uint ShadowedCount;
    public uint AreaCount;
    public uint CosineTexels;
    public uint UndisplayTexels;
    public Vector3 FogColor;
    public float FogDensity;
    public float FogFalloff;

    [InlineArray(2)]
    internal struct Words2
    {
        private uint _first;
    }

    [InlineArray(4)]
    internal struct Words4
    {
        private uint _first;
    }

    [InlineArray(9)]
    internal struct Harmonics
    {
        private Vector3 _first;
    }
}

[StructLayout(LayoutKind.Sequential)]
internal struct GpuLight
{
    public uint Kind;
    public Vector3 Intensity;
    public Vector3 Position;
    public Vector3 Direction;
    public float ConeScale;
    public float ConeOffset;
    public uint Shadow;
    public Vector4 ToShadowX;
    public Vector4 ToShadowY;
    public Vector4 ToShadowZ;
    public float ShadowTexel;
    public float ShadowRange;
    public float Penumbra;
    public uint ShadowFaces;
    public uint ShadowSize;
    public Vector2 HalfSize;
}
