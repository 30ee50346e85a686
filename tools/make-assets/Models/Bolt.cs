using System.Numerics;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Models;

/// <summary>
/// A hexagon-head bolt M12 x 55 (ISO 4014 proportions, coarse thread of 1.75 mm), standing on its head: a cut shank and a real right-handed
/// helical thread with run-out and a chamfered tip.
/// </summary>
internal static class Bolt
{
    private const int Steel = 0, HeadTop = 1;
    private const int Columns = 48;
    private const double AcrossFlats = 18, HeadHeight = 7.5, Radius = 6, Length = 55, Pitch = 1.75, ThreadLength = 18 * Pitch;

    public static Model Make()
    {
        var mesh = new MeshBuilder();
        Head(mesh);
        double threadStart = HeadHeight + Length - ThreadLength;
        Outline shank = new Outline(Radius + 0.8, HeadHeight + 0.6).Arc(Radius + 0.8, HeadHeight + 1.4, 0.8, -90, -180, 4).Line(Radius, threadStart, 6);
        Surfaces.Turn(mesh, Steel, shank.Points, Columns, (_, p) => p.Y / 20, 2);
        new ScrewThread(Radius, Pitch, threadStart, threadStart + ThreadLength).Skin(mesh, Steel, Columns);
        return new Model("bolt", mesh.Build(32), [
            new Finish("brushed steel")
            {
                BaseColor = new Vector3(0.56f, 0.57f, 0.58f),
                Metallic = 1,
                Roughness = 1,
                MetallicRoughnessMap = SurfaceMaps.MetallicRoughness(256, 256,
                    (x, y) => 0.34 + 0.14 * Brush(x, y) + 0.10 * Noise.Fractal(x / 64.0, y / 64.0, 3, 4, 4, 4), (_, _) => 1),
                NormalMap = SurfaceMaps.Normals(256, 256, (x, y) => 0.35 * Brush(x, y)),
            },
            new Finish("stamped head")
            {
                BaseColor = new Vector3(0.56f, 0.57f, 0.58f),
                Metallic = 1,
                Roughness = 1,
                MetallicRoughnessMap = SurfaceMaps.MetallicRoughness(256, 256,
                    (x, y) => 0.36 + 0.10 * Noise.Fractal(x / 32.0, y / 32.0, 4, 9) + 0.12 * Math.Clamp(Stamp(x, y), 0, 1), (_, _) => 1),
                NormalMap = SurfaceMaps.Normals(256, 256, (x, y) => 3 * Stamp(x, y) + 0.2 * Noise.Value(x / 2.0, y / 2.0, 3)),
            }]);
    }

    /// <summary>
    /// The prism's outline and the 30 degree chamfer cone meet where the height of a corner follows from its radius: that gives the curved
    /// edges of every real bolt head.
    /// </summary>
    private static void Head(MeshBuilder mesh)
    {
        double flat = AcrossFlats / 2, chamfer = 0.95 * flat, slope = 0.57735;
        var hexagon = new double[Columns];
        for (int i = 0; i < Columns; i++)
        {
            double angle = (360.0 * i / Columns % 60 - 30) * Math.PI / 180;
            hexagon[i] = flat / Portable.Cos(angle);
        }
        Vector3[] Ring(Func<int, double> radius, Func<double, double> z)
        {
            Vector3[] unit = Surfaces.Circle(1, 0, Columns);
            return [.. unit.Select((p, i) => new Vector3((float)(p.X * radius(i)), (float)(p.Y * radius(i)), (float)z(radius(i))))];
        }
        Vector3[] top = Ring(_ => chamfer, _ => 0);
        Surfaces.Cap(mesh, HeadTop, top, facingUp: false, p => new Vector2(0.5f + p.X / 18, 0.5f + p.Y / 18));
        Vector3[][] rings = [
            top,
            Ring(i => hexagon[i], r => (r - chamfer) * slope),
            Ring(i => hexagon[i], _ => HeadHeight / 2),
            Ring(i => hexagon[i], r => HeadHeight - 0.35 * (r - chamfer) * slope),
            Ring(_ => chamfer, _ => HeadHeight),
            Ring(_ => 0.92 * flat, _ => HeadHeight),
            Ring(_ => 0.90 * flat, _ => HeadHeight + 0.6),
            Ring(_ => Radius + 0.8, _ => HeadHeight + 0.6)];
        double[] v = [0, 0.1, 0.25, 0.4, 0.5, 0.52, 0.55, 0.6];
        Surfaces.Skin(mesh, Steel, rings, (r, c) => new Vector2(3f * c / Columns, (float)v[r]));
    }

    /// <summary>Fine lines along the texture's u, as a lathe tool or a brush leaves them.</summary>
    private static double Brush(int x, int y) =>
        Noise.Value(x / 64.0, y / 2.0, 21, 4, 128) - 0.5 + 0.6 * (Noise.Value(x / 32.0, y / 1.0, 22, 8, 256) - 0.5);

    /// <summary>Raised characters of the strength class and a maker's mark, in [0, 1] with soft sides, seen from outside.</summary>
    private static double Stamp(int x, int y)
    {
        double d = double.MaxValue;
        foreach ((double x0, double y0, double x1, double y1) in Marks)
            d = Math.Min(d, Distance.Segment(x + 0.5, y + 0.5, x0, y0, x1, y1));
        return 1 - Noise.Smoothstep(4, 8, d);
    }

    private static readonly (double X0, double Y0, double X1, double Y1)[] Marks =
        [.. StrokeFont.Strokes("8.8", 128, 84, 46), .. StrokeFont.Strokes("RDR", 128, 168, 38)];
}
