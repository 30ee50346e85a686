using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Render.Vulkan.Host;

/// <summary>Shaders/exact.glsl on the host, to the bit: the same operations in the same order, none of them fused.</summary>
internal static class ExactArithmetic
{
    public static float Reciprocal(float x)
    {
        var r = BitConverter.UInt32BitsToSingle(0x7ef311c7u - BitConverter.SingleToUInt32Bits(x));
        for (var i = 0; i < 3; i++)
            r *= 2 - x * r;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Reciprocal(Vector256<float> x)
    {
        var two = Vector256.Create(2f);
        var r = (Vector256.Create(0x7ef311c7u) - x.AsUInt32()).AsSingle();
        r *= two - x * r;
        r *= two - x * r;
        r *= two - x * r;
        return r;
    }

    public static double Reciprocal(double x)
    {
        var r = BitConverter.UInt64BitsToDouble((ulong)(0x7fde6238u - (uint)(BitConverter.DoubleToUInt64Bits(x) >> 32)) << 32);
        for (var i = 0; i < 4; i++)
            r *= 2 - x * r;
        return r;
    }

    /// <summary>Row times (p, 1), added from left to right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Affine(in System.Numerics.Vector4 row, float x, float y, float z) => row.X * x + row.Y * y + row.Z * z + row.W;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Affine(in System.Numerics.Vector4 row, Vector256<float> x, Vector256<float> y, Vector256<float> z) =>
        Vector256.Create(row.X) * x + Vector256.Create(row.Y) * y + Vector256.Create(row.Z) * z + Vector256.Create(row.W);
}

/// <summary>Three doubles: a homogeneous point, or a plane over the screen.</summary>
internal readonly record struct Plane3(double X, double Y, double Z)
{
    public static Plane3 Cross(Plane3 a, Plane3 b) => new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    public static double Dot(Plane3 a, Plane3 b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    public static Plane3 operator +(Plane3 a, Plane3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Plane3 operator *(Plane3 a, double k) => new(a.X * k, a.Y * k, a.Z * k);

    public static Plane3 operator -(Plane3 a) => new(-a.X, -a.Y, -a.Z);

    /// <summary>Whether a sample on the edge itself belongs to the triangle: the edge is a top or a left one.</summary>
    public bool Owns => X > 0 || (X == 0 && Y > 0);

    /// <summary>No value over a rectangle, as it is computed at any point of it, is more: rounding keeps order.</summary>
    public double Most(double left, double top, double right, double bottom) => Math.Max(X * left, X * right) + Math.Max(Y * top, Y * bottom) + Z;

    /// <summary>None is less.</summary>
    public double Least(double left, double top, double right, double bottom) => Math.Min(X * left, X * right) + Math.Min(Y * top, Y * bottom) + Z;
}
