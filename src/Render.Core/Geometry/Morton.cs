using System.Numerics;

namespace Render.Core.Geometry;

/// <summary>Order along the Morton (Z) curve: points near in space become near in the order.</summary>
internal static class Morton
{
    private const int Bits = 20;

    /// <summary>Numbers of the points, sorted by their codes in the points' bounding cube; equal codes by number.</summary>
    public static int[] Order(ReadOnlySpan<Vector3> points)
    {
        var order = new int[points.Length];
        if (points.IsEmpty)
            return order;
        var bounds = Bounds.Of(points);
        double extent = Math.Max((double)bounds.Max.X - bounds.Min.X,
            Math.Max((double)bounds.Max.Y - bounds.Min.Y, (double)bounds.Max.Z - bounds.Min.Z));
        var scale = extent > 0 ? ((1 << Bits) - 1) / extent : 0;
        var codes = new ulong[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            order[i] = i;
            codes[i] = Spread(((double)points[i].X - bounds.Min.X) * scale)
                | Spread(((double)points[i].Y - bounds.Min.Y) * scale) << 1
                | Spread(((double)points[i].Z - bounds.Min.Z) * scale) << 2;
        }
        Array.Sort(codes, order);
        // Array.Sort is not stable.
        for (int i = 0, j; i < order.Length; i = j)
        {
            for (j = i + 1; j < order.Length && codes[j] == codes[i];)
                j++;
            Array.Sort(order, i, j - i);
        }
        return order;
    }

    /// <summary>Two zero bits between the bits of a coordinate.</summary>
    private static ulong Spread(double coordinate)
    {
        var x = (ulong)coordinate & ((1UL << Bits) - 1);
        x = (x | x << 32) & 0x001f00000000ffff;
        x = (x | x << 16) & 0x001f0000ff0000ff;
        x = (x | x << 8) & 0x100f00f00f00f00f;
        x = (x | x << 4) & 0x10c30c30c30c30c3;
        return (x | x << 2) & 0x1249249249249249;
    }
}
