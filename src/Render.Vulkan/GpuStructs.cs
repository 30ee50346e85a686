using System.Numerics;
using System.Runtime.InteropServices;

namespace Render.Vulkan;

// What Shaders/scene.glsl reads word by word, and the struct of Shaders/cutout.glsl, which document them; tests compare the places of both.

[StructLayout(LayoutKind.Sequential)]
internal struct GpuCluster
{
    public uint VertexOffset;
    public uint TriangleOffset;
    public uint TriangleCount;
    public uint ExtrasOffset;
    public Vector4 Sphere;
}

[StructLayout(LayoutKind.Sequential)]
internal struct GpuVertexExtras
{
    public ulong Color;
    public Vector2 TexCoord1;
}

[StructLayout(LayoutKind.Sequential)]
internal struct GpuVertexAttributes
{
    public uint Normal;
    public uint Tangent;
    public Vector2 TexCoord;
}

[StructLayout(LayoutKind.Sequential)]
internal struct GpuClusterInstance
{
    public uint Cluster;
    public uint Instance;
    public uint Material;
    public uint Surface;
}

[StructLayout(LayoutKind.Sequential)]
internal struct GpuInstance
{
    public Vector4 WorldX;
    public Vector4 WorldY;
    public Vector4 WorldZ;
}

[StructLayout(LayoutKind.Sequential)]
internal struct GpuViewTransform
{
    public Vector4 ScreenX;
    public Vector4 ScreenY;
    public Vector4 ScreenZ;
    public Vector4 SideNorms;
    public Vector4 NearNorm;
}

[StructLayout(LayoutKind.Sequential)]
internal struct GpuCutout
{
    public Vector3 RowU;
    public float Factor;
    public Vector3 RowV;
    public float Threshold;
    public uint Texels;
    public uint Width;
    public uint Height;
    public uint Flags;
}
