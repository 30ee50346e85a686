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
        double end = HeadHeight + Length, start = end - ThreadLength, tip = Radius - 1.15 * ScrewThread.Depth(Pitch);
        Outline shank = new Outline(Radius + 0.8, HeadHeight + 0.6).Arc(Radius + 0.8, HeadHeight + 1.4, 0.8, -90, -180, 4).Line(Radius, start, 6);
        Surfaces.Turn(mesh, Steel, shank.Points, Columns, (_, p) => p.Y / 20, 2);
        // The thread runs out over its first turn, and a 45 degree chamfer cuts the tip below the root.
        new ScrewThread(Radius, Pitch, start, end, (z, r) => Math.Min(Radius - (Radius - r) * Math.Clamp((z - start) / Pitch, 0, 1), tip + end - z))
            .Skin(mesh, Steel, Columns, inward: false);
        Surfaces.Cap(mesh, Steel, Surfaces.Circle(tip, end, Columns), facingUp: true, p => new Vector2(p.X, p.Y) / 20);
        return new Model("bolt", mesh.Build(32), [Metal.BrushedSteel(), StampedHead()]);
    }

    private static void Head(MeshBuilder mesh)
    {
        var hexagon = new Hexagon(AcrossFlats, Columns);
        Vector3[] top = Surfaces.Circle(hexagon.Chamfer, 0, Columns);
        Surfaces.Cap(mesh, HeadTop, top, facingUp: false, p => new Vector2(0.5f + p.X / 18, 0.5f + p.Y / 18));
        Vector3[][] rings = [
            top, hexagon.Ring(0, -1), hexagon.Ring(HeadHeight / 2, 0), hexagon.Ring(HeadHeight, 0.35),
            Surfaces.Circle(hexagon.Chamfer, HeadHeight, Columns),
            // The washer face.
            Surfaces.Circle(8.28, HeadHeight, Columns), Surfaces.Circle(8.1, HeadHeight + 0.6, Columns),
            Surfaces.Circle(Radius + 0.8, HeadHeight + 0.6, Columns)];
        // On the flats the lines run level, whatever the curve of the chamfer.
        double[] v = [0, 0, 0, 0, 0.5, 0.52, 0.55, 0.6];
        Surfaces.Skin(mesh, Steel, rings, (r, c) => new Vector2(3f * c / Columns, r is >= 1 and <= 3 ? 0.1f + rings[r][c % Columns].Z / 20 : (float)v[r]));
    }

    private static Finish StampedHead() => new("stamped head")
    {
        BaseColor = Metal.SteelColor,
        Metallic = 1,
        Roughness = 1,
        MetallicRoughnessMap = SurfaceMaps.MetallicRoughness(256, 256,
            (x, y) => 0.36 + 0.10 * Noise.Fractal(x / 32.0, y / 32.0, 4, 9) + 0.12 * Stamp(x, y), (_, _) => 1),
        NormalMap = SurfaceMaps.Normals(256, 256, (x, y) => 3 * Stamp(x, y) + 0.2 * Noise.Value(x / 2.0, y / 2.0, 3)),
    };

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
