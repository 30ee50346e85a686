using System.Numerics;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Models;

/// <summary>A small traffic cone, 30 cm high on a 20 cm base: orange plastic with two reflective bands, black rubber foot, signs of use.</summary>
internal static class TrafficCone
{
    private const int Skin = 0, Rubber = 1;
    private const int Columns = 64;
    private const double Height = 300, BaseTop = 16, FootRadius = 74, TopRadius = 17;

    // The two bands as fractions of the cone's height.
    private static readonly (double Low, double High)[] Bands = [(0.30, 0.48), (0.64, 0.78)];

    public static Model Make()
    {
        var mesh = new MeshBuilder();
        Foot(mesh);
        Cone(mesh);
        return new Model("traffic_cone", mesh.Build(40), [
            new Finish("orange plastic and bands") { BaseColorMap = Paint(), MetallicRoughnessMap = Gloss(), Roughness = 1 },
            new Finish("rubber") { BaseColorMap = RubberColor(), Roughness = 0.85, NormalMap = RubberGrain() }]);
    }

    private static void Foot(MeshBuilder mesh)
    {
        (double Inset, double Z)[] layers = [(2.5, 0), (0.8, 0.7), (0, 2.5), (0.4, 11), (1.4, 13), (3.6, 14.4), (7, 15)];
        Vector3[][] rings = [.. layers.Select(l => Outline.RoundedRectangle(200 - 2 * l.Inset, 200 - 2 * l.Inset, 26 - l.Inset, 8)
            .Select(p => new Vector3(p, (float)l.Z)).ToArray())];
        Vector2 FromAbove(Vector3 p) => new(p.X / 200 + 0.5f, 0.5f - p.Y / 200);
        Surfaces.Cap(mesh, Rubber, rings[0], facingUp: false, FromAbove);
        Surfaces.Skin(mesh, Rubber, rings, (r, c) =>
        {
            Vector3 p = rings[r][c % rings[r].Length];
            // The sides show the strip of the texture next to the edge, stretched by their height.
            float outward = 1 - p.Z / 300;
            return FromAbove(new Vector3(p.X * outward, p.Y * outward, 0));
        });
        Surfaces.Cap(mesh, Rubber, rings[^1], facingUp: true, FromAbove);
    }

    private static void Cone(MeshBuilder mesh)
    {
        // The flange that is moulded on to the foot, the wall with slightly raised bands, the rounded rim and the hollow inside.
        Outline profile = new Outline(0, 8).Line(88, 8).Line(88, BaseTop).Bezier(88, 18, 86, 18.5, 84, 18.8, 3)
            .Bezier(78, 19.5, 74.5, 22, FootRadius - 1, 30, 6);
        double Wall(double t) => FootRadius - 1 + (TopRadius - FootRadius + 1) * t;
        double z0 = 30, z1 = Height - 4;
        double Z(double fraction) => fraction * Height;
        double At(double z) => Wall((z - z0) / (z1 - z0));
        foreach ((double low, double high) in Bands)
        {
            profile.Line(At(Z(low)), Z(low), 3).Line(At(Z(low)) + 0.7, Z(low) + 0.3);
            profile.Line(At(Z(high)) + 0.7, Z(high) - 0.3, 4).Line(At(Z(high)), Z(high));
        }
        profile.Line(TopRadius, z1, 3).Arc(TopRadius - 2, z1 + 1, 2, 0, 180, 8).Line(TopRadius + 8, 180, 4).Line(0, 180);
        Surfaces.Turn(mesh, Skin, profile.Points, Columns,
            (i, p) => p.Y == 180 || i < 2 ? 0.99 : 1 - p.Y / Height);
    }

    private static bool InBand(double fraction) => Bands.Any(b => fraction > b.Low && fraction < b.High);

    private static Canvas Paint()
    {
        Vector3 orange = Canvas.Hex(0xF2540C), white = Canvas.Hex(0xECECE6), dirt = Canvas.Hex(0x5A4A3C);
        var canvas = new Canvas(512, 512, orange);
        canvas.Map((x, y, _) =>
        {
            double fraction = 1 - y / 512;
            if (!InBand(fraction))
                return orange * (float)(1 + 0.05 * Noise.Fractal(x / 64, y / 64, 2, 3, 8, 8));
            // Retro-reflective sheeting: a lattice of sealed cells.
            double u = x / 16, v = y / 16, edge = Math.Min(Cell(u + v), Cell(u - v));
            return white * (float)(0.93 + 0.07 * Noise.Smoothstep(0.02, 0.10, edge));
        });
        Scuffs(canvas, dirt);
        canvas.Map((x, y, c) =>
        {
            double fraction = 1 - y / 512;
            double splash = Noise.Smoothstep(0.32, 0.02, fraction + 0.25 * Noise.Fractal(x / 32, y / 32, 3, 41, 16, 16));
            double film = 0.08 + 0.08 * Noise.Fractal(x / 64, y / 64, 3, 43, 8, 8);
            return Vector3.Lerp(c, dirt, (float)Math.Clamp(0.45 * splash + film, 0, 0.6));
        });
        return canvas;
    }

    private static double Cell(double t) => Math.Abs(t - Math.Floor(t + 0.5));

    /// <summary>Rub marks: short, nearly level lines, darker than the plastic.</summary>
    private static void Scuffs(Canvas canvas, Vector3 dirt)
    {
        for (int i = 0; i < 46; i++)
        {
            double x = 512 * Noise.Hash(i, 0, 61), y = 40 + 460 * Noise.Hash(i, 1, 61), length = 8 + 50 * Noise.Hash(i, 2, 61);
            double tilt = (Noise.Hash(i, 3, 61) - 0.5) * 0.8, width = 0.8 + 1.6 * Noise.Hash(i, 4, 61);
            canvas.Shape(new Box(x, y - 30, x + length, y + 30),
                (px, py) => Distance.Segment(px, py, x, y, x + length, y + tilt * length) - width, dirt, 0.35);
        }
    }

    private static Canvas Gloss() => SurfaceMaps.MetallicRoughness(256, 256, (x, y) =>
    {
        double worn = 0.12 * Noise.Fractal(x / 32.0, y / 32.0, 3, 71, 8, 8);
        return (InBand(1 - (y + 0.5) / 256) ? 0.28 : 0.46) + worn;
    }, (_, _) => 0);

    private static Canvas RubberColor()
    {
        var canvas = new Canvas(256, 256, Canvas.Hex(0x242424));
        canvas.Map((x, y, c) => Vector3.Lerp(c, Canvas.Hex(0x6E6257),
            (float)Math.Clamp(0.16 + 0.45 * Noise.Fractal(x / 48, y / 48, 4, 81), 0, 0.5)));
        return canvas;
    }

    private static Canvas RubberGrain() => SurfaceMaps.Normals(256, 256, (x, y) => 0.8 * Noise.Fractal(x / 4.0, y / 4.0, 2, 91, 64, 64));
}
