using System.Numerics;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Models;

/// <summary>A table lamp, 42 cm high: a glazed gourd-shaped foot on a wooden disc, a brass stem, a linen shade held by three rods, a lit bulb.</summary>
internal static class Lamp
{
    private const int Ceramic = 0, Brass = 1, Linen = 2, BulbGlass = 3, Oak = 4;
    private const int Columns = 64;

    public static Model Make()
    {
        var mesh = new MeshBuilder();
        Outline disc = new Outline(0, 0).Line(60, 0).Arc(60, 3, 3, -90, 0, 4).Line(63, 11).Arc(60, 11, 3, 0, 90, 4).Line(0, 14, 2);
        Surfaces.Turn(mesh, Oak, disc.Points, Columns, (_, p) => (p.X + p.Y) / 40, 3);
        Outline gourd = new Outline(0, 12).Line(38, 12).Bezier(50, 16, 72, 40, 70, 76, 12).Bezier(68, 112, 26, 128, 20, 158, 14)
            .Bezier(18, 172, 21, 180, 22, 186, 6).Arc(20, 187, 2, 0, 90, 4).Line(0, 189);
        Surfaces.Turn(mesh, Ceramic, gourd.Points, Columns, (_, p) => 1 - p.Y / 190);
        Outline stem = new Outline(0, 186).Line(13, 186).Line(13, 193).Arc(11, 193, 2, 0, 90, 3).Line(6, 195).Line(6, 238).Line(15, 240).Line(15, 266)
            .Line(13, 268).Line(0, 268);
        Surfaces.Turn(mesh, Brass, stem.Points, 32, (_, p) => p.Y / 60, 2);
        Outline bulb = new Outline(0, 262).Line(12, 262).Bezier(13, 280, 29, 290, 29, 310, 8).Bezier(29, 326, 16, 338, 0, 338, 8);
        Surfaces.Turn(mesh, BulbGlass, bulb.Points, 32, (_, p) => p.Y / 400);
        Shade(mesh);
        return new Model("lamp", mesh.Build(40), [
            new Finish("celadon glaze") { BaseColorMap = Glaze(), Roughness = 0.14 },
            Metal.Brushed("brass", new Vector3(0.83f, 0.62f, 0.28f), 0.26),
            new Finish("linen") { BaseColorMap = Weave(), Roughness = 0.92, Emission = new Vector3(0.10f, 0.075f, 0.045f) },
            new Finish("bulb") { BaseColor = new Vector3(0.9f, 0.88f, 0.82f), Roughness = 0.3, Emission = new Vector3(1, 0.80f, 0.52f) },
            new Finish("oak") { BaseColor = new Vector3(0.22f, 0.115f, 0.05f), Roughness = 0.5 }]);
    }

    private static void Shade(MeshBuilder mesh)
    {
        Outline cloth = new Outline(123.4, 224).Arc(125, 224, 1.6, 180, 360, 4).Line(86.6, 418, 6).Arc(85, 418, 1.6, 0, 180, 4).Line(123.4, 224, 6);
        Surfaces.Turn(mesh, Linen, cloth.Points, 72, (_, p) => p.Y / 80, 6);
        for (int k = 0; k < 3; k++)
        {
            double a = 2 * Math.PI * k / 3;
            var outward = new Vector3((float)Portable.Cos(a), (float)Portable.Sin(a), 0);
            Vector3[] path = [.. new Outline(12, 252).Bezier(60, 262, 86, 300, 92, 380, 14).Points.Select(p => outward * p.X + new Vector3(0, 0, p.Y))];
            var side = new Vector3(-outward.Y, outward.X, 0);
            Vector3[][] rings = Surfaces.Sweep(path, _ => side, _ => Surfaces.Ellipse(1.6, 1.6, 8));
            Surfaces.Skin(mesh, Brass, rings, (r, c) => new Vector2(c / 8f, r / 4f));
            Surfaces.Cap(mesh, Brass, rings[0], facingUp: false, p => new Vector2(p.X, p.Y) / 60);
            Surfaces.Cap(mesh, Brass, rings[^1], facingUp: true, p => new Vector2(p.X, p.Y) / 60);
        }
    }

    /// <summary>A glaze that runs: darker where it gathers below, pale where it thinned at the neck.</summary>
    private static Canvas Glaze()
    {
        var canvas = new Canvas(256, 256, Vector3.Zero);
        canvas.Map((x, y, _) =>
        {
            double run = y / 256 + 0.12 * Noise.Fractal(x / 32, y / 128, 3, 7, 8, 2);
            return Vector3.Lerp(Canvas.Hex(0x9FC4B4), Canvas.Hex(0x2F6F6B), (float)Noise.Smoothstep(0.15, 0.95, run));
        });
        return canvas;
    }

    private static Canvas Weave()
    {
        var canvas = new Canvas(128, 128, Vector3.Zero);
        canvas.Map((x, y, _) => Canvas.Hex(0xE9DDC4) * (float)(0.93 + 0.05 * Noise.Value(x / 2, y / 32, 3, 64, 4) + 0.05 * Noise.Value(x / 32, y / 2, 4, 4, 64)));
        return canvas;
    }
}
