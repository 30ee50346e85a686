using System.Numerics;

namespace Render.Core.Geometry;

/// <summary>Order along the Morton (Z) curve: points near in space become near in the order.</summary>
internal static class Morton
{
    private const int MaxBits = 20;

    /// <summary>Numbers of the points, sorted by their codes in the points' bounding cube; equal codes by number.</summary>
    /// <param name="points">Any points.</param>
    /// <param name="bits">Of each coordinate, 1 to 20.</param>
    public static int[] Order(Vector3[] points, int bits = MaxBits)
    {
        var order = new int[points.Length];
        if (points.Length == 0)
            return order;
        var bounds = Bounds.Of(points);
        double extent = Math.Max((double)bounds.Max.X - bounds.Min.X,
            Math.Max((double)bounds.Max.Y - bounds.Min.Y, (double)bounds.Max.Z - bounds.Min.Z));
        var scale = extent > 0 ? ((1 << bits) - 1) / extent : 0;
        var codes = new ulong[points.Length];
        Ranges.Run(points.Length, (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                order[i] = i;
                codes[i] = Spread(((double)points[i].X - bounds.Min.X) * scale)
                    | Spread(((double)points[i].Y - bounds.Min.Y) * scale) << 1
                    | Spread(((double)points[i].Z - bounds.Min.Z) * scale) << 2;
            }
        });
        Sort(codes, order, 3 * bits);
        return order;
    }

    /// <summary>Least significant digit first (Knuth, volume 3, 5.2.5), 11 bits at a time: stable, and digits in which all codes agree cost nothing.</summary>
    private static void Sort(ulong[] codes, int[] order, int bits)
    {
        const int Digit = 11;
        var (otherCodes, otherOrder) = (new ulong[codes.Length], new int[order.Length]);
        var (from, to, fromOrder, toOrder) = (codes, otherCodes, order, otherOrder);
        var next = new int[(1 << Digit) + 1];
        for (var shift = 0; shift < bits; shift += Digit)
        {
            Array.Clear(next);
            foreach (var code in from)
                next[(int)(code >> shift & ((1 << Digit) - 1)) + 1]++;
            if (Array.IndexOf(next, from.Length) >= 0)
                continue;
            for (var d = 1; d < next.Length; d++)
                next[d] += next[d - 1];
            for (var i = 0; i < from.Length; i++)
            {
                var at = next[(int)(from[i] >> shift & ((1 << Digit) - 1))]++;
                (to[at], toOrder[at]) = (from[i], fromOrder[i]);
            }
            (from, to, fromOrder, toOrder) = (to, from, toOrder, fromOrder);
        }
        if (fromOrder != order)
            fromOrder.CopyTo(order, 0);
    }

    /// <summary>Two zero bits between the bits of a coordinate.</summary>
    private static ulong Spread(double coordinate)
    {
        var x = (ulong)coordinate & ((1UL << MaxBits) - 1);
        x = (x | x << 32) & 0x001f00000000ffff;
        x = (x | x << 16) & 0x001f0000ff0000ff;
        x = (x | x << 8) & 0x100f00f00f00f00f;
        x = (x | x << 4) & 0x10c30c30c30c30c3;
        return (x | x << 2) & 0x1249249249249249;
    }
}
