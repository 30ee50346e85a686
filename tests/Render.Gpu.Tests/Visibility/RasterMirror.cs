using System.Numerics;

namespace Render.Gpu.Tests.Visibility;

/// <summary>
/// The rasteriser's definition in plain C#, written from its documentation (Shaders/raster.glsl, exact.glsl), not from its loops: every pixel is
/// tested against every triangle. Coverage by 64-bit integers, except at vertices that cannot be snapped. What it computes must agree with the
/// device to the bit.
/// </summary>
internal sealed class RasterMirror(TestScene scene)
{
    private readonly Vector4 _rowX = new(scene.Focal, 0, scene.Width / 2f, 0);
    private readonly Vector4 _rowY = new(0, scene.Focal, scene.Height / 2f, 0);
    private readonly Vector4 _rowW = new(0, 0, 1, 0);

    private readonly record struct Vertex(float X, float Y, float W, float ScreenX, float ScreenY, float Nearness, bool Regular, long SnapX, long SnapY);

    /// <summary>Index of the triangle in front and its nearness for every pixel; -1 and 0 where there is none.</summary>
    /// <param name="positions">Three for each triangle, camera space.</param>
    /// <param name="offset">Of the sample from the pixel's centre, 1/256 px.</param>
    public (int Triangle, float Nearness)[] Render(Vector3[] positions, (int X, int Y) offset = default)
    {
        var image = new (int Triangle, float Nearness)[scene.Width * scene.Height];
        Array.Fill(image, (-1, 0));
        for (var t = 0; t < positions.Length / 3; t++)
        {
            Vertex a = Project(positions[3 * t]), b = Project(positions[3 * t + 1]), c = Project(positions[3 * t + 2]);
            if (a.W < scene.Near && b.W < scene.Near && c.W < scene.Near)
                continue;
            var edges = Edges(a, b, c);
            if (edges is null)
                continue;
            var nearness = Plane(a, b, c);
            for (var y = 0; y < scene.Height; y++)
                for (var x = 0; x < scene.Width; x++)
                {
                    long px = 256 * x + 128 + offset.X, py = 256 * y + 128 + offset.Y;
                    if (!edges(px, py) || nearness(px, py) is not { } n)
                        continue;
                    ref var pixel = ref image[y * scene.Width + x];
                    if (pixel.Triangle < 0 || n > pixel.Nearness)
                        pixel = (t, n);
                }
        }
        return image;
    }

    public static float Reciprocal(float x)
    {
        var r = BitConverter.UInt32BitsToSingle(0x7ef311c7u - BitConverter.SingleToUInt32Bits(x));
        for (var i = 0; i < 3; i++)
            r *= 2f - x * r;
        return r;
    }

    public static double Reciprocal(double x)
    {
        var r = BitConverter.UInt64BitsToDouble((ulong)(0x7fde6238u - (uint)(BitConverter.DoubleToUInt64Bits(x) >> 32)) << 32);
        for (var i = 0; i < 4; i++)
            r *= 2.0 - x * r;
        return r;
    }

    private Vertex Project(Vector3 p)
    {
        float Row(Vector4 r) => r.X * p.X + r.Y * p.Y + r.Z * p.Z + r.W;
        var (x, y, w) = (Row(_rowX), Row(_rowY), Row(_rowW));
        if (w < scene.Near)
            return new(x, y, w, 0, 0, 0, false, 0, 0);
        var n = Reciprocal(w);
        var (sx, sy) = (x * n, y * n);
        var regular = Math.Abs(sx) <= 16384 && Math.Abs(sy) <= 16384;
        return new(x, y, w, sx, sy, n, regular, regular ? (long)MathF.Round(sx * 256, MidpointRounding.ToEven) : 0,
            regular ? (long)MathF.Round(sy * 256, MidpointRounding.ToEven) : 0);
    }

    private static Func<long, long, bool>? Edges(Vertex a, Vertex b, Vertex c)
    {
        if (a.Regular && b.Regular && c.Regular)
        {
            var area = Math.BigMul((int)(b.SnapX - a.SnapX), (int)(c.SnapY - a.SnapY)) - Math.BigMul((int)(b.SnapY - a.SnapY), (int)(c.SnapX - a.SnapX));
            if (area == 0)
                return null;
            if (area < 0)
                (b, c) = (c, b);
            static bool Inside(Vertex p, Vertex q, long x, long y)
            {
                var (dx, dy) = (q.SnapX - p.SnapX, q.SnapY - p.SnapY);
                var e = dx * (y - p.SnapY) - dy * (x - p.SnapX);
                var left = dy < 0;
                var top = dy == 0 && dx > 0;
                return e > 0 || e == 0 && (left || top);
            }
            return (x, y) => Inside(a, b, x, y) && Inside(b, c, x, y) && Inside(c, a, x, y);
        }
        double[] ha = Homogeneous(a, snap: true), hb = Homogeneous(b, snap: true), hc = Homogeneous(c, snap: true);
        double[] ab = Cross(ha, hb), bc = Cross(hb, hc), ca = Cross(hc, ha);
        var orientation = Dot(ab, hc);
        if (orientation == 0)
            return null;
        bool Owns(double[] e, long x, long y)
        {
            var s = Math.Sign(orientation);
            var v = s * Dot(e, [x, y, 1]);
            return v > 0 || v == 0 && (s * e[0] > 0 || e[0] == 0 && s * e[1] > 0);
        }
        return (x, y) => Owns(ab, x, y) && Owns(bc, x, y) && Owns(ca, x, y);
    }

    private Func<long, long, float?> Plane(Vertex a, Vertex b, Vertex c)
    {
        Vertex[] all = [a, b, c];
        var front = all.Where(v => v.W >= scene.Near).ToArray();
        var low = front.Min(v => v.Nearness);
        if (all.All(v => v.Regular))
        {
            var extent = Math.Max(all.Max(v => v.SnapX) - all.Min(v => v.SnapX), all.Max(v => v.SnapY) - all.Min(v => v.SnapY));
            if (extent <= 64 * 256)
                return SmallPlane(a, b, c, low, all.Max(v => v.Nearness));
        }
        double[] ha = Homogeneous(a, snap: false), hb = Homogeneous(b, snap: false), hc = Homogeneous(c, snap: false);
        double[] bc = Cross(hb, hc), ca = Cross(hc, ha), ab = Cross(ha, hb);
        var determinant = Dot(ha, bc);
        var inverse = determinant == 0 ? 0 : Math.Sign(determinant) * Reciprocal(Math.Abs(determinant));
        double[] plane = [(bc[0] + ca[0] + ab[0]) * inverse, (bc[1] + ca[1] + ab[1]) * inverse, (bc[2] + ca[2] + ab[2]) * inverse];
        double nearest = Reciprocal(scene.Near);
        var high = front.Length == 3 ? all.Max(v => v.Nearness) : nearest;
        var slow = all.Any(v => !v.Regular);
        return (x, y) =>
        {
            var n = Dot(plane, [x, y, 1]);
            return slow && n > nearest ? null : (float)Math.Clamp(n, low, high);
        };
    }

    private static Func<long, long, float?> SmallPlane(Vertex a, Vertex b, Vertex c, float low, float high)
    {
        float g1x = b.ScreenX - a.ScreenX, g1y = b.ScreenY - a.ScreenY, g2x = c.ScreenX - a.ScreenX, g2y = c.ScreenY - a.ScreenY;
        var area = g1x * g2y - g1y * g2x;
        float n1 = b.Nearness - a.Nearness, n2 = c.Nearness - a.Nearness, slopeX = 0, slopeY = 0;
        if (Math.Abs(area) > 1e-7f)
        {
            var inverse = Math.Sign(area) * Reciprocal(Math.Abs(area));
            slopeX = (n1 * g2y - n2 * g1y) * inverse;
            slopeY = (n2 * g1x - n1 * g2x) * inverse;
        }
        return (x, y) => Math.Clamp(a.Nearness + slopeX * (x / 256f - a.ScreenX) + slopeY * (y / 256f - a.ScreenY), low, high);
    }

    private static double[] Homogeneous(Vertex v, bool snap) =>
        snap && v.Regular ? [v.SnapX, v.SnapY, 1] : [256.0 * v.X, 256.0 * v.Y, v.W];

    private static double[] Cross(double[] p, double[] q) =>
        [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];

    private static double Dot(double[] p, double[] q) => p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
}
