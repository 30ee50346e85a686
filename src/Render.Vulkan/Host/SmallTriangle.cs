using System.Runtime.InteropServices;

namespace Render.Vulkan.Host;

/// <summary>A small triangle (Shaders/raster.glsl), set up: a line of the cache. Edge k is dx y - dy x of the pair (dx, -dy), from vertex k to the next; the area is positive.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SmallTriangle
{
    /// <summary>The vertex where the edges 0 and 2 meet, 1/256 px.</summary>
    public int X, Y;

    /// <summary>The pairs of the edges 0 and 2: dx in the lower halves. The three add up to 0.</summary>
    public int Turn0, Turn2;

    /// <summary>The sum of all edge functions at any point, less their biases.</summary>
    public int Sum;

    /// <summary>The plane of the value: at the origin, in pixels; its gradient, and its range.</summary>
    public float OriginX, OriginY, Base, GradientX, GradientY, Low, High;
    public uint Id;

    /// <summary>First and last pixels that it may touch: x in the lower halves.</summary>
    public int First, Last;

    /// <summary>1 where samples on the edge are outside: of edge 0 in the lower half, of edge 2 in the upper.</summary>
    public int Biases;
}
